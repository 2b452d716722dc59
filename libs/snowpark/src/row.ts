import { requireMade } from './arguments/made.js';
import { type Reader, wrong } from './arguments/reader.js';
import { noArguments, required, signature } from './arguments/signature.js';
import { UsageError } from './errors.js';
import { answerForeignNames } from './foreign-names/answer.js';
import { ROW_NAMES } from './foreign-names/names.js';
import type { Ident } from './shape/names.js';
import type { ColumnNames, NameIn } from './shape/shape.js';
import { realName, shownName } from './sql/identifier.js';
import { hexText } from './values/binary.js';
import { decodeCell, type JsonCell } from './values/json-cell.js';
import { type JsonValue, parseJson } from './values/parse-json.js';
import type { ResultColumn } from './values/result-column.js';
import type { Value } from './values/value.js';

/** What all rows of one result share. */
export class RowHeader {
  /** The first column of each name. */
  readonly positions: ReadonlyMap<string, number>;
  readonly #made = true;

  constructor(readonly columns: readonly ResultColumn[]) {
    const positions = new Map<string, number>();
    columns.forEach(({ name }, at) => {
      if (!positions.has(name)) positions.set(name, at);
    });
    this.positions = positions;
  }

  /** No caller has one, so whoever comes with one is the library. Asks no member of what is given: rows are made by the million. */
  static isMade(given: unknown): boolean {
    return typeof given === 'object' && given !== null && #made in given;
  }
}

/** The value under a name as the caller wrote it. */
type Named<S, N extends string> = N extends keyof S ? S[N] : Ident<N> extends keyof S ? S[Ident<N>] : unknown;

/** The columns of a row, for what makes rows of it again. */
export const COLUMNS: unique symbol = Symbol('columns');

/**
 * One row of a result, read-only. Values are those of `decodeCell`: every integer a bigint, NUMBER with scale a Decimal. For JSON it
 * is written as over the HTTP API, so that `JSON.stringify(row)` and `response.json(await frame.collect())` work.
 */
export class Row<S extends object> implements Iterable<unknown> {
  readonly #header: RowHeader;
  /** As they came: JSON is written from these, digit by digit. */
  readonly #cells: readonly JsonCell[];
  #decoded: readonly Value[] | undefined;

  /** @internal */
  constructor(header: RowHeader, cells: readonly JsonCell[]) {
    requireMade(() => RowHeader.isMade(header), 'Row', 'an action such as collect()');
    this.#header = header;
    this.#cells = cells;
  }

