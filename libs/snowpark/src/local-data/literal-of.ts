import { UsageError } from '../errors.js';
import { frozen } from '../plan/frozen.js';
import type { Literal } from '../plan/plan.js';
import type { DataType } from '../types/data-type.js';
import { typeText } from '../types/type-text.js';
import { typeOf } from './infer.js';
import { toCell } from './to-cell.js';

/** A JavaScript value as a literal, of its own type or of the type given. */
export function literalOf(value: unknown, given?: DataType): Literal {
  const type = given ?? typeOf(value);
  const cell = toCell(value, type);
  if (cell === undefined) {
    throw new UsageError('unsupported_value', `${String(value)} is no value of type ${typeText(type)}.`);
  }
  return frozen({ kind: 'literal', type, value: cell });
}
