import { abs, coalesce, concat, length, lit, random, upper, when } from '@firn/snowpark';
import type { Random } from './random.js';
import { free, type Known, numbersOf, quoted, type Shape, textsOf, type Value } from './shape.js';

/** A column of the shape, free or bound to its frame. */
export const read = ({ frame }: Shape, { name }: Known, by: Random): Value =>
  by.once(2) ? frame.col(quoted(name)) : free(name);

export const aText = (shape: Shape, by: Random): Value => read(shape, by.pick(textsOf(shape)), by);

/** A number of one row: never out of range, whatever is built on it. */
export function aNumber(shape: Shape, by: Random): Value {
  const numbers = numbersOf(shape);
  const value = numbers.length === 0 || by.once(5) ? length(aText(shape, by)) : read(shape, by.pick(numbers), by);
  return by.once(3) ? abs(value).mod(lit(11)) : value;
}

export function aCondition(shape: Shape, by: Random): Value {
  const value = lit(by.below(7) - 2);
  switch (by.below(8)) {
    case 0:
      return aNumber(shape, by).gt(value).or(aText(shape, by).isNotNull());
    case 1:
      return aNumber(shape, by).neq(value).or(aNumber(shape, by).isNull());
    case 2:
      return aText(shape, by).isNotNull();
    case 3:
      return aText(shape, by).like('%x%').not().or(aText(shape, by).isNull());
    case 4:
      return coalesce(aNumber(shape, by), lit(0)).lt(lit(5 + by.below(20)));
    case 5:
      return aNumber(shape, by)
        .in([0, 1, 2, 4, 5])
        .or(aText(shape, by).in(['x', 'y', 'q', "it's"]));
    case 6:
      return random(by.below(9)).isNotNull();
    default:
      return aNumber(shape, by).gt(lit(-4));
  }
}

/** A value of one row, and of which type it is. */
export function aValue(shape: Shape, by: Random): { readonly value: Value; readonly type: Known['type'] } {
  switch (by.below(7)) {
    case 0:
      return { value: concat(coalesce(aText(shape, by), lit('-')), lit('!')), type: 'text' };
    case 1:
      return { value: when(aCondition(shape, by), lit('x')).otherwise(upper(aText(shape, by))), type: 'text' };
    case 2:
      return { value: aText(shape, by), type: 'text' };
    case 3:
      return { value: when(random(by.below(9)).isNotNull(), lit(by.below(5))).otherwise(lit(0)), type: 'number' };
    case 4:
      return {
        value: aNumber(shape, by)
          .mod(lit(100))
          .plus(lit(by.below(9))),
        type: 'number',
      };
    case 5:
      return { value: lit(by.below(3)), type: 'number' };
    default:
      return { value: aNumber(shape, by), type: 'number' };
  }
}
