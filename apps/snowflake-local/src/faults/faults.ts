import { type Action, type FaultRule, fits, type Phase, type RequestFacts } from './rule.js';

/** What becomes of a request once its delays are over. */
export interface Effect {
  readonly action: Exclude<Action, 'delay' | 'lag'> | 'none';
  readonly ms: number;
}

const NONE: Effect = { action: 'none', ms: 0 };

interface ActiveRule {
  readonly id: string;
  readonly rule: FaultRule;
  hits: number;
}

export interface HeldRequest extends RequestFacts {
  readonly id: string;
  readonly rule: string;
  readonly phase: Phase;
  /** Epoch milliseconds. */
  readonly since: number;
}

interface Held {
  readonly request: HeldRequest;
  readonly release: () => void;
}

/** Faults that tests and developers have asked for. Without rules it does nothing. */
export class Faults {
  private readonly active = new Map<string, ActiveRule>();
  private readonly held = new Map<string, Held>();
  private readonly watchers = new Set<() => void>();
  private lastId = 0;

  set(rule: FaultRule): string {
    const id = this.nextId('rule');
    this.active.set(id, { id, rule, hits: 0 });
    return id;
  }

  /** Removes one rule, or all. Requests that it holds go on. */
  clear(id?: string): number {
    const gone = [...this.active.keys()].filter((rule) => id === undefined || rule === id);
    for (const rule of gone) this.active.delete(rule);
    this.release({ ...(id === undefined ? {} : { rule: id }) });
    return gone.length;
  }

  rules(): readonly (FaultRule & { readonly id: string; readonly hits: number })[] {
    return [...this.active.values()].map(({ id, rule, hits }) => ({ id, ...rule, hits }));
  }

  heldRequests(rule?: string): readonly HeldRequest[] {
    return [...this.held.values()]
      .map(({ request }) => request)
      .filter((request) => rule === undefined || request.rule === rule);
  }

  /** Lets held requests go on: one, those of a rule, or all. Gives their number. */
  release(which: { readonly rule?: string; readonly held?: string }): number {
    const released = [...this.held.values()].filter(
      ({ request }) =>
        (which.rule === undefined || request.rule === which.rule) &&
        (which.held === undefined || request.id === which.held),
    );
    for (const { release } of released) release();
    return released.length;
  }

  /** Resolves when at least `count` requests are held, or when the time is over. */
  async whenHeld(count: number, rule: string | undefined, timeoutMs: number): Promise<readonly HeldRequest[]> {
    if (this.heldRequests(rule).length < count) {
      await new Promise<void>((resolve) => {
        const done = () => {
          clearTimeout(timer);
          this.watchers.delete(look);
          resolve();
        };
        const look = () => {
          if (this.heldRequests(rule).length >= count) done();
        };
        const timer = setTimeout(done, timeoutMs);
        this.watchers.add(look);
      });
    }
    return this.heldRequests(rule);
  }

  /**
   * Applies the rules to one request in one phase, in the order they were set. A delay is waited out even when the
   * client has gone: a late request must still arrive.
   */
  async meet(phase: Phase, facts: RequestFacts): Promise<Effect> {
    for (const active of [...this.active.values()]) {
      const { rule } = active;
      if (!fits(rule, phase, facts) || (rule.times !== undefined && active.hits >= rule.times)) continue;
      active.hits += 1;
      const { action, ms = 0 } = rule;
      if (action !== 'delay' && action !== 'lag') return { action, ms };
      await this.hold(active, phase, facts);
    }
    return NONE;
  }

  /** Milliseconds that the history functions are behind. */
  get historyLagMs(): number {
    return Math.max(0, ...[...this.active.values()].map(({ rule }) => (rule.action === 'lag' ? (rule.ms ?? 0) : 0)));
  }

  private hold({ id: rule, rule: { ms } }: ActiveRule, phase: Phase, facts: RequestFacts): Promise<void> {
    return new Promise((resolve) => {
      const id = this.nextId('held');
      const release = () => {
        clearTimeout(timer);
        this.held.delete(id);
        resolve();
      };
      const timer = ms === undefined ? undefined : setTimeout(release, ms);
      this.held.set(id, { request: { id, rule, phase, since: Date.now(), ...facts }, release });
      for (const look of this.watchers) look();
    });
  }

  private nextId(kind: string): string {
    this.lastId += 1;
    return `${kind}-${this.lastId}`;
  }
}
