import { bindQuery } from '../bind/bind-query.js';
import { Frame } from '../bind/frame.js';
import { nameParts } from '../bind/object-name.js';
import { type BoundQuery, withAnswers } from '../bind/query.js';
import { relationColumns } from '../bind/relation.js';
import { rootEnvironment } from '../bind/root-frame.js';
import type { FromClause } from '../bind/scope.js';
import type { TableEntry } from '../catalog/entries.js';
import { runEngineFunctions } from '../commands/engine-functions.js';
import type { StatementContext } from '../commands/statement-context.js';
import { STATEMENT_TYPE } from '../commands/status.js';
import type { ExecutionContext, PreparedStatement } from '../execute/statement.js';
import type { MultiInsert, MultiInsertTarget, ObjectName } from '../parse/ast.js';
import type { Emitted } from '../types/typed.js';
import { defaultValue } from './default-value.js';
import { incomingRows, insertIncoming, needsWidening } from './insert-rows.js';
import { countMismatch, typedColumn } from './insert-source.js';
import { condition } from './scope.js';
import { type DmlCountName, type DmlPlan, dmlStatement } from './statement.js';
import type { Incoming } from './storage.js';
import { targetColumns, targetTable, writtenName } from './target.js';

/** Rows of the query, columns c0 to cn, with the truth of each condition, w0 to wn: each is computed once. */
const SOURCE = '"~source"';

/** INSERT ALL | FIRST … : the rows of one query into several tables. */
export function prepareMultiInsert(ast: MultiInsert, context: StatementContext): PreparedStatement {
  const targets = ast.branches.flatMap(({ into }) => into.map(({ target }) => target));
  const names = [...new Set(targets.map((target) => countName(target, context)))];
  return dmlStatement(STATEMENT_TYPE.multiTableInsert, names, context, (bound) => planMultiInsert(ast, bound));
}

const countName = (target: ObjectName, context: StatementContext): DmlCountName =>
  `number of rows inserted into ${nameParts(target, context).at(-1)}`;

interface Into {
  readonly target: ObjectName;
  readonly table: TableEntry;
  readonly shown: string;
  readonly incoming: readonly Incoming[];
  /** A DuckDB SELECT over the source: the rows that it takes. */
  readonly sql: string;
}

function planMultiInsert(ast: MultiInsert, context: StatementContext): DmlPlan {
  const bound = bindQuery(ast.query, context);
  const columns = relationColumns(SOURCE, bound.columns);
  const from: FromClause = { sql: () => SOURCE, tables: [{ path: [], columns }], columns };
  const environment = rootEnvironment(context);
  const frame = new Frame(environment, from);
  const conditions = ast.branches.flatMap(({ takes }) =>
    typeof takes === 'object' ? [condition(takes.condition, frame)] : [],
  );
  const all = ast.branches.flatMap(({ into }, branch) =>
    into.map((target) => boundInto(target, rowsOf(ast, branch, conditions.length), bound, frame, context)),
  );
  const { state } = environment;
  const calls = [...bound.calls, ...state.calls];
  return {
    targets: all.map(({ table, incoming, shown }) => ({
      table,
      shown,
      lock: ast.overwrite || needsWidening(incoming) ? 'exclusive' : 'shared',
    })),
    reads: [...new Set([...bound.reads, ...state.reads])],
    volatile: bound.volatile || state.volatileCalls > 0 || calls.length > 0,
    run: async (execution) => {
      const { duck } = execution;
      const tests = conditions.map((sql, index) => `${sql} AS w${index}`);
      const rows = `SELECT ${['*', ...tests].join(', ')} FROM (${bound.sql}) AS ${SOURCE}`;
      const answers = await runEngineFunctions(calls, execution);
      await duck.run(`CREATE OR REPLACE TEMP TABLE ${SOURCE} AS ${withAnswers({ sql: rows, calls }, answers)}`);
      if (ast.overwrite)
        for (const name of new Set(all.map(({ table }) => table.duckName))) await duck.run(`DELETE FROM ${name}`);
      const counts = new Map<DmlCountName, number>();
      for (const into of all) {
        const name = countName(into.target, context);
        const inserted = await insertInto(into, withAnswers({ sql: into.sql, calls }, answers), context, execution);
        counts.set(name, (counts.get(name) ?? 0) + inserted);
      }
      await duck.run(`DROP TABLE ${SOURCE}`);
      return Object.fromEntries(counts);
    },
  };
}

/** The rows that a branch takes, as a DuckDB condition over the source. */
function rowsOf({ branches, first }: MultiInsert, branch: number, conditions: number): string {
  const takes = branches[branch]?.takes;
  const untaken = (most: number): readonly string[] =>
    Array.from({ length: most }, (_, index) => `w${index} IS NOT TRUE`);
  if (takes === 'all') return 'true';
  // A branch with a condition has its number: ELSE is the last.
  const tests = takes === 'else' ? untaken(conditions) : [`w${branch}`, ...(first ? untaken(branch) : [])];
  return tests.join(' AND ');
}

function boundInto(
  { target, columns: names, values }: MultiInsertTarget,
  where: string,
  bound: BoundQuery,
  frame: Frame,
  context: StatementContext,
): Into {
  const table = targetTable(target, context, 'INSERT');
  const shown = writtenName(target, context);
  const columns = names.length === 0 ? table.columns : targetColumns(names, table, context);
  const given: readonly Emitted[] =
    values === undefined
      ? bound.columns.map((column, index) => ({ ...typedColumn(column), sql: `c${index}` }))
      : values.map((item, index) => {
          const column = columns[index];
          if (item.kind === 'default' && column !== undefined) return defaultValue(column, context);
          return frame.within('values', () => frame.bind(item));
        });
  if (given.length !== columns.length) throw countMismatch(columns.length, given.length);
  const items = given.map(({ sql }, index) => `${sql} AS c${index}`);
  return {
    target,
    table,
    shown,
    incoming: incomingRows(
      table,
      columns.map((column) => column.name),
      given,
      context,
      shown,
    ),
    sql: `SELECT ${items.join(', ')} FROM ${SOURCE} WHERE ${where}`,
  };
}

/** A branch before it may have widened columns of the same table. */
function insertInto(into: Into, sql: string, context: StatementContext, execution: ExecutionContext): Promise<number> {
  const table = targetTable(into.target, { ...context, catalog: execution.catalog.view }, 'INSERT');
  const columns = new Map(table.columns.map((column) => [column.name, column]));
  const incoming = into.incoming.map(({ column, value }) => ({ column: columns.get(column.name) ?? column, value }));
  return insertIncoming(table, incoming, sql, execution);
}
