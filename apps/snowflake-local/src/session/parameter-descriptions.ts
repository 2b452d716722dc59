/** What SHOW PARAMETERS says of each parameter, in Snowflake's words where it has any. */
export const PARAMETER_DESCRIPTIONS: Readonly<Record<string, string>> = {
  ABORT_DETACHED_QUERY:
    'If true, Snowflake will automatically abort queries when it detects that the client has disappeared.',
  AUTOCOMMIT:
    'The autocommit property determines whether is statement should to be implicitly wrapped within a transaction or not. If autocommit is set to true, then a statement that requires a transaction is executed within a transaction implicitly. If autocommit is off then an explicit commit or rollback is required to close a transaction. The default autocommit value is true.',
  BINARY_INPUT_FORMAT: 'input format for binary',
  BINARY_OUTPUT_FORMAT: 'display format for binary',
  CLIENT_DISABLE_INCIDENTS: 'Client will not report incidents.',
  CLIENT_ENABLE_LOG_INFO_STATEMENT_PARAMETERS: 'Enable info-level logging for Prepared Statement binding parameters',
  CLIENT_ENCRYPTION_KEY_SIZE: 'Client-side encryption key size in bits. Either 128 or 256.',
  CLIENT_HONOR_CLIENT_TZ_FOR_TIMESTAMP_NTZ: 'Whether client should honor client timezone for TIMESTAMP_NTZ.',
  CLIENT_MEMORY_LIMIT: 'limits the amount of memory used by the client (in MB)',
  CLIENT_METADATA_REQUEST_USE_CONNECTION_CTX:
    'For client metadata request (getTables()), use session catalog and schema if set to true',
  CLIENT_METADATA_USE_SESSION_DATABASE:
    'For client metadata request (getTables()), use session catalog but multiple schemas if set to true (in conjunction with CLIENT_METADATA_REQUEST_USE_CONNECTION_CTX',
  CLIENT_PREFETCH_THREADS: 'Customer parameter to control threads, 0=auto',
  CLIENT_RESULT_CHUNK_SIZE: 'Set the max result chunk size in MB on the client side',
  CLIENT_RESULT_COLUMN_CASE_INSENSITIVE: 'Column name search is case insensitive in clients',
  CLIENT_SESSION_CLONE:
    'If true, client clones a new session from the previously used tokens for the account and user.',
  CLIENT_SESSION_KEEP_ALIVE: 'If true, client session will not expire automatically',
  CLIENT_SESSION_KEEP_ALIVE_HEARTBEAT_FREQUENCY: 'Heartbeat frequency in seconds for CLIENT_SESSION_KEEP_ALIVE.',
  CLIENT_STAGE_ARRAY_BINDING_THRESHOLD: 'Number of binds from which a client uploads them to a stage.',
  CLIENT_TELEMETRY_ENABLED: 'If true, client sends telemetry',
  CLIENT_TIMESTAMP_TYPE_MAPPING:
    'If a variable is bound to the TIMESTAMP type using the bind API determines which TIMESTAMP* type it should map to: TIMESTAMP_LTZ (default), TIMESTAMP_NTZ',
  CSV_TIMESTAMP_FORMAT: 'Format of timestamps in unloaded CSV files',
  C_API_QUERY_RESULT_FORMAT: 'Format of result sets for the C API',
  DATE_INPUT_FORMAT: 'input format for date',
  DATE_OUTPUT_FORMAT: 'display format for date',
  DEFAULT_NULL_ORDERING:
    'Default ordering of NULL values in a result set: FIRST, NULL values are lower than any non-NULL values; LAST, they are higher',
  ENABLE_UDT_EXTERNAL_TYPE_NAMES: 'name GEOGRAPHY and GEOMETRY in the metadata of results',
  ENABLE_UNLOAD_PHYSICAL_TYPE_OPTIMIZATION: 'Enable physical type optimization in unload for Parquet',
  ERROR_ON_NONDETERMINISTIC_MERGE: 'raise an error when attempting to merge-update a row that joins many rows',
  ERROR_ON_NONDETERMINISTIC_UPDATE: 'raise an error when attempting to update a row that joins many rows',
  GEOGRAPHY_OUTPUT_FORMAT: 'GEOGRAPHY display format: GeoJSON, WKT, or WKB(case-insensitive)',
  GEOMETRY_OUTPUT_FORMAT: 'GEOMETRY display format: GeoJSON, WKT, or WKB(case-insensitive)',
  GO_QUERY_RESULT_FORMAT: 'Format of result sets for the Go driver',
  HYBRID_TABLE_LOCK_TIMEOUT:
    'Number of seconds to wait while trying to acquire row-level locks on a hybrid table, before timing out and aborting the statement.',
  JDBC_ENABLE_PUT_GET: 'If false, JDBC refuses PUT and GET',
  JDBC_QUERY_RESULT_FORMAT: 'Format of result sets for the JDBC driver',
  JDBC_TREAT_DECIMAL_AS_INT: 'When scale is 0, whether to treat Decimal as Int in JDBC',
  JDBC_TREAT_TIMESTAMP_NTZ_AS_UTC: 'When true, Timestamp_NTZ values are always stored in UTC timezone',
  JDBC_USE_SESSION_TIMEZONE: 'When true, JDBC driver does not display timezone offset between JVM and session.',
  JSON_INDENT: 'Width of indentation in JSON output (0 for compact)',
  JS_TREAT_INTEGER_AS_BIGINT: 'If true, the nodejs client will convert all integer columns to bigint type',
  LOCK_TIMEOUT:
    'Number of seconds to wait while trying to lock a resource, before timing out and aborting the statement. A value of 0 turns off lock waiting i.e. the statement must acquire the lock immediately or abort. If multiple resources need to be locked by the statement, the timeout applies separately to each lock attempt.',
  LOG_LEVEL: 'LOG_LEVEL to use when filtering events',
  METRIC_LEVEL: 'METRIC_LEVEL to control whether to emit metrics to Event Table',
  MULTI_STATEMENT_COUNT:
    'Number of statement included in submitted query text. This parameter is submitted by user to avoid sql injection. Value 1 means one statement, value > 1 means N statement can be executed, if not equal to the value will raise the exception. Value 0 means any number of statement can be executed',
  NOORDER_SEQUENCE_AS_DEFAULT:
    'NOORDER is used as the default ordering for new sequences and autoincremented columns when true, otherwise ORDER is the default ordering',
  ODBC_TREAT_DECIMAL_AS_INT: 'When scale is 0, whether to treat Decimal as Int in ODBC',
  PYTHON_CONNECTOR_QUERY_RESULT_FORMAT: 'Format of result sets for the Python connector',
  PYTHON_SNOWPARK_USE_SCOPED_TEMP_OBJECTS: 'Whether Snowpark Python makes its temporary objects scoped',
  QUERY_CONTEXT_CACHE_SIZE: 'Number of entries that a client keeps of the query context',
  QUERY_TAG: 'String (up to 2000 characters) used to tag statements executed by the session',
  QUOTED_IDENTIFIERS_IGNORE_CASE: 'If true, the case of quoted identifiers is ignored',
  ROWS_PER_RESULTSET: 'maximum number of rows in a result set',
  S3_STAGE_VPCE_DNS_NAME:
    'Specifies the DNS name of an Amazon S3 interface endpoint. Requests sent to the internal stage of an account via AWS PrivateLink for Amazon S3 use this endpoint to connect',
  SEARCH_PATH: 'Search path for unqualified object references.',
  SERVICE_NAME: 'Name of the service that a client sends its requests to',
  SIMULATED_DATA_SHARING_CONSUMER:
    'Data sharing views will return rows as if executed in the specified consumer account.',
  STATEMENT_QUEUED_TIMEOUT_IN_SECONDS:
    'Timeout in seconds for queued statements: statements will automatically be canceled if they are queued on a warehouse for longer than this amount of time; disabled if set to zero.',
  STATEMENT_TIMEOUT_IN_SECONDS:
    'Timeout in seconds for statements: statements are automatically canceled if they run for longer; if set to zero, max value (604800) is enforced.',
  STRICT_JSON_OUTPUT: 'JSON output is strictly compliant to the specification',
  TIMESTAMP_DAY_IS_ALWAYS_24H:
    'If set, arithmetic on days always uses 24 hours per day, possibly not preserving the time (due to DST changes)',
  TIMESTAMP_INPUT_FORMAT: 'input format for timestamp',
  TIMESTAMP_LTZ_OUTPUT_FORMAT: 'Display format for TIMESTAMP_LTZ values. If empty, TIMESTAMP_OUTPUT_FORMAT is used.',
  TIMESTAMP_NTZ_OUTPUT_FORMAT: 'Display format for TIMESTAMP_NTZ values. If empty, TIMESTAMP_OUTPUT_FORMAT is used.',
  TIMESTAMP_OUTPUT_FORMAT: 'Default display format for all timestamp types.',
  TIMESTAMP_TYPE_MAPPING:
    'If TIMESTAMP type is used, what specific TIMESTAMP* type it should map to: TIMESTAMP_LTZ, TIMESTAMP_NTZ (default) or TIMESTAMP_TZ',
  TIMESTAMP_TZ_OUTPUT_FORMAT: 'Display format for TIMESTAMP_TZ values. If empty, TIMESTAMP_OUTPUT_FORMAT is used.',
  TIMEZONE: 'time zone',
  TIME_INPUT_FORMAT: 'input format for time',
  TIME_OUTPUT_FORMAT: 'display format for time',
  TRACE_LEVEL: 'Trace level value to use when generating/filtering trace events',
  TRANSACTION_ABORT_ON_ERROR:
    'If this parameter is true, and a statement issued within a non-autocommit transaction returns with an error, then the non-autocommit transaction is aborted. All statements issued inside that transaction will fail until an commit or rollback statement is executed to close that transaction.',
  TRANSACTION_DEFAULT_ISOLATION_LEVEL:
    'The default isolation level when starting a starting a transaction, when no isolation level was specified',
  TWO_DIGIT_CENTURY_START:
    'For 2-digit dates, defines a century-start year. For example, when set to 1980: - parsing a string 79 will produce 2079 - parsing a string 80 will produce 1980',
  UNSUPPORTED_DDL_ACTION: 'The action to take upon encountering an unsupported ddl statement',
  USE_CACHED_RESULT:
    'If enabled, query results can be reused between successive invocations of the same query as long as the original result has not expired',
  VARCHAR_AND_BINARY_MAX_SIZE_IN_RESULT:
    'Longest VARCHAR of a result, in characters, and half of its longest BINARY, in bytes',
  WEEK_OF_YEAR_POLICY:
    'Defines the policy of assigning weeks to years: 0: the week needs to have 4 days in a given year; 1: a week with January 1st always belongs to a given year.',
  WEEK_START: 'Defines the first day of the week: 0: legacy Snowflake behavior; 1: Monday .. 7: Sunday.',
};
