import { move, transferableSymbol, valueSymbol } from 'piscina';
import { type RewrittenPiece, type RowForm, type RowPlace, rewritePiece } from './row-text.js';

/**
 * This module is what runs in a thread: it writes pieces of results in the form that was asked for. A piece takes a millisecond or so,
 * and many results may be read at the same time.
 *
 * The type is its file's name. The one who starts the thread imports it, so that builds know that the file is needed.
 */
export type ThreadEntry = 'row-text-thread';

export interface RewriteTask {
  readonly piece: Uint8Array;
  readonly place: RowPlace;
  readonly form: RowForm;
}

/** What was written is handed over instead of copied. */
export default function rewrite({ piece, place, form }: RewriteTask): unknown {
  const rewritten: RewrittenPiece = rewritePiece(piece, place, form);
  return move({ [transferableSymbol]: [rewritten.bytes.buffer], [valueSymbol]: rewritten });
}
