/**
 * What every session is set to at its start, in one statement; a login carries few parameters.
 * The reader of results relies on the formats, the client of long queries on ABORT_DETACHED_QUERY.
 */
const PARAMETERS: Readonly<Record<string, string>> = {
  TIMEZONE: `'UTC'`,
  DATE_OUTPUT_FORMAT: `'YYYY-MM-DD'`,
  TIME_OUTPUT_FORMAT: `'HH24:MI:SS.FF9'`,
  TIMESTAMP_NTZ_OUTPUT_FORMAT: `'YYYY-MM-DD"T"HH24:MI:SS.FF9'`,
  TIMESTAMP_LTZ_OUTPUT_FORMAT: `'YYYY-MM-DD"T"HH24:MI:SS.FF9TZH:TZM'`,
  TIMESTAMP_TZ_OUTPUT_FORMAT: `'YYYY-MM-DD"T"HH24:MI:SS.FF9TZH:TZM'`,
  BINARY_OUTPUT_FORMAT: `'HEX'`,
  GEOGRAPHY_OUTPUT_FORMAT: `'GeoJSON'`,
  GEOMETRY_OUTPUT_FORMAT: `'GeoJSON'`,
  STRICT_JSON_OUTPUT: 'TRUE',
  ABORT_DETACHED_QUERY: 'FALSE', // a lost connection lets queries finish
  AUTOCOMMIT: 'TRUE',
  CLIENT_RESULT_CHUNK_SIZE: '16', // megabytes; the default of 160 is what a reader would have to hold
  CLIENT_SESSION_KEEP_ALIVE: 'FALSE',
};

export const SESSION_START = `ALTER SESSION SET ${Object.entries(PARAMETERS)
  .map(([name, value]) => `${name} = ${value}`)
  .join(' ')}`;
