/** Routes of the wire protocol that a fault can meet. */
export const ROUTES = [
  'login',
  'token',
  'heartbeat',
  'logout',
  'query-request',
  'result',
  'monitoring',
  'abort',
  'chunk',
  'staged-file',
  'telemetry',
] as const;
export type Route = (typeof ROUTES)[number];

/** `before`: the server has not looked at the request. `after`: it has accepted and acted; only the reply is touched. */
export const PHASES = ['before', 'after'] as const;
export type Phase = (typeof PHASES)[number];

/**
 * `delay` holds for `ms`, without `ms` until it is released. `drop` closes the connection without a reply.
 * `expire_session` ends the session (390111), `expire_token` its present token (390112, which drivers renew).
 * `fail_post` answers the request of an asynchronous statement with what it has failed with by then, such as a compile error.
 * `429` and `503` answer with that status alone, `429` with `Retry-After: 1`. `slow` sends a chunk piece by piece, with a pause
 * of `ms` in front of each. `lag` makes the history functions answer as they would have `ms` ago.
 */
export const ACTIONS = [
  'delay',
  'drop',
  '429',
  '503',
  'expire_session',
  'expire_token',
  'fail_post',
  'slow',
  'lag',
] as const;
export type Action = (typeof ACTIONS)[number];

export interface FaultRule {
  readonly route: Route | 'history' | '*';
  readonly phase: Phase;
  readonly action: Action;
  readonly ms?: number;
  /** Requests that it meets; without it all. */
  readonly times?: number;
  readonly match?: FaultMatch;
}

/** All that are given must fit. `tag` and `sqlText` are parts of the statement's tag and text. */
export interface FaultMatch {
  readonly tag?: string;
  readonly sqlText?: string;
  readonly sessionId?: string;
  readonly queryId?: string;
  readonly requestId?: string;
  /** Number of a chunk, from 0, as text. */
  readonly chunk?: string;
}

/** What is known of a request when faults are asked about it. */
export interface RequestFacts {
  readonly route: Route;
  readonly sessionId: string | null;
  readonly queryId: string | null;
  readonly chunk: number | null;
  readonly requestId: string | null;
  readonly sqlText: string | null;
  readonly tag: string | null;
}

export class BadRule extends Error {
  override readonly name = 'BadRule';
}

/** Where an action that is for one place alone may stand. */
const PLACES: Partial<
  Readonly<Record<Action, { readonly route: string; readonly phase: Phase; readonly needsMs: boolean }>>
> = {
  fail_post: { route: 'query-request', phase: 'after', needsMs: false },
  slow: { route: 'chunk', phase: 'after', needsMs: true },
  lag: { route: 'history', phase: 'before', needsMs: true },
};

const RULE_FIELDS = ['route', 'phase', 'action', 'ms', 'times', 'match'];
const MATCH_FIELDS = ['tag', 'sqlText', 'sessionId', 'queryId', 'requestId', 'chunk'] as const;

/** @throws BadRule naming the field and what is allowed. */
export function readRule(json: unknown): FaultRule {
  const fields = object(json, 'the rule', RULE_FIELDS);
  const action = oneOf(ACTIONS, fields.action, 'action');
  const place = PLACES[action];
  if (place !== undefined && (fields.route !== place.route || fields.phase !== place.phase))
    throw new BadRule(`action ${action} needs the route ${place.route} and the phase ${place.phase}`);
  if (place?.needsMs === true && fields.ms === undefined) throw new BadRule(`action ${action} needs ms`);
  return {
    route: action === 'lag' ? 'history' : oneOf([...ROUTES, '*'], fields.route, 'route'),
    phase: oneOf(PHASES, fields.phase, 'phase'),
    action,
    ...(fields.ms === undefined ? {} : { ms: positive(fields.ms, 'ms') }),
    ...(fields.times === undefined ? {} : { times: positive(fields.times, 'times') }),
    ...(fields.match === undefined ? {} : { match: readMatch(fields.match) }),
  };
}

export function fits(rule: FaultRule, phase: Phase, facts: RequestFacts): boolean {
  if (rule.phase !== phase || (rule.route !== '*' && rule.route !== facts.route)) return false;
  const { tag, sqlText, sessionId, queryId, requestId, chunk } = rule.match ?? {};
  return (
    (tag === undefined || facts.tag?.includes(tag) === true) &&
    (sqlText === undefined || facts.sqlText?.includes(sqlText) === true) &&
    (sessionId === undefined || facts.sessionId === sessionId) &&
    (queryId === undefined || facts.queryId === queryId) &&
    (chunk === undefined || facts.chunk === Number(chunk)) &&
    (requestId === undefined || facts.requestId === requestId)
  );
}

function readMatch(json: unknown): FaultMatch {
  const fields = object(json, 'match', MATCH_FIELDS);
  return Object.fromEntries(
    MATCH_FIELDS.filter((name) => fields[name] !== undefined).map((name) => [name, String(fields[name])]),
  );
}

function object(json: unknown, what: string, allowed: readonly string[]): Readonly<Record<string, unknown>> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw new BadRule(`${what} must be an object`);
  const unknown = Object.keys(json).find((name) => !allowed.includes(name));
  if (unknown !== undefined)
    throw new BadRule(`${what} has the unknown field ${unknown}; allowed are ${allowed.join(', ')}`);
  return { ...json };
}

function oneOf<T extends string>(values: readonly T[], given: unknown, name: string): T {
  const value = values.find((allowed) => allowed === given);
  if (value === undefined) throw new BadRule(`${name} is ${String(given)}; allowed are ${values.join(', ')}`);
  return value;
}

function positive(given: unknown, name: string): number {
  if (typeof given !== 'number' || !Number.isInteger(given) || given < 1) {
    throw new BadRule(`${name} is ${String(given)}; allowed is a whole number from 1`);
  }
  return given;
}
