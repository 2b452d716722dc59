import { type KeptSession, keptSession } from '@firn/client';
import type { Session } from '@firn/snowpark';
import { FULL_TEXT, required, signature } from '@firn/snowpark/internal';
import { UnauthorizedException } from '@nestjs/common';
import type { TenantOptions } from './options.js';

const MOST_TENANTS = 1_000;

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
    const tenant: unknown = await this.options.of(request);
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
    return (await kept).session;
  }

  /** Closes the sessions of all tenants. */
  async close(): Promise<void> {
    const all = [...this.kept.values()];
    this.kept.clear();
    await Promise.all(all.map((kept) => this.rest(kept)));
  }

  private async open(tenant: string): Promise<KeptSession> {
    try {
      return keptSession(await this.options.connect(tenant));
    } catch (error) {
      this.kept.delete(tenant);
      throw error;
    }
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

const SESSION = signature('session', required('tenant', FULL_TEXT));
