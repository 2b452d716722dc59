import type { BindType, BindValue } from '../execute/bind-value.js';
import type { SnowType } from '../types/snow-type.js';
import { unreachable } from '../unreachable.js';
import type { ScriptValue } from './frame.js';

/** A variable's value as a bind of a statement: the same tags and texts that a driver would send. */
export function bindValueOf({ type, cell }: ScriptValue): BindValue {
  return { type: bindType(type), value: cell === null ? null : wireValue(type, cell) };
}

function bindType(type: SnowType): BindType {
  switch (type.kind) {
    case 'fixed':
      return 'FIXED';
    case 'real':
      return 'REAL';
    case 'decfloat':
      return 'DECFLOAT';
    case 'text':
      return 'TEXT';
    case 'boolean':
      return 'BOOLEAN';
    case 'date':
      return 'DATE';
    case 'time':
      return 'TIME';
    case 'timestamp_ntz':
      return 'TIMESTAMP_NTZ';
    case 'timestamp_ltz':
      return 'TIMESTAMP_LTZ';
    case 'timestamp_tz':
      return 'TIMESTAMP_TZ';
    case 'binary':
      return 'BINARY';
    case 'variant':
      return 'VARIANT';
    case 'object':
      return 'OBJECT';
    case 'array':
      return 'ARRAY';
    default:
      return unreachable(type);
  }
}

/** Results count days and seconds, binds milliseconds and nanoseconds. */
function wireValue(type: SnowType, text: string): string {
  switch (type.kind) {
    case 'date':
      return String(BigInt(text) * 86_400_000n);
    case 'time':
    case 'timestamp_ntz':
    case 'timestamp_ltz':
      return nanoseconds(text);
    case 'timestamp_tz': {
      const [seconds = '', offset] = text.split(' ');
      return `${nanoseconds(seconds)} ${offset}`;
    }
    case 'fixed':
    case 'real':
    case 'decfloat':
    case 'text':
    case 'boolean':
    case 'binary':
    case 'variant':
    case 'object':
    case 'array':
      return text;
    default:
      return unreachable(type);
  }
}

function nanoseconds(seconds: string): string {
  const negative = seconds.startsWith('-');
  const [whole = '0', fraction = ''] = seconds.replace('-', '').split('.');
  const digits = BigInt(whole + fraction.padEnd(9, '0').slice(0, 9));
  return String(negative ? -digits : digits);
}
