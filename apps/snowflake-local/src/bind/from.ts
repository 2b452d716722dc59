import { displayPath } from '../catalog/names.js';
import { duplicateAlias, unsupported } from '../errors.js';
import { MAX_SOURCES, tooManySources } from '../generate/nesting.js';
import type { FromItem, FunctionSource, Join, QuerySource } from '../parse/ast.js';
import { unreachable } from '../unreachable.js';
import { type Environment, Frame } from './frame.js';
import { joinSources } from './join.js';
import { positionIn } from './placed.js';
import { relationColumns } from './relation.js';
import { type FromClause, factorsOf, NO_FROM } from './scope.js';
import { renamed } from './source/alias.js';
import { bindDirectory } from './source/directory.js';
import { bindPivot } from './source/pivot.js';
import { bindSample } from './source/sample.js';
import { bindStageSource } from './source/stage.js';
import { bindTableSource } from './source/table.js';
import { bindTableFunction } from './source/table-function.js';
import { bindUnpivot } from './source/unpivot.js';
import { bindValuesSource } from './source/values.js';

/** Binds a FROM clause. Items are joined as they come; a lateral one sees those to its left. */
export function bindFrom(items: readonly FromItem[], environment: Environment, outer: Frame | null): FromClause {
  const bound = items.reduce<FromClause>((left, item) => {
    const right = bindItem(item, environment, outer, left);
    const from = left === NO_FROM ? right : (right.after?.(left) ?? product(left, right));
    if (from.tables.length > MAX_SOURCES) throw tooManySources(positionIn(environment, item));
    return from;
  }, NO_FROM);
  requireDistinct(bound.tables);
  return bound;
}

/** Sources of one name could not be told apart; those without a name are told apart by their columns. */
function requireDistinct(tables: FromClause['tables']): void {
  const seen = new Set<string>();
  for (const { path } of tables) {
    const name = displayPath(path);
    if (path.length > 0 && seen.has(name)) throw duplicateAlias(displayPath(path.slice(-1)));
    seen.add(name);
  }
}

const product = (left: FromClause, right: FromClause): FromClause => ({
  sql: () => `${left.sql()}, ${right.sql()}`,
  factors: () => [...factorsOf(left), ...(right.factors?.() ?? [asFactor(right)])],
  tables: [...left.tables, ...right.tables],
  columns: [...left.columns, ...right.columns],
});

/** A join among the sources of a product stays one source. */
const asFactor = (from: FromClause): string => (from.isJoin === true ? `(${from.sql()})` : (from.sql() ?? ''));

/** Joins lean to the left: the spine is walked in a loop. */
function bindItem(item: FromItem, environment: Environment, outer: Frame | null, siblings: FromClause): FromClause {
  const joins: Join[] = [];
  let first = item;
  while (first.kind === 'join') {
    joins.push(first);
    first = first.left;
    if (joins.length >= MAX_SOURCES) throw tooManySources(positionIn(environment, item));
  }
  return joins.reverse().reduce(
    (left, join) => {
      const right = bindOperand(join.right, environment, outer, siblings === NO_FROM ? left : product(siblings, left));
      const joined = joinSources(join, left, right, environment, outer);
      // Behind a comma, what is made of the left of a join may be made of what stands before it, too.
      return right.after === undefined || siblings === NO_FROM
        ? joined
        : { ...joined, sql: () => `LATERAL ${joined.sql()}` };
    },
    bindSource(first, environment, outer, siblings),
  );
}

/** A join in parentheses stays in them. */
function bindOperand(item: FromItem, environment: Environment, outer: Frame | null, siblings: FromClause): FromClause {
  const from = bindItem(item, environment, outer, siblings);
  if (item.kind !== 'join') return from;
  const { factors: _, ...joined } = from;
  return { ...joined, sql: () => `(${from.sql()})` };
}

function bindSource(
  item: Exclude<FromItem, Join>,
  environment: Environment,
  outer: Frame | null,
  siblings: FromClause,
): FromClause {
  const lateral = siblings === NO_FROM ? outer : new Frame(environment, siblings, outer);
  switch (item.kind) {
    case 'table':
      return bindTableSource(item, environment, outer);
    case 'subquery':
      return bindQuerySource(item, environment, item.lateral ? lateral : outer);
    case 'values_source':
      return bindValuesSource(item, environment, lateral);
    case 'stage':
      return item.isDirectory === true ? bindDirectory(item, environment) : bindStageSource(item, environment);
    case 'pivot':
      return bindPivot(item, bindWhole(item.source, environment, outer, siblings), environment, outer);
    case 'unpivot':
      return bindUnpivot(item, bindWhole(item.source, environment, outer, siblings), environment, outer);
    case 'sample':
      return bindSample(item, bindWhole(item.source, environment, outer, siblings), environment);
    case 'function_source':
      return bindFunctionSource(item, environment, lateral);
    default:
      return unreachable(item);
  }
}

/** What PIVOT and its like stand behind. */
function bindWhole(item: FromItem, environment: Environment, outer: Frame | null, siblings: FromClause): FromClause {
  const from = bindItem(item, environment, outer, siblings);
  if (from.after === undefined) return from;
  throw unsupported('PIVOT, UNPIVOT or SAMPLE of a lateral table function', positionIn(environment, item));
}

function bindQuerySource(item: QuerySource, environment: Environment, outer: Frame | null): FromClause {
  const relation = environment.binders.query(item.query, environment, outer);
  const table = environment.state.nextTable();
  const source = { path: [], columns: relationColumns(table, relation.columns) };
  return renamed(`${item.lateral ? 'LATERAL ' : ''}(${relation.sql}) AS ${table}`, source, item.alias, environment);
}

/** Table functions see what stands to their left, with or without LATERAL. */
const bindFunctionSource = (item: FunctionSource, environment: Environment, lateral: Frame | null): FromClause =>
  bindTableFunction(item, environment, lateral);
