import type { DuckDBConnection } from '@duckdb/node-api';
import type { CallArguments, CallThreads } from './native/call-threads.js';
import { callsHere } from './native/calls-here.js';
import { functionOf, NATIVE } from './native/every-function.js';
import { LongCalls } from './native/long-calls.js';
import { AWAITED, registerAwaited, registerLong } from './native/long-function.js';
import { register, textCall } from './native/native-function.js';
import { Room, roomFunctions } from './native/room.js';

export interface FunctionSettings {
  /** Bytes that the process may have in all; any number when absent. */
  readonly memoryBytes?: number;
  /** Where calls are made that would hold this thread; in this one when absent. */
  readonly threads?: CallThreads;
}

/**
 * Makes the functions that generated SQL calls and DuckDB does not have. They belong to the instance, every connection
 * sees them, and they are gone with the process: call it once after opening the database.
 */
export function setUpFunctions(connection: DuckDBConnection, settings: FunctionSettings = {}): LongCalls {
  const room = new Room(settings.memoryBytes ?? Number.POSITIVE_INFINITY);
  const compute = (name: string, args: CallArguments) => textCall(functionOf(name), room)(args);
  const calls = new LongCalls(settings.threads ?? callsHere(compute), compute);
  for (const native of [...NATIVE, ...roomFunctions(room)]) {
    if (native.takesLong !== undefined) registerLong(connection, native, room, calls);
    else register(connection, native, room);
  }
  registerAwaited(connection, calls);
  return calls;
}

/** Names that generated SQL may call besides DuckDB's own. */
export const NATIVE_NAMES: readonly string[] = [
  ...[...NATIVE, ...roomFunctions(new Room(0))].map((native) => native.name),
  AWAITED,
];
