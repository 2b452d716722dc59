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

/** SQL of our own: only fragments go into it. */
export function sql(strings: TemplateStringsArray, ...fragments: readonly Fragment[]): Fragment {
  const parts: (string | Fragment)[] = [];
  let bytes = 0;
  for (let at = 0; at < strings.length; at += 1) {
    const written = strings[at] ?? '';
    if (written !== '') parts.push(written);
    const fragment = fragments[at];
    if (fragment !== undefined) parts.push(fragment);
    bytes += byteLength(written) + (fragment?.bytes ?? 0);
  }
  return { parts, bytes };
}

/** Text that is SQL already: a quoted name, a checked keyword, what the caller wrote as SQL. */
export const text = (value: string): Fragment => ({ parts: [value], bytes: byteLength(value) });

/** SQL of the caller, which has a `?` for each of the binds. */
export const written = (value: string, holes: readonly Hole[]): Fragment => ({
  parts: [{ written: value, holes }],
  bytes: byteLength(value),
});

export const EMPTY: Fragment = { parts: [], bytes: 0 };

const hole = (of: Hole): Fragment => ({ parts: [{ hole: of }], bytes: 1 });

export const bind = (type: BindType, value: string | null): Fragment => hole({ type, value });

export const shared = (query: Shared): Fragment => ({ parts: [{ shared: query }], bytes: byteLength(query.name) });

export const stepId = (step: number): Fragment => hole({ step });

export function joined(fragments: readonly Fragment[], separator: string): Fragment {
  const parts: Part[] = [];
  let bytes = 0;
  for (const fragment of fragments) {
    if (separator !== '' && parts.length > 0) parts.push(separator);
    parts.push(fragment);
    bytes += fragment.bytes;
  }
  return { parts, bytes: bytes + byteLength(separator) * Math.max(0, fragments.length - 1) };
}

export const list = (fragments: readonly Fragment[]): Fragment => joined(fragments, ', ');

/** Flattens without recursion: a chain of a thousand steps is a tree a thousand levels deep. */
export function render(fragment: Fragment): Rendered {
  const pieces: string[] = [];
  const holes: Hole[] = [];
  const stack: Part[] = [fragment];
  for (let part = stack.pop(); part !== undefined; part = stack.pop()) {
    if (typeof part === 'string') {
      pieces.push(part);
    } else if ('hole' in part) {
      pieces.push('?');
      holes.push(part.hole);
    } else if ('written' in part) {
      pieces.push(part.written);
      for (const hole of part.holes) holes.push(hole);
    } else if ('shared' in part) {
      pieces.push(part.shared.name);
    } else {
      for (let index = part.parts.length - 1; index >= 0; index -= 1) {
        const child = part.parts[index];
        if (child !== undefined) stack.push(child);
      }
    }
  }
  return { text: pieces.join(''), holes };
}

const isBind = (hole: Hole): hole is Bind => 'type' in hole;

/** A rendered fragment as a statement of its own, or null if it needs the query ID of another. */
export function asStatement({ text: body, holes }: Rendered): Statement | null {
  return holes.every(isBind) ? { text: body, binds: holes } : null;
}
