import { Readable } from 'node:stream';

/**
 * A generator as a stream that has begun already: what goes wrong before the first piece can still be answered as a problem.
 * The next piece is asked for when the reader has room; destroying the stream ends the generator, begun or not.
 */
export async function startStream(pieces: AsyncGenerator<Uint8Array | string>): Promise<Readable> {
  let next: Promise<IteratorResult<Uint8Array | string>> | null = Promise.resolve(await pieces.next());
  return new Readable({
    highWaterMark: 65_536,
    read() {
      const piece = next ?? pieces.next();
      next = null;
      piece.then(
        ({ done, value }) => this.push(done ? null : value),
        (error: unknown) => this.destroy(error instanceof Error ? error : new Error(String(error))),
      );
    },
    destroy(error, callback) {
      pieces.return(undefined).then(
        () => callback(error),
        (failure: unknown) => callback(failure instanceof Error ? failure : error),
      );
    },
  });
}
