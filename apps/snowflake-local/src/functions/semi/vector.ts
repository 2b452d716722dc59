import { isVector, type VectorType } from '../../types/snow-type.js';
import type { Emitted } from '../../types/typed.js';
import { arg, define, wrongTypes } from '../define.js';
import { any } from '../parameters.js';
import type { Call, FunctionSpec } from '../registry.js';
import { realOf } from '../results.js';

/** A list of DuckDB; numbers are taken in 64 bits. */
const numbers = (value: Emitted): string => `CAST(${value.sql} AS DOUBLE[])`;

function vectorsOf(args: readonly Emitted[], call: Call): readonly [Emitted, Emitted] {
  const [left, right] = [arg(args, 0), arg(args, 1)];
  const isSame = ({ dimension, element }: VectorType, other: VectorType): boolean =>
    dimension === other.dimension && element.type.kind === other.element.type.kind;
  if (!isVector(left.type) || !isVector(right.type) || !isSame(left.type, right.type)) throw wrongTypes(call);
  return [left, right];
}

/** Two vectors of one type and one dimension give a FLOAT. */
const between = (name: string, measure: (left: string, right: string) => string): FunctionSpec =>
  define({
    names: [name],
    params: [any, any],
    apply: (args, call) => {
      const [left, right] = vectorsOf(args, call);
      return realOf(measure(numbers(left), numbers(right)), args);
    },
  });

const differences = (left: string, right: string): string =>
  `list_transform(list_zip(${left}, ${right}), lambda "~p": abs("~p"[1] - "~p"[2]))`;

/** By the product of the two roots, whose last digit is another than that of the root of the product. */
const cosine = (left: string, right: string): string =>
  `(list_inner_product(${left}, ${right}) / (sqrt(list_inner_product(${left}, ${left})) * sqrt(list_inner_product(${right}, ${right}))))`;

export const SEMI_VECTOR: readonly FunctionSpec[] = [
  between('VECTOR_INNER_PRODUCT', (left, right) => `list_inner_product(${left}, ${right})`),
  between('VECTOR_COSINE_SIMILARITY', cosine),
  between('VECTOR_L2_DISTANCE', (left, right) => `list_distance(${left}, ${right})`),
  between('VECTOR_L1_DISTANCE', (left, right) => `list_sum(${differences(left, right)})`),
];
