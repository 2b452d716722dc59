import { doubled } from '../types/quotes.js';

/**
 * How a Snowflake name is held in DuckDB.
 *
 * DuckDB folds the case of every name, quoted ones too, so that "a" and "A" would be one column, in silence. A name
 * with lower-case letters therefore carries a mark: U+0001 and the base-36 bit mask of its lower-case positions. Two
 * names that differ only in case then differ in their marks as well. A name in upper case stays as it is.
 */
const MARK = '\u0001';
const DOT = '\u0002';

/** The DuckDB form of one Snowflake name (already folded by the parser), without quotes. */
export function encodeName(name: string): string {
  let mask = 0n;
  for (let at = 0; at < name.length; at += 1) {
    const code = name.charCodeAt(at);
    // Only ASCII: DuckDB folds no other letters.
    if (code >= 97 && code <= 122) mask |= 1n << BigInt(at);
  }
  return mask === 0n ? name : `${name}${MARK}${mask.toString(36)}`;
}

/** The Snowflake name that `encodeName` was given. */
export function decodeName(encoded: string): string {
  const mark = encoded.indexOf(MARK);
  return mark < 0 ? encoded : encoded.slice(0, mark);
}

/** True when a name holds a character that the encoding needs for itself; such a name is refused when it is made. */
export const holdsReservedCharacter = (name: string): boolean =>
  name.includes(MARK) || name.includes(DOT) || name.includes('\0');

/** An identifier in quotes, as DuckDB and Snowflake write it. */
export const quoteName = (name: string): string => `"${doubled(name, '"')}"`;

/** The column or table `name` as it is written in DuckDB SQL. */
export const duckIdentifier = (name: string): string => quoteName(encodeName(name));

// A dot inside a name would make "A.B"."C" and "A"."B.C" one schema.
const schemaPart = (name: string): string => encodeName(name).replaceAll('.', DOT);

/** The DuckDB schema of a Snowflake schema, without quotes. */
export const duckSchema = (database: string, schema: string): string => `${schemaPart(database)}.${schemaPart(schema)}`;

/** The DuckDB schema that holds a session's temporary objects of one Snowflake schema, without quotes. */
export const temporarySchema = (sessionId: string, database: string, schema: string): string =>
  `${TEMPORARY_PREFIX}${sessionId}.${duckSchema(database, schema)}`;

export const TEMPORARY_PREFIX = '~tmp.';

/** A table in DuckDB SQL, fully qualified, so that neither a search path nor a connection's state matters. */
export const duckTable = (schema: string, name: string): string => `${quoteName(schema)}.${duckIdentifier(name)}`;
