import { ChunkRefused, type ChunkRequest } from './chunk-request.js';
import { MalformedRows } from './row-scanner.js';

/** To a thread. `credit`: how many batches it may send before it is asked for more. */
export type ToThread =
  | { readonly kind: 'read'; readonly id: number; readonly request: ChunkRequest; readonly credit: number }
  | { readonly kind: 'more'; readonly id: number }
  | { readonly kind: 'stop'; readonly id: number };

/** From a thread. The memory of `bytes` changes hands. */
export type FromThread =
  | { readonly kind: 'batch'; readonly id: number; readonly rows: number; readonly bytes: Uint8Array }
  | { readonly kind: 'end'; readonly id: number }
  | { readonly kind: 'failed'; readonly id: number; readonly error: ThreadError };

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
