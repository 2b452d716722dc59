import { UsageError } from '../errors.js';
import type { Assignments, Delete, Merge, MergeClause, Update } from '../plan/action.js';
import { checkAssignments, checkClause } from '../plan/check-names.js';
import type { Expr, Plan } from '../plan/plan.js';
import { rewriteExpr } from '../plan/walk.js';
import { resolveExpr } from '../resolve/resolve.js';
import { type Scope, unknownColumn } from '../resolve/scope.js';
import { expression } from '../sql/expression.js';
import { EMPTY, type Fragment, joined, list, sql, text } from '../sql/fragment.js';
import { quotedName } from '../sql/identifier.js';
import { withShared } from '../sql/with.js';
import { type Build, tableSql } from './build.js';
import { Items } from './items.js';
import { freshPrefix } from './join.js';
import { conditionSql, isName, type Level, outputOf } from './level.js';
import { compilePlan, wholeSubquery } from './plan.js';
import { project, sameItems } from './project.js';
import { type Relation, scopeOf } from './relation.js';
import { select } from './write.js';

/** A table that is changed, perhaps from a source whose clashing columns are renamed, and the names to speak of both. */
interface Change {
  readonly table: Fragment;
  readonly columns: readonly string[] | null;
  readonly from: Fragment | null;
  /** Of target and source together. */
  readonly scope: Scope;
  /** From a name that the source gave to what it is called beside the target. */
  readonly sourceNames: ReadonlyMap<string, string>;
}

export function update(action: Update, build: Build): Fragment {
  const change = changeOf(action, build);
  const set = assignments(action.set, change, build);
  const from = change.from === null ? EMPTY : sql` FROM ${change.from}`;
  return sql`UPDATE ${change.table} SET ${set}${from}${where(action.condition, change, build)}`;
}

export function remove(action: Delete, build: Build): Fragment {
  const change = changeOf(action, build);
  const using = change.from === null ? EMPTY : sql` USING ${change.from}`;
  return sql`DELETE FROM ${change.table}${using}${where(action.condition, change, build)}`;
}

export function merge(action: Merge, build: Build): Fragment {
  const change = changeOf(action, build);
  const on = conditionSql(resolveExpr(action.on, change.scope), wholeSubquery(build));
  const clauses = action.clauses.map((clause) => mergeClause(clause, change, build));
  return joined([sql`MERGE INTO ${change.table} USING ${change.from ?? EMPTY} ON ${on}`, ...clauses], ' ');
}

function mergeClause(clause: MergeClause, change: Change, build: Build): Fragment {
  checkClause(clause);
  const own = (expr: Expr): Expr => (clause.kind === 'insert' ? ofSource(expr, change) : expr);
  const condition =
    clause.condition === undefined
      ? EMPTY
      : sql` AND ${conditionSql(resolveExpr(own(clause.condition), change.scope), wholeSubquery(build))}`;
  switch (clause.kind) {
    case 'delete':
      return sql`WHEN MATCHED${condition} THEN DELETE`;
    case 'update':
      return sql`WHEN MATCHED${condition} THEN UPDATE SET ${assignments(clause.set, change, build)}`;
    case 'insert': {
      for (const column of clause.columns) checkTarget(column, change);
      const columns =
        clause.columns.length === 0 ? EMPTY : sql` (${list(clause.columns.map((name) => text(quotedName(name))))})`;
      const values = clause.values.map((value) =>
        expression(resolveExpr(own(value), change.scope), wholeSubquery(build)),
      );
      return sql`WHEN NOT MATCHED${condition} THEN INSERT${columns} VALUES (${list(values)})`;
    }
  }
}

function assignments(set: Assignments, change: Change, build: Build): Fragment {
  checkAssignments(set);
  return list(
    set.map(({ column, value }) => {
      checkTarget(column, change);
      return sql`${text(quotedName(column))} = ${expression(resolveExpr(value, change.scope), wholeSubquery(build))}`;
    }),
  );
}

function checkTarget(column: string, { columns }: Change): void {
  if (columns !== null && !columns.includes(column)) throw unknownColumn(column, columns);
}

const where = (condition: Expr | undefined, change: Change, build: Build): Fragment =>
  condition === undefined
    ? EMPTY
    : sql` WHERE ${conditionSql(resolveExpr(condition, change.scope), wholeSubquery(build))}`;

/** Where nothing matched there is no target row: a free name can only mean the source. */
const ofSource = (expr: Expr, { sourceNames }: Change): Expr =>
  rewriteExpr(expr, (node) =>
    node.kind === 'column' && node.frame === undefined && node.alias === undefined
      ? { ...node, name: sourceNames.get(node.name) ?? node.name }
      : node,
  );

function changeOf(action: Update | Delete | Merge, build: Build): Change {
  const { target } = action;
  if (target.kind !== 'table') {
    throw new UsageError('invalid_argument', `Only a table can be changed, and the target is a ${target.kind} node.`);
  }
  const table = text(tableSql(target.name, build.context.temporary));
  const targetRelation = compilePlan(target, build);
  const columns = outputOf(targetRelation.level);
  if (action.source === undefined) {
    return { table, columns, from: null, scope: scopeOf(targetRelation), sourceNames: new Map() };
  }
  return beside(action.source, { table, columns, targetRelation }, build);
}

/** The target keeps its names; columns of the source that clash with them are renamed. */
function beside(
  sourcePlan: Plan,
  target: { table: Fragment; columns: readonly string[] | null; targetRelation: Relation },
  build: Build,
): Change {
  const given = compilePlan(sourcePlan, build);
  const names = outputOf(given.level);
  const own = target.columns;
  if (names === null || own === null) {
    throw new UsageError(
      'unknown_column',
      "The columns of target and source must be known: give SQL expressions an alias with .as('…').",
    );
  }
  const inTarget = new Set(own);
  const shared = names.filter((name) => inTarget.has(name));
  const prefix = shared.length === 0 ? '' : `R_${freshPrefix(build, [...names, ...own])}_`;
  const sourceNames = new Map(names.map((name) => [name, inTarget.has(name) ? `${prefix}${name}` : name]));
  const items = (sameItems(given.level) ?? []).map((item) => item.called(sourceNames.get(item.name) ?? item.name));
  const renamed = shared.length === 0 ? given : project(given, items, false, build);
  const clashes = new Map(shared.map((name) => [name, [name, sourceNames.get(name) ?? name]]));
  const frames = renamed.frames.beside(target.targetRelation.frames, (key) =>
    given.top.includes(key) ? 'left' : 'right',
  );
  return {
    table: target.table,
    columns: own,
    from: sql`${sourceSql(renamed.level, build)} AS ${text(quotedName('FIRN_SOURCE'))}`,
    scope: {
      columns: Items.named([...own.filter((name) => !sourceNames.has(name)), ...sourceNames.values()]),
      frames,
      clashes,
      ofChange: true,
    },
    sourceNames,
  };
}

/** A source in parentheses, unless it is a table's name: the statement around it has no place for shared queries. */
function sourceSql(of: Level, build: Build): Fragment {
  const query = select(of, build);
  const whole = withShared(query);
  return isName(of) && of.from.kind === 'name' && whole === query ? of.from.sql : sql`(${whole})`;
}
