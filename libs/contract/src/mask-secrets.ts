const NAME =
  '(?:\\w*_)?(?:PASSWORD|PASSPHRASE|SECRET|SECRET_KEY|SECRET_STRING|TOKEN|PRIVATE_KEY|MASTER_KEY|API_KEY|KEY_ID)';
const HEADER = "'+(?:Authorization|[\\w-]*(?:Token|Secret|Api-?Key))'+";
const BLANK = '(?:\\s|/\\*[\\s\\S]*?\\*/|--[^\\n]*\\n|//[^\\n]*\\n)*';
/** A text in a statement, or the same within a text, where each quote is written twice, or within a text of that. */
const TEXTS = [
  "''''(?=[^'\\s;,)])(?:[^']|'(?!'''))*(?:''''|$)",
  "''(?=[^'\\s;,)])(?:[^']|'(?!'))*(?:''|$)",
  "'(?:[^'\\\\]|''|\\\\[\\s\\S])*(?:'|$)",
  '\\$\\$[\\s\\S]*?(?:\\$\\$|$)',
  '"[^"]*(?:"|$)',
];
const SECRET = new RegExp(`((?<![\\w$])(?:${NAME}"?|${HEADER})${BLANK}(?::?=>?|=>)${BLANK})(${TEXTS.join('|')})`, 'gi');

/** A secret as a member of an object in JSON, such as an option of a stage. */
const MEMBER = new RegExp(`"${NAME}"\\s*:`, 'i');
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/** What stands in place of a secret; still a text of SQL. */
const MASK = "'****'";

/**
 * A statement as it may be shown and kept: what stands behind `PASSWORD =`, `AWS_SECRET_KEY =`, `SECRET_STRING =` and their kin is
 * left out, also in texts within texts, in blocks and in comments. Meant for people: it errs on the side of leaving out more. Its
 * cost grows with the length of the text.
 */
export const maskSecrets = (sql: string): string =>
  sql.replace(SECRET, (_, before: string, text: string) => `${before}${within(text)}`);

/** Whether JSON text holds what `maskSecrets` leaves out, in any of its texts, or as a member of that name. */
export function holdsSecrets(json: string): boolean {
  const texts = json.replace(/\\(.)/g, (_, sign: string) => ESCAPES[sign] ?? sign);
  return MEMBER.test(json) || maskSecrets(texts) !== texts;
}

/** Within a text the quotes are as many as they were. */
function within(text: string): string {
  const quotes = /^'+/.exec(text)?.[0].length ?? 1;
  return quotes === 2 || quotes === 4 ? MASK.replaceAll("'", "'".repeat(quotes)) : MASK;
}

/** Serialized errors lead to their causes; nothing that is logged is nested deeper than this. */
const DEEPEST = 10;

/** The same for every text in plain data, such as an error that is serialized for a log. */
export function maskSecretsIn(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return maskSecrets(value);
  if (typeof value !== 'object' || value === null || depth === DEEPEST) return value;
  if (Array.isArray(value)) return value.map((one: unknown) => maskSecretsIn(one, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, maskSecretsIn(one, depth + 1)]));
}
