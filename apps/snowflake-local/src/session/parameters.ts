/** A session parameter's value in its JSON type: drivers cast by name. */
export type ParameterValue = string | number | boolean;

/**
 * The parameters every driver reads from the login and from each result, with the values of a fresh session. Node
 * crashes without BINARY_OUTPUT_FORMAT, JDBC assumes Los Angeles without TIMEZONE, Python needs the binding threshold.
 */
export const SESSION_DEFAULTS: Readonly<Record<string, ParameterValue>> = {
  TIMEZONE: 'America/Los_Angeles',
  TIMESTAMP_OUTPUT_FORMAT: 'YYYY-MM-DD HH24:MI:SS.FF3 TZHTZM',
  TIMESTAMP_NTZ_OUTPUT_FORMAT: 'YYYY-MM-DD HH24:MI:SS.FF3',
  TIMESTAMP_LTZ_OUTPUT_FORMAT: '',
  TIMESTAMP_TZ_OUTPUT_FORMAT: '',
  DATE_OUTPUT_FORMAT: 'YYYY-MM-DD',
  TIME_OUTPUT_FORMAT: 'HH24:MI:SS',
  BINARY_OUTPUT_FORMAT: 'HEX',
  AUTOCOMMIT: true,
  CLIENT_TELEMETRY_ENABLED: false,
  CLIENT_SESSION_KEEP_ALIVE: false,
  CLIENT_SESSION_KEEP_ALIVE_HEARTBEAT_FREQUENCY: 3_600,
  // Bulk binds stay inline; 0 would mean "always stage" to the Node driver and "never" to the others.
  CLIENT_STAGE_ARRAY_BINDING_THRESHOLD: 1_000_000_000,
  CLIENT_PREFETCH_THREADS: 4,
  CLIENT_MEMORY_LIMIT: 1_536,
  /** Megabytes of the largest chunk before compression, 16 to 160. */
  CLIENT_RESULT_CHUNK_SIZE: 160,
  QUERY_CONTEXT_CACHE_SIZE: 5,
  JS_TREAT_INTEGER_AS_BIGINT: false,
  CLIENT_RESULT_COLUMN_CASE_INSENSITIVE: false,
  CLIENT_METADATA_REQUEST_USE_CONNECTION_CTX: false,
  CLIENT_METADATA_USE_SESSION_DATABASE: false,
  CLIENT_TIMESTAMP_TYPE_MAPPING: 'TIMESTAMP_LTZ',
  CLIENT_HONOR_CLIENT_TZ_FOR_TIMESTAMP_NTZ: true,
  CLIENT_DISABLE_INCIDENTS: true,
  JDBC_ENABLE_PUT_GET: true,
  GEOGRAPHY_OUTPUT_FORMAT: 'GeoJSON',
  ENABLE_UDT_EXTERNAL_TYPE_NAMES: true,
  PYTHON_CONNECTOR_QUERY_RESULT_FORMAT: 'ARROW',
  // Java 17 lets its driver read Arrow only with options of the virtual machine.
  JDBC_QUERY_RESULT_FORMAT: 'JSON',
  GO_QUERY_RESULT_FORMAT: 'ARROW',
  MULTI_STATEMENT_COUNT: 1,
  SERVICE_NAME: '',
  PYTHON_SNOWPARK_USE_SCOPED_TEMP_OBJECTS: true,
  VARCHAR_AND_BINARY_MAX_SIZE_IN_RESULT: 16_777_216,
};

