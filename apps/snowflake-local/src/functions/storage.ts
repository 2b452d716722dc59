import { bytesOfDigits, constantBytes } from '../types/number-bytes.js';
import { typeText } from '../types/snow-type.js';
import { type Emitted, isNullLiteral } from '../types/typed.js';

/** What SYSTEM$TYPEOF writes: the type, and the form that Snowflake holds its values in. */
export const typeOf = (value: Emitted): string =>
  isNullLiteral(value) && value.type.kind === 'text' ? 'NULL[LOB]' : `${typeText(value.type)}[${storageOf(value)}]`;

/** `SB1` to `SB16` are signed whole numbers of so many bytes. */
function storageOf(value: Emitted): string {
  const { type } = value;
  switch (type.kind) {
    case 'fixed':
      return signed(
        value.literal?.kind === 'number' ? constantBytes(value.literal.digits) : bytesOfDigits(type.precision),
      );
    case 'real':
      return 'DOUBLE';
    case 'boolean':
      return 'SB1';
    case 'date':
      return 'SB4';
    case 'time':
      return signed(bytesOfDigits(SECONDS_OF_DAY + type.scale));
    case 'timestamp_ntz':
    case 'timestamp_ltz':
      return signed(bytesOfDigits(SECONDS_OF_TIME + type.scale));
    case 'timestamp_tz':
      return signed(bytesOfDigits(SECONDS_OF_TIME + type.scale + OFFSET));
    default:
      return 'LOB';
  }
}

/** Digits of the seconds of a day, of those from year 1 to 9999, and of an offset beside them. */
const SECONDS_OF_DAY = 5;
const SECONDS_OF_TIME = 12;
const OFFSET = 4;

const signed = (bytes: number): string => `SB${bytes}`;
