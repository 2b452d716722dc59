/** The fault switches of a local Snowflake that was started with them. */
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

export class Faults {
  constructor(private readonly url: string) {}

  async set(rule: FaultRule): Promise<string> {
    const { id } = await this.call<{ id: string }>('POST', '', rule);
    return id;
  }

  /** Removes one rule, or all; what they hold goes on. */
  async clear(id = ''): Promise<void> {
    await this.call('DELETE', id === '' ? '' : `/${id}`);
  }

  /** Requests that each rule has met, by its ID. */
  async hits(): Promise<ReadonlyMap<string, number>> {
    const { rules } = await this.call<{ rules: readonly { id: string; hits: number }[] }>('GET', '');
    return new Map(rules.map(({ id, hits }) => [id, hits]));
  }

  /** Resolves once at least `count` requests are held. */
  async untilHeld(count: number, rule: string, timeoutMs = 60_000): Promise<void> {
    const { held } = await this.call<{ held: readonly unknown[] }>(
      'GET',
      `/held?count=${count}&rule=${rule}&timeoutMs=${timeoutMs}`,
    );
    if (held.length < count)
      throw new Error(`Only ${held.length} of ${count} requests were held after ${timeoutMs} ms.`);
  }

  /** As above, and gives how many are held when the time is over. */
  async whenHeld(count: number, rule: string, timeoutMs: number): Promise<number> {
    const path = `/held?count=${count}&rule=${rule}&timeoutMs=${timeoutMs}`;
    return (await this.call<{ held: readonly unknown[] }>('GET', path)).held.length;
  }

  private async call<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(`${this.url}/faults${path}`, {
      method,
      ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    if (!response.ok) throw new Error(`${method} /faults${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }
}
