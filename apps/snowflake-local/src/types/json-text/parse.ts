import { double, type Json, JsonSyntaxError, jsonNumber, Tagged, UNDEFINED } from './json-value.js';
import { isTag } from './tagged.js';

/** Deeper nesting than this is refused, so that a text cannot exhaust the stack. */
const MAX_DEPTH = 1_000;

/** Of several entries with one key: an error, or the last of them. */
export type RepeatedKeys = 'refused' | 'last';

/**
 * Reads a user's JSON as PARSE_JSON does. Beyond the standard it takes what Snowflake takes: words in any case, NaN and
 * Infinity (DOUBLEs), `undefined` and a missing item of an array (`[1,,2,]`: SQL NULL), a comma before a closing brace,
 * strings in single quotes, line breaks inside of strings.
 * @throws JsonSyntaxError saying what is wrong and where, counted in characters from 1; also for a key that repeats.
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
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const BLANKS = /[ \t\r\n]*/y;

class Reader {
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly stored: boolean,
    private readonly repeated: RepeatedKeys,
  ) {}

  all(): Json {
    const value = this.value(0);
    this.blanks();
    if (this.at < this.text.length) throw this.error('unexpected text after the value');
    return value;
  }

  private value(depth: number): Json {
    if (depth > MAX_DEPTH) throw this.error(`more than ${MAX_DEPTH} levels`);
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
        return this.word();
    }
  }

  private object(depth: number): Json {
    const entries = new Map<string, Json>();
    this.at += 1;
    do {
      this.blanks();
      if (this.text[this.at] === '}') break;
      if (!/["']/.test(this.text.charAt(this.at))) throw this.error('a key in double quotes is missing');
      const key = this.string();
      if (entries.has(key) && this.repeated === 'refused') throw this.error(`duplicate object attribute "${key}"`);
      this.blanks();
      if (!this.taken(':')) throw this.error('missing colon');
      const value = this.value(depth + 1);
      // An OBJECT has no SQL NULL: the entry is not there.
      if (value === UNDEFINED) entries.delete(key);
      else entries.set(key, value);
      this.blanks();
    } while (this.taken(','));
    if (!this.taken('}')) throw this.error('missing comma or closing brace');
    return new Map([...entries].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
  }

  private array(depth: number): Json {
    const items: Json[] = [];
    this.at += 1;
    this.blanks();
    if (this.taken(']')) return items;
    do {
      this.blanks();
      const missing = this.text[this.at] === ',' || this.text[this.at] === ']';
      items.push(missing ? UNDEFINED : this.value(depth + 1));
      this.blanks();
    } while (this.taken(','));
    if (!this.taken(']')) throw this.error('missing comma or closing bracket');
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
      throw this.error(`invalid string ${quoted}`);
    }
  }

  private closingQuote(): number {
    const quote = this.text[this.at];
    for (let at = this.at + 1; at < this.text.length; at += 1) {
      if (this.text[at] === '\\') at += 1;
      else if (this.text[at] === quote) return at;
    }
    throw this.error('unfinished string');
  }

  private word(): Json {
    const found = WORDS.find(([word]) => this.matched(word) !== undefined);
    if (found === undefined) return this.number();
    const [word, value] = found;
    const isNegative = this.text[this.at] === '-';
    this.at += this.matched(word)?.length ?? 0;
    return isNegative ? NEGATIVE_INFINITY : value;
  }

  private number(): Json {
    const written = this.matched(NUMBER);
    if (written === undefined) {
      throw this.error(this.at >= this.text.length ? 'incomplete value' : `unknown keyword "${this.unknownWord()}"`);
    }
    this.at += written.length;
    return jsonNumber(written);
  }

  private matched(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    return pattern.exec(this.text)?.[0];
  }

  private unknownWord(): string {
    return /^[^\s,\]}]+/.exec(this.text.slice(this.at, this.at + 100))?.[0] ?? this.text.charAt(this.at);
  }

  private taken(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at += 1;
    return true;
  }

  private blanks(): void {
    this.at += this.matched(BLANKS)?.length ?? 0;
  }

  private error(detail: string): JsonSyntaxError {
    return new JsonSyntaxError(`Error parsing JSON: ${detail}, pos ${this.at + 1}`);
  }
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
