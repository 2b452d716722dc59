import TinyQueue from 'tinyqueue';
import type { Watched } from './watched.js';

interface Turn {
  readonly at: number;
  readonly entry: Watched;
}

/**
 * Watched queries in the order in which they are due, however many there are. Whose end is wanted comes before all of them, in a line
 * of its own: a cancel waits for no backlog.
 */
export class Turns {
  private readonly queue = new TinyQueue<Turn>([], (a, b) => a.at - b.at);
  private readonly urgent = new Set<Watched>();

  /** Its turn comes at `at`; one that it had before is void. */
  put(entry: Watched, at: number): void {
    entry.nextLookAt = at;
    this.queue.push({ at, entry });
  }

  /** Its turn comes before all others. */
  hurry(entry: Watched): void {
    this.urgent.add(entry);
  }

  /** The next one that somebody wants to end; null: there is none. */
  takeUrgent(): Watched | null {
    const [entry = null] = this.urgent;
    if (entry !== null) this.urgent.delete(entry);
    return entry;
  }

  /** The one that has been due for the longest time; null: none is. */
  takeDue(now: number): Watched | null {
    for (let turn = this.queue.peek(); turn !== undefined && turn.at <= now; turn = this.queue.peek()) {
      this.queue.pop();
      // Put again since then, or in hand already.
      if (turn.at === turn.entry.nextLookAt && !turn.entry.looking) return turn.entry;
    }
    return null;
  }
}
