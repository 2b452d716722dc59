/**
 * A map whose versions share their storage: `with` gives another version, and costs the same whatever there is in it. The newest
 * version holds the entries, an older one the difference to the next. Reading an older one makes it the one that holds them, so
 * what goes from step to step, as a chain of DataFrame operations does, pays for its changes only.
 */
export class PersistentMap<K, V> {
  #entries: Map<K, V> | null;
  #older: { readonly key: K; readonly value: V | undefined; readonly newer: PersistentMap<K, V> } | null = null;

  private constructor(
    entries: Map<K, V>,
    readonly size: number,
  ) {
    this.#entries = entries;
  }

  static of<K, V>(entries: Iterable<readonly [K, V]> = []): PersistentMap<K, V> {
    const map = new Map(entries);
    return new PersistentMap(map, map.size);
  }

  get(key: K): V | undefined {
    return this.#held().get(key);
  }

  has(key: K): boolean {
    return this.#held().has(key);
  }

  /** In no order that means anything. */
  entries(): readonly (readonly [K, V])[] {
    return [...this.#held()];
  }

  keys(): readonly K[] {
    return [...this.#held().keys()];
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
    put(entries, key, value);
    const newer = new PersistentMap(entries, entries.size);
    this.#entries = null;
    this.#older = { key, value: before, newer };
    return newer;
  }

  #held(): Map<K, V> {
    if (this.#entries !== null) return this.#entries;
    const path: PersistentMap<K, V>[] = [];
    let holder: PersistentMap<K, V> = this;
    while (holder.#older !== null) {
      path.push(holder);
      holder = holder.#older.newer;
    }
    const entries = holder.#entries ?? new Map<K, V>();
    for (const version of path.toReversed()) {
      if (version.#older === null) continue;
      const { key, value, newer } = version.#older;
      newer.#older = { key, value: entries.get(key), newer: version };
      newer.#entries = null;
      version.#older = null;
      put(entries, key, value);
    }
    this.#entries = entries;
    return entries;
  }
}

function put<K, V>(entries: Map<K, V>, key: K, value: V | undefined): void {
  if (value === undefined) entries.delete(key);
  else entries.set(key, value);
}
