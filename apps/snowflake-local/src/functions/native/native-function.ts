import {
  BLOB,
  blobValue,
  DuckDBBlobValue,
  type DuckDBConnection,
  DuckDBListValue,
  DuckDBScalarFunction,
  DuckDBStructValue,
  type DuckDBType,
  type DuckDBValue,
} from '@duckdb/node-api';
import { refuseTooLarge, type SizedKind } from '../../types/sized.js';
import type { CallArguments } from './call-threads.js';
import type { Room } from './room.js';

/**
 * A scalar function written in JavaScript, for what DuckDB's SQL cannot say. Costs about a microsecond a row on the thread of
 * the database, 2,048 rows at a time. NULL in any argument gives NULL without a call.
 */
export interface NativeFunction {
  /** `sf_…`: generated SQL alone calls it. */
  readonly name: string;
  readonly parameters: readonly DuckDBType[];
  readonly returns: DuckDBType;
  /** What Snowflake's limit of its results is that of; by `returns` when absent. null: they are shown, and no values. */
  readonly kind?: SizedKind | null;
  /** Its texts are taken apart into values in this process, which take many times their bytes. */
  readonly takesApart?: boolean;
  /**
   * Set where a call may take longer than a moment: with long values, or with any. It gives a text, and is called by `longCall`
   * alone.
   */
  readonly takesLong?: 'with long values' | 'with any';
  /** Set where two equal calls may differ. */
  readonly volatile?: boolean;
  /** What it throws becomes the text of DuckDB's error: see `markedError`. */
  readonly body: (...args: readonly DuckDBValue[]) => DuckDBValue;
}

/** 2,048 of them are little. */
const SHORT = 16_384;
const LONG = 262_144;
/** Of one number in a list, with its digits. */
const VALUE_BYTES = 96;

/** Bytes that a JSON text takes once it is taken apart: a comma stands between values, a colon behind a name. */
function heapBytes(value: DuckDBValue): number {
  if (typeof value !== 'string') return 0;
  let values = 1;
  for (let at = value.indexOf(','); at >= 0; at = value.indexOf(',', at + 1)) values += 1;
  return value.length * 2 + values * VALUE_BYTES;
}

const bytesOf = (value: DuckDBValue): number => (typeof value === 'string' ? Buffer.byteLength(value) : sizeOf(value));

function sizeOf(value: DuckDBValue): number {
  if (typeof value === 'string') return value.length;
  if (value instanceof DuckDBBlobValue) return value.bytes.length;
  if (value instanceof DuckDBListValue) return sum(value.items);
  return value instanceof DuckDBStructValue ? sum(Object.values(value.entries)) : 0;
}

const sum = (values: readonly DuckDBValue[]): number => values.reduce<number>((size, value) => size + sizeOf(value), 0);

const kindOf = ({ kind, returns }: NativeFunction): SizedKind | null =>
  kind === undefined ? (returns === BLOB ? 'binary' : 'text') : kind;

/** One call, with all arguments there. What it takes and gives is taken from `room`: it is in this process until all rows of a call are done. */
const callOf =
  (native: NativeFunction, room: Room) =>
  (args: readonly DuckDBValue[]): DuckDBValue => {
    if (native.takesApart === true) for (const arg of args) if (sizeOf(arg) > LONG) room.takeHeap(heapBytes(arg));
    const value = native.body(...args);
    if (sizeOf(value) > SHORT) {
      room.take(sizeOf(value));
      const kind = kindOf(native);
      if (kind !== null) refuseTooLarge(kind, bytesOf(value));
    }
    return value;
  };

/** One call of a function that may take long, in any thread. */
export function textCall(native: NativeFunction, room: Room): (args: CallArguments) => string | null {
  const call = callOf(native, room);
  return (args) => {
    const value = call(args.map((arg) => (arg instanceof Uint8Array ? blobValue(arg) : arg)));
    return value === null ? null : String(value);
  };
}

export function register(connection: DuckDBConnection, native: NativeFunction, room: Room): void {
  const call = callOf(native, room);
  connection.registerScalarFunction(
    DuckDBScalarFunction.create({
      name: native.name,
      parameterTypes: native.parameters,
      returnType: native.returns,
      volatile: native.volatile ?? false,
      mainFunction: (_info, input, output) => {
        room.begin();
        const columns = native.parameters.map((_, index) => input.getColumnVector(index));
        for (let row = 0; row < input.rowCount; row += 1) {
          const args = columns.map((column) => column.getItem(row));
          output.setItem(row, args.includes(null) ? null : call(args));
        }
        output.flush();
      },
    }),
  );
}
