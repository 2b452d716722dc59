import { compilationError } from '../errors.js';
import type { BindValue } from '../execute/bind-value.js';
import { castTo } from './cast/cast.js';
import { quoteText } from './duck-text.js';
import { JsonSyntaxError, storedJson, UNDEFINED } from './json-text/json-value.js';
import { parseJson } from './json-text/parse.js';
import { booleanLiteral, nullLiteral, numberLiteral, realLiteral, textLiteral, typedNull } from './literal.js';
import { longCall } from './long-call.js';
import { momentLiteral } from './moment/text-to-moment.js';
import { zoneNamed } from './moment/zone.js';
import { failure } from './raise.js';
import { ARRAY, binary, DATE, DECFLOAT, OBJECT, type SnowType, time, timestamp, VARIANT } from './snow-type.js';
import { isInCalendar, type Moment, momentOf, NANOS_PER_DAY } from './time-text/moment.js';
import type { Emitted, ValueContext } from './typed.js';

const WHOLE = /^[+-]?\d+$/;

/**
 * A single bound value as if it were written in the statement; nine fraction digits are kept. A value that is no digits
 * where its tag counts (DATE, TIME, TIMESTAMP) is read as text of that type.
 * @throws SqlError for a value that is not what its tag says.
 */
export function bindLiteral(bind: Pick<BindValue, 'type' | 'value' | 'structure'>, context: ValueContext): Emitted {
  const { type, value, structure } = bind;
  if (value === null) return structure === undefined ? nullLiteral() : typedNull(structure);
  switch (type) {
    case 'FIXED':
      return numberLiteral(value.trim());
    case 'REAL':
      return realLiteral(value);
    case 'DECFLOAT':
      return castTo(textLiteral(value), DECFLOAT, context);
    case 'TEXT':
    case 'ANY':
      return textLiteral(value);
    case 'BOOLEAN':
      return booleanLiteral(truth(value));
    case 'DATE':
      return counted(value, DATE, 1_000_000n, context);
    case 'TIME':
      return counted(value, time(), 1n, context);
    case 'TIMESTAMP_NTZ':
      return counted(value, timestamp('timestamp_ntz'), 1n, context);
    case 'TIMESTAMP_LTZ':
      return counted(value, timestamp('timestamp_ltz'), 1n, context);
    case 'TIMESTAMP_TZ':
      return withOffset(value, context);
    case 'BINARY':
      return castTo(textLiteral(value), binary(), context);
    case 'VARIANT':
    case 'OBJECT':
    case 'ARRAY':
    case 'MAP': {
      // Go's driver names the type of the bind before.
      const kind = structure?.kind ?? type.toLowerCase();
      const plain = semiStructured(value, kind === 'variant' ? VARIANT : kind === 'array' ? ARRAY : OBJECT);
      return structure === undefined ? plain : castTo(plain, structure, context);
    }
    default:
      return unreachable(type);
  }
}

/** A longer one is read by the statement, in the thread of the database. */
const LONGEST_READ_HERE = 65_536;

/** @throws SqlError 100069 for what is no JSON. */
function semiStructured(text: string, type: SnowType): Emitted {
  if (text.length > LONGEST_READ_HERE) {
    return {
      sql: `CAST(${longCall('sf_parse_json', quoteText(text))} AS JSON)`,
      type,
      physical: 'json',
      nullable: true,
    };
  }
  try {
    const value = text.trim() === '' ? UNDEFINED : parseJson(text);
    if (value === UNDEFINED) return typedNull(type);
    return { sql: `CAST(${quoteText(storedJson(value))} AS JSON)`, type, physical: 'json', nullable: false };
  } catch (error) {
    throw error instanceof JsonSyntaxError ? failure('not_json', error.message) : error;
  }
}

/** Units since 1970 (or midnight), each `nanos` nanoseconds. */
function counted(value: string, type: SnowType, nanos: bigint, context: ValueContext): Emitted {
  if (!WHOLE.test(value)) return castTo(textLiteral(value), type, context);
  const moment = momentOf(BigInt(value) * nanos, type.kind === 'timestamp_ltz' ? 0 : null);
  checkRange(moment, value, type);
  return momentLiteral(moment, type, zoneNamed(context.timezone));
}

/** Nanoseconds of the instant, a blank, and the offset in minutes plus 1440. */
function withOffset(value: string, context: ValueContext): Emitted {
  const match = /^([+-]?\d+)(?: (\d+))?$/.exec(value);
  const type = timestamp('timestamp_tz');
  if (match === null) return castTo(textLiteral(value), type, context);
  const minutes = match[2] === undefined ? 0 : Number(match[2]) - 1_440;
  const wall = BigInt(match[1] ?? '0') + (BigInt(minutes) * NANOS_PER_DAY) / 1_440n;
  const moment = momentOf(wall, minutes);
  checkRange(moment, value, type);
  return momentLiteral(moment, type, zoneNamed(context.timezone));
}

/** A count that no day of the calendar, or no time of a day, has. */
function checkRange(moment: Moment, value: string, { kind }: SnowType): void {
  if (kind === 'time' ? moment.days === 0 : isInCalendar(moment)) return;
  if (kind === 'time') throw failure('not_a_time', `Time '${value}' is not recognized`);
  if (kind === 'date') throw failure('not_a_date', `Date '${value}' is not recognized`);
  throw failure('not_a_timestamp', `Timestamp '${value}' is not recognized`);
}

function truth(value: string): boolean {
  const word = value.toLowerCase();
  if (word === 'true' || word === '1') return true;
  if (word === 'false' || word === '0') return false;
  throw compilationError('100037', '22018', `Boolean value '${value}' is not recognized`);
}

function unreachable(type: never): never {
  throw new Error(`Unknown bind type ${JSON.stringify(type)}`);
}
