import { availableParallelism } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import type { DuckDBConnection } from '@duckdb/node-api';
import { setUpFunctions } from '../functions/engine-setup.js';
import { CallThreadPool } from '../functions/native/call-threads.js';
import { type EngineConnection, type EngineDatabase, openDatabase } from './engine-database.js';
import { messageOf } from './engine-failure.js';
import type { Answer, FromEngine, ThreadStart, ToEngine } from './engine-messages.js';

/**
 * The thread that owns the database. DuckDB calls functions of our own in the thread that has opened it, which
 * takes a while where values are many: the server's loop is another one. What takes long is done in further threads.
 */
if (parentPort === null) throw new Error('This module runs in a thread of its own');
const port = parentPort;
/** While one of them is at a call of seconds, there is another one. */
const CALL_THREADS = Math.max(2, availableParallelism() - 1);
const { settings, memoryBytes }: ThreadStart = workerData;
const connections = new Map<number, EngineConnection>();

const answer = (message: FromEngine): void => port.postMessage(message);

function answerWith(call: number, work: Promise<Answer>): void {
  work.then(
    (value) => answer({ call, value }),
    (error: unknown) => answer({ call, error: messageOf(error) }),
  );
}

function connectionOf(number: number): EngineConnection {
  const connection = connections.get(number);
  if (connection === undefined) throw new Error(`There is no connection ${number}`);
  return connection;
}

async function connected(database: EngineDatabase, number: number): Promise<null> {
  connections.set(number, await database.connect());
  return null;
}

async function closed(database: EngineDatabase): Promise<null> {
  await database.close();
  // The thread ends with it, once this has been told.
  setImmediate(() => port.close());
  return null;
}

function serve(database: EngineDatabase, message: ToEngine): void {
  switch (message.kind) {
    case 'connect':
      answerWith(message.call, connected(database, message.connection));
      return;
    case 'run':
    case 'rows': {
      const { kind, call, connection, sql, binds } = message;
      answerWith(call, connectionOf(connection)[kind](sql, binds));
      return;
    }
    case 'runPrepared': {
      const { call, connection, sql, binds } = message;
      answerWith(call, connectionOf(connection).runPrepared(sql, binds));
      return;
    }
    case 'interrupt':
      connections.get(message.connection)?.interrupt();
      return;
    case 'disconnect':
      connections.get(message.connection)?.close();
      connections.delete(message.connection);
      return;
    case 'collect':
      database.collect();
      return;
    case 'close':
      answerWith(message.call, closed(database));
      return;
    default:
      unreachable(message);
  }
}

function unreachable(message: never): never {
  throw new Error(`Unknown message ${JSON.stringify(message)}`);
}

try {
  const threads = new CallThreadPool(CALL_THREADS, { memoryBytes });
  const database = await openDatabase(settings, (native: DuckDBConnection) =>
    setUpFunctions(native, { memoryBytes, threads }),
  );
  port.on('message', (message: ToEngine) => serve(database, message));
  answer({ call: 0, value: null });
} catch (error) {
  answer({ call: 0, error: messageOf(error) });
}
