/** Names whose value nobody is to read again: properties of users, stages, secrets, integrations and connections. */
const NAME =
  /(?<![\w$])(?:\w{0,64}_)?(?:PASSWORD|PASSPHRASE|PASSCODE|SECRET|SECRET_STRING|SECRET_KEY|TOKEN|PRIVATE_KEY|MASTER_KEY|API_KEY|ACCESS_KEY|KEY_ID|ACCOUNT_KEY)(?![\w$])"?/gi;
const SIGN = /(?:=>?|:=)?/y;
const PLUS = /\s*\|\|\s*/y;
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
  for (let name = names.exec(text); name !== null; name = names.exec(text)) {
    let start = blanks.endFrom(endOf(SIGN, text, blanks.endFrom(names.lastIndex)));
    for (let end = endOfText(text, start); end > start; end = endOfText(text, start)) {
      yield { start, end };
      names.lastIndex = end;
      start = Math.max(end, endOf(PLUS, text, end));
      if (start === end) break;
    }
  }
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
