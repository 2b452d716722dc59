/**
 * A map whose versions share their storage: `with` gives another version, and costs the same whatever there is in it. The newest
 * version holds the entries, an older one the difference to the next. Reading an older one makes it the one that holds them, so
 * what goes from step to step, as a chain of DataFrame operations does, pays for its changes only.
 */
export class PersistentMap<K, V> {
  #entries: Entries<K, V> | null;
  #older: { readonly key: K; readonly value: V | undefined; readonly newer: PersistentMap<K, V> } | null = null;

  private constructor(
    entries: Entries<K, V>,
    readonly size: number,
  ) {
    this.#entries = entries;
  }

  static of<K, V>(given: Iterable<readonly [K, V]> = []): PersistentMap<K, V> {
    const entries = new Entries(new Map(given));
    return new PersistentMap(entries, entries.size);
  }

  get(key: K): V | undefined {
    return this.#held().get(key);
  }

  has(key: K): boolean {
    return this.get(key) !== undefined;
  }

  /** In no order that means anything. */
  entries(): readonly (readonly [K, V])[] {
    return this.#held().all();
  }

  keys(): readonly K[] {
    return this.entries().map(([key]) => key);
  }

  with(key: K, value: V): PersistentMap<K, V> {
    return this.#changed(key, value);
  }

  without(key: K): PersistentMap<K, V> {
    return this.has(key) ? this.#changed(key, undefined) : this;
  }

  #changed(key: K, value: V | undefined): PersistentMap<K, V> {
    const entries = this.#held();
    const before = entries.get(key);
    entries.put(key, value);
    const newer = new PersistentMap(entries, entries.size);
    this.#entries = null;
    this.#older = { key, value: before, newer };
    return newer;
  }

  #held(): Entries<K, V> {
    if (this.#entries !== null) return this.#entries;
    const path: PersistentMap<K, V>[] = [];
    let holder: PersistentMap<K, V> = this;
    while (holder.#older !== null) {
      path.push(holder);
      holder = holder.#older.newer;
    }
    const entries = holder.#entries ?? new Entries<K, V>(new Map());
    for (const version of path.toReversed()) {
      if (version.#older === null) continue;
      const { key, value, newer } = version.#older;
      newer.#older = { key, value: entries.get(key), newer: version };
      newer.#entries = null;
      version.#older = null;
      entries.put(key, value);
    }
    this.#entries = entries;
    return entries;
  }
}

/**
 * A key that is gone keeps its place, without a value, until most keys are gone. A `Map` leaves a mark where it deletes, and walks
 * over these to a key that is not there: a name that is given and taken away at every step would cost more at each.
 */
class Entries<K, V> {
  #map: Map<K, V | undefined>;
  #size: number;

  constructor(map: Map<K, V | undefined>) {
    this.#map = map;
    this.#size = map.size;
  }

  get size(): number {
    return this.#size;
  }

  get(key: K): V | undefined {
    return this.#map.get(key);
  }

  all(): readonly (readonly [K, V])[] {
    const all: [K, V][] = [];
    for (const [key, value] of this.#map) if (value !== undefined) all.push([key, value]);
    return all;
  }

  put(key: K, value: V | undefined): void {
    const before = this.#map.get(key);
    if (before === undefined && value === undefined) return;
    this.#map.set(key, value);
    if (before === undefined) this.#size += 1;
    if (value !== undefined) return;
    this.#size -= 1;
    if (this.#map.size > 2 * this.#size + FEW) this.#map = new Map(this.all());
  }
}

const FEW = 16;
