import { threadModule } from '@firn/contract';
import { Piscina } from 'piscina';
import { BEFORE_ROWS, type RewrittenPiece, type RowForm, rewritePiece } from './row-text.js';
import type { RewriteTask, ThreadEntry } from './row-text-thread.js';

/** Larger pieces are written in a thread. This much takes some tenths of a millisecond. */
const INLINE_BYTES = 16_384;
const THREADS = 2;
const HEAP_MB = 64;
const ENTRY: ThreadEntry = 'row-text-thread';

type Threads = Piscina<RewriteTask, RewrittenPiece>;

/** Writes results in another form than they are stored in, without holding up the event loop. */
export class RowRewriter {
  private pool: Threads | null = null;

  /** Piece by piece: what is not taken is not written. */
  async *rewrite(pieces: AsyncIterable<Buffer>, form: RowForm): AsyncGenerator<Uint8Array> {
    let place = BEFORE_ROWS;
    for await (const piece of pieces) {
      const rewritten =
        piece.length <= INLINE_BYTES
          ? rewritePiece(piece, place, form)
          : await this.threads().run({ piece, place, form });
      place = rewritten.place;
      if (rewritten.bytes.length > 0) yield rewritten.bytes;
    }
  }

  async close(): Promise<void> {
    await this.pool?.destroy();
  }

  private threads(): Threads {
    this.pool ??= startThreads();
    return this.pool;
  }
}

function startThreads(): Threads {
  const pool: Threads = new Piscina({
    ...threadModule(import.meta.url, ENTRY),
    ...{ minThreads: THREADS, maxThreads: THREADS },
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  });
  pool.on('error', () => undefined); // of a thread that writes nothing; another one takes its place
  return pool;
}