/** Parameters that the server reads itself, and that SHOW PARAMETERS lists, without telling every driver. */
export const SERVER_DEFAULTS: Readonly<Record<string, ParameterValue>> = {
  ABORT_DETACHED_QUERY: false,
  LOCK_TIMEOUT: 43_200,
  QUERY_TAG: '',
  STATEMENT_TIMEOUT_IN_SECONDS: 172_800,
  STATEMENT_QUEUED_TIMEOUT_IN_SECONDS: 0,
  ROWS_PER_RESULTSET: 0,
  QUOTED_IDENTIFIERS_IGNORE_CASE: false,
  TRANSACTION_ABORT_ON_ERROR: false,
  TRANSACTION_DEFAULT_ISOLATION_LEVEL: 'READ COMMITTED',
  DATE_INPUT_FORMAT: 'AUTO',
  TIME_INPUT_FORMAT: 'AUTO',
  TIMESTAMP_INPUT_FORMAT: 'AUTO',
  TIMESTAMP_TYPE_MAPPING: 'TIMESTAMP_NTZ',
  BINARY_INPUT_FORMAT: 'HEX',
  TWO_DIGIT_CENTURY_START: 1_970,
  WEEK_START: 0,
  WEEK_OF_YEAR_POLICY: 0,
  ERROR_ON_NONDETERMINISTIC_MERGE: true,
  ERROR_ON_NONDETERMINISTIC_UPDATE: false,
  STRICT_JSON_OUTPUT: false,
  JSON_INDENT: 2,
  USE_CACHED_RESULT: true,
  DEFAULT_NULL_ORDERING: 'LAST',
  TIMESTAMP_DAY_IS_ALWAYS_24H: false,
  SEARCH_PATH: '$current, $public',
  UNSUPPORTED_DDL_ACTION: 'ignore',
  SIMULATED_DATA_SHARING_CONSUMER: '',
  NOORDER_SEQUENCE_AS_DEFAULT: true,
  ENABLE_UNLOAD_PHYSICAL_TYPE_OPTIMIZATION: true,
  CSV_TIMESTAMP_FORMAT: '',
  GEOMETRY_OUTPUT_FORMAT: 'GeoJSON',
  HYBRID_TABLE_LOCK_TIMEOUT: 3_600,
  LOG_LEVEL: 'OFF',
  METRIC_LEVEL: 'NONE',
  TRACE_LEVEL: 'OFF',
  S3_STAGE_VPCE_DNS_NAME: '',
  CLIENT_ENABLE_LOG_INFO_STATEMENT_PARAMETERS: false,
  CLIENT_ENCRYPTION_KEY_SIZE: 128,
  JDBC_TREAT_DECIMAL_AS_INT: true,
  JDBC_TREAT_TIMESTAMP_NTZ_AS_UTC: false,
  JDBC_USE_SESSION_TIMEZONE: true,
  ODBC_TREAT_DECIMAL_AS_INT: false,
};

const DEFAULTS = new Map([...Object.entries(SESSION_DEFAULTS), ...Object.entries(SERVER_DEFAULTS)]);

/** What a parameter is in a fresh session; undefined for one that only drivers know. */
export const presetOf = (name: string): ParameterValue | undefined => DEFAULTS.get(name);

/** The parameters of a session: what it has set, over the defaults. Names are upper case; unknown ones are kept. */
export class Parameters {
  constructor(private readonly assigned: Map<string, ParameterValue> = new Map()) {}

  /** Those that a result or a statement was made with. */
  static of(assigned: Readonly<Record<string, ParameterValue>>): Parameters {
    return new Parameters(new Map(Object.entries(assigned)));
  }

  get(name: string): ParameterValue | undefined {
    return this.assigned.get(name) ?? DEFAULTS.get(name);
  }

  text(name: string): string {
    return String(this.get(name) ?? '');
  }

  /** A number, also where a client sent it as text; `fallback` when it is absent or no number. */
  number(name: string, fallback: number): number {
    const value = Number(this.get(name));
    return Number.isFinite(value) ? value : fallback;
  }

  isTrue(name: string): boolean {
    return String(this.get(name)).toLowerCase() === 'true';
  }

  /** Keeps the JSON type of a parameter whose type is known, whatever spelling the client chose. */
  set(name: string, value: ParameterValue): void {
    const key = name.toUpperCase();
    this.assigned.set(key, inTypeOf(DEFAULTS.get(key), value));
  }

  unset(name: string): void {
    this.assigned.delete(name.toUpperCase());
  }

  /** What the session itself has set. */
  own(): Readonly<Record<string, ParameterValue>> {
    return Object.fromEntries(this.assigned);
  }

  /** These parameters with others over them, for one statement. */
  with(overrides: Readonly<Record<string, ParameterValue>>): Parameters {
    const copy = new Parameters(new Map(this.assigned));
    for (const [name, value] of Object.entries(overrides)) copy.set(name, value);
    return copy;
  }

  /** All that have a value, sorted by name, with the level it comes from: for SHOW PARAMETERS. */
  entries(): readonly { name: string; value: ParameterValue; default: ParameterValue | undefined; isSet: boolean }[] {
    const names = [...new Set([...DEFAULTS.keys(), ...this.assigned.keys()])].sort();
    return names.flatMap((name) => {
      const value = this.get(name);
      return value === undefined ? [] : [{ name, value, default: DEFAULTS.get(name), isSet: this.assigned.has(name) }];
    });
  }

  /** What logins and results tell the driver: the known parameters and everything the session has set. */
  forDriver(): readonly { name: string; value: ParameterValue }[] {
    const names = new Set([...Object.keys(SESSION_DEFAULTS), ...this.assigned.keys()]);
    return [...names].flatMap((name) => {
      const value = this.get(name);
      return value === undefined ? [] : [{ name, value }];
    });
  }
}

function inTypeOf(known: ParameterValue | undefined, value: ParameterValue): ParameterValue {
  if (typeof known === 'boolean') return String(value).toLowerCase() === 'true';
  if (typeof known === 'number') return Number.isFinite(Number(value)) && value !== '' ? Number(value) : value;
  return typeof known === 'string' ? String(value) : value;
}
