import type { Action } from '@firn/snowpark';
import { type Refusal, type Screening, screenExpression, screenSql } from './screen-sql.js';

/** A refused text of an action, and where it is: `plan.input.text`. */
export interface RefusedText extends Refusal {
  readonly path: string;
}

export interface ActionScreening {
  readonly refusal: RefusedText | null;
  readonly hides: boolean;
  readonly moves: boolean;
}

/** Screens every SQL text that a user put into an action: the statement itself, those of `session.sql`, and expressions. */
export function screenAction(action: Action): ActionScreening {
  let hides = false;
  let moves = false;
  for (const { path, screening } of screenings(action)) {
    if (screening.refusal !== null) return { refusal: { ...screening.refusal, path }, hides, moves };
    hides ||= screening.hides;
    moves ||= screening.moves;
  }
  return { refusal: null, hides, moves };
}

/**
 * Plans hold a user's text in nodes of the kind `sql` alone: with binds a statement, without them an expression. A plan may be
 * deep, and may use one part in many places: no recursion, and each part once.
 */
function* screenings(action: Action): Generator<{ readonly path: string; readonly screening: Screening }> {
  const seen = new Set<object>();
  const left: { readonly value: unknown; readonly path: string }[] = [{ value: action, path: '' }];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const { value, path } = next;
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    const kind = 'kind' in value ? value.kind : undefined;
    if (kind === 'local') continue; // rows of data: large, and never text of SQL
    if (kind === 'sql' && 'text' in value && typeof value.text === 'string') {
      const screening = 'binds' in value ? screenSql(value.text) : screenExpression(value.text);
      yield { path: join(path, 'text'), screening };
    }
    for (const [name, child] of Object.entries(value).reverse()) left.push({ value: child, path: join(path, name) });
  }
}

const join = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);
