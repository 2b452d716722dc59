/** A word, a quoted name, a string, or one sign of SQL; or a comment. `text` of a word is in upper case. */
export interface Token {
  readonly kind: 'word' | 'name' | 'string' | 'sign' | 'comment';
  readonly text: string;
  /** Offset of its first character. */
  readonly at: number;
  /** Offset behind its last character: `text` may have more characters in upper case. */
  readonly end: number;
  /** False for a string, a name or a comment that the text ends in: a comment to the end of a line ends with the line. */
  readonly closed: boolean;
}

// Snowflake's lexical rules: `//` begins a comment as `--` does, block comments do not nest, a backslash escapes within
// '…' and nowhere else, and $$ … $$ is a string without escapes.
const BLANKS = /[\s\u{feff}]+/uy;
const LINE_COMMENT = /(?:--|\/\/)[^\n]*(\n?)/y;
const COMMENT = /\/\*[\s\S]*?(\*\/|$)/y;
const WORD = /[\p{L}_][\p{L}\p{N}_$]*/uy;
const NUMBER = /[0-9][0-9A-Za-z_.]*/y;
const NAME = /"(?:[^"]|"")*("|$)/y;
const STRING = /'(?:[^'\\]|''|\\[\s\S])*('|$)/y;
const DOLLARS = /\$\$[\s\S]*?(\$\$|$)/y;
const FLOW = /->>/y;

/**
 * Reads SQL as Snowflake's lexer does, as far as telling statements and values apart needs it. Never fails: what is open at the
 * end ends there, and says so.
 */
export function* lex(sql: string): Generator<Token, undefined, undefined> {
  for (let at = 0; at < sql.length; ) {
    const blanks = match(BLANKS, sql, at);
    if (blanks !== null) at += blanks[0].length;
    else {
      const token = enclosedAt(sql, at) ?? wordAt(sql, at) ?? signAt(sql, at);
      yield token;
      at = token.end;
    }
  }
}

/** What a statement consists of: its tokens without the comments. */
export const tokens = (sql: string): readonly Token[] => [...lex(sql)].filter(({ kind }) => kind !== 'comment');

/** Only what the first character may begin is tried. */
function enclosedAt(sql: string, at: number): Token | null {
  switch (sql[at]) {
    case "'":
      return enclosed('string', match(STRING, sql, at) ?? openAt(sql, at), at);
    case '"':
      return enclosed('name', match(NAME, sql, at), at);
    case '$':
      return enclosed('string', match(DOLLARS, sql, at), at);
    case '-':
      return enclosed('comment', match(LINE_COMMENT, sql, at), at);
    case '/':
      return enclosed('comment', match(LINE_COMMENT, sql, at) ?? match(COMMENT, sql, at), at);
    default:
      return null;
  }
}

/** A backslash that ends the text escapes nothing. */
const openAt = (sql: string, at: number): readonly [string, string] => [sql.slice(at), ''];

function enclosed(kind: Token['kind'], matched: readonly (string | undefined)[] | null, at: number): Token | null {
  if (matched === null) return null;
  const [text = '', end] = matched;
  return { kind, text, at, end: at + text.length, closed: end !== '' };
}

function wordAt(sql: string, at: number): Token | null {
  const word = match(WORD, sql, at)?.[0];
  return word === undefined
    ? null
    : { kind: 'word', text: word.toUpperCase(), at, end: at + word.length, closed: true };
}

function signAt(sql: string, at: number): Token {
  const text = (match(FLOW, sql, at) ?? match(NUMBER, sql, at))?.[0] ?? String.fromCodePoint(sql.codePointAt(at) ?? 0);
  return { kind: 'sign', text, at, end: at + text.length, closed: true };
}

function match(pattern: RegExp, sql: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(sql);
}
