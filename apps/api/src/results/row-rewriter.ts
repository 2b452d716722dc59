import { LazyThreads } from '../lazy-threads.js';
import { BEFORE_ROWS, type RewrittenPiece, type RowForm, rewritePiece } from './row-text.js';
import type { RewriteTask, ThreadEntry } from './row-text-thread.js';

/** Larger pieces are written in a thread. This much takes some tenths of a millisecond. */
const INLINE_BYTES = 16_384;
const HEAP_MB = 64;
const ENTRY: ThreadEntry = 'row-text-thread';

/** Writes results in another form than they are stored in, without holding up the event loop. */
export class RowRewriter {
  private readonly threads = new LazyThreads<RewriteTask, RewrittenPiece>(import.meta.url, ENTRY, HEAP_MB);

  /** Piece by piece: what is not taken is not written. */
  async *rewrite(pieces: AsyncIterable<Buffer>, form: RowForm): AsyncGenerator<Uint8Array> {
    let place = BEFORE_ROWS;
    for await (const piece of pieces) {
      const rewritten =
        piece.length <= INLINE_BYTES
          ? rewritePiece(piece, place, form)
          : await this.threads.run({ piece, place, form });
      place = rewritten.place;
      if (rewritten.bytes.length > 0) yield rewritten.bytes;
    }
  }

  close(): Promise<void> {
    return this.threads.close();
  }
}
