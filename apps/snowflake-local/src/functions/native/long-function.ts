import {
  DuckDBBlobValue,
  type DuckDBConnection,
  DuckDBScalarFunction,
  type DuckDBValue,
  LIST,
  listValue,
  VARCHAR,
} from '@duckdb/node-api';
import type { CallArguments } from './call-threads.js';
import { type LongCalls, sizeOfAll } from './long-calls.js';
import { type NativeFunction, textCall } from './native-function.js';
import type { Room } from './room.js';

/** Whose call it is, which DuckDB tells before the first one. */
interface Caller {
  readonly connection: number;
}

/** Registers a function that may take long: `longCall` tells what it gives. */
export function registerLong(connection: DuckDBConnection, native: NativeFunction, room: Room, calls: LongCalls): void {
  if (native.returns !== VARCHAR || native.volatile === true)
    throw new Error(`${native.name} is none that may take long`);
  const call = textCall(native, room);
  connection.registerScalarFunction(
    DuckDBScalarFunction.create({
      name: native.name,
      parameterTypes: native.parameters,
      returnType: LIST(VARCHAR),
      initFunction: (info) => info.setState({ connection: info.clientContext.connectionId } satisfies Caller),
      mainFunction: (info, input, output) => {
        room.begin();
        const columns = native.parameters.map((_, index) => input.getColumnVector(index));
        const later: { readonly row: number; readonly args: CallArguments }[] = [];
        const begun = performance.now();
        let held = 0;
        for (let row = 0; row < input.rowCount; row += 1) {
          const values = columns.map((column) => column.getItem(row));
          if (values.includes(null)) {
            output.setItem(row, NULL);
            continue;
          }
          const args = values.map(plain);
          const size = sizeOfAll(args);
          if (native.takesLong !== 'with any' && calls.isForNow(size)) {
            output.setItem(row, listValue([call(args)]));
            const now = performance.now() - begun;
            calls.held(now - held);
            held = now;
          } else {
            room.take(size);
            later.push({ row, args });
          }
        }
        if (later.length > 0) {
          const turns = calls.turnsFor(later.length);
          const asked = Array.from({ length: turns }, () => '');
          const tickets = calls.begin(
            native.name,
            later.map(({ args }) => args),
            callerOf(info.state),
            turns,
          );
          for (const [at, { row }] of later.entries()) output.setItem(row, listValue([tickets[at] ?? null, ...asked]));
        }
        output.flush();
      },
    }),
  );
}

/** (ticket) → the result of its call, or the ticket again. */
export function registerAwaited(connection: DuckDBConnection, calls: LongCalls): void {
  connection.registerScalarFunction(
    DuckDBScalarFunction.create({
      name: AWAITED,
      parameterTypes: [VARCHAR],
      returnType: VARCHAR,
      mainFunction: (_info, input, output) => {
        const tickets = input.getColumnVector(0);
        const asked = Array.from({ length: input.rowCount }, (_, row) => String(tickets.getItem(row)));
        for (const [row, result] of calls.ask(asked).entries()) output.setItem(row, result);
        output.flush();
      },
    }),
  );
}

export const AWAITED = 'sf_awaited';

const NULL = listValue([null]);

function plain(value: DuckDBValue): CallArguments[number] {
  if (value instanceof DuckDBBlobValue) return value.bytes;
  if (value === null || typeof value === 'object')
    throw new Error('A function that may take long takes texts, bytes and numbers');
  return value;
}

const callerOf = (state: object | undefined): number =>
  state !== undefined && 'connection' in state && typeof state.connection === 'number' ? state.connection : NOBODY;

const NOBODY = -1;
