import { move, transferableSymbol, valueSymbol } from 'piscina';
import { type Reading, readRequest } from './read-request.js';

/**
 * This module is what runs in a thread: it reads one job at a time. A body of some megabytes takes a second to be parsed, screened
 * and encoded, for which all other requests would have to wait.
 *
 * The type is its file's name. The one who starts the thread imports it, so that builds know that the file is needed.
 */
export type ThreadEntry = 'read-thread';

/** A reading whose bytes are handed over instead of copied. */
export default function read(bytes: Uint8Array<ArrayBuffer>): unknown {
  const reading: Reading = readRequest(bytes);
  if (!('job' in reading)) return reading;
  return move({ [transferableSymbol]: [reading.job.encoded.buffer], [valueSymbol]: reading });
}
