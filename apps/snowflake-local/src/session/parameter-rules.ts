import { invalidOption, SqlError, unsupported } from '../errors.js';
import { SHAPE_FORMATS } from '../types/shape/cast-shape.js';
import { holdsOf } from '../types/time-text/format.js';
import { type ParameterValue, presetOf } from './parameters.js';

const QUERY_TAG_CHARACTERS = 2_000;
const DAYS_7 = 604_800;

const RANGES: Readonly<Record<string, readonly [number, number]>> = {
  STATEMENT_TIMEOUT_IN_SECONDS: [0, DAYS_7],
  WEEK_START: [0, 7],
  WEEK_OF_YEAR_POLICY: [0, 1],
  CLIENT_RESULT_CHUNK_SIZE: [16, 160],
  CLIENT_PREFETCH_THREADS: [1, 10],
  CLIENT_SESSION_KEEP_ALIVE_HEARTBEAT_FREQUENCY: [900, 3_600],
  TWO_DIGIT_CENTURY_START: [1_900, 2_100],
  JSON_INDENT: [0, 16],
  CLIENT_ENCRYPTION_KEY_SIZE: [128, 256],
};

const RESULT_FORMATS = ['JSON', 'ARROW', 'ARROW_FORCE'];

const WORDS: Readonly<Record<string, readonly string[]>> = {
  BINARY_INPUT_FORMAT: ['HEX', 'BASE64', 'UTF8', 'UTF-8'],
  BINARY_OUTPUT_FORMAT: ['HEX', 'BASE64'],
  TIMESTAMP_TYPE_MAPPING: ['TIMESTAMP_NTZ', 'TIMESTAMP_LTZ', 'TIMESTAMP_TZ'],
  CLIENT_TIMESTAMP_TYPE_MAPPING: ['TIMESTAMP_NTZ', 'TIMESTAMP_LTZ'],
  TRANSACTION_DEFAULT_ISOLATION_LEVEL: ['READ COMMITTED'],
  PYTHON_CONNECTOR_QUERY_RESULT_FORMAT: RESULT_FORMATS,
  JDBC_QUERY_RESULT_FORMAT: RESULT_FORMATS,
  GO_QUERY_RESULT_FORMAT: RESULT_FORMATS,
  GEOGRAPHY_OUTPUT_FORMAT: SHAPE_FORMATS,
  GEOMETRY_OUTPUT_FORMAT: SHAPE_FORMATS,
  DEFAULT_NULL_ORDERING: ['FIRST', 'LAST'],
  UNSUPPORTED_DDL_ACTION: ['IGNORE', 'FAIL'],
  LOG_LEVEL: ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL', 'OFF'],
  METRIC_LEVEL: ['ALL', 'NONE'],
  TRACE_LEVEL: ['ALWAYS', 'ON_EVENT', 'PROPAGATE', 'OFF'],
};

/** Values that Snowflake knows and this server has nothing behind: refused by name, where they would be ignored. */
const UNSUPPORTED: Readonly<Record<string, (value: string) => boolean>> = {
  ABORT_DETACHED_QUERY: (value) => value === 'TRUE',
  TRANSACTION_ABORT_ON_ERROR: (value) => value === 'TRUE',
  TIMESTAMP_DAY_IS_ALWAYS_24H: (value) => value === 'TRUE',
  UNSUPPORTED_DDL_ACTION: (value) => value === 'FAIL',
  SEARCH_PATH: (value) => value.replaceAll(' ', '') !== '$CURRENT,$PUBLIC',
  SIMULATED_DATA_SHARING_CONSUMER: (value) => value !== '',
  ENABLE_UNLOAD_PHYSICAL_TYPE_OPTIMIZATION: (value) => value === 'FALSE',
  CSV_TIMESTAMP_FORMAT: (value) => value !== '',
};

