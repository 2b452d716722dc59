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

/** What stands in place of a secret; still a text of SQL. */
const MASK = "'****'";

/**
 * A statement as it may be shown and kept: what stands behind `PASSWORD =`, `AWS_SECRET_KEY =`, `SECRET_STRING =` and their kin is
 * left out, also in texts within texts, in blocks and in comments. Meant for people: it errs on the side of leaving out more. Its
 * cost grows with the length of the text.
 */
export const maskSecrets = (sql: string): string =>
  sql.replace(SECRET, (_, before: string, text: string) => `${before}${within(text)}`);

/** Within a text the quotes are as many as they were. */
function within(text: string): string {
  const quotes = /^'+/.exec(text)?.[0].length ?? 1;
  return quotes === 2 || quotes === 4 ? MASK.replaceAll("'", "'".repeat(quotes)) : MASK;
}
