import { UsageError } from '../../errors.js';
import type { Call, Expr, JoinTableFunction, TableFunction } from '../../plan/plan.js';
import { resolveExpr } from '../../resolve/resolve.js';
import { withoutStars } from '../../resolve/stars.js';
import { expression, sortKeys } from '../../sql/expression.js';
import { EMPTY, type Fragment, joined, list, sql, text } from '../../sql/fragment.js';
import { quotedName } from '../../sql/identifier.js';
import { type Build, describedNames } from '../build.js';
import { level, outputOf } from '../level.js';
import { NO_CLASHES, NO_KEYS, type Relation, relation, scopeOf } from '../relation.js';
import { operand } from '../write.js';

const LEFT = quotedName('FIRN_LEFT');
const RIGHT = quotedName('FIRN_RIGHT');

/** The rows of a function, by themselves. */
export function fromTableFunction(node: TableFunction, build: Build): Relation {
  const rows = table(node.call, (expr) => expr, build);
  const columns = node.names ?? describedNames(node, build);
  if (node.names === undefined) return relation(level({ kind: 'name', sql: rows }, columns));
  return relation(level({ kind: 'query', sql: sql`SELECT * FROM ${rows}${named(node.names)}` }, columns));
}

/** Each row beside those that a function gives for it. */
export function joinTableFunction(node: JoinTableFunction, of: Relation, build: Build): Relation {
  const scope = scopeOf(of);
  const call = table(node.call, (expr) => withoutStars(resolveExpr(expr, scope), scope), build);
  const own = outputOf(of.level);
  const added = node.columns?.map(({ from, to }) => text(`${RIGHT}.${quotedName(from)} AS ${quotedName(to)}`));
  const items = list([text(`${LEFT}.*`), ...(added ?? [text(`${RIGHT}.*`)])]);
  const left = operand(of.level, build);
  const body = sql`SELECT ${items} FROM ${left} AS ${text(LEFT)} JOIN ${call} AS ${text(RIGHT)}${named(node.names, false)}`;
  const names = node.columns?.map(({ to }) => to) ?? node.names;
  const columns = own === null || names === undefined ? describedNames(node, build) : [...own, ...names];
  return {
    level: level({ kind: 'query', sql: body }, columns),
    frames: of.frames,
    clashes: NO_CLASHES,
    top: NO_KEYS,
  };
}

const named = (names: readonly string[] | undefined, alias = true): Fragment =>
  names === undefined
    ? EMPTY
    : sql`${text(alias ? ` AS ${RIGHT}` : '')} (${list(names.map((name) => text(quotedName(name))))})`;

function table(expr: Expr, resolve: (expr: Expr) => Expr, build: Build): Fragment {
  const call = resolve(expr);
  if (call.kind !== 'call') throw new UsageError('invalid_argument', 'A table function is a call.');
  return sql`TABLE(${expression(withoutPartition(call), build.query)}${over(call, build)})`;
}

const withoutPartition = ({ partition: _, ...call }: Call): Expr => call;

function over({ partition }: Call, build: Build): Fragment {
  if (partition === undefined) return EMPTY;
  const clauses = [
    ...(partition.by.length === 0
      ? []
      : [sql`PARTITION BY ${list(partition.by.map((key) => expression(key, build.query)))}`]),
    ...(partition.order.length === 0 ? [] : [sql`ORDER BY ${sortKeys(partition.order, build.query)}`]),
  ];
  return sql` OVER (${joined(clauses, ' ')})`;
}
