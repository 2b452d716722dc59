import { double, type Json, JsonSyntaxError, jsonNumber, Tagged, UNDEFINED } from './json-value.js';
import { isTag } from './tagged.js';

/** Deeper nesting than this is refused, so that a text cannot exhaust the stack. */
const MAX_DEPTH = 1_000;

/** Of several entries with one key: an error, or the last of them. */
export type RepeatedKeys = 'refused' | 'last';

/**
 * Reads a user's JSON as PARSE_JSON does. Beyond the standard it takes what Snowflake takes: words in any case, NaN and
 * Infinity (DOUBLEs), `undefined` and a missing item of an array (`[1,,2,]`: SQL NULL), a comma before a closing brace,
 * strings in single quotes, line breaks inside of strings, keys without quotes, numbers such as `+1`, `007`, `.5` and `5.`.
 * @throws JsonSyntaxError saying what is wrong and where, in Snowflake's words; also for a key that repeats.
 */
export const parseJson = (text: string, repeated: RepeatedKeys = 'refused'): Json =>
  new Reader(text, false, repeated).all();

/** Reads what `storedJson` wrote. */
export const readStored = (text: string): Json => new Reader(text, true, 'refused').all();

const WORDS: readonly (readonly [word: RegExp, value: Json])[] = [
  [/true\b/iy, true],
  [/false\b/iy, false],
  [/null\b/iy, null],
  [/undefined\b/iy, UNDEFINED],
  [/NaN\b/iy, double(Number.NaN)],
  [/-?Infinity\b/iy, double(Number.POSITIVE_INFINITY)],
];
const NEGATIVE_INFINITY = double(Number.NEGATIVE_INFINITY);
const NUMBER = /[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const AFTER_NUMBER = /[\w.]+/y;
const EXPONENT = /[eE][+-]?/y;
const NAME = /[A-Za-z_]\w*/y;
const WORD = /-?[A-Za-z_]\w*/y;
/** Characters that a value or a key can begin with: where they stand, a separator is missing before them. */
const BEGINS = /[\w"'+.-]/;
const BLANKS = /[ \t\r\n]*/y;

/** What a value that is not finished is part of. */
type Container = 'document' | 'object' | 'array';

class Reader {
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly stored: boolean,
    private readonly repeated: RepeatedKeys,
  ) {}

  all(): Json {
    this.blanks();
    if (this.text[this.at] === ',') throw this.afterwards();
    const value = this.value('document', 0);
    this.blanks();
    if (this.at < this.text.length) throw this.afterwards();
    return value;
  }

  private value(container: Container, depth: number): Json {
    if (depth > MAX_DEPTH) throw this.errorAt(`more than ${MAX_DEPTH} levels`);
    this.blanks();
    switch (this.text[this.at]) {
      case '{':
        return this.object(depth);
      case '[':
        return this.array(depth);
      case '"':
        return this.stored ? ofStored(this.string()) : this.string();
      case "'":
        return this.string();
      default:
        return this.word(container);
    }
  }

  private object(depth: number): Json {
    const entries = new Map<string, Json>();
    this.at += 1;
    do {
      this.blanks();
      if (this.text[this.at] === '}') break;
      const key = this.key();
      if (entries.has(key) && this.repeated === 'refused')
        throw this.error(`duplicate object attribute "${key}"`, this.at);
      this.blanks();
      if (!this.taken(':')) throw this.unexpected('missing colon', 'object');
      const value = this.value('object', depth + 1);
      // An OBJECT has no SQL NULL: the entry is not there.
      if (value === UNDEFINED) entries.delete(key);
      else entries.set(key, value);
      this.blanks();
    } while (this.taken(','));
    if (!this.taken('}')) throw this.unexpected('missing comma', 'object');
    return new Map([...entries].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
  }

  private key(): string {
    if (/["']/.test(this.text.charAt(this.at))) return this.string();
    if (/\d/.test(this.text.charAt(this.at))) throw this.errorAt('object attribute name cannot be a number');
    const name = this.matched(NAME);
    if (name === undefined) throw this.unexpected('missing object attribute name', 'object');
    this.at += name.length;
    return name;
  }

  private array(depth: number): Json {
    const items: Json[] = [];
    this.at += 1;
    this.blanks();
    if (this.taken(']')) return items;
    do {
      this.blanks();
      const missing = this.text[this.at] === ',' || this.text[this.at] === ']';
      items.push(missing ? UNDEFINED : this.value('array', depth + 1));
      this.blanks();
    } while (this.taken(','));
    if (!this.taken(']')) throw this.unexpected('missing comma', 'array');
    return items;
  }

  private string(): string {
    const end = this.closingQuote();
    const quoted = this.text.slice(this.at, end + 1);
    try {
      const value: unknown = JSON.parse(standard(quoted));
      this.at = end + 1;
      return String(value);
    } catch {
      throw this.errorAt(`invalid string ${quoted}`);
    }
  }

  private closingQuote(): number {
    const quote = this.text[this.at];
    for (let at = this.at + 1; at < this.text.length; at += 1) {
      if (this.text[at] === '\\') at += 1;
      else if (this.text[at] === quote) return at;
    }
    throw this.error('unfinished string', this.text.length + 1);
  }

  private word(container: Container): Json {
    const found = WORDS.find(([word]) => this.matched(word) !== undefined);
    if (found === undefined) return this.number(container);
    const [word, value] = found;
    const isNegative = this.text[this.at] === '-';
    this.at += this.matched(word)?.length ?? 0;
    return isNegative ? NEGATIVE_INFINITY : value;
  }

  private number(container: Container): Json {
    const written = this.matched(NUMBER);
    if (written === undefined) throw this.noValue(container);
    this.at += written.length;
    const rest = this.matched(AFTER_NUMBER);
    if (rest === undefined) return jsonNumber(standardNumber(written));
    const exponent = this.matched(EXPONENT);
    const literal = written + (exponent ?? rest);
    const end = this.at + (exponent ?? rest).length + 1;
    if (exponent !== undefined) throw this.error(`missing decimal exponent digits: '${literal}'`, end);
    throw this.error(`garbage in the numeric literal: ${literal} `, end);
  }

  private noValue(container: Container): JsonSyntaxError {
    const word = this.matched(WORD);
    if (word !== undefined) return this.error(`unknown keyword "${word}"`, this.at + word.length + 1);
    if (/[+-]/.test(this.text.charAt(this.at))) {
      const isTwice = this.text[this.at + 1] === '-';
      return this.error(isTwice ? 'stray minus sign' : 'no number after a sign', this.at + 2);
    }
    return this.unexpected('missing value', container);
  }

  private matched(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    return pattern.exec(this.text)?.[0];
  }

  private taken(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at += 1;
    return true;
  }

  private blanks(): void {
    this.at += this.matched(BLANKS)?.length ?? 0;
  }

  /** What stands where something else belongs; `missing` where it could follow what is missing. */
  private unexpected(missing: string, container: Container): JsonSyntaxError {
    const character = String.fromCodePoint(this.text.codePointAt(this.at) ?? 0);
    if (this.at >= this.text.length) return this.error(`incomplete ${container} value`, this.text.length + 1);
    if (character === ',') return this.errorAt('misplaced comma');
    if (character === ':') return this.errorAt('misplaced colon');
    if (/[[\]{}]/.test(character)) return this.errorAt(`misplaced ${character}`);
    if (BEGINS.test(character)) return this.errorAt(missing);
    const shown = character === '\\' ? "'\\\\'" : character <= '~' ? `'${character}'` : codePoint(character);
    return this.error(`invalid character outside of a string: ${shown}`, this.at + character.length);
  }

  /** What follows a whole document: another one, or anything else. Both are said without a place. */
  private afterwards(): JsonSyntaxError {
    const isDocument = /[[{"']/.test(this.text.charAt(this.at));
    return syntaxError(isDocument ? 'more than one document in the input' : 'garbage after valid input document');
  }

  private errorAt(detail: string): JsonSyntaxError {
    return this.error(detail, this.at + 1);
  }

  /** @param end the place, in characters from 1; it is said in bytes, of a longer character the last one */
  private error(detail: string, end: number): JsonSyntaxError {
    const beyond = Math.max(0, end - this.text.length);
    return syntaxError(`${detail}, pos ${Buffer.byteLength(this.text.slice(0, end)) + beyond}`);
  }
}

const syntaxError = (detail: string): JsonSyntaxError => new JsonSyntaxError(`Error parsing JSON: ${detail}`);

const codePoint = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

/** Without the plus sign, leading zeros and bare points that Snowflake bears. */
function standardNumber(written: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = ''] = /^([+-]?)0*(\d*)\.?(\d*)(.*)$/.exec(written) ?? [];
  return `${sign === '-' ? '-' : ''}${whole === '' ? '0' : whole}${fraction === '' ? '' : `.${fraction}`}${exponent}`;
}

const CONTROLS: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** A string as the standard has it: line breaks and tabs escaped, in double quotes. */
function standard(quoted: string): string {
  const escaped = quoted.replace(/[\n\r\t]/g, (character) => CONTROLS[character] ?? character);
  if (quoted.startsWith('"')) return escaped;
  const content = escaped
    .slice(1, -1)
    .replace(/\\[\s\S]|"/g, (part) => (part === '"' ? '\\"' : part === "\\'" ? "'" : part));
  return `"${content}"`;
}

function ofStored(text: string): Json {
  if (!text.startsWith('\u0001')) return text;
  const letter = text.charAt(1);
  if (letter === 's') return `\u0001${text.slice(2)}`;
  return letter === 'u' ? UNDEFINED : isTag(letter) ? new Tagged(letter, text.slice(2)) : text;
}