/**
 * Refuses a value that a parameter cannot have, by whatever door it comes. Parameters of drivers that the server does not
 * know are kept for them.
 *
 * @throws SqlError 001008, or 000002 for a value without effect here.
 */
export function checkParameter(given: string, value: ParameterValue): void {
  const name = given.toUpperCase();
  const text = String(value).toUpperCase();
  if (!isAllowed(name, value, text)) throw invalid(name, value);
  if (UNSUPPORTED[name]?.(text) === true) throw unsupported(`${name} = ${text}`);
}

function isAllowed(name: string, value: ParameterValue, text: string): boolean {
  if (name === 'TIMEZONE') return isTimeZone(String(value));
  if (name === 'QUERY_TAG') return String(value).length <= QUERY_TAG_CHARACTERS;
  if (WORDS[name]?.includes(text) === false) return false;
  if (/^(?:DATE|TIME|TIMESTAMP(?:_\w+)?)_(?:INPUT|OUTPUT)_FORMAT$/.test(name)) return isTimeFormat(name, String(value));
  switch (typeof presetOf(name)) {
    case 'boolean':
      return text === 'TRUE' || text === 'FALSE';
    case 'number': {
      const [least, most] = RANGES[name] ?? [0, Number.MAX_SAFE_INTEGER];
      const number = text.trim() === '' ? Number.NaN : Number(value);
      return Number.isInteger(number) && number >= least && number <= most;
    }
    default:
      return true;
  }
}

/**
 * First words of the parameters that Snowflake has for its clients and its own tests, documented or not. Drivers set hundreds
 * of them, and none that is missing here may end a session that would work.
 */
const CLIENT_WORDS = new Set(
  (
    'ALLOW API ARROW AUTO C CACHE CLIENT COPY CREATE DATA DEBUG DECFLOAT DISABLE DISPLAY DML DOTNET ENABLE ENFORCE ERROR ' +
    'EXTENDED EXTERNAL FEATURE FORCE GO ICEBERG IGNORE INCLUDE INTERNAL INTERVAL JAVA JAVASCRIPT JDBC JS LARGE MAX MULTI ' +
    'NODE NODEJS ODBC OPTIMIZER OVERRIDE PARAMETER PARQUET PHP PYTHON QA QUERY REST RESULT SCALA SESSION SHOW SKIP ' +
    'SNOWPARK SPARK SQL SQLALCHEMY STAGE STATEMENT STRUCTURED SUPPRESS TELEMETRY UDF UI USE VARCHAR VARIANT VECTOR'
  ).split(' '),
);

/**
 * Refuses a parameter that neither the server nor any driver knows.
 *
 * @throws SqlError 001420
 */
export function checkParameterName(given: string): void {
  const name = given.toUpperCase();
  const [first = '', ...others] = name.split('_');
  const isClients = others.length > 0 && (first === '' || CLIENT_WORDS.has(first));
  if (presetOf(name) === undefined && !isClients) throw invalidOption(name, 'SESSION');
}

/**
 * A format of dates has no hours in it, one of times no days, and each has something of its own. Those of one kind of
 * timestamp may be empty, which leaves it to TIMESTAMP_OUTPUT_FORMAT.
 */
function isTimeFormat(name: string, format: string): boolean {
  if (name.endsWith('_INPUT_FORMAT') && format.toUpperCase() === 'AUTO') return true;
  if (name.startsWith('TIMESTAMP_') && name.endsWith('_OUTPUT_FORMAT') && format === '') return true;
  const { date, clock } = holdsOf(format);
  if (name.startsWith('DATE_')) return date && !clock;
  return name.startsWith('TIME_') ? clock && !date : date || clock;
}

/** An IANA name; offsets such as `+02:00` are none. */
function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z][\w+/-]*$/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const invalid = (name: string, value: ParameterValue): SqlError =>
  new SqlError('001008', '22023', `SQL compilation error:\ninvalid value [${value}] for parameter '${name}'`);
