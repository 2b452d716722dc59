import { z } from 'zod';

/** The fault switches of a local Snowflake that was started with them. */
export interface FaultRule {
  readonly route: string;
  readonly phase: 'before' | 'after';
  readonly action: 'delay' | 'drop' | '503' | 'expire_session' | 'expire_token';
  readonly ms?: number;
  readonly times?: number;
  readonly match?: { readonly tag?: string; readonly sqlText?: string; readonly sessionId?: string };
}

export interface Faults {
  set(rule: FaultRule): Promise<string>;
  /** Waits until so many requests are held by a rule. */
  held(rule: string, count?: number): Promise<readonly z.infer<typeof Held>[]>;
  release(): Promise<void>;
  /** Removes one rule, or all; what they hold goes on. */
  clear(rule?: string): Promise<void>;
}

const Held = z.looseObject({ id: z.string(), queryId: z.string().nullish(), sessionId: z.string().nullish() });
const Answer = z.looseObject({ id: z.string().default(''), held: z.array(Held).default([]) });

export function faultsOf(url: string): Faults {
  const call = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${url}/faults${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`${method} /faults${path} gave ${response.status}: ${JSON.stringify(answer)}`);
    return Answer.parse(answer);
  };
  return {
    set: async (rule) => (await call('POST', '', rule)).id,
    held: async (rule, count = 1) => {
      const { held } = await call('GET', `/held?rule=${rule}&count=${count}&timeoutMs=20000`);
      if (held.length < count) throw new Error(`${held.length} of ${count} requests are held by ${rule}.`);
      return held;
    },
    release: async () => void (await call('POST', '/release', {})),
    clear: async (rule) => void (await call('DELETE', rule === undefined ? '' : `/${rule}`)),
  };
}
