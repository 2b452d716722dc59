import { type Position, positionAt, type SqlError, syntaxError, unsupported } from '../errors.js';
import type { Expression, Identifier, PathName, Query, Span, Statement } from './ast.js';
import { tokenize } from './lexer.js';
import type { Token } from './token.js';
import { RESERVED } from './words.js';

/** Open sub-selects and parentheses. DuckDB's own parser runs out of stack a little above this. */
export const MAX_NESTING = 1_400;

/** SELECTs of one statement, and items of one of them: what they cost is many times that of other words. */
const MAX_QUERIES = 15_000;
export const MAX_ITEMS = 10_000;

/** The grammar's entry points: expressions hold queries and statements hold both, so files get them through the reader. */
export interface Grammar {
  expression(reader: Reader): Expression;
  /** An operand of AND, IN and comparisons: sums and tighter. */
  operand(reader: Reader): Expression;
  query(reader: Reader): Query;
  /** Goes on behind a parenthesised query: `(SELECT 1) UNION ...`. Spares a second reading of what was nested. */
  continueQuery(reader: Reader, first: Query): Query;
  /** One statement, without a semicolon behind it. */
  statement(reader: Reader): Statement;
}

/** `$n` behind FROM: the result of the statement so many steps before. */
export interface EarlierResult extends Span {
  readonly steps: number;
}

/** A reading position in a statement's tokens, with the questions that every part of the grammar asks. */
export class Reader {
  private at = 0;
  private depth = 0;
  private bindCount = 0;
  private queryCount = 0;
  private earlierResults: EarlierResult[] = [];
  private knowsPrior = false;

  constructor(
    readonly text: string,
    readonly grammar: Grammar,
    private readonly tokens: readonly Token[] = tokenize(text),
  ) {}

  /** Notes a `$n` behind FROM, which only a step of a chain of statements can have. */
  noteEarlierResult(steps: number, span: Span): void {
    this.earlierResults.push({ steps, start: span.start, end: span.end });
  }

  /** Those noted since the last call. */
  takeEarlierResults(): readonly EarlierResult[] {
    return this.earlierResults.splice(0);
  }

  /** Reads the condition of a CONNECT BY, where `PRIOR column` is that of the row above. */
  withPrior<T>(read: () => T): T {
    const before = this.knowsPrior;
    this.knowsPrior = true;
    try {
      return read();
    } finally {
      this.knowsPrior = before;
    }
  }

  get isPrior(): boolean {
    return this.knowsPrior && this.isWord('PRIOR') && this.isName(1);
  }

  get token(): Token {
    return this.ahead(0);
  }

  ahead(distance: number): Token {
    // The last token is the end, which follows itself.
    const token = this.tokens[Math.min(this.at + distance, this.tokens.length - 1)];
    if (token === undefined) throw new Error('A statement has no tokens');
    return token;
  }

  /** Start offset of the token to be read. */
  get start(): number {
    return this.token.start;
  }

  /** A span from `start` to the end of the token read last. */
  since(start: number): Span {
    return { start, end: this.tokens[this.at - 1]?.end ?? start };
  }

  next(): Token {
    const token = this.token;
    this.at += 1;
    return token;
  }

  // ---- words

  isWord(...words: readonly string[]): boolean {
    return this.isWordAhead(0, ...words);
  }

  isWordAhead(distance: number, ...words: readonly string[]): boolean {
    const { kind, value } = this.ahead(distance);
    return kind === 'word' && words.includes(value);
  }

  /** Whether the next tokens are these words in this order. */
  isPhrase(phrase: string): boolean {
    return phrase.split(' ').every((word, distance) => this.isWordAhead(distance, word));
  }

  /** Reads `phrase` (words parted by single blanks) when it comes next. */
  accept(phrase: string): boolean {
    const { kind, value } = this.token;
    if (kind !== 'word' || !phrase.startsWith(value) || !this.isPhrase(phrase)) return false;
    this.at += phrase.split(' ').length;
    return true;
  }

  /** Reads the first of these words that comes next. */
  acceptOneOf<W extends string>(...words: readonly W[]): W | undefined {
    return words.find((word) => this.accept(word));
  }

