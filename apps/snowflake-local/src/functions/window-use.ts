/**
 * What stands in an OVER besides PARTITION BY, as Snowflake tells windows apart: `cumulative` has one unbounded edge,
 * `sliding` none, `offset` is a RANGE that is counted from the current row's value.
 */
export type FrameShape =
  | 'unordered'
  | 'ordered'
  | 'rows whole'
  | 'rows cumulative'
  | 'rows sliding'
  | 'range whole'
  | 'range cumulative'
  | 'range sliding'
  | 'range offset cumulative'
  | 'range offset sliding';

/** How a function behaves in a window. */
export interface WindowUse {
  /** A window function stands nowhere else. */
  readonly required: boolean;
  readonly needsOrder: boolean;
  readonly takes: ReadonlySet<FrameShape>;
  /** What it sees where an ORDER BY comes without a frame, as DuckDB text; the standard's cumulative RANGE where empty. */
  readonly defaultFrame: string;
  /** Its place in the order alone counts, or not even that: a frame or an ORDER BY changes nothing. */
  readonly ignores?: 'frame' | 'frame and order';
  /** LAG and LEAD may stand in its argument. */
  readonly nests?: boolean;
}

export const WHOLE_PARTITION = 'ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING';
const UP_TO_HERE = 'ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW';

const ROWS: readonly FrameShape[] = ['rows whole', 'rows cumulative', 'rows sliding'];
const RANGE: readonly FrameShape[] = ['range whole', 'range cumulative', 'range sliding'];
const OFFSETS: readonly FrameShape[] = ['range offset cumulative', 'range offset sliding'];
const OPEN: readonly FrameShape[] = ['unordered', 'ordered'];

const optional = { required: false, needsOrder: false, defaultFrame: '' };
const ranking = { required: true, needsOrder: true, defaultFrame: '' };

/** From Snowflake's pages on window functions and on each function. */
const KINDS: readonly (readonly [names: string, use: Omit<WindowUse, 'takes'>, takes: readonly FrameShape[]])[] = [
  [
    'COUNT COUNT_IF SUM AVG MIN MAX STDDEV STDDEV_POP VARIANCE VAR_POP ARRAY_AGG',
    optional,
    [...OPEN, ...ROWS, ...RANGE, ...OFFSETS],
  ],
  // They know no frames: the whole partition, or nothing.
  [
    'ANY_VALUE APPROX_COUNT_DISTINCT APPROX_PERCENTILE ARRAY_UNIQUE_AGG BITAND_AGG BITOR_AGG BITXOR_AGG BOOLAND_AGG BOOLOR_AGG BOOLXOR_AGG CORR COVAR_POP COVAR_SAMP HASH_AGG LISTAGG MAX_BY MEDIAN MIN_BY MODE OBJECT_AGG PERCENTILE_CONT PERCENTILE_DISC REGR_AVGX REGR_AVGY REGR_COUNT REGR_INTERCEPT REGR_R2 REGR_SLOPE REGR_SXX REGR_SXY REGR_SYY',
    optional,
    ['unordered', 'rows whole'],
  ],
  ['KURTOSIS SKEW', optional, ['unordered', 'rows whole', 'range whole']],
  ['FIRST_VALUE LAST_VALUE', { ...ranking, defaultFrame: WHOLE_PARTITION }, ['ordered', ...ROWS, ...RANGE, ...OFFSETS]],
  ['NTH_VALUE', { ...ranking, defaultFrame: WHOLE_PARTITION }, ['ordered', ...ROWS, ...RANGE]],
  [
    'ROW_NUMBER RANK DENSE_RANK PERCENT_RANK NTILE LAG LEAD',
    { ...ranking, ignores: 'frame' },
    ['ordered', ...ROWS, ...RANGE],
  ],
  ['CUME_DIST', ranking, ['ordered']],
  // Each row counts by itself, its peers in the order too.
  [
    'CONDITIONAL_TRUE_EVENT CONDITIONAL_CHANGE_EVENT',
    { ...ranking, defaultFrame: UP_TO_HERE, nests: true },
    ['ordered'],
  ],
  ['RATIO_TO_REPORT', { ...ranking, needsOrder: false, ignores: 'frame and order' }, [...OPEN, 'rows whole']],
];

const USES: ReadonlyMap<string, WindowUse> = new Map(
  KINDS.flatMap(([names, use, takes]) =>
    names.split(' ').map((name): [string, WindowUse] => [name, { ...use, takes: new Set(takes) }]),
  ),
);

/** Of a function by its main name; undefined for one that stands in no window. */
export const windowUse = (name: string): WindowUse | undefined => USES.get(name);
