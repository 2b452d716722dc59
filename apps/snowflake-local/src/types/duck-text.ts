import { doubled } from './quotes.js';

/** A text as a DuckDB literal. A NUL cannot stand in statement text, so it is put in by its code. */
export function quoteText(text: string): string {
  const quoted = `'${doubled(text, "'")}'`;
  if (!text.includes('\0')) return quoted;
  return `concat(${quoted.split('\0').join("', chr(0), '")})`;
}

/** Text up to this length is repeated where a template needs it twice. */
const REPEATED = 60;
/** Unless each time it gives another value, runs JavaScript for every row, or is a window. `sf_room` runs for long values alone. */
const COSTLY = /\b(?:random|uuid|nextval|sf_(?!room(?:_each)?\b)\w+)\(|\bOVER\b/;

/**
 * Gives `body` a short name for each argument, so that text grows with the depth of an expression and not with a power
 * of it. `body` may use nothing but those names: whatever else it needs must be an argument too, because DuckDB
 * allows no sub-query in there. Measured: about 10 ns a row.
 */
export function once(args: readonly string[], body: (...names: string[]) => string): string {
  if (args.every((arg) => arg.length <= REPEATED && !COSTLY.test(arg))) return body(...args);
  const fields = args.map((arg, index) => `${FIELD}${index} := ${arg}`).join(', ');
  const names = args.map((_, index) => `"~v"['${FIELD}${index}']`);
  return `list_extract(list_transform([struct_pack(${fields})], lambda "~v": ${body(...names)}), 1)`;
}

const FIELD = 'f';
