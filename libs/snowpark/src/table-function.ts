import { COLUMN, COLUMNS, VALUE } from './arguments/columns.js';
import { FUNCTION_NAME } from './arguments/function-name.js';
import { KIND, kindOf } from './arguments/kind.js';
import { isNode, requireMade } from './arguments/made.js';
import { eachOf, manyOf } from './arguments/many.js';
import { membersOf } from './arguments/members.js';
import { NAME } from './arguments/names.js';
import { options, type ReadersOf } from './arguments/options.js';
import { part, type Reader, wrong } from './arguments/reader.js';
import { FLAG, listOf, word } from './arguments/scalars.js';
import { isPlain } from './arguments/shown.js';
import { optional, required, rest, signature } from './arguments/signature.js';
import { SORT_KEYS } from './arguments/sort-keys.js';
import { TEXT } from './arguments/text.js';
import { constant, type SortColumn } from './column.js';
import { UsageError } from './errors.js';
import { frozen } from './plan/frozen.js';
import type { Call, JoinTableFunction, NamedArgument } from './plan/plan.js';
import type { AnyColumn } from './shape/shape.js';
import type { ColumnArg } from './shape/values.js';

type Many<T> = T | readonly T[];

export interface PartitionOptions {
  readonly partitionBy?: Many<string | AnyColumn>;
  readonly orderBy?: Many<string | AnyColumn | SortColumn<string>>;
}

/** What a call names of the function's columns. */
type Naming = Pick<JoinTableFunction, 'columns' | 'names'>;

/** A call of a function that gives a table: for `session.tableFunction`, `frame.joinTableFunction` and `frame.select`. */
export class TableFunctionCall {
  constructor(
    readonly call: Call,
    readonly naming: Naming = {},
    /** Columns of the function that are known to be there; an alias means these, in order. */
    private readonly known: readonly string[] = [],
  ) {
    requireMade(() => isNode(call), 'TableFunctionCall', 'tableFunction(…)');
  }

  /** @internal */
  get [KIND](): string {
    return 'TableFunctionCall';
  }

  /** Names for the columns that the function gives. */
  as(...names: readonly string[]): TableFunctionCall {
    const [real] = AS.read(names);
    if (this.known.length === 0) return new TableFunctionCall(this.call, { names: real });
    if (real.length > this.known.length) {
      throw new UsageError('column_count_differs', `as(names): ${real.length} names for ${this.known.join(' and ')}.`);
    }
    // One name means the value, two mean key and value.
    const from = this.known.slice(-real.length);
    const columns = from.map((name, at) => ({ from: name, to: real[at] ?? name }));
    return new TableFunctionCall(this.call, { columns }, this.known);
  }

  /** Parts the rows that the function sees, and orders them. */
  over(options: PartitionOptions): TableFunctionCall;
  over(...given: readonly unknown[]): TableFunctionCall {
    const [{ partitionBy = [], orderBy = [] }] = OVER.read(given);
    return new TableFunctionCall(
      frozen({ ...this.call, partition: { by: partitionBy, order: orderBy } }),
      this.naming,
      this.known,
    );
  }
}

const inList = <T, From>(reader: Reader<T, readonly (From | readonly From[])[]>): Reader<T, Many<From>> => ({
  allowed: reader.allowed,
  read: (given, place) => reader.read(Array.isArray(given) ? given : [given], place),
});
const AS = signature('as', rest('names', manyOf(NAME, 1)));
const OVER = signature(
  'over',
  required(
    'options',
    options({ partitionBy: inList(COLUMNS), orderBy: inList(SORT_KEYS) } satisfies ReadersOf<PartitionOptions>),
  ),
);

const isTableCall = (given: unknown): given is TableFunctionCall => kindOf(given) === 'TableFunctionCall';

export { isTableCall };

/** Also for what cannot be looked at, which is told where it is read. */
export function mayBeTableCall(given: unknown): boolean {
  try {
    return isTableCall(given);
  } catch {
    return false;
  }
}

const FUNCTION: Reader<string, string | readonly string[]> = {
  allowed: 'the name of a table function, with schema and database where it needs them',
  read(given, place) {
    if (Array.isArray(given)) return FUNCTION_NAME.read(listOf(TEXT, 1).read(given, place).join('.'), place);
    return FUNCTION_NAME.read(given, place);
  },
};

const POSITIONAL = eachOf(VALUE);

/** Arguments by position, or by name in one object. */
const ARGUMENTS: Reader<Pick<Call, 'args' | 'named'>, readonly unknown[]> = {
  allowed: 'values and Columns, or one object with them by name',
  read(given, place) {
    if (!Array.isArray(given)) throw wrong(place, this.allowed, given);
    const [first]: readonly unknown[] = given;
    if (given.length !== 1 || !isPlain(first)) return { args: POSITIONAL.read(given, place) };
    const named = membersOf(first, place).map(([name, value]): NamedArgument => {
      if (!/^[A-Za-z_]\w*$/.test(name)) throw wrong(part(place, name), 'a plain word as a name', name);
      return { name, value: VALUE.read(value, part(place, name)) };
    });
    return { args: [], ...(named.length > 0 && { named }) };
  },
};

