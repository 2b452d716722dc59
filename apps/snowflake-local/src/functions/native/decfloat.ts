import { type DuckDBValue, INTEGER, VARCHAR } from '@duckdb/node-api';
import {
  applyDecfloat,
  type DecfloatOperator,
  decfloatKey,
  decfloatText,
  type Rounding,
  roundDecfloat,
  sumDecfloats,
} from '../../types/number-text/decfloat.js';
import { markedError } from '../../types/raise.js';
import type { NativeFunction } from './native-function.js';

const OPERATORS: readonly DecfloatOperator[] = ['+', '-', '*', '/', '%'];
const ROUNDINGS: readonly Rounding[] = ['half', 'cut', 'up', 'down'];

function oneOf<Known extends string>(known: readonly Known[], value: DuckDBValue): Known {
  const found = known.find((each) => each === value);
  if (found === undefined) throw new Error(`Unknown word ${JSON.stringify(String(value))}`);
  return found;
}

function fitting(value: string | undefined): string {
  if (value === undefined) throw markedError('number_out_of_range', 'Number out of representable range: type DECFLOAT');
  return value;
}

/** Over DECFLOATs in their own spelling. */
export const DECFLOATS: readonly NativeFunction[] = [
  {
    name: 'sf_decfloat',
    parameters: [VARCHAR],
    returns: VARCHAR,
    body: (written) => {
      const text = String(written);
      const made = decfloatText(text);
      if (made !== undefined) return made;
      const isNumber = /^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/.test(text);
      if (isNumber) throw markedError('text_out_of_range', `Numeric value '${text}' is out of range`);
      throw markedError('not_a_number', `Numeric value '${text}' is not recognized`);
    },
  },
  {
    name: 'sf_decfloat_apply',
    parameters: [VARCHAR, VARCHAR, VARCHAR],
    returns: VARCHAR,
    body: (operator, left, right) => {
      const isDivision = operator === '/' || operator === '%';
      if (isDivision && right === '0') throw markedError('division_by_zero', 'Division by zero');
      return fitting(applyDecfloat(oneOf(OPERATORS, operator), String(left), String(right)));
    },
  },
  {
    name: 'sf_decfloat_sum',
    parameters: [VARCHAR],
    returns: VARCHAR,
    takesLong: 'with long values',
    body: (list) => fitting(sumDecfloats(String(list))),
  },
  {
    name: 'sf_decfloat_round',
    parameters: [VARCHAR, INTEGER, VARCHAR],
    returns: VARCHAR,
    body: (value, scale, way) => fitting(roundDecfloat(String(value), Number(scale), oneOf(ROUNDINGS, way))),
  },
  { name: 'sf_decfloat_key', parameters: [VARCHAR], returns: VARCHAR, body: (value) => decfloatKey(String(value)) },
];
