import type { Identifier, StarColumns } from '../ast.js';
import type { Reader } from '../reader.js';

/** The names in front of `.*`, none for a bare `*`; null when no star stands here. */
export function starQualifier(reader: Reader): Identifier[] | null {
  let distance = 0;
  while (reader.isName(distance) && reader.isSymbol('.', distance + 1)) distance += 2;
  if (!reader.isSymbol('*', distance)) return null;
  const qualifier: Identifier[] = [];
  while (!reader.acceptSymbol('*')) {
    qualifier.push(reader.name());
    reader.expectSymbol('.');
  }
  return qualifier;
}

/** What follows a star in a list of columns and in a call. */
export function parseStarColumns(reader: Reader, qualifier: readonly Identifier[]): StarColumns {
  const ilike = reader.accept('ILIKE') ? reader.textLiteral() : undefined;
  const exclude = reader.accept('EXCLUDE') ? oneOrMore(reader, () => reader.anyName()) : [];
  return { qualifier, ...(ilike !== undefined && { ilike }), exclude };
}

export const oneOrMore = <T>(reader: Reader, item: () => T): T[] =>
  reader.isSymbol('(') ? reader.parenthesised(item) : [item()];
