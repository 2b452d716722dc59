import { addressOf } from './address.js';
import type { CatalogChange, CatalogEntry } from './entries.js';

/** What a view of the catalog reads: entries by container and name. */
export interface Layer {
  get(container: string, name: string): CatalogEntry | undefined;
  list(container: string): readonly CatalogEntry[];
  containers(prefix: string): readonly string[];
}

/** The committed catalog in memory. Changed only when DuckDB has committed the same changes. */
export class CommittedState implements Layer {
  private readonly byContainer = new Map<string, Map<string, CatalogEntry>>();

  get(container: string, name: string): CatalogEntry | undefined {
    return this.byContainer.get(container)?.get(name);
  }

  list(container: string): readonly CatalogEntry[] {
    return [...(this.byContainer.get(container)?.values() ?? [])];
  }

  containers(prefix: string): readonly string[] {
    return [...this.byContainer.keys()].filter((container) => container.startsWith(prefix));
  }

  apply(changes: readonly CatalogChange[]): void {
    for (const { action, entry } of changes) {
      const { container, name } = addressOf(entry);
      const entries = this.byContainer.get(container) ?? new Map<string, CatalogEntry>();
      if (action === 'put') {
        entries.set(name, entry);
        this.byContainer.set(container, entries);
      } else {
        entries.delete(name);
        if (entries.size === 0) this.byContainer.delete(container);
      }
    }
  }
}

/** The changes of one open transaction over what others have committed, as that transaction alone sees them. */
export class Overlay implements Layer {
  /** null: dropped here. */
  private readonly own = new Map<string, Map<string, CatalogEntry | null>>();

  constructor(private readonly below: Layer) {}

  get(container: string, name: string): CatalogEntry | undefined {
    const mine = this.own.get(container)?.get(name);
    return mine === undefined ? this.below.get(container, name) : (mine ?? undefined);
  }

  list(container: string): readonly CatalogEntry[] {
    const mine = this.own.get(container);
    if (mine === undefined) return this.below.list(container);
    const others = this.below.list(container).filter((entry) => !mine.has(addressOf(entry).name));
    return [...others, ...[...mine.values()].filter((entry) => entry !== null)];
  }

  containers(prefix: string): readonly string[] {
    const mine = [...this.own.keys()].filter((container) => container.startsWith(prefix));
    return [...new Set([...this.below.containers(prefix), ...mine])];
  }

  apply(changes: readonly CatalogChange[]): void {
    for (const { action, entry } of changes) {
      const { container, name } = addressOf(entry);
      const entries = this.own.get(container) ?? new Map<string, CatalogEntry | null>();
      entries.set(name, action === 'put' ? entry : null);
      this.own.set(container, entries);
    }
  }
}
