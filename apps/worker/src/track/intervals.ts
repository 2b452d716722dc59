const SHORTEST_MS = 50;

/**
 * Milliseconds until a running query is looked at again: a tenth of its age, so that a short one is noticed soon and a long
 * one costs little. Scattered, so that queries of the same age are not asked for together.
 */
export function nextLookMs(ageMs: number, longestMs: number, random: () => number = Math.random): number {
  const base = Math.min(Math.max(ageMs / 10, SHORTEST_MS), longestMs);
  return Math.round(base * (0.8 + random() * 0.4));
}

/** After so many looks in a row that failed. Snowflake is away, or this query is in trouble: slower, but never never. */
export const afterFailuresMs = (failures: number, longestMs: number): number =>
  Math.min(250 * 2 ** Math.min(failures, 10), Math.max(longestMs, 1_000));
