const SIMPLE: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', 0: '\0' };

/** What stands between the quotes of a text, with backslash sequences and doubled quotes resolved. */
export function unescapeText(raw: string): string {
  if (!raw.includes('\\') && !raw.includes("''")) return raw;
  return raw.replace(/''|\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([0-7]{3})|([\s\S]))/g, unescapeOne);
}

// An unknown sequence stands for its character, as in Snowflake: `\q` is `q`.
function unescapeOne(
  sequence: string,
  unicode: string | undefined,
  hex: string | undefined,
  octal: string | undefined,
  character: string | undefined,
): string {
  if (sequence === "''") return "'";
  const hexDigits = unicode ?? hex;
  if (hexDigits !== undefined) return String.fromCharCode(Number.parseInt(hexDigits, 16));
  if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
  return SIMPLE[character ?? ''] ?? character ?? '';
}
