import type { Intent } from '@firn/jobs';
import type { HistoryEntry } from '@firn/snowflake';
import { bestOf, isAborted, type Submitted } from './find-submitted.js';

/** What is known of a statement that was to be sent. */
export type Finding =
  | { readonly kind: 'adopt'; readonly entry: HistoryEntry }
  /** Its ledger says that it has happened; its counts are the result of this query. */
  | { readonly kind: 'done'; readonly queryId: string }
  /** It never ran and never will, or was rolled back. */
  | { readonly kind: 'void' }
  | { readonly kind: 'unknowable'; readonly why: string };

/**
 * What is not found may run again, where running twice harms nobody. Nor does what was aborted count, unless nobody wants it any more:
 * then it has ended as it was to end, and its query ID is worth knowing.
 */
export function judgeRepeatable({ entries }: Submitted, isWanted: boolean): Finding {
  const entry = bestOf(entries) ?? (isWanted ? null : (entries[0] ?? null));
  return entry === null ? { kind: 'void' } : { kind: 'adopt', entry };
}

/**
 * A write, before its session is ended. Null: not found, so that the session has to be ended to know more.
 *
 * @param endedByUs an earlier take-over had begun to end the session, so that what is aborted there was aborted by that
 */
export function judgeWrite({ entries }: Submitted, endedByUs: boolean): Finding | null {
  const entry = bestOf(entries) ?? (endedByUs ? null : (entries[0] ?? null));
  return entry === null ? null : { kind: 'adopt', entry };
}

/** A write, after its session was ended: nothing more of it can arrive. Null: the end could not be confirmed. */
export function judgeFenced(after: Submitted | null, intent: Pick<Intent, 'sessionId' | 'atomic'>): Finding {
  if (after === null) return unknowable(`the end of session ${intent.sessionId} could not be confirmed`);
  const entry = bestOf(after.entries);
  if (entry !== null) return { kind: 'adopt', entry };
  if (after.entries.some(isAborted)) {
    // A block of the user's own may have committed a part before it was aborted.
    return intent.atomic ? { kind: 'void' } : unknowable('the block was aborted on its way and may have done a part');
  }
  return after.complete ? { kind: 'void' } : unknowable('the history of the session is longer than Snowflake shows');
}

const unknowable = (why: string): Finding => ({ kind: 'unknowable', why });
