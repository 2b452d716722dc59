import type { JobId } from '@firn/contract';

/** What ends within this is seen whatever was seen before: trivial queries dominate. */
const LEAST_MS = 150;
const MOST_MS = 2_000;
/** Times what queries took lately that ended soon. */
const PATIENCE = 4;
/** Weight of the last one of them. */
const WEIGHT = 0.25;
/** Of what is kept of that where a query has not ended in time. */
const KEPT = 0.9;
/** A query that was given up, and ended so soon after all, was worth a longer look. */
const SOON_MS = 1_000;

interface OpenLook {
  readonly beganAt: number;
  readonly giveUp: () => void;
  timer: NodeJS.Timeout;
  isWished: boolean;
}

/**
 * First looks at queries that were just sent, each of which keeps a step from taking the next job. They last as long as queries have taken
 * lately that end soon: under load also a trivial one takes its time, and what is given up costs Snowflake two more requests. Where
 * more are open than there is room for the oldest are given up, so that queries that run for long do not hold up those behind them.
 */
export class FirstLooks {
  /** In the order in which they began. */
  private readonly open = new Map<JobId, OpenLook>();
  private typicalMs = 0;

  /** @param room looks beyond which those are given up that have had their least time */
  constructor(private readonly room: number) {}

  /** @param giveUp called once the look's time is over. @returns to be told when the look is, and whether the query had ended */
  begin(id: JobId, giveUp: () => void): (hasEnded: boolean) => void {
    const look: OpenLook = {
      ...{ beganAt: performance.now(), giveUp, isWished: false },
      timer: setTimeout(() => this.review(id, look), LEAST_MS),
    };
    this.open.set(id, look);
    this.makeRoom();
    return (hasEnded) => {
      this.close(id, look);
      if (hasEnded) this.sawEnd(performance.now() - look.beganAt);
    };
  }

  /** The query of a look that was given up has ended after all, so long after that. */
  endedAfter(ms: number): void {
    if (ms <= SOON_MS) this.sawEnd(LEAST_MS + ms);
  }

  /** Somebody wants the job to end: who says so cancels its query, which ends the look. */
  tellOfWish(id: JobId): void {
    const look = this.open.get(id);
    if (look !== undefined) look.isWished = true;
  }

  /** Whether it was told that somebody wants the job to end at whose query it looks. False also where nobody looks. */
  knowsOfWish(id: JobId): boolean {
    return this.open.get(id)?.isWished === true;
  }

  private get patienceMs(): number {
    return Math.min(Math.max(PATIENCE * this.typicalMs, LEAST_MS), MOST_MS);
  }

  private sawEnd(ms: number): void {
    this.typicalMs += (ms - this.typicalMs) * WEIGHT;
  }

  /** Those that have begun together learn from each other how long it takes. */
  private review(id: JobId, look: OpenLook): void {
    this.makeRoom();
    if (this.open.get(id) !== look) return;
    const leftMs = this.patienceMs - (performance.now() - look.beganAt);
    if (leftMs > 0) look.timer = setTimeout(() => this.review(id, look), Math.max(1, leftMs));
    else {
      this.typicalMs *= KEPT;
      this.stop(id, look);
    }
  }

  private makeRoom(): void {
    const now = performance.now();
    for (const [id, look] of this.open) {
      if (this.open.size <= this.room || now - look.beganAt < LEAST_MS) return;
      this.stop(id, look);
    }
  }

  private stop(id: JobId, look: OpenLook): void {
    this.close(id, look);
    look.giveUp();
  }

  private close(id: JobId, look: OpenLook): void {
    clearTimeout(look.timer);
    if (this.open.get(id) === look) this.open.delete(id);
  }
}
