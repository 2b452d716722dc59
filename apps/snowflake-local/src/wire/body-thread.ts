import { parentPort, workerData } from 'node:worker_threads';
import { type BodyError, bodyErrorOf, type ParsedBody, parseBody } from './parsed-body.js';

export type BodyAnswer = { readonly body: ParsedBody } | { readonly error: BodyError };

/** Parses one large body, and ends. */
function answer(bytes: Uint8Array): BodyAnswer {
  try {
    return { body: parseBody(bytes) };
  } catch (error) {
    return { error: bodyErrorOf(error) };
  }
}

parentPort?.postMessage(answer(workerData));
