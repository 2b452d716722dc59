import { UsageError } from '../errors.js';
import { frozen } from '../plan/frozen.js';
import type { Literal } from '../plan/plan.js';
import type { DataType } from '../types/data-type.js';
import { typeSql } from '../types/type-text.js';
import { cure, mayBeRounded, named, refused } from './cure.js';
import { typeOf } from './infer.js';
import { toCell } from './to-cell.js';

/** A JavaScript value as a literal, of its own type or of the type given. */
export function literalOf(value: unknown, given?: DataType): Literal {
  if (given === undefined && mayBeRounded(value)) throw new UsageError('unsupported_value', refused(value));
  const type = given ?? typeOf(value);
  const cell = toCell(value, type);
  if (cell === undefined) {
    throw new UsageError(
      'unsupported_value',
      `${named(value)} is no value of type ${typeSql(type)}.${cure(value, type)}`,
    );
  }
  return frozen({ kind: 'literal', type, value: cell });
}
