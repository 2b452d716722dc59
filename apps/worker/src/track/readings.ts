/** A history that has left out what it should have shown is not relied on for so long. */
const DISTRUST_MS = 300_000;
/** Clocks differ by less, and a reader reaches back by as much. */
export const OVERLAP_MS = 30_000;

interface Reading {
  /** Epoch milliseconds until which the history was read. */
  readonly until: number | null;
  /** Monotonic milliseconds. */
  readonly distrustedUntil: number;
}

const UNREAD: Reading = { until: null, distrustedUntil: 0 };

/**
 * What this worker knows of the history readers of its profiles. A history may be late, and a reader may be slow or dead: only while
 * one reads, and has not missed anything lately, are single queries looked at less often.
 */
export class Readings {
  private readonly byProfile = new Map<string, Reading>();

  /** @param until null: nobody reads it */
  heard(profile: string, until: number | null): void {
    this.byProfile.set(profile, { ...(this.byProfile.get(profile) ?? UNREAD), until });
  }

  isReliedOn(profile: string, now: number): boolean {
    const { until, distrustedUntil } = this.byProfile.get(profile) ?? UNREAD;
    return until !== null && now >= distrustedUntil;
  }

  /**
   * A look found that a query has ended, and no reader had said so. True: one should have, so that it is relied on no more.
   *
   * @param endedAt epoch milliseconds; null: not known
   */
  missed(profile: string, endedAt: number | null, now: number): boolean {
    const reading = this.byProfile.get(profile) ?? UNREAD;
    if (reading.until === null || endedAt === null || endedAt > reading.until - OVERLAP_MS) return false;
    this.byProfile.set(profile, { ...reading, distrustedUntil: now + DISTRUST_MS });
    return true;
  }
}
