import type { Action } from '@app/snowpark';
import { type Refusal, type Screening, screenExpression, screenSql } from './screen-sql.js';

/** A refused text of an action, and where it is: `plan.input.text`. */
export interface RefusedText extends Refusal {
  readonly path: string;
}

export interface ActionScreening {
  readonly refusal: RefusedText | null;
  readonly hides: boolean;
}

/** Screens every SQL text that a user put into an action: the statement itself, those of `session.sql`, and expressions. */
export function screenAction(action: Action): ActionScreening {
  let hides = false;
  for (const { path, screening } of screenings(action, '')) {
    if (screening.refusal !== null) return { refusal: { ...screening.refusal, path }, hides };
    hides ||= screening.hides;
  }
  return { refusal: null, hides };
}

/** Plans hold user's text in nodes of the kind `sql` alone: with binds a statement, without them an expression. */
function* screenings(
  value: unknown,
  path: string,
): Generator<{ readonly path: string; readonly screening: Screening }> {
  if (typeof value !== 'object' || value === null) return;
  if ('kind' in value && value.kind === 'sql' && 'text' in value && typeof value.text === 'string') {
    const screening = 'binds' in value ? screenSql(value.text) : screenExpression(value.text);
    yield { path: join(path, 'text'), screening };
  }
  if ('kind' in value && value.kind === 'local') return; // rows of data: large, and never text of SQL
  for (const [name, child] of Object.entries(value)) yield* screenings(child, join(path, name));
}

const join = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);
