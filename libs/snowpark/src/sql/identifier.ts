import { required, signature } from '../arguments/signature.js';
import { TEXT } from '../arguments/text.js';
import { UsageError } from '../errors.js';

const REAL_NAME = signature('realName', required('text', TEXT));
const OBJECT_NAME = signature('objectName', required('text', TEXT));
const QUOTE_NAME = signature('quoteName', required('name', TEXT));

/** Snowflake's own limit. */
const LONGEST = 255;
const PLAIN = /^[A-Za-z_][A-Za-z0-9_$]*$/;
const QUOTED = /^"(?:[^"]|"")+"$/;

/**
 * The real name behind what a caller writes: a plain word folds to upper case, quotes keep what is between them, anything else
 * (a blank, a dot, a first digit) is taken as it is.
 *
 * @throws UsageError for an empty name and for a stray quote.
 */
export function realName(text: string): string;
export function realName(...given: readonly unknown[]): string {
  const [text] = REAL_NAME.read(given);
  const name = unquoted(text);
  if (name.length > LONGEST && [...name].length > LONGEST) {
    throw new UsageError('invalid_identifier', `A name has at most ${LONGEST} characters: ${text.slice(0, 40)}…`);
  }
  return name;
}

function unquoted(text: string): string {
  if (QUOTED.test(text)) return text.slice(1, -1).replaceAll('""', '"');
  if (PLAIN.test(text)) return text.toUpperCase();
  if (text === '' || text.includes('"')) {
    throw new UsageError(
      'invalid_identifier',
      `Not an identifier: ${text === '' ? 'an empty name' : text}. Write "${'a""b'}" for a name with a quote.`,
    );
  }
  return text;
}

/** The one function that quotes an identifier. */
export const quotedName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** The same for those who call it from JavaScript. */
export function quoteName(name: string): string;
export function quoteName(...given: readonly unknown[]): string {
  const [name] = QUOTE_NAME.read(given);
  return quotedName(name);
}

/** A real name as a caller would write it: without quotes where folding gives it back. */
export const shownName = (name: string): string =>
  PLAIN.test(name) && name === name.toUpperCase() ? name : quotedName(name);

const PART = '("(?:[^"]|"")+"|[A-Za-z_][A-Za-z0-9_$]*)';
const OBJECT = new RegExp(`^${PART}(?:\\.${PART})?(?:\\.${PART})?$`);
const OBJECT_IN_DEFAULT_SCHEMA = new RegExp(`^${PART}\\.\\.${PART}$`);

/**
 * The parts of an object's name, as real names: `t`, `s.t`, `db.s.t`, or `db..t`, whose middle part is empty.
 *
 * @throws UsageError if the text is anything else.
 */
export function objectName(text: string): readonly string[];
export function objectName(...given: readonly unknown[]): readonly string[] {
  const [text] = OBJECT_NAME.read(given);
  const [, ...parts] = OBJECT.exec(text) ?? [];
  const [, database, name] = OBJECT_IN_DEFAULT_SCHEMA.exec(text) ?? [];
  if (database !== undefined && name !== undefined) return [realName(database), '', realName(name)];
  if (parts.length > 0) return parts.filter((part) => part !== undefined).map(realName);
  throw new UsageError(
    'invalid_object_name',
    `Not the name of an object: '${text}'. Write name, schema.name or database.schema.name, and quote parts that are not plain words.`,
  );
}

/** An object's name as SQL. */
export const objectSql = (parts: readonly string[]): string =>
  parts.map((part) => (part === '' ? '' : quotedName(part))).join('.');

/** Equal for all spellings of one name. */
export const objectKey = (name: string | readonly string[]): string =>
  objectSql(typeof name === 'string' ? objectName(name) : name);

const FUNCTION = /^[A-Za-z_][A-Za-z0-9_$]*(?:\.(?:[A-Za-z_][A-Za-z0-9_$]*|"(?:[^"]|"")+")){0,2}$/;
const NAMES = `${PART}(?:\\.${PART}){0,2}`;
/** A method of a service, or of a version of a model. */
const METHOD = new RegExp(`^(?:${NAMES}|MODEL\\(${NAMES}(?:, ${PART})?\\))!${PART}$`);

/** Function names go into SQL as they are written, so they are held to their grammar. */
export const isFunctionName = (text: string): boolean => FUNCTION.test(text) || METHOD.test(text);
