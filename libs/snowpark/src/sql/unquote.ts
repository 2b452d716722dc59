const SIMPLE: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', 0: '\0' };
const ESCAPES = /''|\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([0-7]{3})|([\s\S]))/g;

/** What a token in quotes says: `'…'` with its escapes, `$$…$$` or `"…"`. One that is not closed says what there is. */
export function unquoteText(raw: string): string {
  if (raw.startsWith('$$')) return raw.slice(2).replace(/\$\$$/, '');
  const quote = raw.slice(0, 1);
  const closed = raw.length > 1 && raw.endsWith(quote);
  const inner = raw.slice(1, closed ? -1 : undefined);
  return quote === "'" ? inner.replace(ESCAPES, unescaped) : inner.replaceAll('""', '"');
}

/** A sequence that Snowflake does not know stands for its character. */
function unescaped(sequence: string, unicode?: string, hex?: string, octal?: string, character = ''): string {
  if (sequence === "''") return "'";
  const digits = unicode ?? hex;
  if (digits !== undefined) return String.fromCharCode(Number.parseInt(digits, 16));
  if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
  return SIMPLE[character] ?? character;
}
