import type { TableId } from '../catalog/entries.js';

export type LockMode = 'shared' | 'exclusive';

/** INSERT and COPY share a table, everything else that changes it has it alone. */
export interface TableLock {
  readonly table: TableId;
  readonly mode: LockMode;
}

/** Snowflake's own limit of statements that wait for one table. */
export const MAX_WAITERS = 20;

export type LockRefusal = 'too_many_waiters' | 'deadlock' | 'timeout';

/** Thrown by `take`: the statement fails, its transaction stays open. */
export class LockRefused extends Error {
  override readonly name = 'LockRefused';
  constructor(
    readonly reason: LockRefusal,
    readonly table: TableId,
  ) {
    super(`lock on ${table} refused: ${reason}`);
  }
}

export interface LockWait {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  /** Told when the first wait begins: the statement is BLOCKED. */
  readonly onBlocked: () => void;
}

interface Waiter {
  readonly owner: TableLocks;
  readonly mode: LockMode;
  readonly grant: () => void;
}

interface LockedTable {
  readonly holders: Map<TableLocks, LockMode>;
  readonly queue: Waiter[];
}

/**
 * Table locks of the whole engine. DuckDB fails the second of two writers at once; Snowflake lets it wait. Locks are
 * granted in the order of asking, so that a stream of INSERTs cannot starve an UPDATE.
 */
export class LockTable {
  private readonly tables = new Map<TableId, LockedTable>();

  owner(): TableLocks {
    return new TableLocks(this);
  }

  /** Takes one lock for `owner`, which keeps the stronger mode if it holds the table already. */
  async take(owner: TableLocks, table: TableId, mode: LockMode, wait: LockWait): Promise<void> {
    wait.signal.throwIfAborted();
    const locked = this.tables.get(table) ?? { holders: new Map(), queue: [] };
    this.tables.set(table, locked);
    const held = locked.holders.get(owner);
    if (held === 'exclusive' || held === mode) return;
    // An owner that strengthens its lock goes before newcomers: they wait for it in any case.
    if (grantable(locked, owner, mode) && (locked.queue.length === 0 || held !== undefined)) {
      locked.holders.set(owner, mode);
      return;
    }
    if (locked.queue.length >= MAX_WAITERS) throw new LockRefused('too_many_waiters', table);
    if (this.waitsFor(locked, owner, mode)) throw new LockRefused('deadlock', table);
    wait.onBlocked();
    await this.granted(table, locked, owner, mode, wait);
  }

  release(owner: TableLocks, tables: Iterable<TableId>): void {
    for (const table of tables) {
      const locked = this.tables.get(table);
      if (locked === undefined) continue;
      locked.holders.delete(owner);
      this.grantNext(table, locked);
    }
  }

  wantedBy(owner: TableLocks): readonly TableId[] {
    return [...this.tables].flatMap(([table, { queue }]) =>
      queue.some((waiter) => waiter.owner === owner) ? [table] : [],
    );
  }

  private granted(
    table: TableId,
    locked: LockedTable,
    owner: TableLocks,
    mode: LockMode,
    wait: LockWait,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (outcome: () => void) => {
        clearTimeout(timer);
        wait.signal.removeEventListener('abort', aborted);
        outcome();
      };
      const leave = (error: unknown) => {
        locked.queue.splice(locked.queue.indexOf(waiter), 1);
        this.grantNext(table, locked);
        end(() => reject(error));
      };
      const waiter: Waiter = { owner, mode, grant: () => end(resolve) };
      const aborted = () => leave(wait.signal.reason);
      const timer = setTimeout(() => leave(new LockRefused('timeout', table)), Math.min(wait.timeoutMs, 2 ** 31 - 1));
      wait.signal.addEventListener('abort', aborted, { once: true });
      if (locked.holders.has(owner)) locked.queue.unshift(waiter);
      else locked.queue.push(waiter);
    });
  }

  private grantNext(table: TableId, locked: LockedTable): void {
    for (let next = locked.queue[0]; next !== undefined; next = locked.queue[0]) {
      if (!grantable(locked, next.owner, next.mode)) return;
      locked.queue.shift();
      locked.holders.set(next.owner, next.mode);
      next.grant();
    }
    if (locked.holders.size === 0) this.tables.delete(table);
  }

  /** Whether somebody that `owner` would wait for is, step by step, waiting for `owner`. */
  private waitsFor(locked: LockedTable, owner: TableLocks, mode: LockMode): boolean {
    const seen = new Set<TableLocks>();
    const open = blockers(locked, owner, mode);
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (next === owner) return true;
      if (seen.has(next)) continue;
      seen.add(next);
      for (const other of this.tables.values()) {
        const at = other.queue.findIndex((waiter) => waiter.owner === next);
        const waiter = other.queue[at];
        if (waiter === undefined) continue;
        open.push(...blockers(other, next, waiter.mode), ...other.queue.slice(0, at).map((ahead) => ahead.owner));
      }
    }
    return false;
  }
}

/** The locks of one statement or of one explicit transaction. */
export class TableLocks {
  private readonly held = new Map<TableId, LockMode>();

  constructor(private readonly table: LockTable) {}

  /** Takes several locks in the order of their names, which all owners share. */
  async take(locks: readonly TableLock[], wait: LockWait): Promise<void> {
    for (const { table, mode } of [...locks].sort((a, b) => (a.table < b.table ? -1 : a.table > b.table ? 1 : 0))) {
      await this.table.take(this, table, mode, wait);
      if (this.held.get(table) !== 'exclusive') this.held.set(table, mode);
    }
  }

  holds(table: TableId): LockMode | undefined {
    return this.held.get(table);
  }

  /** What it holds, and what it waits for. */
  list(): readonly { readonly table: TableId; readonly isHeld: boolean }[] {
    const held = [...this.held.keys()].map((table) => ({ table, isHeld: true }));
    return [...held, ...this.table.wantedBy(this).map((table) => ({ table, isHeld: false }))];
  }

  release(): void {
    this.table.release(this, this.held.keys());
    this.held.clear();
  }
}

const grantable = (locked: LockedTable, owner: TableLocks, mode: LockMode): boolean =>
  blockers(locked, owner, mode).length === 0;

const blockers = (locked: LockedTable, owner: TableLocks, mode: LockMode): TableLocks[] =>
  [...locked.holders].flatMap(([holder, held]) =>
    holder !== owner && (mode === 'exclusive' || held === 'exclusive') ? [holder] : [],
  );
