import type { DataType, TypePart } from '../ast.js';
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
const STRUCTURED: ReadonlySet<string> = new Set(['ARRAY', 'OBJECT', 'MAP']);

/** Types are looked up later: any word is one here. */
export function parseType(reader: Reader): DataType {
  const { start, kind, value } = reader.token;
  if (kind !== 'word') throw reader.unexpected();
  if (value === 'INTERVAL') throw reader.unsupported('INTERVAL type');
  const name = LONG_NAMES.find((long) => reader.accept(long)) ?? reader.next().value;
  if (name === 'VECTOR' && reader.isSymbol('(')) return parseVector(reader, start);
  if (STRUCTURED.has(name) && reader.isSymbol('(')) {
    reader.enter();
    const parts = reader.parenthesised(() => parsePart(reader, name));
    reader.leave();
    if (name !== 'OBJECT' && parts.length !== (name === 'MAP' ? 2 : 1)) throw reader.unexpected();
    return { name, args: [], parts, ...reader.since(start) };
  }
  const args = reader.isSymbol('(') ? reader.parenthesised(() => reader.integer()) : [];
  return { name, args, ...reader.since(start) };
}

/** `VECTOR(FLOAT, 256)`: the type of its numbers, and how many they are. */
function parseVector(reader: Reader, start: number): DataType {
  reader.expectSymbol('(');
  const type = parseType(reader);
  reader.expectSymbol(',');
  const args = [reader.integer()];
  reader.expectSymbol(')');
  return { name: 'VECTOR', args, parts: [{ type, notNull: true }], ...reader.since(start) };
}

function parsePart(reader: Reader, of: string): TypePart {
  const name = of === 'OBJECT' ? parseKey(reader) : undefined;
  const type = parseType(reader);
  const notNull = reader.accept('NOT NULL');
  return { ...(name !== undefined && { name }), type, notNull };
}

/** A key of an OBJECT is the text of a key: it keeps its case, in quotes or without. */
function parseKey(reader: Reader): string {
  const { name, quoted, start, end } = reader.anyName();
  return quoted ? name : reader.text.slice(start, end);
}
