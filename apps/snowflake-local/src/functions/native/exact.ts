import { type DuckDBValue, INTEGER, VARCHAR } from '@duckdb/node-api';
import { divideText, multiplyText } from '../../types/exact-text.js';
import type { NativeFunction } from './native-function.js';

const onDecimals = (
  name: string,
  operation: (left: string, right: string, scale: number) => string,
): NativeFunction => ({
  name,
  parameters: [VARCHAR, VARCHAR, INTEGER],
  returns: VARCHAR,
  body: (left: DuckDBValue, right: DuckDBValue, scale: DuckDBValue) =>
    operation(String(left), String(right), Number(scale)),
});

/** (decimal text, decimal text, scale) → decimal text: products and quotients beyond DuckDB's 128 bits. */
export const EXACT: readonly NativeFunction[] = [
  onDecimals('sf_multiply', multiplyText),
  onDecimals('sf_divide', divideText),
];
