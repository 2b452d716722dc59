import { lex, type Token, unquoteText } from '@firn/snowpark/internal';

const WORDS =
  'PASSWORD|PASSPHRASE|PASSCODE|SECRET|SECRET_KEY|SECRET_STRING|TOKEN|PRIVATE_KEY|MASTER_KEY|API_KEY|ACCESS_KEY|ACCOUNT_KEY|KEY_ID';
/** A property of a user, stage, secret or connection, or a variable, that is called so. */
const NAME = new RegExp(`^(?:\\w*_)?(?:${WORDS})$`, 'i');
/** The same as a member of an object, or as a header. */
const MEMBER =
  /^(?:authorization|[\w-]*(?:password|passphrase|secret|token|(?:api|private|secret|access|account|master)[-_]?key))$/i;
/** Names that no text follows by itself: the sign between them was forgotten, and the error may quote the text. */
const SIGNLESS = /(?:PASSWORD|PASSPHRASE|PASSCODE|SECRET_STRING|SECRET_KEY|PRIVATE_KEY|MASTER_KEY)$/i;
/** What is looked for first: most statements hold none of it. */
const HINT =
  /PASS(?:WORD|PHRASE|CODE)|SECRET|TOKEN|(?:PRIVATE|MASTER|API|ACCESS|ACCOUNT)[-_]?KEY|KEY_ID|AUTHORIZATION/i;

/**
 * What no lexer of SQL can place, such as a statement that an error quotes and cuts off. No part of it is without a bound, and none
 * overlaps the one before it: hostile text costs no more than any other.
 */
const LOOSE = new RegExp(
  `((?<![\\w$])(?:\\w{0,64}_)?(?:${WORDS})"?\\s{0,16}(?::?=>?|=>)\\s{0,16})(?!'{1,256}\\*{4}')(${[
    "''''(?=[^'\\s;,)])(?:[^']|'(?!'''))*(?:''''|$)",
    "''(?=[^'\\s;,)])(?:[^']|'(?!'))*(?:''|$)",
    "'(?:[^'\\\\]|''|\\\\[\\s\\S])*(?:'|$)",
    '\\$\\$[\\s\\S]*?(?:\\$\\$|$)',
    '"[^"]*(?:"|$)',
  ].join('|')})`,
  'gi',
);

/** A text that ends where its secret begins: `'… PASSWORD = ''' || …`. */
const OPEN_END = new RegExp(`(?:${WORDS})["\\s:=>]{0,16}=>?\\s{0,16}[\\\\']*$`, 'i');

