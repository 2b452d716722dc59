import type { OutColumn } from '../bind/query.js';
import type { TableEntry, TableId } from '../catalog/entries.js';
import type { StatementContext } from '../commands/statement-context.js';
import { SqlError } from '../errors.js';
import type { ExecutionContext, PreparedStatement, StatementOutcome, TableLock } from '../execute/statement.js';
import { fixed } from '../types/snow-type.js';
import { writeFailure } from './failed-column.js';

/** A DML statement, bound against the catalog as it was at one moment. */
export interface DmlPlan {
  /** Tables it writes, with the lock that each needs. */
  readonly targets: readonly DmlWrite[];
  /** Tables whose rows decide what is written. */
  readonly reads: readonly TableId[];
  /** Whether running it again over the same rows may write something else. */
  readonly volatile: boolean;
  readonly run: (context: ExecutionContext) => Promise<DmlCounts>;
}

export interface DmlWrite {
  readonly table: TableEntry;
  readonly lock: TableLock['mode'];
  /** How the statement names it. */
  readonly shown: string;
}

/** Rows written, by the name of the result column, in the order of the columns. */
export type DmlCounts = Readonly<Partial<Record<DmlCountName, number>>>;

export type DmlCountName =
  | 'number of rows inserted'
  | `number of rows inserted into ${string}`
  | 'number of rows updated'
  | 'number of rows deleted'
  | 'number of multi-joined rows updated';

/**
 * A statement that is bound at once, so that what is wrong with it is a compile error, and again when it runs if the
 * catalog has changed since: another session may have widened a column or replaced a table in between.
 */
export function dmlStatement(
  statementTypeId: number,
  names: readonly DmlCountName[],
  context: StatementContext,
  plan: (context: StatementContext) => DmlPlan,
  parts: Pick<Partial<PreparedStatement>, 'arrayBindSupported'> = {},
): PreparedStatement {
  const { engine } = context.request;
  const version = engine.catalog.version;
  const first = plan(context);
  const columns = names.map(countColumn);
  return {
    statementTypeId,
    columns,
    needsWarehouse: true,
    locks: locksOf(first),
    transaction: 'write',
    bindCount: 0,
    ...(first.volatile ? {} : { repeatableReads: first.reads }),
    ...parts,
    run: async (execution) => {
      const isCurrent = engine.catalog.version === version && !execution.catalog.isChanged;
      const now = isCurrent ? first : plan({ ...context, catalog: execution.catalog.view });
      refuseMoreLocks(first, now);
      await context.stages.convert(execution);
      return outcome(columns, await written(now, execution));
    },
  };
}

async function written({ targets, run }: DmlPlan, execution: ExecutionContext): Promise<DmlCounts> {
  try {
    return await run(execution);
  } catch (error) {
    throw writeFailure(error, (name) => targets.find(({ table }) => table.name === name)?.shown ?? name);
  }
}

/** A table that is written twice needs the stronger of its locks. */
function locksOf({ targets }: DmlPlan): readonly TableLock[] {
  const modes = new Map<TableId, TableLock['mode']>();
  for (const { table, lock } of targets) if (modes.get(table.id) !== 'exclusive') modes.set(table.id, lock);
  return [...modes].map(([table, mode]) => ({ table, mode }));
}

function refuseMoreLocks(taken: DmlPlan, needed: DmlPlan): void {
  const modes = new Map(locksOf(taken).map(({ table, mode }) => [table, mode]));
  for (const { table, mode } of locksOf(needed)) {
    const entry = needed.targets.find((target) => target.table.id === table)?.table;
    if (mode === 'exclusive' && modes.get(table) === 'shared' && entry !== undefined) throw outdated(entry);
  }
}

function outcome(columns: readonly OutColumn[], counts: DmlCounts): StatementOutcome {
  const count = (name: DmlCountName): number | undefined => counts[name];
  const insertedInto = Object.entries(counts).filter(([name]) => name.startsWith('number of rows inserted'));
  const inserted = insertedInto.length === 0 ? undefined : insertedInto.reduce((all, [, rows]) => all + (rows ?? 0), 0);
  const [updated, deleted] = [count('number of rows updated'), count('number of rows deleted')];
  const byName = new Map(Object.entries(counts));
  return {
    columns,
    rows: { kind: 'values', cells: [columns.map((column) => String(byName.get(column.name) ?? 0))] },
    stats: {
      ...(inserted === undefined ? {} : { numRowsInserted: inserted }),
      ...(updated === undefined ? {} : { numRowsUpdated: updated }),
      ...(deleted === undefined ? {} : { numRowsDeleted: deleted }),
    },
  };
}

const countColumn = (name: DmlCountName): OutColumn => ({ name, type: fixed(19), physical: 'bigint', nullable: false });

/** Its tables have changed so that it needs a lock it has not taken. Nothing has been written. */
const outdated = (table: TableEntry): SqlError =>
  new SqlError(
    '000625',
    '57014',
    `Statement aborted because table '${table.name}' or a table it reads was changed by another session. Run it again.`,
  );
