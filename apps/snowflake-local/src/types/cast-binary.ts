import { once } from './duck-text.js';
import { raise } from './raise.js';
import { binary, type SnowType } from './snow-type.js';
import type { Emitted } from './typed.js';

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
