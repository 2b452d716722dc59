import { quoteText } from '../types/duck-text.js';

/**
 * The one CSV dialect that DuckDB is given to read: every value in quotes, nothing between commas for NULL. Staged
 * files are turned into it first, because DuckDB cannot read Snowflake's escapes beside quotes.
 */
export function canonicalLine(fields: readonly (string | null)[]): string {
  let line = '';
  for (let at = 0; at < fields.length; at += 1) {
    const field = fields[at] ?? null;
    line += at > 0 ? ',' : '';
    if (field !== null) line += field.includes('"') ? `"${field.replaceAll('"', '""')}"` : `"${field}"`;
  }
  return `${line}\n`;
}

/** A DuckDB table function that reads such a file. `columns`: DuckDB types by name. */
export function readCanonical(file: string, columns: readonly (readonly [string, string])[]): string {
  const types = columns.map(([name, type]) => `${quoteText(name)}: ${quoteText(type)}`);
  const options = [
    'header = false',
    'auto_detect = false',
    `delim = ','`,
    `quote = '"'`,
    `escape = '"'`,
    `new_line = '\\n'`,
    `nullstr = ''`,
    'allow_quoted_nulls = false',
    `max_line_size = ${LONGEST_LINE}`,
    `buffer_size = ${LONGEST_LINE}`,
    // Blocks read in parallel would have to guess whether they start inside quotes.
    'parallel = false',
    `columns = {${types.join(', ')}}`,
  ];
  return `read_csv(${quoteText(file)}, ${options.join(', ')})`;
}

/** Bytes of the longest line that DuckDB is asked to read; it holds a few such buffers. */
export const LONGEST_LINE = 67_108_864;
