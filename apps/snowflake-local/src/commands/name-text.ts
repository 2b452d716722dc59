import { SqlError } from '../errors.js';

/**
 * The parts of an object name that a statement holds as text, such as `'db.schema."Name"'`, folded.
 *
 * @throws SqlError 001003 when the text is no name.
 */
export function splitNameText(text: string): readonly string[] {
  const part = /\s*(?:"((?:[^"]|"")+)"|([\p{L}_][\p{L}\p{N}_$]*))\s*(\.?)/uy;
  const parts: string[] = [];
  for (let more = true; more; ) {
    const match = part.exec(text);
    if (match === null) throw invalidName(text);
    const [, quoted, word, dot] = match;
    parts.push(quoted === undefined ? (word ?? '').toUpperCase() : quoted.replaceAll('""', '"'));
    more = dot === '.';
    if (!more && part.lastIndex < text.length) throw invalidName(text);
  }
  return parts;
}

const invalidName = (text: string): SqlError =>
  new SqlError('001003', '42000', `SQL compilation error:\nInvalid object name '${text}'.`);
