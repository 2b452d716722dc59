/** A word, a quoted name, a string, or one sign of SQL. Comments and space are left out. `text` of a word is in upper case. */
export interface Token {
  readonly kind: 'word' | 'name' | 'string' | 'sign';
  readonly text: string;
  /** Offset of its first character. */
  readonly at: number;
}

// Snowflake's lexical rules: `//` begins a comment as `--` does, block comments do not nest, a backslash escapes within
// '…' and nowhere else, and $$ … $$ is a string without escapes.
const SKIPPED = /(?:\s|\u{feff}|--[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$))+/uy;
const WORD = /[\p{L}_][\p{L}\p{N}_$]*/uy;
const NUMBER = /[0-9][0-9A-Za-z_.]*/y;
const NAME = /"(?:[^"]|"")*(?:"|$)/y;
const STRING = /'(?:[^'\\]|''|\\[\s\S])*(?:'|$)/y;
const DOLLARS = /\$\$[\s\S]*?(?:\$\$|$)/y;
const FLOW = /->>/y;

/** Reads SQL as Snowflake's lexer does, as far as telling statements apart needs it. Never fails: what is open at the end ends there. */
export function tokens(sql: string): readonly Token[] {
  const found: Token[] = [];
  let at = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(sql)?.[0];
  };
  const add = (kind: Token['kind'], text: string, length = text.length): void => {
    found.push({ kind, text, at });
    at += length;
  };
  while (at < sql.length) {
    const skipped = take(SKIPPED);
    if (skipped !== undefined) {
      at += skipped.length;
      continue;
    }
    const string = take(STRING) ?? take(DOLLARS);
    const name = take(NAME);
    const word = take(WORD);
    if (string !== undefined) add('string', string);
    else if (name !== undefined) add('name', name);
    else if (word !== undefined) add('word', word.toUpperCase(), word.length);
    else add('sign', take(NUMBER) ?? take(FLOW) ?? String.fromCodePoint(sql.codePointAt(at) ?? 0));
  }
  return found;
}
