import { Worker } from 'node:worker_threads';
import { Gate } from '../admit/gate.js';
import type { BodyAnswer } from './body-thread.js';
import { errorOf, type ParsedBody, parseBody } from './parsed-body.js';

/** Larger bodies are parsed in a thread. This much takes a few milliseconds. */
const LONGEST_OF_A_TURN = 256 * 1024;
/** Each has the heap that the objects of a body take. */
const THREADS = new Gate(2);
const HEAP_MB = 1_536;

/**
 * Parses a body without holding up the event loop. Large ones are rare: each has a thread of its own, which ends with it.
 *
 * @throws as `parseBody` does, and where the thread runs out of its heap.
 */
export async function parseOffLoop(bytes: Uint8Array<ArrayBuffer>): Promise<ParsedBody> {
  if (bytes.length <= LONGEST_OF_A_TURN) return parseBody(bytes);
  await THREADS.enter();
  try {
    const answer = await inThread(bytes);
    if ('error' in answer) throw errorOf(answer.error);
    return answer.body;
  } finally {
    THREADS.leave();
  }
}

function inThread(bytes: Uint8Array<ArrayBuffer>): Promise<BodyAnswer> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./body-thread.js', import.meta.url), {
      workerData: bytes,
      transferList: [bytes.buffer],
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`The thread of a body has ended with ${code}`)));
  });
}
