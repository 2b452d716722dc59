import { UsageError } from '../errors.js';
import type { Expr, Plan, SortKey } from '../plan/plan.js';
import { foldPlan } from '../plan/walk.js';
import { resolveExpr } from '../resolve/resolve.js';
import type { CompileQuery } from '../sql/expression.js';
import type { Fragment } from '../sql/fragment.js';
import { unreachable } from '../unreachable.js';
import { aggregate, dropDuplicates } from './aggregate.js';
import type { Build } from './build.js';
import { distinct, filter, limit, type ResolvedKey, sort, sortByAll } from './clauses.js';
import { drop, rename, selectColumns, toDf, withColumns } from './columns.js';
import { join } from './join.js';
import { outputOf, select } from './level.js';
import { type Relation, scopeOf, underKeys } from './relation.js';
import { setOperation } from './set.js';
import { fromLocal, fromSql, fromTable } from './source.js';

/** Compiles a plan to a relation, from its sources upwards. */
export function compilePlan(plan: Plan, build: Build): Relation {
  return foldPlan(plan, (node, inputs) => underKeys(compileNode(node, inputs, build), node, build.bound), build.done);
}

/** A plan as one query. */
export const queryOf = (plan: Plan, build: Build): Fragment => select(compilePlan(plan, build).level, subquery(build));

/** The relation of `column in (query)`, which has as many columns as it is compared with. */
export const subquery =
  (build: Build): CompileQuery =>
  (plan, width) => {
    const { level } = compilePlan(plan, build);
    const columns = outputOf(level);
    if (columns !== null && columns.length !== width) {
      throw new UsageError(
        'subquery_needs_one_column',
        `The subquery of in(…) has ${columns.length} columns and is compared with ${width}.`,
      );
    }
    return select(level, subquery(build));
  };

function compileNode(node: Plan, inputs: readonly Relation[], build: Build): Relation {
  const query = subquery(build);
  const [first, second] = inputs;
  switch (node.kind) {
    case 'local':
      return fromLocal(node, build);
    case 'table':
      return fromTable(node, build);
    case 'sql':
      return fromSql(node, build);
  }
  if (first === undefined) throw new Error(`The ${node.kind} node has no input.`);
  const resolved = (expr: Expr): Expr => resolveExpr(expr, scopeOf(first));
  switch (node.kind) {
    case 'select':
      return selectColumns(node, first, query);
    case 'filter':
      return filter(first, resolved(node.condition), query);
    case 'sort':
      return node.keys.length === 0 ? sortByAll(first, query) : sort(first, node.keys.map(keyOf(resolved)), query);
    case 'limit':
      return limit(first, node.rows, node.offset, query);
    case 'distinct':
      return distinct(first, query);
    case 'drop_duplicates':
      return dropDuplicates(node, first, query);
    case 'drop':
      return drop(node, first, query);
    case 'with_columns':
      return withColumns(node, first, query);
    case 'rename':
      return rename(node, first, query);
    case 'to_df':
      return toDf(node, first, query);
    case 'alias':
      return first;
    case 'aggregate':
      return aggregate(node, first, query);
  }
  if (second === undefined) throw new Error(`The ${node.kind} node has one input.`);
  switch (node.kind) {
    case 'join':
      return join(node, first, second, build, query);
    case 'set':
      return setOperation(node, first, second, query);
    default:
      return unreachable(node);
  }
}

const keyOf =
  (resolved: (expr: Expr) => Expr) =>
  ({ by, direction, nulls }: SortKey): ResolvedKey => ({
    by: resolved(by),
    order: `${direction.toUpperCase()} NULLS ${nulls.toUpperCase()}`,
  });
