import type { Expr, Pivot, Sample, Unpivot } from '../plan/plan.js';
import { factsOf } from '../resolve/facts.js';
import { resolveExpr, withoutAlias } from '../resolve/resolve.js';
import { expression } from '../sql/expression.js';
import { expressionName } from '../sql/expression-name.js';
import { EMPTY, type Fragment, list, sql, text } from '../sql/fragment.js';
import { quotedName } from '../sql/identifier.js';
import { type Build, describedNames } from './build.js';
import { Item } from './items.js';
import { level } from './level.js';
import { literally } from './literally.js';
import { project } from './project.js';
import { NO_CLASHES, NO_KEYS, type Relation, scopeOf } from './relation.js';
import { operand } from './write.js';

/** With keys, the input is cut to them and to what is read: any other column would group as well. */
export function pivot(node: Pivot, given: Relation, build: Build): Relation {
  const of = node.keys === null ? given : cut(node, node.keys, given, build);
  const scope = scopeOf(of);
  const written = (expr: Expr): Fragment => expression(resolveExpr(withoutAlias(expr), scope), build.query);
  const values = node.values === null ? text('ANY') : list(node.values.map((value) => pivotValue(value, build)));
  const missing = node.otherwise === undefined ? EMPTY : sql` DEFAULT ON NULL (${literally(written(node.otherwise))})`;
  const body = sql`SELECT * FROM ${operand(of.level, build)} PIVOT (${written(node.aggregate)} FOR ${written(node.by)} IN (${values})${missing})`;
  return opaque(body, describedNames(node, build), of);
}

/** Values are written as they are: a pivot takes constants only. */
function pivotValue(value: Expr, build: Build): Fragment {
  if (value.kind === 'in_query') return build.query(value.query, 1);
  return literally(expression(withoutAlias(value), build.query));
}

function cut(node: Pivot, keys: readonly Expr[], of: Relation, build: Build): Relation {
  const scope = scopeOf(of);
  const items = keys.map((key) => {
    const expr = resolveExpr(withoutAlias(key), scope);
    return new Item(key.kind === 'alias' ? key.name : expressionName(expr), expr);
  });
  const read = [node.aggregate, node.by].flatMap((expr) => [
    ...factsOf(resolveExpr(withoutAlias(expr), scope)).columns,
  ]);
  const taken = new Set(items.map(({ name }) => name));
  const others = [...new Set(read)].filter((name) => !taken.has(name));
  return project(of, [...items, ...others.map(Item.same)], false, build);
}

export function unpivot(node: Unpivot, of: Relation, build: Build): Relation {
  const scope = scopeOf(of);
  const columns = list(node.columns.map((column) => expression(resolveExpr(column, scope), build.query)));
  const nulls = text(node.includeNulls ? 'INCLUDE NULLS ' : '');
  const [value, name] = [text(quotedName(node.value)), text(quotedName(node.name))];
  const body = sql`SELECT * FROM ${operand(of.level, build)} UNPIVOT ${nulls}(${value} FOR ${name} IN (${columns}))`;
  return opaque(body, describedNames(node, build), of);
}

const opaque = (body: Fragment, columns: readonly string[] | null, of: Relation): Relation => ({
  level: level({ kind: 'query', sql: body }, columns),
  frames: columns === null ? of.frames : of.frames.carried(new Map(columns.map((name) => [name, name]))),
  clashes: NO_CLASHES,
  top: NO_KEYS,
});

export function sample(node: Sample, of: Relation, build: Build): Relation {
  const size = node.rows === undefined ? String((node.fraction ?? 0) * 100) : `${node.rows} ROWS`;
  const method = node.method === undefined ? '' : `${node.method === 'block' ? 'BLOCK' : 'ROW'} `;
  const seed = node.seed === undefined ? '' : ` SEED (${node.seed})`;
  const body = sql`SELECT * FROM ${operand(of.level, build)} SAMPLE ${text(`${method}(${size})${seed}`)}`;
  const columns = scopeOf(of).columns?.names() ?? null;
  return { ...of, level: level({ kind: 'query', sql: body }, columns), clashes: NO_CLASHES, top: NO_KEYS };
}
