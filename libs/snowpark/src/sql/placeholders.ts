/** Quoted text, quoted names, `$$` texts and comments, whole; then a `?` that is none of them. */
const TOKEN = /'(?:[^'\\]|\\[\s\S]|'')*'|"(?:[^"]|"")*"|\$\$[\s\S]*?\$\$|(?:--|\/\/)[^\n]*|\/\*[\s\S]*?\*\/|\?/g;

/** How many values a statement has places for. */
export const countPlaceholders = (statement: string): number =>
  [...statement.matchAll(TOKEN)].filter(([token]) => token === '?').length;