/** Signatures of addresses, keys and passwords of connection strings. */
const IN_ADDRESS =
  /([?&](?:sig|signature|(?:x-amz-|x-goog-)(?:signature|security-token|credential))=|\b(?:AccountKey|SharedAccessKey|SharedAccessSignature)=|;(?:Password|Pwd)=)[^&;\s'"]+/gi;
/** `postgres://user:password@host` */
const LOGIN = /(:\/\/[^\s:/?#@'"]{0,256}:)[^\s/?#@'"]{1,256}(?=@)/g;

/** What stands in place of a secret; still a text of SQL. */
const MASK = "'****'";

/** How often text may stand within text; what is deeper and has a name of a secret in it is left out whole. */
const MOST_WITHIN = 8;

/**
 * A statement as it may be shown and kept: what stands behind `PASSWORD =`, `AWS_SECRET_KEY =`, `SECRET_STRING =` and their kin is
 * left out, also in texts within texts, in blocks, comments and addresses. Meant for people: it errs on the side of leaving out
 * more. Its cost grows with the length of the text.
 */
export const maskSecrets = (sql: string): string => {
  const shown = HINT.test(sql) ? maskTokens(sql, 0).replace(LOOSE, keepQuotes) : sql;
  return shown.replace(IN_ADDRESS, '$1****').replace(LOGIN, '$1****');
};

/** Whether text holds what `maskSecrets` leaves out; of JSON any of its texts or members, or a place for a bind of that name. */
export function holdsSecrets(text: string): boolean {
  const waiting: unknown[] = [parsed(text)];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value === 'string' && (maskSecrets(value) !== value || bindsSecret(value))) return true;
    if (typeof value !== 'object' || value === null) continue;
    for (const [name, member] of Object.entries(value)) {
      if (!Array.isArray(value) && NAME.test(name)) return true;
      waiting.push(member);
    }
  }
  return false;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function bindsSecret(sql: string): boolean {
  if (!HINT.test(sql)) return false;
  const all = tokensOf(sql);
  return all.some((token, index) => {
    const at = isNamed(token) ? valueAt(all, index) : null;
    return at !== null && (isSign(all[at], '?') || (isSign(all[at], ':') && /^[0-9]/.test(all[at + 1]?.text ?? '')));
  });
}

const tokensOf = (sql: string): readonly Token[] => [...lex(sql)].filter(({ kind }) => kind !== 'comment');

/** As the lexer sees it: comments of any length between name and text, texts that are put together, texts within texts. */
function maskTokens(sql: string, depth: number): string {
  const secret = secretsAmong(tokensOf(sql));
  let masked = '';
  let end = 0;
  for (const token of lex(sql)) {
    const shown = secret.has(token.at) ? MASK : maskWithin(token, sql.slice(token.at, token.end), depth);
    masked += sql.slice(end, token.at) + shown;
    end = token.end;
  }
  return masked + sql.slice(end);
}

/** Where the texts begin that are the values of secrets. */
function secretsAmong(all: readonly Token[]): ReadonlySet<number> {
  const found = new Set<number>();
  for (const [index, token] of all.entries()) {
    const open = token.kind === 'string' && OPEN_END.test(token.text.slice(-100));
    if (!open && !isNamed(token)) continue;
    for (let at = open ? nextPart(all, index) : valueAt(all, index); at !== null; at = nextPart(all, at)) {
      const value = all[at];
      if (value !== undefined && isText(value)) found.add(value.at);
    }
  }
  return found;
}

const isText = (token: Token | undefined): boolean => token?.kind === 'string' || token?.kind === 'name';
const isSign = (token: Token | undefined, sign: string): boolean => token?.kind === 'sign' && token.text === sign;

/** Longer texts are no names, but may have some within them. */
const LONGEST_NAME = 300;

function isNamed(token: Token): boolean {
  if (!isText(token)) return token.kind === 'word' && NAME.test(token.text);
  if (token.text.length > LONGEST_NAME || !HINT.test(token.text)) return false;
  const name = token.text.replace(/^['"$\\]+|['"$\\]+$/g, '');
  return NAME.test(name) || MEMBER.test(name);
}

/** `=`, `=>`, `:=` and, in objects, `:`. */
const ASSIGNING: readonly (readonly string[])[] = [[':', '='], ['=', '>'], ['=', '='], ['='], [':']];

/** Where the value of the name at `index` begins, or null where it has none. */
function valueAt(all: readonly Token[], index: number): number | null {
  let at = index + 1;
  const signs = ASSIGNING.find((each) => each.every((sign, place) => isSign(all[at + place], sign)));
  if (signs !== undefined) at += signs.length;
  else if (all[at]?.kind === 'word') return presetAt(all, at);
  else return isText(all[at]) && all[index]?.kind === 'word' && SIGNLESS.test(all[index].text) ? at : null;
  while (isSign(all[at], '(')) at += 1;
  // X'6869'
  return all[at]?.text.length === 1 && all[at]?.end === all[at + 1]?.at && isText(all[at + 1]) ? at + 1 : at;
}

/** Of a variable or a column with a type: `api_token VARCHAR(20) := '…'`. */
function presetAt(all: readonly Token[], type: number): number | null {
  let at = type + 1;
  if (isSign(all[at], '(')) at += isSign(all[at + 2], ')') ? 3 : 5;
  if (isSign(all[at], ':') && isSign(all[at + 1], '=')) return at + 2;
  return all[at]?.text === 'DEFAULT' ? at + 1 : null;
}

/** What is put to the part at `at` by `||`. */
const nextPart = (all: readonly Token[], at: number): number | null =>
  isSign(all[at + 1], '|') && isSign(all[at + 2], '|') && at + 3 < all.length ? at + 3 : null;

/** A comment or a text with what it holds masked; anything else as it is. */
function maskWithin({ kind, closed }: Token, raw: string, depth: number): string {
  if (kind === 'word' || kind === 'sign' || !HINT.test(raw)) return raw;
  if (kind === 'comment') {
    const begin = /^[-/*]*/.exec(raw)?.[0] ?? '';
    return depth < MOST_WITHIN ? begin + maskTokens(raw.slice(begin.length), depth + 1) : begin;
  }
  if (depth === MOST_WITHIN) return MASK;
  const inner = unquoteText(raw);
  const masked = maskTokens(inner, depth + 1);
  return masked === inner ? raw : quoteAs(raw, masked, closed);
}

/** The text in the quotes that `raw` has. */
function quoteAs(raw: string, text: string, closed: boolean): string {
  if (raw.startsWith('$')) return `$$${text}${closed ? '$$' : ''}`;
  const quote = raw.slice(0, 1);
  const escaped = raw.startsWith("'") ? text.replaceAll('\\', '\\\\') : text;
  return `${quote}${escaped.replaceAll(quote, quote + quote)}${closed ? quote : ''}`;
}

/** Within a text the quotes are as many as they were. */
function keepQuotes(_: string, before: string, text: string): string {
  const quotes = /^'+/.exec(text)?.[0].length ?? 1;
  return before + (quotes === 2 || quotes === 4 ? MASK.replaceAll("'", "'".repeat(quotes)) : MASK);
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
