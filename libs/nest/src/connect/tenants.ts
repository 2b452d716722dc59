import { type DurableSessionOptions, type KeptSession, keptSession } from '@firn/client';
import { DURABLE_OPTIONS } from '@firn/client/internal';
import type { Session } from '@firn/snowpark';
import { FULL_TEXT, readAs, required, signature } from '@firn/snowpark/internal';
import { UnauthorizedException } from '@nestjs/common';
import { inTime } from '../in-time.js';
import { isError } from '../is-error.js';
import type { TenantOptions } from './options.js';

const MOST_TENANTS = 1_000;
/** Requests wait for what an application's own functions answer: one that never does must not keep them all. */
const TIMEOUT_MS = 30_000;

/** Durable sessions by tenant, kept as long as they are used. */
export class FirnTenants {
  /** The one that was used longest ago first. */
  private readonly kept = new Map<string, Promise<KeptSession>>();

  constructor(
    private readonly options: TenantOptions,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** The session of the tenant that a request belongs to. @throws UnauthorizedException where `of` names none */
  async sessionOf(request: unknown): Promise<Session> {
    const tenant: unknown = await this.answer('of', () => this.options.of(request));
    if (typeof tenant !== 'string' || tenant === '') throw new UnauthorizedException('The request names no tenant.');
    return this.session(tenant);
  }

  /** The session of a tenant. One that failed to be made is tried again with the next call. */
  session(tenant: string): Promise<Session>;
  async session(...given: readonly unknown[]): Promise<Session> {
    const [tenant] = SESSION.read(given);
    const kept = this.kept.get(tenant) ?? this.open(tenant);
    this.kept.delete(tenant);
    this.kept.set(tenant, kept);
    this.makeRoom();
    try {
      return (await kept).session;
    } catch (error) {
      if (this.kept.get(tenant) === kept) this.kept.delete(tenant);
      throw error;
    }
  }

  /** Closes the sessions of all tenants. */
  async close(): Promise<void> {
    const all = [...this.kept.values()];
    this.kept.clear();
    await Promise.all(all.map((kept) => this.rest(kept)));
  }

  private async open(tenant: string): Promise<KeptSession> {
    const given: unknown = await this.answer('connect', () => this.options.connect(tenant));
    return keptSession(optionsGiven(given));
  }

  /** @throws Error and no UsageError: that would tell a caller that it asked wrongly */
  private answer<T>(which: 'of' | 'connect', ask: () => T | Promise<T>): Promise<T> {
    const { timeoutMs = TIMEOUT_MS } = this.options;
    const late = () => new Error(`FirnModule(tenants.${which}()): no answer came within ${timeoutMs} ms.`);
    return inTime(timeoutMs, late, ask);
  }

  /** What is under way over a session that makes room goes on: its next action opens it anew. */
  private makeRoom(): void {
    for (const [tenant, kept] of this.kept) {
      if (this.kept.size <= (this.options.most ?? MOST_TENANTS)) return;
      this.kept.delete(tenant);
      void this.rest(kept);
    }
  }

  private async rest(kept: Promise<KeptSession>): Promise<void> {
    await kept.then((open) => open.rest()).catch(this.onError);
  }
}

/** Whoever is at the other end of the request can do nothing about it. */
function optionsGiven(given: unknown): DurableSessionOptions {
  try {
    return readAs(DURABLE_OPTIONS, given, { call: 'FirnModule', name: 'tenants.connect()' });
  } catch (error) {
    throw new Error(isError(error) ? error.message : 'FirnModule(tenants.connect())', { cause: error });
  }
}

const SESSION = signature('session', required('tenant', FULL_TEXT));