const called = (name: string, given: Pick<Call, 'args' | 'named'>): TableFunctionCall =>
  new TableFunctionCall(frozen({ kind: 'call', name, role: 'unknown', ...given }));

/** A table function by its name, to be called several times: `tableFunction('split_to_table')(col('a'), ' ')`. */
export function tableFunction(name: string | readonly string[]): (...args: readonly unknown[]) => TableFunctionCall;
export function tableFunction(...given: readonly unknown[]) {
  const [name] = TABLE_FUNCTION.read(given);
  const taken = signature('tableFunction', rest('args', ARGUMENTS));
  return (...args: readonly unknown[]) => called(name, ...taken.read(args));
}

/** A call of a table function, with arguments by position, or by name in one object. */
export function callTableFunction(name: string | readonly string[], ...args: readonly unknown[]): TableFunctionCall;
export function callTableFunction(...given: readonly unknown[]) {
  return called(...CALL_TABLE_FUNCTION.read(given));
}

export interface FlattenOptions {
  /** Where in the value to open it: `a.b[0]`. */
  readonly path?: string;
  /** Also where there is nothing to open, with NULLs. Default false. */
  readonly outer?: boolean;
  /** What is inside, too. Default false. */
  readonly recursive?: boolean;
  /** Default `both`. */
  readonly mode?: 'object' | 'array' | 'both';
}

/** Opens an array or an object: a row for each element, with SEQ, KEY, PATH, INDEX, VALUE and THIS. */
export function flatten(column: ColumnArg, options?: FlattenOptions): TableFunctionCall;
export function flatten(...given: readonly unknown[]) {
  const [input, options] = FLATTEN.read(given);
  return flattened(input, options);
}

function flattened(input: NamedArgument['value'], options: FlattenOptions, known?: readonly string[], naming?: Naming) {
  const { path, outer, recursive, mode } = options;
  const named = [
    { name: 'input', value: input },
    ...(path === undefined ? [] : [{ name: 'path', value: constant(path) }]),
    ...(outer === undefined ? [] : [{ name: 'outer', value: constant(outer) }]),
    ...(recursive === undefined ? [] : [{ name: 'recursive', value: constant(recursive) }]),
    ...(mode === undefined ? [] : [{ name: 'mode', value: constant(mode.toUpperCase()) }]),
  ];
  return new TableFunctionCall(
    frozen({ kind: 'call', name: 'FLATTEN', role: 'unknown', args: [], named }),
    naming,
    known,
  );
}

const VALUE_COLUMN: Naming = { columns: [{ from: 'VALUE', to: 'VALUE' }] };

/** A row for each element of an array or an object. One name means its value, two mean its key and its value. */
export function explode(column: ColumnArg): TableFunctionCall;
export function explode(...given: readonly unknown[]) {
  return flattened(EXPLODE.read(given)[0], { outer: false }, ['KEY', 'VALUE'], VALUE_COLUMN);
}
/** The same, and a row of NULL where there is no element. */
export function explodeOuter(column: ColumnArg): TableFunctionCall;
export function explodeOuter(...given: readonly unknown[]) {
  return flattened(EXPLODE_OUTER.read(given)[0], { outer: true }, ['KEY', 'VALUE'], VALUE_COLUMN);
}

/** A finished call, or the name of a function with its arguments. */
export const TABLE_CALL: Reader<TableFunctionCall, readonly unknown[]> = {
  allowed: 'a call such as flatten(…), or the name of a table function and its arguments',
  read(given, place) {
    if (!Array.isArray(given)) throw wrong(place, this.allowed, given);
    const [first, ...args]: readonly unknown[] = given;
    if (isTableCall(first)) {
      if (args.length > 0) throw wrong(place, 'nothing behind a call', args[0]);
      return first;
    }
    return called(FUNCTION.read(first, place), ARGUMENTS.read(args, place));
  },
};

const TABLE_FUNCTION = signature('tableFunction', required('name', FUNCTION));
const CALL_TABLE_FUNCTION = signature('callTableFunction', required('name', FUNCTION), rest('args', ARGUMENTS));
export const FLATTEN_OPTIONS = options({
  path: TEXT,
  outer: FLAG,
  recursive: FLAG,
  mode: word(['object', 'array', 'both']),
} satisfies ReadersOf<FlattenOptions>);
const FLATTEN = signature('flatten', required('column', COLUMN), optional('options', FLATTEN_OPTIONS, {}));
const EXPLODE = signature('explode', required('column', COLUMN));
const EXPLODE_OUTER = signature('explodeOuter', required('column', COLUMN));
