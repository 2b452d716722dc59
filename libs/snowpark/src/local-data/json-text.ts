import { membersOf } from '../arguments/members.js';
import { isPlain, shown } from '../arguments/shown.js';
import { isWellFormed } from '../arguments/text.js';
import { UsageError } from '../errors.js';
import { hexText, isBytes } from '../values/binary.js';
import { isDecimal } from '../values/decimal.js';
import { SnowDate } from '../values/snow-date.js';
import { SnowTime } from '../values/snow-time.js';
import { isDate, SnowTimestamp } from '../values/snow-timestamp.js';
import { mayBeRounded, refused } from './cure.js';

/** From here on JavaScript writes a number with an exponent, which JSON reads as a FLOAT. */
const WRITTEN_WITH_EXPONENT = 1e21;
const MOST_LEVELS = 500;

/**
 * A value as JSON text for PARSE_JSON. Whole numbers and Decimals keep all their digits, moments are ISO text, bytes hex. A member
 * of an object that is undefined is not there, as in JSON.stringify; an undefined element of a list is an error.
 */
export const jsonText = (value: unknown): string => written(value, 0);

function written(value: unknown, level: number): string {
  if (value === null) return 'null';
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'number') return numeral(value);
  if (isDecimal(value) && value.isFinite()) return value.toFixed();
  if (isBytes(value)) return quoted(hexText(value));
  if (isDate(value) && !Number.isNaN(value.getTime())) return quoted(value.toISOString());
  if (value instanceof SnowDate || value instanceof SnowTime || value instanceof SnowTimestamp) {
    return quoted(value.toString());
  }
  if (level === MOST_LEVELS) {
    throw new UsageError('unsupported_value', `JSON nests at most ${MOST_LEVELS} levels: this holds more, or itself.`);
  }
  if (Array.isArray(value)) return `[${Array.from(value, (each) => written(each, level + 1)).join(',')}]`;
  const members = objectEntries(value)?.filter(([, member]) => member !== undefined);
  if (members === undefined) throw new UsageError('unsupported_value', `JSON cannot hold ${refused(value)}`);
  return `{${members.map(([key, member]) => `${quoted(key)}:${written(member, level + 1)}`).join(',')}}`;
}

function quoted(text: string): string {
  if (!isWellFormed(text)) throw new UsageError('unsupported_value', `JSON cannot hold ${refused(text)}`);
  return JSON.stringify(text);
}

function numeral(value: number): string {
  if (!Number.isFinite(value)) throw new UsageError('unsupported_value', `JSON has no ${value}.`);
  if (mayBeRounded(value) && Math.abs(value) < WRITTEN_WITH_EXPONENT) {
    throw new UsageError('unsupported_value', `JSON cannot hold ${refused(value)}`);
  }
  return String(value);
}

/** The members of a plain object or Map with text keys; null for anything else. */
export function objectEntries(value: unknown): readonly (readonly [string, unknown])[] | null {
  if (value instanceof Map) return [...value].map(([key, member]): [string, unknown] => [textKey(key), member]);
  return isPlain(value) ? membersOf(value) : null;
}

function textKey(key: unknown): string {
  if (typeof key === 'string') return key;
  throw new UsageError(
    'unsupported_value',
    `A Map becomes an OBJECT by its keys, which are texts: found ${shown(key)}.`,
  );
}
