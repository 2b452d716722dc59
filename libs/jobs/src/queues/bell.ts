/** What the waiting for one queue needs to know. */
interface Place {
  /** How often it rang. */
  rings: number;
  /** Those who wait, in the order in which they came. */
  readonly waiting: Set<() => void>;
}

/**
 * Wakes those of this process who wait for a step, by the name of its queue. Nobody holds a connection for it: who adds a step rings, here
 * and in other processes, and who has missed it looks again by itself.
 */
export class Bell {
  private readonly places = new Map<string, Place>();

  /** There may be a step. True: somebody here waits for it, and looks now. */
  ring(queue: string): boolean {
    const place = this.placeOf(queue);
    place.rings += 1;
    const isHeard = place.waiting.size > 0;
    for (const wake of [...place.waiting]) wake();
    return isHeard;
  }

  /** Some ringing may have been missed. */
  ringAll(): void {
    for (const queue of this.places.keys()) this.ring(queue);
  }

  /** To be taken before a look, and given to `heard` after it. */
  rings(queue: string): number {
    return this.placeOf(queue).rings;
  }

  /** Resolves once it has rung since `rings` was taken, the time is over, or the signal aborts. */
  async heard(queue: string, rings: number, withinMs: number, signal: AbortSignal): Promise<void> {
    const place = this.placeOf(queue);
    if (place.rings !== rings || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', wake);
        place.waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, withinMs);
      signal.addEventListener('abort', wake);
      place.waiting.add(wake);
    });
  }

  private placeOf(queue: string): Place {
    const known = this.places.get(queue);
    if (known !== undefined) return known;
    const place: Place = { rings: 0, waiting: new Set() };
    this.places.set(queue, place);
    return place;
  }
}
