import type { Gate } from '../admit/gate.js';
import type { TableLocks } from '../admit/locks.js';
import type { CatalogTransaction } from '../catalog/catalog.js';
import type { DuckConnection } from './duck.js';

/** The DuckDB side of a transaction, from its first write on. */
export interface DuckTransaction {
  readonly connection: DuckConnection;
  readonly catalog: CatalogTransaction;
  /** Commits that had ended before the snapshot was taken: see `CommitLog`. */
  readonly snapshot: number;
}

/** An explicit transaction of a session: from BEGIN to COMMIT or ROLLBACK. */
export interface OpenTransaction {
  /** What CURRENT_TRANSACTION answers. */
  readonly id: string;
  readonly name: string | null;
  readonly startedAt: number;
  /** The owner of its locks, all of which end with it. */
  readonly locks: TableLocks;
  /** One statement at a time, although a session may send several. */
  readonly turn: Gate;
  /** null until the first write: reads before it each see what is committed by then. */
  duck: DuckTransaction | null;
  /** Set when a failed statement has made DuckDB give the transaction up: only ROLLBACK goes on from there. */
  failure: Error | null;
  /** Set by COMMIT and ROLLBACK: a statement that was waiting for its turn is too late. */
  ended: boolean;
}
