import { parentPort, workerData } from 'node:worker_threads';
import type { CallBatch, CallResult, CallThreadStart } from './call-threads.js';
import { resultOf } from './calls-here.js';
import { functionOf } from './every-function.js';
import { textCall } from './native-function.js';
import { Room } from './room.js';

/** The type is its file's name. The one who starts the thread imports it, so that builds know that the file is needed. */
export type ThreadEntry = 'call-thread';

/** This module runs in a thread: it makes calls that would hold the thread of the database. */
const { memoryBytes }: CallThreadStart = workerData;
const room = new Room(memoryBytes);

function resultsOf({ name, calls }: CallBatch): readonly CallResult[] {
  const call = textCall(functionOf(name), room);
  room.begin();
  return calls.map((args) => resultOf(() => call(args)));
}

parentPort?.on('message', (batch: CallBatch) => parentPort?.postMessage(resultsOf(batch)));
