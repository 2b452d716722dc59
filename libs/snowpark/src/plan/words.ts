/** The closed lists of words that plans are made of. */

export const UNARY_OPERATORS = ['not', 'negate'] as const;
export type UnaryOperator = (typeof UNARY_OPERATORS)[number];

// biome-ignore format: grouped by kind
export const BINARY_OPERATORS = [
  'eq', 'neq', 'gt', 'lt', 'geq', 'leq',
  'plus', 'minus', 'multiply', 'divide', 'mod',
  'like', 'ilike',
] as const;

export type BinaryOperator = (typeof BINARY_OPERATORS)[number];
/**
 * How a function's value comes about, where it is not from one row alone: over a group, over a window, anew at each call, or
 * unknown, as for a user's function. Levels of SELECT that hold such a value are not merged with what would change it.
 */
export const CALL_ROLES = ['aggregate', 'window', 'volatile', 'unknown'] as const;
export type CallRole = (typeof CALL_ROLES)[number];

export const GROUPINGS = ['plain', 'rollup', 'cube', 'sets'] as const;
export type Grouping = (typeof GROUPINGS)[number];

export const JOIN_KINDS = ['inner', 'left', 'right', 'full', 'cross', 'semi', 'anti', 'asof'] as const;
export type JoinKind = (typeof JOIN_KINDS)[number];

export const SET_OPERATORS = ['union', 'union_all', 'intersect', 'except'] as const;
export type SetOperator = (typeof SET_OPERATORS)[number];

export const CONNECTIVES = ['and', 'or'] as const;
export type Connective = (typeof CONNECTIVES)[number];

export const READ_FILE_TYPES = ['csv', 'json', 'parquet', 'avro', 'orc', 'xml'] as const;
export type ReadFileType = (typeof READ_FILE_TYPES)[number];

/** What Snowflake knows of the file that a row is from. */
export const METADATA_COLUMNS = [
  'METADATA$FILENAME',
  'METADATA$FILE_ROW_NUMBER',
  'METADATA$FILE_CONTENT_KEY',
  'METADATA$FILE_LAST_MODIFIED',
  'METADATA$START_SCAN_TIME',
] as const;
export type MetadataColumn = (typeof METADATA_COLUMNS)[number];
