import { FORMS } from '../../../snowpark/functions/forms/index.js';
import { AGGREGATES } from './aggregates.js';
import { COLUMNS } from './columns.js';
import { CONTEXT } from './context.js';
import { CONVERSION } from './conversion.js';
import { DATES } from './dates.js';
import { ENCODING } from './encoding.js';
import { GENERATION } from './generation.js';
import { NUMERIC } from './numeric.js';
import { SEMI_STRUCTURED } from './semi-structured.js';
import { SHAPES } from './shapes.js';
import { TEXT } from './text.js';
import { VECTORS } from './vectors.js';
import { WINDOWS } from './windows.js';

/** Calls over one row. */
export const SCALAR = {
  NUMERIC,
  TEXT,
  ENCODING,
  DATES,
  CONVERSION,
  SEMI_STRUCTURED,
  COLUMNS,
  CONTEXT,
  GENERATION,
  VECTORS,
  SHAPES,
};
/** Calls over four rows. */
export { AGGREGATES, WINDOWS };

/** Those that need a frame of their own: tests of the spec. */
const ALONE = ['grouping', 'groupingId', 'approxPercentileCombine'];

/** Every function that has a test of its rows. */
export const WITH_ROWS: ReadonlySet<string> = new Set([
  ...[...Object.values(SCALAR), AGGREGATES, WINDOWS].flat().map(([name]) => name),
  ...ALONE,
]);

/** All others: the spec shows that the local Snowflake refuses each by name. */
export const NOT_LOCAL: ReadonlySet<string> = new Set(Object.keys(FORMS).filter((name) => !WITH_ROWS.has(name)));
