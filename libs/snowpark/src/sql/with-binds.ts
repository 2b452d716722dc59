import type { Literal } from '../plan/plan.js';
import { bind, type Fragment, joined, render, text, written } from './fragment.js';
import { literal } from './literal.js';
import { splitAtPlaceholders } from './placeholders.js';

/**
 * SQL of the caller with the values for its `?`. A value whose type cannot be read off the wire gets its cast there, so that a
 * bind is of the same type as `lit` of the same value.
 */
export function withBinds(statement: string, binds: readonly Literal[]): Fragment {
  if (binds.length === 0) return written(statement, []);
  const pieces = splitAtPlaceholders(statement);
  const fragments = binds.map(placed);
  if (pieces.length !== binds.length + 1)
    return written(
      statement,
      fragments.flatMap((each) => render(each).holes),
    );
  return joined(
    pieces.flatMap((piece, at) => [text(piece), ...fragments.slice(at, at + 1)]),
    '',
  );
}

/** NULL has no type of its own, and a fraction is a FLOAT by itself. */
function placed(given: Literal): Fragment {
  const { type, value } = given;
  if (value === null) return bind('TEXT', null);
  if (type.kind === 'double' && typeof value === 'number' && !Number.isInteger(value))
    return bind('REAL', String(value));
  return literal(given);
}
