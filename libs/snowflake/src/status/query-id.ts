import { UsageError } from '@firn/snowpark';

const QUERY_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** True for the UUID shape of Snowflake's query IDs. It goes into addresses and SQL, so nothing else passes. */
export const isQueryId = (text: string): boolean => QUERY_ID.test(text);

/** @throws UsageError if `text` is no query ID. */
export function requireQueryId(text: string): string {
  if (!isQueryId(text))
    throw new UsageError('invalid_argument', `"${text.slice(0, 80)}" is not a query ID: it must look like a UUID.`);
  return text;
}
