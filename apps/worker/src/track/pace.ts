import { failureOf } from '@firn/snowflake';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
/** So long without a refusal, and the next one counts as the first again. */
const FORGIVEN_MS = 30_000;

/** What Snowflake says of one that asks too often: HTTP 429, or its own code for it. */
const isThrottled = (error: unknown): boolean => {
  const { code, message } = failureOf(error);
  return code === '390505' || /\b429\b/.test(message);
};

interface Throttled {
  readonly times: number;
  readonly until: number;
}

/** How fast a profile may be asked: where Snowflake says that it is too often, all looks of that profile pause, longer each time. */
export class Pace {
  private readonly throttled = new Map<string, Throttled>();

  constructor(private readonly random: () => number = Math.random) {}

  /** A look failed. @param now monotonic milliseconds */
  failed(profile: string, error: unknown, now: number): void {
    if (!isThrottled(error)) return;
    const before = this.throttled.get(profile);
    // Looks that were under way at the same time are one refusal.
    if (before !== undefined && now < before.until) return;
    const times = before === undefined || now - before.until > FORGIVEN_MS ? 0 : before.times + 1;
    const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(times, 10), LONGEST_PAUSE_MS);
    this.throttled.set(profile, { times, until: now + pauseMs * (0.75 + this.random() / 2) });
  }

  /** When the profile may be asked again; a time that is over where it may be now. */
  askedFrom(profile: string): number {
    return this.throttled.get(profile)?.until ?? 0;
  }
}
