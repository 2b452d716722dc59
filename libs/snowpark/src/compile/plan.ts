import { UsageError } from '../errors.js';
import type { Plan, SortKey } from '../plan/plan.js';
import { foldPlan, inputsOf } from '../plan/walk.js';
import { resolveExpr } from '../resolve/resolve.js';
import type { CompileQuery } from '../sql/expression.js';
import { type Fragment, shared } from '../sql/fragment.js';
import { quotedName } from '../sql/identifier.js';
import { withShared } from '../sql/with.js';
import { unreachable } from '../unreachable.js';
import { aggregate, dropDuplicates } from './aggregate.js';
import type { Build } from './build.js';
import { distinct, filter, limit, type ResolvedKey, sort, sortByAll } from './clauses.js';
import { drop, rename, selectColumns, toDf, withColumns } from './columns.js';
import { fromFileSchema, fromFiles } from './files/from-files.js';
import { join } from './join.js';
import { isName, level, outputOf } from './level.js';
import { dropNull, fillNull, replace } from './nulls.js';
import { pivot, sample, unpivot } from './pivot.js';
import { type Relation, scopeOf, underKeys } from './relation.js';
import { setOperation } from './set.js';
import { fromLocal, fromSql, fromTable } from './source/source.js';
import { fromTableFunction, joinTableFunction } from './source/table-function.js';
import { statistics } from './statistics.js';
import { select } from './write.js';

/** Compiles a plan to a relation, from its sources upwards. */
export function compilePlan(plan: Plan, build: Build): Relation {
  return foldPlan(
    plan,
    (node, inputs) => share(underKeys(compileNode(node, inputs, build), node, build.bound), node, build),
    build.done,
    (node) => build.repeated.has(node),
  );
}

/** A node that is used several times becomes the name of a query in front. */
function share(of: Relation, node: Plan, build: Build): Relation {
  if (!build.shared.has(node) || isName(of.level) || !build.rules.share(node)) return of; // a name is as short as another one
  const name = quotedName(`${build.sharedPrefix}_${build.numbers.shared + 1}`);
  const body = select(of.level, build);
  const named = level({ kind: 'name', sql: shared({ name, body }) }, outputOf(of.level));
  if (body.bytes <= select(named, build).bytes) return of;
  build.numbers.shared += 1;
  if (of.level.orderBy === null) return { ...of, level: named };
  // Rows that are read by a name have no order: a limit over them would choose others.
  build.unordered.set(node, named);
  return of;
}

/** What reads a relation without regard to the order of its rows. */
const unordered = (of: Relation, node: Plan | undefined, build: Build): Relation => {
  const named = node === undefined ? undefined : build.unordered.get(node);
  return named === undefined ? of : { ...of, level: named };
};

/** A plan as one whole query. */
export const queryOf = (plan: Plan, build: Build): Fragment =>
  withShared(select(compilePlan(plan, build).level, build));

/** The relation of `column in (query)` outside of any query: it brings the shared queries that it reads. */
export const wholeSubquery =
  (build: Build): CompileQuery =>
  (plan, width) =>
    withShared(build.query(plan, width));

/** The relation of `column in (query)`, which has as many columns as it is compared with. */
export const subquery =
  (build: Build): CompileQuery =>
  (plan, width) => {
    const { level } = unordered(compilePlan(plan, build), plan, build);
    const columns = outputOf(level);
    if (columns !== null && columns.length !== width) {
      throw new UsageError(
        'subquery_needs_one_column',
        `The subquery of in(…) has ${columns.length} columns and is compared with ${width}.`,
      );
    }
    return select(level, build);
  };

function compileNode(node: Plan, inputs: readonly Relation[], build: Build): Relation {
  const [first, second] = inputs;
  switch (node.kind) {
    case 'local':
      return fromLocal(node, build);
    case 'table':
      return fromTable(node, build);
    case 'files':
      return fromFiles(node, build);
    case 'file_schema':
      return fromFileSchema(node, build);
    case 'sql':
      return fromSql(node, build);
    case 'table_function':
      return fromTableFunction(node, build);
  }
  if (first === undefined) throw new Error(`The ${node.kind} node has no input.`);
  const [whole, beside] =
    build.unordered.size === 0 ? inputs : inputs.map((input, at) => unordered(input, inputsOf(node)[at], build));
  switch (node.kind) {
    case 'select':
      return selectColumns(node, first, build);
    case 'filter':
      return filter(first, resolveExpr(node.condition, scopeOf(first)), build);
    case 'sort':
      return node.keys.length === 0 ? sortByAll(first, build) : sort(first, node.keys.map(keyOver(first)), build);
    case 'limit':
      return limit(first, node.rows, node.offset, build);
    case 'distinct':
      return distinct(first, build);
    case 'drop_duplicates':
      return dropDuplicates(node, whole ?? first, build);
    case 'drop':
      return drop(node, first, build);
    case 'with_columns':
      return withColumns(node, first, build);
    case 'rename':
      return rename(node, first, build);
    case 'to_df':
      return toDf(node, first, build);
    case 'alias':
      return first;
    case 'aggregate':
      return aggregate(node, whole ?? first, build);
    case 'join_table_function':
      return joinTableFunction(node, whole ?? first, build);
    case 'pivot':
      return pivot(node, whole ?? first, build);
    case 'unpivot':
      return unpivot(node, whole ?? first, build);
    case 'sample':
      return sample(node, whole ?? first, build);
    case 'drop_null':
      return dropNull(node, first, build);
    case 'fill_null':
      return fillNull(node, first, build);
    case 'replace':
      return replace(node, first, build);
    case 'statistics':
      return statistics(node, whole ?? first, build);
  }
  if (second === undefined) throw new Error(`The ${node.kind} node has one input.`);
  switch (node.kind) {
    case 'join':
      return join(node, whole ?? first, beside ?? second, build);
    case 'set':
      return setOperation(node, whole ?? first, beside ?? second, build);
    default:
      return unreachable(node);
  }
}

const keyOver =
  (of: Relation) =>
  ({ by, direction, nulls }: SortKey): ResolvedKey => ({
    by: resolveExpr(by, scopeOf(of)),
    order: `${direction.toUpperCase()} NULLS ${nulls.toUpperCase()}`,
  });
