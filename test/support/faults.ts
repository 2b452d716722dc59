import { z } from 'zod';

/** One switch of a local Snowflake that was started with them. */
export interface FaultRule {
  readonly route:
    | 'login'
    | 'token'
    | 'heartbeat'
    | 'logout'
    | 'query-request'
    | 'result'
    | 'monitoring'
    | 'abort'
    | 'chunk'
    | 'history'
    | '*';
  /** `before`: the server has not looked at the request. `after`: it has acted; only the reply is touched. */
  readonly phase: 'before' | 'after';
  /** `delay` without `ms` holds until it is released or cleared. */
  readonly action: 'delay' | 'drop' | '429' | '503' | 'expire_session' | 'expire_token' | 'fail_post' | 'slow' | 'lag';
  readonly ms?: number;
  readonly times?: number;
  readonly match?: {
    readonly tag?: string;
    readonly sqlText?: string;
    readonly sessionId?: string;
    readonly queryId?: string;
    readonly chunk?: string;
  };
}

const Held = z.looseObject({ id: z.string(), queryId: z.string().nullish(), sessionId: z.string().nullish() });
const Answer = z.looseObject({
  id: z.string().default(''),
  held: z.array(Held).default([]),
  rules: z.array(z.looseObject({ id: z.string(), hits: z.number() })).default([]),
});

/** A request that a rule holds. */
type HeldRequest = z.infer<typeof Held>;

/** The fault switches of a local Snowflake that was started with them. */
export class Faults {
  constructor(private readonly url: string) {}

  /** @returns the ID of the rule */
  async set(rule: FaultRule): Promise<string> {
    return (await this.#call('POST', '', rule)).id;
  }

  /** Whatever is asked about statements with this text has no answer: they count as running until the rules are cleared. */
  async hideEnd(sqlText: string): Promise<void> {
    for (const route of ['result', 'monitoring'] as const)
      await this.set({ route, phase: 'before', action: 'delay', match: { sqlText } });
  }

  /** Removes one rule, or all; what they hold goes on. */
  async clear(rule?: string): Promise<void> {
    await this.#call('DELETE', rule === undefined ? '' : `/${rule}`);
  }

  /** What is held goes on; the rules stay. */
  async release(): Promise<void> {
    await this.#call('POST', '/release', {});
  }

  /** Requests that each rule has met, by its ID. */
  async hits(): Promise<ReadonlyMap<string, number>> {
    const { rules } = await this.#call('GET', '');
    return new Map(rules.map(({ id, hits }) => [id, hits]));
  }

  /** Waits until a rule holds so many requests. @throws Error where it holds fewer after `timeoutMs` */
  async held(rule: string, count = 1, timeoutMs = 60_000): Promise<readonly HeldRequest[]> {
    const held = await this.whenHeld(rule, count, timeoutMs);
    if (held.length < count) throw new Error(`${held.length} of ${count} requests were held after ${timeoutMs} ms.`);
    return held;
  }

  /** As `held`, and gives what is held when the time is over. */
  async whenHeld(rule: string, count: number, timeoutMs: number): Promise<readonly HeldRequest[]> {
    return (await this.#call('GET', `/held?count=${count}&rule=${rule}&timeoutMs=${timeoutMs}`)).held;
  }

  async #call(method: string, path: string, body?: object): Promise<z.infer<typeof Answer>> {
    const response = await fetch(`${this.url}/faults${path}`, {
      method,
      ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    if (!response.ok) throw new Error(`${method} /faults${path}: ${response.status} ${await response.text()}`);
    return Answer.parse(await response.json());
  }
}