  expect(phrase: string): void {
    for (const word of phrase.split(' ')) if (!this.accept(word)) throw this.unexpected();
  }

  // ---- symbols

  isSymbol(symbol: string, distance = 0): boolean {
    const { kind, value } = this.ahead(distance);
    return kind === 'symbol' && value === symbol;
  }

  acceptSymbol(symbol: string): boolean {
    if (!this.isSymbol(symbol)) return false;
    this.at += 1;
    return true;
  }

  expectSymbol(symbol: string): void {
    if (!this.acceptSymbol(symbol)) throw this.unexpected();
  }

  get isEnd(): boolean {
    return this.token.kind === 'end';
  }

  // ---- names and literals

  /** Whether a name comes next: quoted, or a word that is not reserved. */
  isName(distance = 0): boolean {
    const { kind, value } = this.ahead(distance);
    return kind === 'quoted_name' || (kind === 'word' && !RESERVED.has(value));
  }

  name(): Identifier {
    if (!this.isName()) throw this.unexpected();
    return identifierOf(this.next());
  }

  /** A name that may also be a reserved word: what follows a dot, or names a column in a list. */
  anyName(): Identifier {
    const { kind } = this.token;
    if (kind !== 'quoted_name' && kind !== 'word') throw this.unexpected();
    return identifierOf(this.next());
  }

  /** `a.b.c`, `a..c`. */
  path(): PathName {
    const start = this.start;
    const parts = [this.name()];
    while (this.acceptSymbol('.')) {
      if (this.isSymbol('.')) parts.push({ name: '', quoted: true, start: this.start, end: this.start });
      else parts.push(this.anyName());
    }
    return { kind: 'path', parts, ...this.since(start) };
  }

  textLiteral(): string {
    if (this.token.kind !== 'text') throw this.unexpected();
    return this.next().value;
  }

  integer(): number {
    const { kind, value } = this.token;
    if (kind !== 'number' || !/^\d{1,15}$/.test(value)) throw this.unexpected();
    this.at += 1;
    return Number(value);
  }

  // ---- lists and nesting

  /** One item or more, parted by commas. */
  list<T>(item: () => T): T[] {
    const items = [item()];
    while (this.acceptSymbol(',')) items.push(item());
    return items;
  }

  /** `( ... )`, at least one item. */
  parenthesised<T>(item: () => T): T[] {
    this.expectSymbol('(');
    const items = this.list(item);
    this.expectSymbol(')');
    return items;
  }

  /** `()`: parentheses around nothing. */
  acceptEmpty(): boolean {
    if (!this.isSymbol('(') || !this.isSymbol(')', 1)) return false;
    this.next();
    this.next();
    return true;
  }

  /** Before reading something that can hold itself; `leave` behind it. No closure: stack is what runs out. */
  enter(): void {
    if (this.depth >= MAX_NESTING) throw tooDeep(this.positionOf(this.token));
    this.depth += 1;
  }

  leave(): void {
    this.depth -= 1;
  }

  /** Before each SELECT. */
  countQuery(): void {
    this.queryCount += 1;
    if (this.queryCount > MAX_QUERIES) throw this.unsupported(`more than ${MAX_QUERIES} queries in one statement`);
  }

  /** The number of the next `?`: they count from 1, in the order of the text. */
  nextBind(): number {
    this.bindCount += 1;
    return this.bindCount;
  }

  // ---- errors

  positionOf(span: Span): Position {
    return positionAt(this.text, span.start);
  }

  unexpected(token: Token = this.token): SqlError {
    const written = token.kind === 'end' ? '<EOF>' : this.text.slice(token.start, token.end);
    return syntaxError(written, this.positionOf(token));
  }

  unsupported(construct: string, at: Span = this.token): SqlError {
    return unsupported(construct, this.positionOf(at));
  }
}

export const tooDeep = (position?: Position): SqlError =>
  unsupported(`more than ${MAX_NESTING} nested levels`, position);

const identifierOf = ({ kind, value, start, end }: Token): Identifier => ({
  name: value,
  quoted: kind === 'quoted_name',
  start,
  end,
});
