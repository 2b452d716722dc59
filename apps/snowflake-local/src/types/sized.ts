import { once } from './duck-text.js';

/** Bytes of the longest VARCHAR or VARIANT that Snowflake makes; a BINARY has half. */
export const MAX_STORED_BYTES = 134_217_728;
/** Values up to this size are made without asking: 2,048 of them at a time are little. */
const SMALL_BYTES = 16_384;

/**
 * `make` where its result has room, else the statement stops: what makes long texts out of short ones says first how long
 * they become. `bytes` is a DuckDB expression, NULL where the result is; `weight` says how many bytes one takes while
 * the result is made.
 */
export const sized = (
  args: readonly string[],
  bytes: (...names: string[]) => string,
  make: (...names: string[]) => string,
  weight = 1,
): string =>
  once(args, (...names) => {
    const size = `CAST(${bytes(...names)} AS HUGEINT)`;
    // Not `least`, for which NULL is no value at all.
    const capped = `CASE WHEN ${size} > 1000000000000 THEN 1000000000000 ELSE ${size} END`;
    const asked = `sf_room(CAST(${capped} AS BIGINT), ${weight})`;
    return `CASE WHEN ${size} <= ${SMALL_BYTES} THEN ${make(...names)} WHEN ${asked} THEN ${make(...names)} END`;
  });
