import { type Reader, required, signature, wrongArgument } from '@firn/snowpark/internal';

const QUERY_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** True for the UUID shape of Snowflake's query IDs. It goes into addresses and SQL, so nothing else passes. */
export const isQueryId = (text: unknown): text is string => typeof text === 'string' && QUERY_ID.test(text);

/** @throws UsageError if `text` is no query ID. */
export function requireQueryId(text: string): string;
export function requireQueryId(...given: readonly unknown[]): string {
  return REQUIRE_QUERY_ID.read(given)[0];
}

const ID: Reader<string> = {
  allowed: 'a query ID, which looks like a UUID',
  read(given, place) {
    if (!isQueryId(given)) throw wrongArgument(place, this.allowed, given);
    return given;
  },
};
const REQUIRE_QUERY_ID = signature('requireQueryId', required('text', ID));
