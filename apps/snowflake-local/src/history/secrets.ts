/** Names whose value nobody is to read again: properties of users, stages, secrets, integrations and connections. */
const NAMES =
  '(?:[A-Z0-9_]*_)?(?:PASSWORD|PASSPHRASE|PASSCODE|SECRET|SECRET_STRING|SECRET_KEY|CLIENT_SECRET|TOKEN|PRIVATE_KEY|MASTER_KEY|API_KEY|ACCESS_KEY|AWS_KEY_ID|ACCOUNT_KEY)';
/** Inside another text the quotes are doubled, and it may be cut off. */
const VALUE = String.raw`''[^']+''|\\'(?:[^'\\]|\\[^'])*\\?'|'(?:[^'\\]|\\[\s\S]|'')*'?|\$\$[\s\S]*?(?:\$\$|$)`;
const BLANK = String.raw`(?:\s|--[^\n]*\n|/\*[\s\S]*?\*/)*`;
const SECRET = new RegExp(String.raw`\b(${NAMES}"?${BLANK}(?:=>?|:=)?${BLANK})(${VALUE})`, 'gi');
/** What quick looks for, before the search that costs more. */
const HINT = /PASS(?:WORD|PHRASE|CODE)|SECRET|TOKEN|_KEY/i;

const MASK = `'****'`;

/** A statement's text as history, monitoring and logs have it: passwords, keys and tokens are not in it. */
export const withoutSecrets = (text: string): string => (HINT.test(text) ? text.replace(SECRET, `$1${MASK}`) : text);

/** An error's message without what `text`, its statement, keeps secret: a message may quote it. */
export function messageWithoutSecrets(message: string, text: string): string {
  if (!HINT.test(text)) return message;
  const values = [...text.matchAll(SECRET)].map(([, , value = '']) => value.replace(/^[\\'$]+|[\\'$]+$/g, ''));
  return values
    .filter((value) => value !== '')
    .reduce((masked, value) => masked.replaceAll(value, '****'), withoutSecrets(message));
}
