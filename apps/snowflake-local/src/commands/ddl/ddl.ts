import type { TableLock } from '../../admit/locks.js';
import { PivotValuesNeeded } from '../../bind/source/pivot-values.js';
import type { CatalogChange, TableEntry } from '../../catalog/entries.js';
import { hashPassword } from '../../catalog/password.js';
import { insertRows } from '../../dml/insert-rows.js';
import type { DuckRunner } from '../../execute/duck.js';
import type { ExecutionContext, PreparedStatement, PrepareRequest } from '../../execute/statement.js';
import type { BoundSource } from '../bound-source.js';
import { withPivotValues } from '../pivot-values.js';
import { type StatementContext, statementContext } from '../statement-context.js';
import { commandStatement, EXECUTED, STATEMENT_TYPE, statusOutcome } from '../status.js';
import { consume } from '../stream/consume.js';

/** What a DDL statement does, worked out from the catalog alone. */
export interface DdlPlan {
  readonly locks: readonly TableLock[];
  /** DuckDB statements, in order; one that depends on what is stored is made when its turn comes. */
  readonly sql?: readonly (string | ((duck: DuckRunner) => Promise<string>))[];
  /** First rows of the new table, which is among `changes`. */
  readonly fill?: TableFill;
  readonly changes?: readonly CatalogChange[];
  /** Further changes, where they may be very many: each part is worked out when those before it are written. */
  readonly parts?: Iterable<readonly CatalogChange[]>;
  /** The new password of the user among `changes`. */
  readonly password?: string;
  /** The session's current database and schema afterwards. */
  readonly use?: { readonly database: string | null; readonly schema: string | null };
  readonly message?: string;
  /** Once the change is committed: what lives outside the database, such as a stage's folder. */
  readonly afterwards?: (context: ExecutionContext) => void;
  readonly needsWarehouse?: boolean;
}

export interface TableFill {
  readonly source: BoundSource;
  readonly table: TableEntry;
  /** How messages name the table. */
  readonly shown: string;
  /** The query reads the table that this statement replaces: its rows are taken before that is gone. */
  readonly replacesItself: boolean;
}

/** A temporary table of the statement's connection. */
const KEPT_ROWS = '"~kept"';

/** Gives a new object its identifier. */
export type NextObjectId = () => number;
export type Planner = (context: StatementContext, nextObjectId: NextObjectId) => DdlPlan;

interface DdlParts extends Partial<PreparedStatement> {
  /** Of what a query fills: its locks, where the query can be bound only when it runs, because a PIVOT takes its values from rows. */
  readonly fillLocks?: (context: StatementContext) => readonly TableLock[];
}

/**
 * A DDL statement. It is planned twice: at once, so that what is wrong with it is a compile error, and again under
 * its locks, because another session may have changed the catalog in between.
 */
export function ddlStatement(
  request: PrepareRequest,
  queryType: string,
  plan: Planner,
  { fillLocks, ...parts }: DdlParts = {},
): PreparedStatement {
  const given = statementContext(request);
  const context = fillLocks === undefined ? given : { ...given, pivotValues: new Map() };
  const first = plannedFirst(plan, context, fillLocks);
  // Rows of a new table consume the streams that they come from; a view only names them.
  const streams = first.fill === undefined && fillLocks === undefined ? [] : context.streams.locks();
  return commandStatement(STATEMENT_TYPE.ddl, {
    queryType,
    transaction: 'ddl',
    locks: [...first.locks, ...streams],
    needsWarehouse: first.needsWarehouse ?? false,
    ...parts,
    // In an open transaction it can be run again over the same tables, unless a query fills the new one.
    ...(parts.transaction === 'write' && first.fill === undefined ? { repeatableReads: [] } : {}),
    run: async (execution) => {
      const current = statementContext(request, execution.catalog.view);
      const nextObjectId = () => execution.catalog.nextObjectId();
      const now = await (fillLocks === undefined
        ? plan(current, nextObjectId)
        : withPivotValues(execution, (pivotValues) => plan({ ...current, pivotValues }, nextObjectId)));
      const work = () => carryOut(now, execution);
      await (now.fill === undefined ? work() : consume(current.streams, execution, work));
      return statusOutcome(now.message ?? EXECUTED);
    },
  });
}

function plannedFirst(plan: Planner, context: StatementContext, fillLocks: DdlParts['fillLocks']): DdlPlan {
  try {
    return plan(context, () => 0);
  } catch (error) {
    if (!(error instanceof PivotValuesNeeded) || fillLocks === undefined) throw error;
    return { locks: fillLocks(context), needsWarehouse: true };
  }
}

async function carryOut(plan: DdlPlan, context: ExecutionContext): Promise<void> {
  const { fill } = plan;
  const rows = fill === undefined ? null : await firstRows(fill, context);
  for (const statement of plan.sql ?? []) {
    await context.duck.run(typeof statement === 'string' ? statement : await statement(context.duck));
  }
  if (plan.changes !== undefined) await context.catalog.change(context.duck, await withPassword(plan, plan.changes));
  for (const part of plan.parts ?? []) {
    context.signal.throwIfAborted();
    await context.catalog.change(context.duck, part);
  }
  if (fill !== undefined && rows !== null) {
    const columns = fill.table.columns.map((column) => column.name);
    await insertRows(fill.table, columns, { sql: rows, columns: fill.source.query.columns }, context, fill.shown);
    if (fill.replacesItself) await context.duck.run(`DROP TABLE ${KEPT_ROWS}`);
  }
  const { use, afterwards } = plan;
  // Now, not after the commit: the answer tells the driver the current schema.
  if (use !== undefined) Object.assign(context.session, use);
  if (afterwards !== undefined) context.afterCommit(() => afterwards(context));
}

/** Its key is derived here and not while planning: that takes some milliseconds, on another thread. */
async function withPassword(
  { password }: DdlPlan,
  changes: readonly CatalogChange[],
): Promise<readonly CatalogChange[]> {
  if (password === undefined) return changes;
  const passwordHash = await hashPassword(password);
  return changes.map((change) =>
    change.action === 'put' && change.entry.kind === 'user'
      ? { action: 'put', entry: { ...change.entry, passwordHash } }
      : change,
  );
}

async function firstRows({ source, replacesItself }: TableFill, context: ExecutionContext): Promise<string> {
  const query = await source.ready(context);
  if (!replacesItself) return query;
  await context.duck.run(`CREATE OR REPLACE TEMP TABLE ${KEPT_ROWS} AS ${query}`);
  return `SELECT * FROM ${KEPT_ROWS}`;
}

/** Temporary DDL joins the open transaction when the client asks for it, and commits it otherwise, as Snowflake does. */
export const temporaryDdl = ({ session }: PrepareRequest): Partial<PreparedStatement> =>
  session.parameters.isTrue('SNOWPARK_SKIP_TXN_COMMIT_IN_DDL') ? { transaction: 'write' } : {};
