import { BIGINT, type DuckDBValue, INTEGER, SMALLINT, STRUCT, structValue, VARCHAR } from '@duckdb/node-api';
import { readMoment, type TimeKind } from '../../types/time-text/detect.js';
import { wallNanos } from '../../types/time-text/moment.js';
import type { NativeFunction } from './native-function.js';

/** Stops the statement: its argument is the error's text, marked with code and state. */
const raise: NativeFunction = {
  name: 'sf_raise',
  parameters: [VARCHAR],
  returns: VARCHAR,
  body: (message) => {
    throw new Error(String(message));
  },
};

/**
 * (text, kind, format, first year that two digits can mean) → what the text says, or NULL where it does not follow the format.
 * `micros` and `rest` count from 1970-01-01 on the text's own wall clock, `minutes` is its offset or NULL.
 */
const readMomentText: NativeFunction = {
  name: 'sf_read_moment',
  parameters: [VARCHAR, VARCHAR, VARCHAR, INTEGER],
  returns: STRUCT({ micros: BIGINT, rest: SMALLINT, minutes: SMALLINT }),
  body: (text, kind, format, century): DuckDBValue => {
    const moment = readMoment(String(text), timeKind(String(kind)), String(format), Number(century));
    if (moment === null) return null;
    const nanos = wallNanos(moment);
    const rest = ((nanos % 1_000n) + 1_000n) % 1_000n;
    return structValue({ micros: (nanos - rest) / 1_000n, rest: Number(rest), minutes: moment.offset });
  },
};

function timeKind(text: string): TimeKind {
  if (text === 'date' || text === 'time' || text === 'timestamp') return text;
  throw new Error(`Unknown kind of time ${text}`);
}

export const CORE: readonly NativeFunction[] = [raise, readMomentText];
