import { parentPort } from 'node:worker_threads';
import { type Reading, readRequest } from './read-request.js';

/**
 * This module is what runs in a thread: it reads one job at a time. A body of some megabytes takes a second to be parsed, screened
 * and encoded, for which all other requests would have to wait.
 *
 * The type is its file's name. The one who starts the thread imports it, so that builds know that the file is needed.
 */
export type ThreadEntry = 'read-thread';

const port = parentPort;
port?.on('message', (bytes: Uint8Array<ArrayBuffer>) => {
  const reading: Reading = readRequest(bytes);
  port.postMessage(reading, 'job' in reading ? [reading.job.encoded.buffer] : []);
});
