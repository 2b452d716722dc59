/** How far a cap is used in one shard, and whether a line there waits for room in it. */
export interface Demand {
  readonly used: number;
  readonly waits: boolean;
}

/**
 * Divides a cap between shards. Pure.
 *
 * A shard where nobody waits needs no more than it uses; what the others leave goes in equal parts to those where somebody does, and to
 * all where nobody waits. A share that is smaller than what is in use is taken back as that ends, and is not given to another one
 * before: all shards together stay within the cap. Each has one at least, so that no shard stands still; a cap smaller than the number
 * of shards is exceeded by that.
 */
export function sharesOf(most: number, demands: readonly Demand[]): readonly number[] {
  const inUse = demands.reduce((sum, { used }) => sum + used, 0);
  const waiting = demands.filter(({ waits }) => waits);
  const takers = waiting.length > 0 ? waiting : demands;
  const idle = waiting.length > 0 ? inUse - waiting.reduce((sum, { used }) => sum + used, 0) : 0;
  const level = Math.floor(Math.max(0, most - idle) / takers.length);
  const wanted = demands.map((demand) => (takers.includes(demand) ? level : demand.used));
  // What may be given out now: room that nobody uses, in proportion to what each lacks.
  const lacks = demands.map(({ used }, at) => Math.max(0, (wanted[at] ?? 0) - used));
  const lack = lacks.reduce((sum, of) => sum + of, 0);
  const free = Math.max(0, most - inUse);
  return demands.map(({ used }, at) => {
    const want = wanted[at] ?? 0;
    if (want <= used) return Math.max(1, want);
    const given = lack <= free ? (lacks[at] ?? 0) : Math.floor(((lacks[at] ?? 0) * free) / lack);
    return Math.max(1, used + given);
  });
}

/** Divides a rate: where nobody waits, a tenth of an equal part is kept for who may come. */
export function rateSharesOf(rate: number, demands: readonly Demand[]): readonly number[] {
  const weights = demands.map(({ waits }) => (waits ? 1 : 0.1));
  const sum = weights.reduce((all, weight) => all + weight, 0);
  return weights.map((weight) => (rate * weight) / sum);
}