  /** Made when one of them is first asked for: of many rows most are passed on, counted or written as JSON. */
  get #values(): readonly Value[] {
    this.#decoded ??= this.#header.columns.map((column, at) => decodeCell(column, this.#cells[at] ?? null));
    return this.#decoded;
  }

  /**
   * @example
   * ```ts
   * console.log((await session.table('orders').first())?.length); // → 3
   * ```
   */
  get length(): number {
    return this.#header.columns.length;
  }

  /**
   * Real names, in order; a name may repeat.
   *
   * @example
   * ```ts
   * console.log((await session.table('orders').first())?.names); // → [ 'ID', 'REGION', 'AMOUNT' ]
   * ```
   */
  get names(): readonly string[] {
    return this.#header.columns.map((column) => column.name);
  }

  /**
   * A value by name or by position from 0. A name is looked up as it is written, then folded like any identifier; of
   * columns with the same name, the first.
   *
   * @throws UsageError if there is no such column.
   *
   * @example
   * ```ts
   * const row = await session.table('orders').sort('id').first();
   * console.log(row?.get('REGION'), row?.get(0)); // → north 1n
   * ```
   */
  get<T extends object, const N extends NameIn<T>>(this: Row<T>, name: N): Named<T, N>;
  get<T extends object>(this: Row<T>, position: number): T[ColumnNames<T>] | undefined;
  get(...given: readonly unknown[]): unknown {
    const [key] = GET.read(given);
    return this.#values[this.#positionOf(key)];
  }

  /** @internal */
  get [COLUMNS](): readonly ResultColumn[] {
    return this.#header.columns;
  }

  /**
   * The parsed form of a VARIANT, OBJECT, ARRAY, MAP, GEOGRAPHY or GEOMETRY, whose value is its JSON as text; null for NULL. Numbers
   * keep their digits: what a number holds exactly is one, other whole numbers are bigints, the rest Decimals.
   *
   * @throws UsageError if there is no such column, or it is of another type.
   *
   * @example
   * ```ts
   * import { arrayConstruct } from '@firn/snowpark';
   *
   * const row = await session.range(1).select(arrayConstruct(1, 2).as('v')).first();
   * console.log(row?.parsed('V')); // → [ 1, 2 ]
   * ```
   */
  parsed<T extends object, const N extends NameIn<T>>(this: Row<T>, column: N): JsonValue;
  parsed(position: number): JsonValue;
  parsed(...given: readonly unknown[]): JsonValue {
    const [key] = PARSED.read(given);
    const position = this.#positionOf(key);
    const type = this.#header.columns[position]?.type;
    if (type === undefined || !HOLDS_JSON.has(type)) {
      throw new UsageError('unsupported_value', `Column ${key} is of type ${type}, which is no JSON: use get(…).`);
    }
    const text = this.#values[position];
    return typeof text === 'string' ? parseJson(text) : null;
  }

  #positionOf(key: string | number): number {
    const { positions } = this.#header;
    const position = typeof key === 'number' ? key : (positions.get(key) ?? positions.get(realName(key)));
    if (position === undefined || !Number.isInteger(position) || position < 0 || position >= this.length) {
      const available = this.names.map(shownName).join(', ');
      throw new UsageError('unknown_column', `The row has no column ${key}. Available: ${available}.`);
    }
    return position;
  }

  /**
   * The values by name. Bigints among them have no JSON, so that `JSON.stringify(row.toObject())` throws: `JSON.stringify(row)` does not, and
   * the same object in a form for JSON is `toJSON()`.
   *
   * @throws UsageError if two columns have the same name.
   *
   * @example
   * ```ts
   * console.log((await session.table('orders').sort('id').first())?.toObject()); // → { ID: 1n, REGION: 'north', AMOUNT: 10n }
   * ```
   */
  toObject(...none: readonly []): S {
    noArguments('toObject', none);
    return this.#named(this.#values) as S;
  }

  /**
   * @example
   * ```ts
   * console.log((await session.table('orders').sort('id').first())?.toArray()); // → [ 1n, 'north', 10n ]
   * ```
   */
  toArray<T extends object>(this: Row<T>, ...none: readonly []): T[ColumnNames<T>][] {
    noArguments('toArray', none);
    return [...this.#values] as T[ColumnNames<T>][];
  }

  /** All values in order, also those that the shape does not tell of. */
  [Symbol.iterator](): IterableIterator<Value> {
    return this.#values[Symbol.iterator]();
  }

  /**
   * `Row(A=4.0, B=3, C='x')`; a FLOAT always shows a point.
   *
   * @example
   * ```ts
   * console.log(String(await session.table('orders').sort('id').first())); // → Row(ID=1, REGION='north', AMOUNT=10)
   * ```
   */
  toString(): string {
    const { columns } = this.#header;
    return `Row(${columns.map(({ name, type }, at) => `${shownName(name)}=${shownValue(this.#values[at], type)}`).join(', ')})`;
  }

  /** What `console.log` shows in Node. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }

  /**
   * The row as JSON holds it, cell by cell as over the HTTP API: whole numbers within ±(2^53 − 1) and FLOATs as numbers, every other
   * number as text with all its digits, moments as ISO text, bytes as hexadecimal, VARIANT, OBJECT and ARRAY as their JSON text.
   *
   * @throws UsageError if two columns have the same name.
   *
   * @example
   * ```ts
   * console.log(JSON.stringify(await session.table('orders').sort('id').first())); // → "REGION":"north"
   * ```
   */
  toJSON(): { [K in keyof S]: JsonCell } {
    return this.#named(this.#cells) as { [K in keyof S]: JsonCell };
  }

  #named(cells: readonly unknown[]): object {
    const { columns, positions } = this.#header;
    if (positions.size < columns.length) {
      throw new UsageError(
        'duplicate_column',
        'The row has a name twice, so it is no object. Give columns an alias, or use toArray().',
      );
    }
    return Object.fromEntries(columns.map(({ name }, at) => [name, cells[at] ?? null]));
  }
}

answerForeignNames(Row.prototype, 'Row', ROW_NAMES);

/** Types whose value is JSON as text. */
const HOLDS_JSON: ReadonlySet<ResultColumn['type']> = new Set([
  'variant',
  'object',
  'array',
  'map',
  'geography',
  'geometry',
]);

function shownValue(value: unknown, type: ResultColumn['type']): string {
  if (typeof value === 'string') return `'${value}'`;
  if (value instanceof Uint8Array) return hexText(value);
  return type === 'real' && Number.isInteger(value) ? `${String(value)}.0` : String(value);
}

/** What else it is, such as a misspelt name, is answered with the columns that there are. */
const KEY: Reader<string | number, string | number> = {
  allowed: 'the name of a column or a position from 0',
  read(given, place) {
    if (typeof given !== 'string' && typeof given !== 'number') throw wrong(place, this.allowed, given);
    return given;
  },
};

const GET = signature('get', required('key', KEY));
const PARSED = signature('parsed', required('column', KEY));
