/**
 * Checks that the local Snowflake does not pass today, and why: `client: check`. They still run, and one that passes must
 * leave this list, or the command fails.
 */
export const NOT_SUPPORTED: Readonly<Record<string, string>> = {
  'snowflake-connector-python: types, as Arrow': 'results are sent as JSON; the values themselves are right',
  'snowflake-connector-python: result as pandas':
    'results are sent as JSON, and the connector makes pandas of Arrow only',
  'snowflake-snowpark-python: example 2: to_pandas, asynchronously':
    'results are sent as JSON, and the connector makes pandas of Arrow only',
  'snowflake-snowpark-python: example 9: a job from a query ID, as pandas':
    'results are sent as JSON, and the connector makes pandas of Arrow only',
};
