/**
 * The stored form of what JSON has no word for: a string that begins with U+0001, a letter for its type, and its text.
 * It is JSON to DuckDB, which so finds, keeps and hands on such a value as it does any other. A string of the user's that
 * begins with U+0001 has the letter `s`.
 */
export type Tag =
  /** SQL NULL among the items of an ARRAY. */
  | 'u'
  /** DOUBLE, as `::VARCHAR` writes a FLOAT. */
  | 'f'
  /** DATE: `2024-02-29`. */
  | 'd'
  /** TIME: `12:34:56.123456789`. */
  | 't'
  /** TIMESTAMP_NTZ: `2024-02-29 12:34:56.123456789`. */
  | 'p'
  /** TIMESTAMP_LTZ: its instant in UTC, written like a TIMESTAMP_NTZ. */
  | 'l'
  /** TIMESTAMP_TZ: its instant like a TIMESTAMP_LTZ, a blank, and its offset in minutes. */
  | 'z'
  /** BINARY: hexadecimal digits. */
  | 'b'
  /** The name of an XML element, a text. */
  | 'x';

export const MARK = '\u0001';

/** How JSON text writes the start of a marked string. */
export const MARKED = '"\\u0001';

/** As JSON text. No text of a tagged value needs an escape. */
export const writeTagged = ({ tag, text }: { readonly tag: Tag; readonly text: string }): string =>
  `${MARKED}${tag}${text}"`;

/** TYPEOF, by tag. */
export const TYPE_OF_TAG: Readonly<Record<Exclude<Tag, 'u'>, string>> = {
  f: 'DOUBLE',
  d: 'DATE',
  t: 'TIME',
  p: 'TIMESTAMP_NTZ',
  l: 'TIMESTAMP_LTZ',
  z: 'TIMESTAMP_TZ',
  b: 'BINARY',
  x: 'VARCHAR',
};

const TAGS = new Set<string>(['u', ...Object.keys(TYPE_OF_TAG)]);
export const isTag = (letter: string): letter is Tag => TAGS.has(letter);
