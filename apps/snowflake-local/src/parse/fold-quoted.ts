import { tokenize } from './lexer.js';

/** A statement with its quoted names in upper case: QUOTED_IDENTIFIERS_IGNORE_CASE. One that is no SQL stays as it is. */
export function foldQuotedNames(text: string): string {
  let folded = '';
  let from = 0;
  for (const { kind, start, end } of tokens(text)) {
    if (kind !== 'quoted_name' && kind !== 'stage') continue;
    folded += text.slice(from, start) + text.slice(start, end).replace(/"[^"]*"/g, (name) => name.toUpperCase());
    from = end;
  }
  return folded + text.slice(from);
}

/** Text that cannot be cut into tokens is refused by the parser, at its place. */
function tokens(text: string): ReturnType<typeof tokenize> {
  try {
    return tokenize(text);
  } catch {
    return [];
  }
}
