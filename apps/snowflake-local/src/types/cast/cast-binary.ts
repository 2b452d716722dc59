import { once } from '../duck-text.js';
import { raise } from '../raise.js';
import { withinLimit } from '../sized.js';
import { binary, type SnowType } from '../snow-type.js';
import type { Emitted, ValueContext } from '../typed.js';

/** Hex digits, an even number of them, as BINARY. */
export const hexToBinary = (value: Emitted): Emitted => ({
  sql: once([value.sql], (v) => {
    const refusal = raise(
      'not_binary',
      `'The following string is not a legal hex-encoded value: ''' || ${v} || ''''`,
      'BLOB',
    );
    return `CASE WHEN regexp_full_match(${v}, '([0-9A-Fa-f]{2})*') THEN unhex(${v}) WHEN ${v} IS NOT NULL THEN ${refusal} END`;
  }),
  type: binary(),
  physical: 'blob',
  nullable: value.nullable,
});

const FORMATS = { HEX: 'HEX', BASE64: 'BASE64', 'UTF-8': 'UTF-8', UTF8: 'UTF-8' } as const;
export type BinaryFormat = (typeof FORMATS)[keyof typeof FORMATS];

const isFormat = (word: string): word is keyof typeof FORMATS => Object.hasOwn(FORMATS, word);

/** How texts stand for bytes, by its name; undefined for a name that is none. */
export function binaryFormat(name: string): BinaryFormat | undefined {
  const word = name.toUpperCase();
  return isFormat(word) ? FORMATS[word] : undefined;
}

/** What a session reads texts by, or writes bytes by. */
export const sessionFormat = (direction: 'INPUT' | 'OUTPUT', context: Pick<ValueContext, 'parameter'>): BinaryFormat =>
  binaryFormat(context.parameter(`BINARY_${direction}_FORMAT`) ?? 'HEX') ?? 'HEX';

/** A text as BINARY. What is not in the format stops the statement. */
export function textToBinary(value: Emitted, format: BinaryFormat): Emitted {
  if (format === 'HEX') return hexToBinary(value);
  const sql = format === 'BASE64' ? `sf_from_base64(${value.sql}, '')` : withinLimit('binary', `encode(${value.sql})`);
  return { sql, type: binary(), physical: 'blob', nullable: value.nullable };
}

/** A BINARY as text; what is no UTF-8 stops the statement where that is asked for. DuckDB text. */
export function binaryToText(sql: string, format: BinaryFormat): string {
  switch (format) {
    case 'HEX':
      return `hex(${sql})`;
    case 'BASE64':
      return `to_base64(${sql})`;
    case 'UTF-8':
      return `sf_utf8(${sql})`;
    default:
      return unreachable(format);
  }
}

/** `value`, a BINARY, within the length of `type`; a longer one stops the statement. */
export function withinBytes(value: Emitted, type: Extract<SnowType, { kind: 'binary' }>): Emitted {
  if (value.type.kind !== 'binary') throw new Error(`${value.type.kind} is no BINARY`);
  if (value.type.length <= type.length) return { ...value, type };
  const refusal = (v: string) =>
    raise('binary_too_long', `'Binary value ''' || hex(${v}) || ''' is too long and would be truncated'`, 'BLOB');
  const sql = once(
    [value.sql],
    (v) => `CASE WHEN octet_length(${v}) <= ${type.length} THEN ${v} WHEN ${v} IS NOT NULL THEN ${refusal(v)} END`,
  );
  return { sql, type, physical: 'blob', nullable: value.nullable };
}

function unreachable(format: never): never {
  throw new Error(`Unknown format ${String(format)}`);
}
