import type { Readable } from 'node:stream';
import { ProblemError } from '@firn/contract';

/**
 * A body in the pieces that it arrives in. Only waiting for the sender counts as a pause, not the time that we take for a piece.
 * A sender that pauses for longer than `pauseMs` holds memory for nothing. Leaving off in the middle does not destroy the body, or the connection would be gone before the answer.
 *
 * @throws ProblemError request_timeout
 */
export async function* arriving(body: Readable, pauseMs: number): AsyncGenerator<Buffer> {
  const pieces = body.iterator({ destroyOnReturn: false });
  try {
    for (;;) {
      const { done, value } = await within(pieces.next(), pauseMs);
      if (done === true) return;
      if (!Buffer.isBuffer(value)) throw new TypeError('A body arrives as bytes.');
      yield value;
    }
  } finally {
    void pieces.return?.(); // else it listens on, and nobody can take the rest
  }
}

async function within<T>(piece: Promise<T>, pauseMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const pause = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const detail = `Nothing of the body arrived for ${pauseMs / 1_000} s.`;
      reject(ProblemError.of('request_timeout', { detail, path: 'body' }));
    }, pauseMs);
  });
  piece.catch(() => undefined); // it may still fail after the pause was over
  try {
    return await Promise.race([piece, pause]);
  } finally {
    clearTimeout(timer);
  }
}

/** Pieces as one, in memory of its own, so that it can be handed to a thread. */
export function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
