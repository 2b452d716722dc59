import type { Token } from './tokens.js';
import { tokens } from './tokens.js';

export type DmlVerb = 'insert' | 'update' | 'delete';

/** What a statement that changes rows of one table does, in the order in which Snowflake counts it. */
export interface Dml {
  readonly kind: DmlVerb | 'merge';
  readonly verbs: readonly DmlVerb[];
}

/** Null for what is no INSERT into one table, no UPDATE, DELETE or MERGE. */
export function dmlOf(statement: string): Dml | null {
  const all = tokens(statement);
  const [first, second, third] = all.map(({ text }) => text);
  switch (first) {
    case 'INSERT':
      return second === 'INTO' || (second === 'OVERWRITE' && third === 'INTO')
        ? { kind: 'insert', verbs: ['insert'] }
        : null; // into several tables: counts of each
    case 'UPDATE':
      return { kind: 'update', verbs: ['update'] };
    case 'DELETE':
      return { kind: 'delete', verbs: ['delete'] };
    case 'MERGE':
      return { kind: 'merge', verbs: verbsOf(all) };
    default:
      return null;
  }
}

const VERBS: readonly DmlVerb[] = ['insert', 'update', 'delete'];

/** A THEN outside parentheses and outside CASE begins what a clause of MERGE does. */
function verbsOf(all: readonly Token[]): readonly DmlVerb[] {
  const found = new Set<string>();
  let depth = 0;
  all.forEach(({ kind, text }, at) => {
    if (text === '(' || (kind === 'word' && text === 'CASE')) depth += 1;
    else if (text === ')' || (kind === 'word' && text === 'END')) depth -= 1;
    else if (depth === 0 && kind === 'word' && text === 'THEN') found.add(all[at + 1]?.text ?? '');
  });
  return VERBS.filter((verb) => found.has(verb.toUpperCase()));
}
