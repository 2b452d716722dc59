import { type Json, JsonSyntaxError, jsonNumber } from './json-value.js';

/** Deeper nesting than this is refused, so that a text cannot exhaust the stack. */
const MAX_DEPTH = 1_000;

/**
 * Reads JSON as PARSE_JSON does.
 * @throws JsonSyntaxError saying what is wrong and where, counted in characters from 1; also for a key that repeats.
 */
export function parseJson(text: string): Json {
  const reader = new Reader(text);
  const value = reader.value(0);
  reader.end();
  return value;
}

class Reader {
  private at = 0;

  constructor(private readonly text: string) {}

  value(depth: number): Json {
    if (depth > MAX_DEPTH) throw this.error(`more than ${MAX_DEPTH} levels`);
    this.blanks();
    const next = this.text[this.at];
    if (next === '{') return this.object(depth);
    if (next === '[') return this.array(depth);
    if (next === '"') return this.string();
    if (this.word('true')) return true;
    if (this.word('false')) return false;
    if (this.word('null')) return null;
    return this.number();
  }

  end(): void {
    this.blanks();
    if (this.at < this.text.length) throw this.error('unexpected text after the value');
  }

  private object(depth: number): Json {
    const entries = new Map<string, Json>();
    this.at += 1;
    this.blanks();
    if (this.taken('}')) return entries;
    do {
      this.blanks();
      if (this.text[this.at] !== '"') throw this.error('a key in double quotes is missing');
      const key = this.string();
      if (entries.has(key)) throw this.error(`duplicate object attribute "${key}"`);
      this.blanks();
      if (!this.taken(':')) throw this.error('missing colon');
      entries.set(key, this.value(depth + 1));
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
      items.push(this.value(depth + 1));
      this.blanks();
    } while (this.taken(','));
    if (!this.taken(']')) throw this.error('missing comma or closing bracket');
    return items;
  }

  private string(): string {
    const end = this.closingQuote();
    const quoted = this.text.slice(this.at, end + 1);
    try {
      // Line breaks and tabs may stand as they are in Snowflake.
      const value: unknown = JSON.parse(quoted.replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t'));
      this.at = end + 1;
      return String(value);
    } catch {
      throw this.error(`invalid string ${quoted}`);
    }
  }

  private closingQuote(): number {
    for (let at = this.at + 1; at < this.text.length; at += 1) {
      if (this.text[at] === '\\') at += 1;
      else if (this.text[at] === '"') return at;
    }
    throw this.error('unfinished string');
  }

  private number(): Json {
    const written = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/.exec(this.text.slice(this.at, this.at + 400))?.[0];
    if (written === undefined) {
      throw this.error(this.at >= this.text.length ? 'incomplete value' : `unknown keyword "${this.unknownWord()}"`);
    }
    this.at += written.length;
    return jsonNumber(written);
  }

  private unknownWord(): string {
    return /^[^\s,\]}]+/.exec(this.text.slice(this.at, this.at + 100))?.[0] ?? this.text.charAt(this.at);
  }

  private word(word: string): boolean {
    if (!this.text.startsWith(word, this.at) || /\w/.test(this.text.charAt(this.at + word.length))) return false;
    this.at += word.length;
    return true;
  }

  private taken(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at += 1;
    return true;
  }

  private blanks(): void {
    while (/[ \t\r\n]/.test(this.text.charAt(this.at))) this.at += 1;
  }

  private error(detail: string): JsonSyntaxError {
    return new JsonSyntaxError(`Error parsing JSON: ${detail}, pos ${this.at + 1}`);
  }
}
