import { wellFormed } from './types/well-formed.js';

/** A place in a statement's text: line and column count from 1 and 0 as Snowflake's messages do, offset from 0. */
export interface Position {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

/**
 * What a client gets instead of a result. `code` is Snowflake's error number as six digits, `sqlState` its five
 * characters; both and the wording of `message` are what official clients match on.
 */
export class SqlError extends Error {
  override readonly name = 'SqlError';

  constructor(
    readonly code: string,
    readonly sqlState: string,
    message: string,
    readonly position?: Position,
    options?: ErrorOptions,
  ) {
    // A message quotes what it is about, and may cut it in the middle of a character.
    super(wellFormed(clipped(message)), options);
  }
}

/** A message quotes values as they are, and a value may have 16 million characters. */
const LONGEST_MESSAGE = 16_384;
const KEPT_END = 256;

function clipped(message: string): string {
  if (message.length <= LONGEST_MESSAGE) return message;
  return `${message.slice(0, LONGEST_MESSAGE - KEPT_END)}…${message.slice(-KEPT_END)}`;
}

/** The position of `offset` in `text`. Only LF and CRLF end a line, as in Snowflake. */
export function positionAt(text: string, offset: number): Position {
  let line = 1;
  let lineStart = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) {
    line += 1;
    lineStart = at + 1;
  }
  return { line, column: offset - lineStart, offset };
}

const COMPILATION = 'SQL compilation error:';

/** A compile error at a place: the message carries it in Snowflake's words. */
export function compilationError(code: string, sqlState: string, detail: string, position?: Position): SqlError {
  const where = position === undefined ? '' : ` error line ${position.line} at position ${position.column}`;
  return new SqlError(code, sqlState, `${COMPILATION}${where}\n${detail}`, position);
}

/** `unexpected` is the offending token as written, or `<EOF>`. */
export function syntaxError(unexpected: string, position: Position): SqlError {
  const place = `line ${position.line} at position ${position.column}`;
  return new SqlError('001003', '42000', `${COMPILATION}\nsyntax error ${place} unexpected '${unexpected}'.`, position);
}

/** Text that cannot be cut into tokens, such as a quote that is never closed. */
export function unfinishedToken(text: string, position: Position): SqlError {
  const place = `line ${position.line} at position ${position.column}`;
  return new SqlError('001003', '42000', `${COMPILATION}\nparse error ${place} near '${text}'.`, position);
}

/** `surrogate` says which half of a pair stands alone after the text's escapes are resolved. */
export const illFormedText = (surrogate: string, position: Position): SqlError =>
  compilationError(
    '100144',
    '22000',
    `Invalid UTF8 detected in a text: it holds half a surrogate pair, ${surrogate}.`,
    position,
  );

export const emptyStatement = (): SqlError => new SqlError('000900', '42601', `${COMPILATION}\nEmpty SQL statement.`);

/** A construct of Snowflake's that is known and not supported here. */
export const unsupported = (construct: string, position?: Position): SqlError =>
  compilationError('000002', '0A000', `Unsupported feature '${construct}'.`, position);

/** A function that is in no table of ours, whether or not Snowflake has it. The text tells no place, as in Snowflake. */
export const unknownFunction = (name: string, position?: Position): SqlError =>
  new SqlError('002140', '42601', `${COMPILATION}\nUnknown function ${name}.`, position);

/** The same of several. */
export const unknownFunctions = (names: readonly string[], position?: Position): SqlError =>
  new SqlError('002140', '42601', `${COMPILATION}\nUnknown functions ${names.join(', ')}.`, position);

/** A function or procedure of a schema, by its whole name. */
export const unknownUserFunction = (name: string, position?: Position): SqlError =>
  new SqlError('002141', '42601', `${COMPILATION}\nUnknown user-defined function ${name}.`, position);

/** What USE and SHOW ... IN name is not there. */
export const noSuchPlace = (): SqlError =>
  new SqlError('002043', '02000', `${COMPILATION}\nObject does not exist, or operation cannot be performed.`);

/** `kind` is the word the message starts with: Object, Table, Schema, Database, Stage and so on. */
export function objectMissing(kind: string, name: string, position?: Position): SqlError {
  const state = kind === 'Object' || kind === 'Table' || kind === 'View' ? '42S02' : '02000';
  return new SqlError('002003', state, `${COMPILATION}\n${kind} '${name}' does not exist or not authorized.`, position);
}

export const objectExists = (name: string, position?: Position): SqlError =>
  new SqlError('002002', '42710', `${COMPILATION}\nObject '${name}' already exists.`, position);

export const invalidIdentifier = (name: string, position?: Position): SqlError =>
  compilationError('000904', '42000', `invalid identifier '${name}'`, position);

export const ambiguousColumn = (name: string, position?: Position): SqlError =>
  compilationError('002028', '42601', `ambiguous column name '${name}'`, position);

export const duplicateColumn = (name: string): SqlError =>
  compilationError('002025', '42S21', `duplicate column name '${name}'`);

/** What ALTER TABLE would add is there already. */
export const columnExists = (name: string): SqlError =>
  compilationError('001430', '42601', `column '${name}' already exists`);

export const duplicateAlias = (name: string): SqlError =>
  compilationError('002027', '42601', `duplicate alias '${name}'`);

/** `item` is the ORDER BY expression as written: DISTINCT leaves only what is selected to order by. */
export const notOrderable = (item: string, position: Position): SqlError =>
  new SqlError('001790', '42601', `${COMPILATION}\n[${item}] is not a valid order by expression`, position);

/** `signature` is the call with its argument types, such as `(VARCHAR(3), BOOLEAN)`. */
export const invalidArgumentTypes = (name: string, signature: string, position?: Position): SqlError =>
  compilationError('001044', '42P13', `Invalid argument types for function '${name}': ${signature}`, position);

/** `call` is the call as written, `expected` the least or most number of arguments. */
export function wrongArgumentCount(call: string, expected: number, got: number, position?: Position): SqlError {
  // Snowflake's two texts differ in a comma.
  return got < expected
    ? compilationError(
        '000938',
        '22023',
        `not enough arguments for function [${call}], expected ${expected}, got ${got}`,
        position,
      )
    : compilationError(
        '000939',
        '22023',
        `too many arguments for function [${call}] expected ${expected}, got ${got}`,
        position,
      );
}

/** A property or option that the object or statement does not have. */
export const invalidOption = (name: string, of: string, position?: Position): SqlError =>
  compilationError('001420', '22023', `invalid property '${name}' for '${of}'`, position);

/** A fault of this server, never of the statement. */
export const internalError = (detail: string, cause?: unknown): SqlError =>
  new SqlError('000603', 'XX000', `SQL execution internal error:\n${detail}`, undefined, { cause });
