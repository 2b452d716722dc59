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
  strings.forEach((text, index) => {
    if (text !== '') parts.push(text);
    const fragment = fragments[index];
    if (fragment !== undefined) parts.push(fragment);
  });
  return { parts };
}

/** Text that is SQL already: a quoted name, a checked keyword, what the caller wrote as SQL. */
export const text = (value: string): Fragment => ({ parts: [value] });

/** SQL of the caller, which has a `?` for each of the binds. */
export const written = (value: string, holes: readonly Hole[]): Fragment => ({ parts: [{ written: value, holes }] });

export const EMPTY: Fragment = { parts: [] };

export const bind = (type: BindType, value: string | null): Fragment => ({ parts: [{ hole: { type, value } }] });

export const shared = (query: Shared): Fragment => ({ parts: [{ shared: query }] });

export const stepId = (step: number): Fragment => ({ parts: [{ hole: { step } }] });

export function joined(fragments: readonly Fragment[], separator: string): Fragment {
  return { parts: fragments.flatMap((fragment, index) => (index === 0 ? [fragment] : [separator, fragment])) };
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
