import { byteLength } from './size.js';
import type { Bind, BindType, Statement } from './statement.js';

/** Where the query ID of an earlier statement of the same block goes. */
export interface StepId {
  readonly step: number;
}

export type Hole = Bind | StepId;

/** A query that is used in several places of one statement: those places say its name, and the statement begins with it. */
export interface Shared {
  readonly name: string;
  readonly body: Fragment;
}

/** SQL that carries its values: text and binds cannot fall out of order. Built as a tree, so that joining costs nothing. */
export interface Fragment {
  readonly parts: readonly Part[];
  /** UTF-8 bytes of its text: known before there is one. */
  readonly bytes: number;
  /** It speaks of a shared query, itself or in one of its parts. */
  readonly shares: boolean;
}

/** Text, a fragment, a value, text that has its own `?` with the values for them, or the name of a shared query. */
type Part =
  | string
  | Fragment
  | { readonly hole: Hole }
  | { readonly written: string; readonly holes: readonly Hole[] }
  | { readonly shared: Shared };

/** A fragment flattened: `?` in the text for each hole, in order. */
export interface Rendered {
  readonly text: string;
  readonly holes: readonly Hole[];
}

/** A fragment of so few parts goes into another one as these: a plan of thousands of steps is made of such, and is the lighter for it. */
const FEW = 4;

/** SQL of our own: only fragments go into it. */
export function sql(strings: TemplateStringsArray, ...fragments: readonly Fragment[]): Fragment {
  let length = 0;
  let bytes = 0;
  let shares = false;
  for (let at = 0; at < strings.length; at += 1) {
    const written = strings[at] ?? '';
    length = place(written, length);
    bytes += byteLength(written);
    const fragment = fragments[at];
    if (fragment === undefined) continue;
    if (fragment.parts.length > FEW) length = place(fragment, length);
    else for (const part of fragment.parts) length = place(part, length);
    bytes += fragment.bytes;
    shares ||= fragment.shares;
  }
  return { parts: PLACED.slice(0, length), bytes, shares };
}

/** Where `sql`, which calls nothing that calls it, puts parts together: a list that grows takes room for many at once. */
const PLACED: Part[] = [];

/** Puts a part behind the first `length`, text behind text as one. Gives how many there are then. */
function place(part: Part, length: number): number {
  const last = length === 0 ? undefined : PLACED[length - 1];
  if (part === '') return length;
  if (typeof part === 'string' && typeof last === 'string') {
    PLACED[length - 1] = last + part;
    return length;
  }
  PLACED[length] = part;
  return length + 1;
}

/** Text that is SQL already: a quoted name, a checked keyword, what the caller wrote as SQL. */
export const text = (value: string): Fragment => ({ parts: [value], bytes: byteLength(value), shares: false });

/** SQL of the caller, which has a `?` for each of the binds. */
export const written = (value: string, holes: readonly Hole[]): Fragment => ({
  parts: [{ written: value, holes }],
  bytes: byteLength(value),
  shares: false,
});

export const EMPTY: Fragment = { parts: [], bytes: 0, shares: false };

const hole = (of: Hole): Fragment => ({ parts: [{ hole: of }], bytes: 1, shares: false });

export const bind = (type: BindType, value: string | null): Fragment => hole({ type, value });

export const shared = (query: Shared): Fragment => ({
  parts: [{ shared: query }],
  bytes: byteLength(query.name),
  shares: true,
});

export const stepId = (step: number): Fragment => hole({ step });

export function joined(fragments: readonly Fragment[], separator: string): Fragment {
  const parts: Part[] = [];
  let bytes = 0;
  let shares = false;
  for (const fragment of fragments) {
    if (separator !== '' && parts.length > 0) parts.push(separator);
    parts.push(fragment);
    bytes += fragment.bytes;
    shares ||= fragment.shares;
  }
  return { parts, bytes: bytes + byteLength(separator) * Math.max(0, fragments.length - 1), shares };
}

export const list = (fragments: readonly Fragment[]): Fragment => joined(fragments, ', ');

/** Flattens without recursion: a chain of a thousand steps is a tree a thousand levels deep. */
export function render(fragment: Fragment): Rendered {
  let whole = '';
  const holes: Hole[] = [];
  const stack: Part[] = [fragment];
  for (let part = stack.pop(); part !== undefined; part = stack.pop()) {
    if (typeof part === 'string') {
      whole += part;
    } else if ('hole' in part) {
      whole += '?';
      holes.push(part.hole);
    } else if ('written' in part) {
      whole += part.written;
      for (const hole of part.holes) holes.push(hole);
    } else if ('shared' in part) {
      whole += part.shared.name;
    } else {
      for (let index = part.parts.length - 1; index >= 0; index -= 1) {
        const child = part.parts[index];
        if (child !== undefined) stack.push(child);
      }
    }
  }
  return { text: whole, holes };
}

const isBind = (hole: Hole): hole is Bind => 'type' in hole;

/** A rendered fragment as a statement of its own, or null if it needs the query ID of another. */
export function asStatement({ text: body, holes }: Rendered): Statement | null {
  return holes.every(isBind) ? { text: body, binds: holes } : null;
}
