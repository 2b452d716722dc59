import type { DuckRunner } from '../execute/duck.js';
import { CatalogView } from './catalog-view.js';
import type { CatalogChange } from './entries.js';
import { CommittedState, Overlay } from './state.js';
import { writeChanges } from './storage.js';

/**
 * The catalog of the whole engine. What is in memory is what DuckDB has committed; a transaction's own changes are
 * seen by its session alone until then.
 */
export class Catalog {
  private readonly committed = new CommittedState();
  private committedVersion = 0;
  private lastObjectId: number;

  /** @param damaged identifiers of stored objects that cannot be read: what they own stays where it is. */
  constructor(
    changes: readonly CatalogChange[],
    now: number,
    private readonly damaged: readonly number[] = [],
  ) {
    this.committed.apply(changes);
    // Milliseconds times 1,000: an identifier dropped before a restart is not handed out again after it.
    this.lastObjectId = changes.reduce((last, { entry }) => Math.max(last, entry.objectId), now * 1_000);
  }

  /** Rises with every committed change: part of the key of a cached plan. */
  get version(): number {
    return this.committedVersion;
  }

  /** What a session sees that has no transaction of its own open. */
  view(sessionId: string): CatalogView {
    return new CatalogView(this.committed, sessionId);
  }

  /** One per DuckDB transaction that may change the catalog. */
  begin(sessionId: string): CatalogTransaction {
    return new CatalogTransaction(this, new Overlay(this.committed), sessionId);
  }

  /** Identifiers of everything that is committed. */
  objectIds(): readonly number[] {
    const entries = this.committed.containers('').flatMap((container) => this.committed.list(container));
    return [...entries.map(({ objectId }) => objectId), ...this.damaged];
  }

  nextObjectId(): number {
    this.lastObjectId += 1;
    return this.lastObjectId;
  }

  /** Called by a transaction whose DuckDB transaction has committed. */
  publish(changes: readonly CatalogChange[]): void {
    if (changes.length === 0) return;
    this.committed.apply(changes);
    this.committedVersion += 1;
  }
}

/** The catalog side of one DuckDB transaction. Dropped without `commit`, it leaves no trace. */
export class CatalogTransaction {
  private readonly changes: CatalogChange[] = [];

  constructor(
    private readonly catalog: Catalog,
    private readonly overlay: Overlay,
    readonly sessionId: string,
  ) {}

  /** What this transaction's session sees, its own changes included. */
  get view(): CatalogView {
    return new CatalogView(this.overlay, this.sessionId);
  }

  get isChanged(): boolean {
    return this.changes.length > 0;
  }

  nextObjectId(): number {
    return this.catalog.nextObjectId();
  }

  /** Writes changes on the transaction's connection and shows them in `view`. */
  async change(duck: DuckRunner, changes: readonly CatalogChange[]): Promise<void> {
    await writeChanges(duck, changes);
    this.overlay.apply(changes);
    this.changes.push(...changes);
  }

  /** Shows the changes to every session. To be called once DuckDB has committed, and only then. */
  commit(): void {
    this.catalog.publish(this.changes.splice(0));
  }
}
