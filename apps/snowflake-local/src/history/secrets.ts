/** Names whose value nobody is to read again: properties of users, stages, secrets, integrations and connections. */
const NAME =
  /(?<![\w$])(?:\w{0,64}_)?(?:PASSWORD|PASSPHRASE|PASSCODE|SECRET|SECRET_STRING|SECRET_KEY|TOKEN|PRIVATE_KEY|MASTER_KEY|API_KEY|ACCESS_KEY|KEY_ID|ACCOUNT_KEY)(?![\w$])["']?/gi;
/** What stands between a name and its text: a sign that sets or compares, or a word that does. */
const SIGN = /(?:=[=>]?|:=?|<>|!=|(?:NOT\s{1,16})?(?:I?LIKE|RLIKE|REGEXP|IN)(?=[\s(']))?/iy;
const OPEN = /\(*/y;
/** Behind a name that is a text itself: `object_construct('password', 'x')`. */
const COMMA = /,/y;
/** What is put to a text, or stands beside it in a list. */
const PLUS = /\s*\|\|\s*/y;
const BESIDE = /\s*,\s*(?=')/y;
/** Set before its name: `'x' = t.password`. */
const COMPARED = /=\s{0,16}(?:"?\w{1,64}"?\.){0,3}"?$/;
/** A value without quotes, where a statement sets properties. */
const WORD = /(?!(?:TRUE|FALSE|NULL|DEFAULT)\b)[\w$]*/iy;
const SETS = /^\s*(?:CREATE|ALTER)\b/i;
const QUERY = /\b(?:AS|SELECT|WITH)\b/i;
/** A text of the statement, or one of a text in it, whose quotes are doubled or escaped: how often says how deep it is. */
const QUOTES = /\\+'|'+|\$\$/y;
const TEXT = /'(?:[^'\\]|\\[\s\S]|'')*'?/y;
const SPACES = /\s*/y;
/** What quick looks for, before the search that costs more. */
const HINT = /PASS(?:WORD|PHRASE|CODE)|SECRET|TOKEN|_KEY|KEY_ID/i;
/** Signatures of addresses, and keys in connection strings. */
const IN_ADDRESS =
  /([?&](?:sig|signature|(?:x-amz-|x-goog-)(?:signature|security-token|credential))=|\bAccountKey=)[^&;\s'"]+/gi;

/** Still a text, in the quotes that it had. */
function maskOf(secret: string): string {
  const quotes = secret === "''" ? "'" : (/^(?:\\+'|(?:'')+(?!'))/.exec(secret)?.[0] ?? "'");
  return `${quotes}****${quotes}`;
}

/** A statement's text as history, monitoring and logs have it: passwords, keys and tokens are not in it. */
export function withoutSecrets(text: string): string {
  const shown: string[] = [];
  let end = 0;
  for (const secret of secretsOf(text)) {
    shown.push(text.slice(end, secret.start), maskOf(text.slice(secret.start, secret.end)));
    end = secret.end;
  }
  return (shown.join('') + text.slice(end)).replace(IN_ADDRESS, '$1****');
}

/** An error's message without what `text`, its statement, keeps secret: a message may quote it. */
export function messageWithoutSecrets(message: string, text: string): string {
  const values = Array.from(secretsOf(text), ({ start, end }) =>
    text.slice(start, end).replace(/^[\\'$]+|[\\'$]+$/g, ''),
  );
  return [...new Set(values)]
    .filter((value) => value !== '')
    .reduce((masked, value) => masked.replaceAll(value, '****'), withoutSecrets(message));
}

interface Secret {
  readonly start: number;
  readonly end: number;
}

/** The texts behind the names, in order. Reads each part of the text a few times at most, whatever it is. */
function* secretsOf(text: string): Generator<Secret, undefined, undefined> {
  if (!HINT.test(text)) return;
  const blanks = new Blanks(text);
  const names = new RegExp(NAME);
  const words = SETS.test(text) ? (QUERY.exec(text)?.index ?? text.length) : 0;
  let done = 0;
  for (let name = names.exec(text); name !== null; name = names.exec(text)) {
    const before = textBefore(text, name.index, done);
    if (before !== null) yield before;
    const named = name[0].endsWith("'");
    const sign = blanks.endFrom(names.lastIndex);
    const behind = endOf(named && text[sign] === ',' ? COMMA : SIGN, text, sign);
    let start = blanks.endFrom(endOf(OPEN, text, blanks.endFrom(behind)));
    const plain = behind > sign && start < words ? endOf(WORD, text, start) : start;
    if (plain > start && /[\w$]/.test(text.slice(start, start + 1))) yield { start, end: plain };
    const listed = text[behind - 1] !== ',';
    for (let end = endOfText(text, start); end > start; end = endOfText(text, start)) {
      yield { start, end };
      names.lastIndex = end;
      start = Math.max(end, endOf(PLUS, text, end));
      if (start === end && listed && /[a-z]/i.test(text[behind - 1] ?? '')) start = endOf(BESIDE, text, end);
      if (start === end) break;
    }
    done = names.lastIndex;
  }
}

/** The text that the name at `at` is compared with, where it stands before it. */
function textBefore(text: string, at: number, from: number): Secret | null {
  const near = text.slice(Math.max(from, at - 300), at);
  const sign = COMPARED.exec(near);
  const before = near.slice(0, sign?.index ?? 0).trimEnd();
  const open = before.endsWith("'") ? before.lastIndexOf("'", before.length - 2) : -1;
  if (open < 0) return null;
  const start = at - near.length + open;
  return { start, end: at - near.length + before.length };
}

/** Where the text that begins at `start` ends; `start` itself where none does. It may be cut off. */
function endOfText(text: string, start: number): number {
  const from = endOf(QUOTES, text, start);
  const quotes = text.slice(start, from);
  if (quotes === '') return start;
  if (quotes.startsWith("'") && (quotes.length % 2 === 1 || isEmpty(text, from, quotes)))
    return endOf(TEXT, text, start);
  const close = text.indexOf(quotes, from);
  return close < 0 ? text.length : close + quotes.length;
}

/** `''`, and then what follows a text. */
const isEmpty = (text: string, from: number, quotes: string): boolean =>
  quotes.length === 2 && /^[\s;,)]?$/.test(text.slice(from, from + 1));

function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

/** Skips spaces and comments. Remembers where the next line and the next end of a comment is: many may begin and none end. */
class Blanks {
  readonly #next = new Map<string, number>();

  constructor(private readonly text: string) {}

  endFrom(from: number): number {
    for (let at = from; ; ) {
      at = endOf(SPACES, this.text, at);
      const close = this.text.startsWith('/*', at)
        ? '*/'
        : /^(?:--|\/\/)$/.test(this.text.slice(at, at + 2))
          ? '\n'
          : null;
      const end = close === null ? -1 : this.#find(close, at + 2);
      if (close === null || end < 0) return at;
      at = end + close.length;
    }
  }

  #find(what: string, from: number): number {
    const known = this.#next.get(what);
    if (known !== undefined && (known < 0 || known >= from)) return known;
    const found = this.text.indexOf(what, from);
    this.#next.set(what, found);
    return found;
  }
}
