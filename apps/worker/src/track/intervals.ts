const SHORTEST_MS = 50;

/**
 * Milliseconds until a running query is looked at again: a tenth of its age, so that a short one is noticed soon and a long
 * one costs little. Scattered, so that queries of the same age are not asked for together.
 */
export function nextLookMs(ageMs: number, longestMs: number, random: () => number = Math.random): number {
  const base = Math.min(Math.max(ageMs / 10, SHORTEST_MS), longestMs);
  return Math.round(base * (0.8 + random() * 0.4));
}

/** While the history of its profile is read, a look at a single query only makes up for what that left out. */
const BESIDES = { shortestMs: 45_000, longestMs: 600_000 };

/** As above, where somebody reads the history: 30 to 60 seconds, then twice its age, up to some ten minutes. */
export function lookBesidesMs(ageMs: number, random: () => number = Math.random): number {
  const base = Math.min(Math.max(ageMs, BESIDES.shortestMs), BESIDES.longestMs);
  return Math.round(base * (2 / 3 + (random() * 2) / 3));
}

/** After so many looks in a row that failed. Snowflake is away, or this query is in trouble: slower, but never never. */
export const afterFailuresMs = (failures: number, longestMs: number): number =>
  Math.min(250 * 2 ** Math.min(failures, 10), Math.max(longestMs, 1_000));

const ENDING = { shortestMs: 200, longestMs: 2_000 };

/**
 * Where somebody waits for the end alone, of the query or of its job: half the time that this has taken. Thousands of ends at once keep
 * their own work going, not the questions for them.
 */
export const endingMs = (sinceMs: number, longestMs: number): number =>
  Math.min(Math.max(sinceMs / 2, ENDING.shortestMs), ENDING.longestMs, longestMs);
