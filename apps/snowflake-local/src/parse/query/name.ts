import type { ObjectName } from '../ast.js';
import type { Reader } from '../reader.js';

/** The name of an object: `a.b.c`, or `IDENTIFIER(...)` of a literal, a variable or a bind. */
export function parseObjectName(reader: Reader): ObjectName {
  const { start } = reader;
  if (!reader.isWord('IDENTIFIER') || !reader.isSymbol('(', 1)) return reader.path();
  reader.next();
  reader.expectSymbol('(');
  const value = reader.grammar.expression(reader);
  reader.expectSymbol(')');
  return { kind: 'dynamic', value, ...reader.since(start) };
}
