import { requireMade } from './arguments/made.js';
import { type Reader, wrong } from './arguments/reader.js';
import { noArguments, required, signature } from './arguments/signature.js';
import { UsageError } from './errors.js';
import type { Ident } from './shape/names.js';
import type { ColumnNames, NameIn } from './shape/shape.js';
import { realName, shownName } from './sql/identifier.js';
import { hexText } from './values/binary.js';
import type { JsonCell } from './values/json-cell.js';
import { decodeCell } from './values/json-cell.js';
import type { ResultColumn } from './values/result-column.js';

/** What all rows of one result share. */
export interface RowHeader {
  readonly columns: readonly ResultColumn[];
  /** The first column of each name. */
  readonly positions: ReadonlyMap<string, number>;
}

export function rowHeader(columns: readonly ResultColumn[]): RowHeader {
  const positions = new Map<string, number>();
  columns.forEach(({ name }, at) => {
    if (!positions.has(name)) positions.set(name, at);
  });
  return { columns, positions };
}

/** The value under a name as the caller wrote it. */
type Named<S, N extends string> = N extends keyof S ? S[N] : Ident<N> extends keyof S ? S[Ident<N>] : unknown;

/** One row of a result, read-only. Values are those of `decodeCell`: every integer a bigint, NUMBER with scale a Decimal. */
export class Row<S extends object> implements Iterable<unknown> {
  readonly #header: RowHeader;
  readonly #values: readonly unknown[];

  private constructor(header: RowHeader, values: readonly unknown[]) {
    requireMade(Array.isArray(header?.columns) && Array.isArray(values), 'Row', 'an action such as collect()');
    this.#header = header;
    this.#values = values;
  }

  static of<S extends object>(header: RowHeader, cells: readonly JsonCell[]): Row<S> {
    return new Row(
      header,
      header.columns.map((column, at) => decodeCell(column, cells[at] ?? null)),
    );
  }

  get length(): number {
    return this.#values.length;
  }

  /** Real names, in order; a name may repeat. */
  get names(): readonly string[] {
    return this.#header.columns.map((column) => column.name);
  }

  /**
   * A value by name or by position from 0. A name is looked up as it is written, then folded like any identifier; of
   * columns with the same name, the first.
   *
   * @throws UsageError if there is no such column.
   */
  get<const N extends NameIn<S>>(name: N): Named<S, N>;
  get(position: number): S[ColumnNames<S>] | undefined;
  get(...given: readonly unknown[]): unknown {
    const [key] = GET.read(given);
    const position = typeof key === 'number' ? key : this.#positionOf(key);
    if (position === undefined || !Number.isInteger(position) || position < 0 || position >= this.#values.length) {
      const available = this.names.map(shownName).join(', ');
      throw new UsageError('unknown_column', `The row has no column ${key}. Available: ${available}.`);
    }
    return this.#values[position];
  }

  #positionOf(name: string): number | undefined {
    const { positions } = this.#header;
    return positions.get(name) ?? positions.get(realName(name));
  }

  /** @throws UsageError if two columns have the same name. */
  toObject(...none: readonly []): S {
    noArguments('toObject', none);
    const { columns, positions } = this.#header;
    if (positions.size < columns.length) {
      throw new UsageError(
        'duplicate_column',
        'The row has a name twice, so it is no object. Give columns an alias, or use toArray().',
      );
    }
    return Object.fromEntries(columns.map(({ name }, at) => [name, this.#values[at]])) as S;
  }

  toArray(...none: readonly []): S[ColumnNames<S>][] {
    noArguments('toArray', none);
    return [...this.#values] as S[ColumnNames<S>][];
  }

  [Symbol.iterator](): IterableIterator<S[ColumnNames<S>]> {
    return this.toArray()[Symbol.iterator]();
  }

  /** `Row(A=4.0, B=3, C='x')`; a FLOAT always shows a point. */
  toString(): string {
    const { columns } = this.#header;
    return `Row(${columns.map(({ name, type }, at) => `${shownName(name)}=${shownValue(this.#values[at], type)}`).join(', ')})`;
  }

  /** What `console.log` shows in Node. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }

  /** Exact in JSON: bigints and Decimals as text, moments as ISO text, bytes as hex. */
  toJSON(): Record<string, unknown> {
    return Object.fromEntries(this.#header.columns.map(({ name }, at) => [name, jsonValue(this.#values[at])]));
  }
}

function shownValue(value: unknown, type: ResultColumn['type']): string {
  if (typeof value === 'string') return `'${value}'`;
  if (value instanceof Uint8Array) return hexText(value);
  return type === 'real' && Number.isInteger(value) ? `${String(value)}.0` : String(value);
}

function jsonValue(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  return value instanceof Uint8Array ? hexText(value) : value;
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
