import type { MessagePort } from 'node:worker_threads';
import { ChunkRefused, type ChunkRequest } from './chunk-request.js';
import { MalformedRows } from './row-scanner.js';

/** Memory that both threads see, in which batches cross: `count` slots of `bytes` each. */
export interface Slots {
  readonly memory: SharedArrayBuffer;
  readonly count: number;
  readonly bytes: number;
}

/** The bytes of one slot. */
export const slotOf = (slots: Slots, slot: number, length = slots.bytes): Buffer =>
  Buffer.from(slots.memory, slot * slots.bytes, length);

/** A chunk that a thread reads. What passes meanwhile goes over `port`; closing it ends the read. */
export interface ChunkTask {
  readonly kind: 'chunk';
  readonly request: ChunkRequest;
  readonly slots: Slots;
  readonly port: MessagePort;
}

/** What a thread does: it reads a chunk, or takes the rows out of an answer. */
export type ThreadTask = ChunkTask | { readonly kind: 'answer'; readonly body: Uint8Array };

/** To a thread: gives a slot back, and with it the leave to send another batch. */
export interface FreeSlot {
  readonly slot: number;
}

/** From a thread. `bytes` is set where a batch is larger than a slot: one row may be of any size. */
export type FromThread =
  | {
      readonly kind: 'batch';
      readonly rows: number;
      readonly slot: number;
      readonly length: number;
      readonly bytes?: Uint8Array;
    }
  | { readonly kind: 'end' }
  | { readonly kind: 'failed'; readonly error: ThreadError };

/** An error as data: classes do not survive the way between threads. */
export type ThreadError =
  | { readonly kind: 'refused'; readonly status: number }
  | { readonly kind: 'malformed'; readonly what: string; readonly at: number; readonly truncated: boolean }
  | { readonly kind: 'transport'; readonly message: string };

export function toThreadError(error: unknown): ThreadError {
  if (error instanceof ChunkRefused) return { kind: 'refused', status: error.status };
  if (error instanceof MalformedRows) {
    return { kind: 'malformed', what: error.what, at: error.at, truncated: error.truncated };
  }
  return { kind: 'transport', message: error instanceof Error ? error.message : String(error) };
}

export function fromThreadError(error: ThreadError): Error {
  switch (error.kind) {
    case 'refused':
      return new ChunkRefused(error.status);
    case 'malformed':
      return new MalformedRows(error.what, error.at, error.truncated);
    case 'transport':
      return new Error(error.message);
  }
}
