import { Frame } from '../bind/frame.js';
import { bindFrom } from '../bind/from.js';
import { joinSources } from '../bind/join.js';
import { withAnswers } from '../bind/query.js';
import type { FromClause } from '../bind/scope.js';
import { runEngineFunctions } from '../commands/engine-functions.js';
import type { StatementContext } from '../commands/statement-context.js';
import { STATEMENT_TYPE } from '../commands/status.js';
import { compilationError } from '../errors.js';
import type { PreparedStatement } from '../execute/statement.js';
import type { Merge, MergeClause } from '../parse/ast.js';
import { assigned } from './assigned.js';
import { boundAssignments } from './assignments.js';
import { insertedValues } from './merge-insert.js';
import { type MergeAction, mergeRows, ROWS, refuseDuplicates, writeAction } from './merge-rows.js';
import { type BoundTarget, boundTarget, condition } from './scope.js';
import { type DmlCountName, type DmlCounts, type DmlPlan, dmlStatement } from './statement.js';
import { type Incoming, overflowing, widen } from './storage.js';

/**
 * MERGE INTO table USING source ON … WHEN …
 *
 * Each row of the join takes the first clause whose condition holds. What the clauses make of the rows is computed once,
 * before anything is written; then rows are deleted, updated and inserted.
 */
export const prepareMerge = (ast: Merge, context: StatementContext): PreparedStatement =>
  dmlStatement(STATEMENT_TYPE.merge, countNames(ast.clauses), context, (bound) => planMerge(ast, bound));

/** Counts are answered for the kinds of clauses that the statement has, and for no others. */
function countNames(clauses: readonly MergeClause[]): readonly DmlCountName[] {
  const kinds = new Set(clauses.map((clause) => clause.kind));
  return [
    ...(kinds.has('not_matched_insert') ? (['number of rows inserted'] as const) : []),
    ...(kinds.has('matched_update') ? (['number of rows updated'] as const) : []),
    ...(kinds.has('matched_delete') ? (['number of rows deleted'] as const) : []),
  ];
}

function planMerge(ast: Merge, context: StatementContext): DmlPlan {
  const target = boundTarget(ast.target, context, 'MERGE');
  const { table, state } = target;
  const joined = joinOf(ast, target);
  const actions = ast.clauses.map((clause, index) => boundAction(clause, index, target, joined, context));
  const select = mergeRows(joined.both.sql() ?? '', target.rowId, actions);
  const names = countNames(ast.clauses);
  return {
    targets: [{ table, lock: 'exclusive', shown: target.shown }],
    reads: [...state.reads, table.id],
    volatile: state.volatileCalls > 0 || state.calls.length > 0,
    run: async (execution) => {
      const { duck } = execution;
      const ready = withAnswers({ sql: select, calls: state.calls }, await runEngineFunctions(state.calls, execution));
      await duck.run(`CREATE OR REPLACE TEMP TABLE ${ROWS} AS ${ready}`);
      const isStrict = context.session.parameters.isTrue('ERROR_ON_NONDETERMINISTIC_MERGE');
      if (isStrict) await refuseDuplicates(table, actions, execution);
      const wide = await overflowing(
        actions.flatMap((action) => action.held),
        `FROM ${ROWS}`,
        execution,
      );
      if (wide.length > 0) {
        await widen(table, wide, execution);
        // Its rows have new identities now, so the join is computed anew.
        return planMerge(ast, { ...context, catalog: execution.catalog.view }).run(execution);
      }
      const counts = new Map<DmlCountName, number>(names.map((name) => [name, 0]));
      for (const action of inWritingOrder(actions)) {
        const written = await writeAction(table, action, execution);
        counts.set(action.counts, (counts.get(action.counts) ?? 0) + written);
      }
      await duck.run(`DROP TABLE ${ROWS}`);
      return Object.fromEntries(counts) satisfies DmlCounts;
    },
  };
}

interface JoinedSource {
  readonly source: FromClause;
  readonly both: FromClause;
}

/** Source rows without a match matter only where a clause inserts them. */
function joinOf(ast: Merge, target: BoundTarget): JoinedSource {
  const source = bindFrom([ast.source], target.environment, null);
  const kind = ast.clauses.some((clause) => clause.kind === 'not_matched_insert') ? 'left' : 'inner';
  const { start, end } = ast.on;
  const join = {
    kind: 'join',
    join: kind,
    natural: false,
    left: ast.source,
    right: { kind: 'table', name: ast.target.name, start, end },
    condition: { kind: 'on', expression: ast.on },
    start,
    end,
  } as const;
  return { source, both: joinSources(join, source, target.scope, target.environment, null) };
}

function boundAction(
  clause: MergeClause,
  index: number,
  target: BoundTarget,
  { source, both }: JoinedSource,
  context: StatementContext,
): MergeAction {
  const { environment } = target;
  const number = index + 1;
  // Only a row of the source is there when nothing matched.
  const frame = new Frame(environment, clause.kind === 'not_matched_insert' ? source : both);
  const when = condition(clause.condition, frame);
  switch (clause.kind) {
    case 'matched_delete':
      return { kind: 'delete', number, when, incoming: [], held: [], counts: 'number of rows deleted' };
    case 'matched_update': {
      const incoming =
        clause.assignments === 'by_name'
          ? byName(clause, target, source, frame)
          : boundAssignments(clause.assignments, target, frame, context, true);
      return action('update', number, when, incoming, 'number of rows updated');
    }
    case 'not_matched_insert': {
      const { columns, values } = clause;
      const incoming =
        values === 'by_name'
          ? byName(clause, target, source, frame)
          : insertedValues({ ...clause, columns, values }, target, frame, context);
      return action('insert', number, when, incoming, 'number of rows inserted');
    }
    default:
      return unreachable(clause);
  }
}

/** `UPDATE ALL BY NAME` and `INSERT ALL BY NAME`: both sides must have the same columns, in whatever order. */
function byName(
  clause: MergeClause,
  { table, shown }: BoundTarget,
  source: FromClause,
  frame: Frame,
): readonly Incoming[] {
  const names = source.columns.map((column) => column.name);
  const missing = table.columns.find((column) => !names.includes(column.name));
  const unknown = names.find((name) => !table.columns.some((column) => column.name === name));
  const name = missing?.name ?? unknown;
  if (name !== undefined) {
    const detail = `ALL BY NAME needs the same columns in source and target: '${name}' is in one of them alone`;
    throw compilationError('002020', '21S01', detail, frame.positionOf(clause));
  }
  return table.columns.flatMap((column) => {
    const value = source.columns[names.indexOf(column.name)]?.value;
    return value === undefined ? [] : [{ column, value: assigned(value, column, shown, frame.values) }];
  });
}

function action(
  kind: 'update' | 'insert',
  number: number,
  when: string,
  incoming: MergeAction['incoming'],
  counts: DmlCountName,
): MergeAction {
  const held = incoming.map(({ column, value }, index) => {
    const { literal: _, ...bare } = value;
    return { column, value: { ...bare, sql: `v${number}_${index}` } };
  });
  return { kind, number, when, incoming, held, counts };
}

const ORDER = { delete: 0, update: 1, insert: 2 } as const;

const inWritingOrder = (actions: readonly MergeAction[]): readonly MergeAction[] =>
  [...actions].sort((a, b) => ORDER[a.kind] - ORDER[b.kind]);

function unreachable(clause: never): never {
  throw new Error(`Unknown clause ${JSON.stringify(clause)}`);
}
