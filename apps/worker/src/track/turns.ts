import TinyQueue from 'tinyqueue';
import { type Watched, wholeMs } from './watched.js';

interface Turn {
  readonly at: number;
  readonly entry: Watched;
}

/** The one that has been due for the longest time; null: none is. */
function take(turns: TinyQueue<Turn>, now: number): Watched | null {
  for (let turn = turns.peek(); turn !== undefined && turn.at <= now; turn = turns.peek()) {
    turns.pop();
    // Put again since then, or in hand already.
    if (turn.at === turn.entry.nextLookAt && !turn.entry.looking) return turn.entry;
  }
  return null;
}

/**
 * Watched queries in the order in which they are due, however many there are. Those whose end is wanted have a line of their own: a
 * cancel waits for no backlog, neither before it is sent nor until its effect is seen.
 */
export class Turns {
  private readonly queue = new TinyQueue<Turn>([], byTime);
  private readonly urgent = new TinyQueue<Turn>([], byTime);

  /** Its turn comes at `at`; one that it had before is void. */
  put(entry: Watched, at: number): void {
    entry.nextLookAt = wholeMs(at);
    (entry.cancelWanted ? this.urgent : this.queue).push({ at: entry.nextLookAt, entry });
  }

  /** Of those that somebody wants to end, the next one that is due. */
  takeUrgent(now: number): Watched | null {
    return take(this.urgent, now);
  }

  /** The next one of all others. */
  takeDue(now: number): Watched | null {
    return take(this.queue, now);
  }
}

const byTime = (a: Turn, b: Turn): number => a.at - b.at;
