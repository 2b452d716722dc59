import type { DataType } from '../ast.js';
import type { Reader } from '../reader.js';

/** Second words that belong to a type's name. */
const LONG_NAMES: readonly string[] = [
  'DOUBLE PRECISION',
  'CHAR VARYING',
  'CHARACTER VARYING',
  'NCHAR VARYING',
  'TIMESTAMP WITHOUT TIME ZONE',
  'TIMESTAMP WITH TIME ZONE',
  'TIMESTAMP WITH LOCAL TIME ZONE',
];
const STRUCTURED: ReadonlySet<string> = new Set(['ARRAY', 'OBJECT', 'MAP', 'VECTOR']);

/** Types are looked up later: any word is one here. */
export function parseType(reader: Reader): DataType {
  const { start, kind, value } = reader.token;
  if (kind !== 'word') throw reader.unexpected();
  if (value === 'INTERVAL') throw reader.unsupported('INTERVAL type');
  const name = LONG_NAMES.find((long) => reader.accept(long)) ?? reader.next().value;
  if (STRUCTURED.has(name) && reader.isSymbol('(')) {
    throw reader.unsupported(`structured type ${name}(...)`, { start, end: start });
  }
  const args = reader.isSymbol('(') ? reader.parenthesised(() => reader.integer()) : [];
  return { name, args, ...reader.since(start) };
}
