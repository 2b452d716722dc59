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
export const maskSecrets = (sql: string): string => maskNoting(sql, () => undefined);

/** Takes what is left out, as it stood in the text but without its quotes. */
type Note = (secret: string) => void;

function maskNoting(sql: string, note: Note): string {
  const loose = (_: string, before: string, text: string): string => {
    note(withoutQuotes(text));
    return keepQuotes(before, text);
  };
  const shown = HINT.test(sql) ? maskTokens(sql, 0, note).replace(LOOSE, loose) : sql;
  const plain = (whole: string, before: string): string => {
    note(whole.slice(before.length));
    return `${before}****`;
  };
  return shown.replace(IN_ADDRESS, plain).replace(LOGIN, plain);
}

/** Whether text holds what `maskSecrets` leaves out; of JSON any of its texts or members, or a place for a bind of that name. */
export function holdsSecrets(text: string): boolean {
  for (const _ of secretsOf(text)) return true;
  return false;
}

/**
 * A message about a stored action, without what the action keeps secret: an error of Snowflake may quote any part of its statement.
 *
 * @param action JSON, or a statement
 */
export function maskQuoted(message: string, action: string): string {
  const secrets = new Set([...secretsOf(action)].filter((secret) => secret !== '' && message.includes(secret)));
  // The longest first: one may be a part of another.
  return [...secrets]
    .sort((a, b) => b.length - a.length)
    .reduce((masked, secret) => masked.replaceAll(secret, '****'), message);
}

/**
 * The secrets in a text; in JSON those of all its texts, members of such names, and the binds of a statement that has a place for one.
 * Such a place without its bind is an empty text.
 */
function* secretsOf(text: string): Generator<string, undefined, undefined> {
  const waiting: unknown[] = [parsed(text)];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value === 'string') yield* secretsOfSql(value);
    if (typeof value !== 'object' || value === null) continue;
    const members = Object.entries(value);
    const bound = members.some(([, member]) => typeof member === 'string' && bindsSecret(member));
    for (const [name, member] of members) {
      if (!Array.isArray(value) && (NAME.test(name) || (bound && name === 'binds'))) yield* valuesIn(member);
      waiting.push(member);
    }
  }
}

function* secretsOfSql(sql: string): Generator<string, undefined, undefined> {
  const found: string[] = [];
  maskNoting(sql, (secret) => found.push(secret));
  yield* found;
  if (bindsSecret(sql)) yield '';
}

/** A text, or the values of literals wherever they are in an expression; an empty text where there is none. */
function* valuesIn(data: unknown): Generator<string, undefined, undefined> {
  yield typeof data === 'string' ? data : '';
  const waiting: unknown[] = [data];
  while (waiting.length > 0) {
    const node = waiting.pop();
    if (typeof node !== 'object' || node === null) continue;
    if ('value' in node && typeof node.value === 'string') yield node.value;
    waiting.push(...Object.values(node));
  }
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
function maskTokens(sql: string, depth: number, note: Note): string {
  const secret = secretsAmong(tokensOf(sql));
  let masked = '';
  let end = 0;
  for (const token of lex(sql)) {
    const raw = sql.slice(token.at, token.end);
    const hidden = secret.has(token.at);
    if (hidden) for (const secret of new Set([unquoteText(raw), withoutQuotes(raw)])) note(secret);
    masked += sql.slice(end, token.at) + (hidden ? MASK : maskWithin(token, raw, depth, note));
    end = token.end;
  }
  return masked + sql.slice(end);
}

/** Where the texts begin that are the values of secrets. */
function secretsAmong(all: readonly Token[]): ReadonlySet<number> {
  const found = new Set<number>();
  const words = wordsUntil(all);
  for (const [index, token] of all.entries()) {
    const open = token.kind === 'string' && OPEN_END.test(token.text.slice(-100));
    if (!open && !isNamed(token)) continue;
    for (let at = open ? nextPart(all, index) : valueAt(all, index); at !== null; at = nextPart(all, at)) {
      const value = all[at];
      if (value !== undefined && (isText(value) || (at < words && isPlain(value)))) found.add(value.at);
    }
    for (const at of open ? [] : comparedWith(all, index)) found.add(at);
  }
  return found;
}

/** Up to which token a word is a value, as in `CREATE USER u PASSWORD = hunter2`; behind AS or SELECT it is a column. */
function wordsUntil(all: readonly Token[]): number {
  if (!/^(?:CREATE|ALTER)$/.test(all[0]?.text ?? '')) return 0;
  const query = all.findIndex(({ kind, text }) => kind === 'word' && /^(?:AS|SELECT|WITH)$/.test(text));
  return query < 0 ? all.length : query;
}

const isPlain = ({ kind, text }: Token): boolean => kind === 'word' && !/^(?:TRUE|FALSE|NULL|DEFAULT)$/.test(text);

/** Texts that a secret is compared with, or that follow its name in a list: `'x' = password`, `password IN ('x', 'y')`. */
function* comparedWith(all: readonly Token[], index: number): Generator<number, undefined, undefined> {
  const named = all[index]?.kind === 'string';
  let first = index;
  while (isSign(all[first - 1], '.')) first -= 2;
  const before = all[first - 2];
  if (!named && isSign(all[first - 1], '=') && before?.kind === 'string') yield before.at;
  let at = index + 1;
  if (all[at]?.text === 'NOT') at += 1;
  if (all[at]?.kind === 'word' && /^(?:I?LIKE|RLIKE|REGEXP|IN)$/.test(all[at]?.text ?? '')) at += 1;
  else if (isSign(all[at], '<') || isSign(all[at], '!')) at += 2;
  // `object_construct('password', 'x')`. A name without quotes is a column there.
  else if (named && isSign(all[at], ',')) at += 1;
  else return;
  while (isSign(all[at], '(')) at += 1;
  for (let text = all[at]; text?.kind === 'string'; text = all[at]) {
    yield text.at;
    at += isSign(all[at + 1], ',') && !named ? 2 : 1;
  }
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
function maskWithin({ kind, closed }: Token, raw: string, depth: number, note: Note): string {
  if (kind === 'word' || kind === 'sign' || !HINT.test(raw)) return raw;
  if (kind === 'comment') {
    const begin = /^[-/*]*/.exec(raw)?.[0] ?? '';
    return depth < MOST_WITHIN ? begin + maskTokens(raw.slice(begin.length), depth + 1, note) : begin;
  }
  if (depth === MOST_WITHIN) return MASK;
  const inner = unquoteText(raw);
  const masked = maskTokens(inner, depth + 1, note);
  return masked === inner ? raw : quoteAs(raw, masked, closed);
}

/** The text in the quotes that `raw` has. */
function quoteAs(raw: string, text: string, closed: boolean): string {
  if (raw.startsWith('$')) return `$$${text}${closed ? '$$' : ''}`;
  const quote = raw.slice(0, 1);
  const escaped = raw.startsWith("'") ? text.replaceAll('\\', '\\\\') : text;
  return `${quote}${escaped.replaceAll(quote, quote + quote)}${closed ? quote : ''}`;
}

const withoutQuotes = (raw: string): string => raw.replace(/^['"$]+|['"$]+$/g, '');

/** Within a text the quotes are as many as they were. */
function keepQuotes(before: string, text: string): string {
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
