import type { Expr, Plan } from '../plan/plan.js';

/**
 * A chain may be written as a list: the first member whole, each further one without the part that it grows from, which is the one
 * before it. So a chain of any length is JSON of small depth.
 *
 *     [{ "kind": "table", … }, { "kind": "filter", "condition": … }, { "kind": "limit", … }]
 */
/** They grow from nothing. */
type Alone =
  | 'local'
  | 'table'
  | 'table_function'
  | 'files'
  | 'file_schema'
  | 'sql'
  | 'column'
  | 'star'
  | 'literal'
  | 'constant';

type Json = { readonly [member: string]: unknown };

/** Which member holds what a node grows from, by its kind; in a list it is the first. */
const MEMBERS: { readonly [K in Exclude<Plan['kind'] | Expr['kind'], Alone>]: readonly string[] } = {
  select: ['input'],
  filter: ['input'],
  sort: ['input'],
  limit: ['input'],
  distinct: ['input'],
  drop_duplicates: ['input'],
  drop: ['input'],
  with_columns: ['input'],
  rename: ['input'],
  to_df: ['input'],
  aggregate: ['input'],
  join_table_function: ['input'],
  pivot: ['input'],
  unpivot: ['input'],
  sample: ['input'],
  drop_null: ['input'],
  fill_null: ['input'],
  replace: ['input'],
  statistics: ['input'],
  join: ['left'],
  set: ['left'],
  alias: ['input', 'operand'], // of a plan, of an expression
  unary: ['operand'],
  is_null: ['operand'],
  cast: ['operand'],
  subscript: ['operand'],
  binary: ['left'],
  connected: ['operands'],
  in_list: ['operands'],
  in_query: ['operands'],
  call: ['args'],
  over: ['call'],
  case: ['otherwise'],
};
const GROWS_FROM: ReadonlyMap<unknown, readonly string[]> = new Map(Object.entries(MEMBERS));

export const isObject = (json: unknown): json is Json =>
  typeof json === 'object' && json !== null && !Array.isArray(json);

/** Where a node holds what it grows from: the member, and the place in it if that is a list. */
export function growsFrom(
  json: unknown,
): { readonly member: string; readonly at: number | null; readonly json: unknown } | null {
  if (!isObject(json)) return null;
  for (const member of GROWS_FROM.get(json.kind) ?? []) {
    if (!Object.hasOwn(json, member)) continue;
    const held = json[member];
    if (!LISTS.has(member)) return { member, at: null, json: held };
    return Array.isArray(held) && held.length > 0 ? { member, at: 0, json: held[0] } : null;
  }
  return null;
}

const LISTS: ReadonlySet<string> = new Set(['operands', 'args']);

/** A member of a chain with what it grows from. `plan` tells an alias of a plan from one of an expression. */
export function grown(step: Json, from: unknown, plan: boolean): Json {
  const members = GROWS_FROM.get(step.kind) ?? [];
  const member = plan ? members[0] : members.at(-1);
  if (member === undefined) return step;
  if (!LISTS.has(member)) return { ...step, [member]: from };
  const rest: unknown = step[member];
  return { ...step, [member]: [from, ...(Array.isArray(rest) ? rest : [])] };
}

/** Whether a further member of a chain is one: it can grow from another, and does not say from which. */
export function isStep(step: unknown, plan: boolean): step is Json {
  if (!isObject(step)) return false;
  const members = GROWS_FROM.get(step.kind) ?? [];
  const member = plan ? members[0] : members.at(-1);
  return member !== undefined && (LISTS.has(member) || !Object.hasOwn(step, member));
}

/** A list that is the chain of a plan; one of an expression begins with what no plan is. */
export function isPlanChain(json: unknown): boolean {
  const first: unknown = Array.isArray(json) ? json[0] : undefined;
  if (!isObject(first)) return false;
  const { kind } = first;
  if (kind === 'sql') return Object.hasOwn(first, 'binds');
  if (SOURCES.has(kind)) return true;
  return GROWS_FROM.get(kind)?.[0] === 'input' ? Object.hasOwn(first, 'input') : kind === 'join' || kind === 'set';
}

const SOURCES: ReadonlySet<unknown> = new Set(['local', 'table', 'table_function', 'files', 'file_schema', 'same']);

/** From this depth on a chain is written as a list. Nested ones are easier to read. */
const DEEP = 64;

interface Written {
  readonly json: unknown;
  readonly height: number;
}

/** JSON of an action with its deep chains as lists. Recursion is for what is nested otherwise, which has a limit. */
export function withChains<T extends object>(action: T): T {
  return Object.fromEntries(Object.entries(action).map(([name, value]) => [name, written(value).json])) as T;
}

function written(json: unknown): Written {
  if (Array.isArray(json)) {
    const members = json.map(written);
    return { json: members.map((member) => member.json), height: 1 + highest(members) };
  }
  if (!isObject(json) || json.kind === 'local') return { json, height: 1 };
  const chain: Link[] = [];
  for (let node: unknown = json; isObject(node); ) {
    const from = growsFrom(node);
    chain.push(linkOf(node, from));
    node = from?.json;
  }
  chain.reverse();
  const nested = chain.reduce((height, link) => Math.max(link.height, height + (link.at === null ? 1 : 2)), 0);
  return nested <= DEEP || chain.length === 1
    ? { json: nest(chain), height: nested }
    : { json: chain.map(alone), height: 1 + highest(chain) };
}

/** A node of a chain, its members written but for the one that holds what it grows from. */
interface Link {
  readonly members: readonly (readonly [string, unknown])[];
  readonly member: string | null;
  readonly at: number | null;
  readonly height: number;
}

const highest = (members: readonly { readonly height: number }[]): number =>
  members.reduce((height, member) => Math.max(height, member.height), 0);

function linkOf(node: Json, from: ReturnType<typeof growsFrom>): Link {
  let height = 0;
  const members = Object.entries(node).map(([name, value]): [string, unknown] => {
    if (name === from?.member && from.at === null) return [name, undefined];
    const own = written(name === from?.member && Array.isArray(value) ? value.slice(1) : value);
    height = Math.max(height, own.height);
    return [name, own.json];
  });
  return { members, member: from?.member ?? null, at: from?.at ?? null, height: height + 1 };
}

/** A link that says nothing of what it grows from. */
const alone = ({ members, member, at }: Link): Json =>
  Object.fromEntries(members.filter(([name]) => name !== member || at !== null));

function nest(chain: readonly Link[]): unknown {
  let from: unknown;
  for (const { members, member, at } of chain) {
    const inner = from;
    const held = (value: unknown): unknown => (at === null ? inner : [inner, ...(Array.isArray(value) ? value : [])]);
    from = Object.fromEntries(members.map(([name, value]) => [name, name === member ? held(value) : value]));
  }
  return from;
}
