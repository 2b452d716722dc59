import { closest } from '../arguments/closest.js';

/** What a parameter takes, given as text: `most` a whole number up to it, `words` one of them, in any case of letters. */
type Kind =
  | { readonly least: number; readonly most: number }
  | { readonly words: readonly string[] }
  | { readonly characters: number };

const FLAG: Kind = { words: ['true', 'false'] };
const TEXT: Kind = { characters: Number.POSITIVE_INFINITY };
const LEVEL: Kind = { words: ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL', 'OFF'] };
const PLACES: Kind = { words: ['GeoJSON', 'WKT', 'WKB', 'EWKT', 'EWKB'] };
const whole = (least = 0, most = Number.MAX_SAFE_INTEGER): Kind => ({ least, most });
/** Seven days. */
const TIMEOUT = whole(0, 604_800);

const all = (kind: Kind, names: string): (readonly [string, Kind])[] =>
  names
    .trim()
    .split(/\s+/)
    .map((name) => [name, kind]);

/** Snowflake's session parameters that one statement may carry, with what each takes. */
const PARAMETERS: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ...all(
    FLAG,
    `ABORT_DETACHED_QUERY AUTOCOMMIT CLIENT_ENABLE_LOG_INFO_STATEMENT_PARAMETERS CLIENT_METADATA_REQUEST_USE_CONNECTION_CTX
    CLIENT_METADATA_USE_SESSION_DATABASE CLIENT_RESULT_COLUMN_CASE_INSENSITIVE CLIENT_SESSION_KEEP_ALIVE
    ENABLE_CONSOLE_OUTPUT ENABLE_GET_DDL_USE_DATA_TYPE_ALIAS ENABLE_UNLOAD_PHYSICAL_TYPE_OPTIMIZATION
    ERROR_ON_NONDETERMINISTIC_MERGE ERROR_ON_NONDETERMINISTIC_UPDATE JDBC_TREAT_DECIMAL_AS_INT
    JDBC_TREAT_TIMESTAMP_NTZ_AS_UTC JDBC_USE_SESSION_TIMEZONE JS_TREAT_INTEGER_AS_BIGINT NOORDER_SEQUENCE_AS_DEFAULT
    ODBC_TREAT_DECIMAL_AS_INT QUOTED_IDENTIFIERS_IGNORE_CASE STRICT_JSON_OUTPUT TIMESTAMP_DAY_IS_ALWAYS_24H
    TRANSACTION_ABORT_ON_ERROR USE_CACHED_RESULT`,
  ),
  ...all(
    TEXT,
    `ACTIVE_PYTHON_PROFILER CSV_TIMESTAMP_FORMAT DATE_INPUT_FORMAT DATE_OUTPUT_FORMAT DEFAULT_DDL_COLLATION
    PYTHON_PROFILER_MODULES PYTHON_PROFILER_TARGET_STAGE S3_STAGE_VPCE_DNS_NAME SEARCH_PATH
    SIMULATED_DATA_SHARING_CONSUMER TIMESTAMP_INPUT_FORMAT TIMESTAMP_LTZ_OUTPUT_FORMAT TIMESTAMP_NTZ_OUTPUT_FORMAT
    TIMESTAMP_OUTPUT_FORMAT TIMESTAMP_TZ_OUTPUT_FORMAT TIMEZONE TIME_INPUT_FORMAT TIME_OUTPUT_FORMAT`,
  ),
  ...all(whole(), 'CLIENT_MEMORY_LIMIT HYBRID_TABLE_LOCK_TIMEOUT LOCK_TIMEOUT ROWS_PER_RESULTSET'),
  ...all(TIMEOUT, 'STATEMENT_QUEUED_TIMEOUT_IN_SECONDS STATEMENT_TIMEOUT_IN_SECONDS'),
  ...all(PLACES, 'GEOGRAPHY_OUTPUT_FORMAT GEOMETRY_OUTPUT_FORMAT'),
  ['BINARY_INPUT_FORMAT', { words: ['HEX', 'BASE64', 'UTF8', 'UTF-8'] }],
  ['BINARY_OUTPUT_FORMAT', { words: ['HEX', 'BASE64'] }],
  ['CLIENT_PREFETCH_THREADS', whole(1, 10)],
  ['CLIENT_RESULT_CHUNK_SIZE', whole(16, 160)],
  ['CLIENT_SESSION_KEEP_ALIVE_HEARTBEAT_FREQUENCY', whole(900, 3_600)],
  ['CLIENT_TIMESTAMP_TYPE_MAPPING', { words: ['TIMESTAMP_LTZ', 'TIMESTAMP_NTZ'] }],
  ['JSON_INDENT', whole(0, 16)],
  ['LOG_LEVEL', LEVEL],
  ['METRIC_LEVEL', { words: ['ALL', 'NONE'] }],
  ['QUERY_TAG', { characters: 2_000 }],
  ['TIMESTAMP_TYPE_MAPPING', { words: ['TIMESTAMP_NTZ', 'TIMESTAMP_LTZ', 'TIMESTAMP_TZ'] }],
  ['TRACE_LEVEL', { words: ['ALWAYS', 'ON_EVENT', 'PROPAGATE', 'OFF'] }],
  ['TRANSACTION_DEFAULT_ISOLATION_LEVEL', { words: ['READ COMMITTED'] }],
  ['TWO_DIGIT_CENTURY_START', whole(1_900, 2_100)],
  ['UNSUPPORTED_DDL_ACTION', { words: ['IGNORE', 'FAIL'] }],
  ['WEEK_OF_YEAR_POLICY', whole(0, 1)],
  ['WEEK_START', whole(0, 7)],
]);

/** Null for a parameter of Snowflake's, its name in upper case; else what is to be said. */
export function unknownParameter(name: string): string | null {
  if (PARAMETERS.has(name)) return null;
  const near = closest(name, [...PARAMETERS.keys()]);
  return `Snowflake has no session parameter ${name}.${near === undefined ? '' : ` Did you mean ${near}?`}`;
}

/** What a parameter takes, in words, where `value` is not that; null where it is, and for a parameter that is not known. */
export function parameterFault(name: string, value: string): string | null {
  const kind = PARAMETERS.get(name);
  if (kind === undefined) return null;
  if ('words' in kind) {
    const isOne = kind.words.some((word) => word.toUpperCase() === value.toUpperCase());
    return isOne ? null : `one of the texts ${kind.words.join(', ')}`;
  }
  if ('characters' in kind) return value.length <= kind.characters ? null : `at most ${kind.characters} characters`;
  const { least, most } = kind;
  const fits = /^\d{1,16}$/.test(value) && Number(value) >= least && Number(value) <= most;
  return fits ? null : `a whole number from ${least} to ${most} as text`;
}
