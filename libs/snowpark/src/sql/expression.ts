import type { Call, Case, Expr, Over, Plan, SortKey, WindowBound, WindowFrame } from '../plan/plan.js';
import { typeText } from '../types/type-text.js';
import { unreachable } from '../unreachable.js';
import { EMPTY, type Fragment, joined, list, sql, text } from './fragment.js';
import { quoteName } from './identifier.js';
import { constantSql, literal } from './literal.js';
import { OPERATOR_WORDS } from './operators.js';

/** Compiles the relation of a subquery that is compared with `width` values. */
export type CompileQuery = (query: Plan, width: number) => Fragment;

/** An expression whose columns are resolved. Whatever is no atom stands in parentheses of its own: no precedence to get wrong. */
export function expression(expr: Expr, query: CompileQuery): Fragment {
  const inner = (operand: Expr): Fragment => expression(operand, query);
  switch (expr.kind) {
    case 'column':
      return text(quoteName(expr.name));
    case 'star':
      return text('*');
    case 'literal':
      return literal(expr);
    case 'constant':
      return text(constantSql(expr.value));
    case 'sql':
      return text(expr.text);
    case 'unary':
      return expr.op === 'not' ? sql`(NOT ${operand(expr.operand, query)})` : sql`(- ${operand(expr.operand, query)})`;
    case 'binary':
      return sql`(${operand(expr.left, query)} ${text(OPERATOR_WORDS[expr.op])} ${operand(expr.right, query)})`;
    case 'connected':
      return sql`(${joined(
        expr.operands.map((each) => operand(each, query)),
        ` ${expr.op.toUpperCase()} `,
      )})`;
    case 'is_null':
      return sql`(${operand(expr.operand, query)} IS ${text(expr.negated ? 'NOT NULL' : 'NULL')})`;
    case 'in_list':
      return expr.rows.length === 0
        ? text('FALSE')
        : sql`(${tuple(expr.operands, query)} IN (${list(expr.rows.map((row) => tuple(row, query)))}))`;
    case 'in_query':
      return sql`(${tuple(expr.operands, query)} IN (${query(expr.query, expr.operands.length)}))`;
    case 'cast':
      return sql`${text(expr.attempt ? 'TRY_CAST' : 'CAST')}(${inner(expr.operand)} AS ${text(typeText(expr.type))})`;
    case 'call':
      return call(expr, query);
    case 'over':
      return over(expr, query);
    case 'case':
      return caseWhen(expr, query);
    case 'subscript':
      return sql`${operand(expr.operand, query)}[${text(constantSql(expr.key))}]`;
    case 'alias':
      return inner(expr.operand);
    default:
      return unreachable(expr);
  }
}

/** An operand: SQL that the caller wrote may be anything, so it is enclosed. */
const operand = (expr: Expr, query: CompileQuery): Fragment =>
  expr.kind === 'sql' ? sql`(${text(expr.text)})` : expression(expr, query);

function tuple(exprs: readonly Expr[], query: CompileQuery): Fragment {
  const [first] = exprs;
  if (exprs.length === 1 && first !== undefined) return operand(first, query);
  return sql`(${list(exprs.map((expr) => expression(expr, query)))})`;
}

function call(expr: Call, query: CompileQuery): Fragment {
  const args = list(expr.args.map((arg) => expression(arg, query)));
  const within =
    expr.withinGroup === undefined ? EMPTY : sql` WITHIN GROUP (ORDER BY ${sortKeys(expr.withinGroup, query)})`;
  const nulls = text(expr.ignoreNulls ? ' IGNORE NULLS' : '');
  return sql`${text(expr.name)}(${text(expr.distinct ? 'DISTINCT ' : '')}${args})${within}${nulls}`;
}

export function sortKeys(keys: readonly SortKey[], query: CompileQuery): Fragment {
  return list(
    keys.map(
      (key) =>
        sql`${operand(key.by, query)}${text(` ${key.direction.toUpperCase()} NULLS ${key.nulls.toUpperCase()}`)}`,
    ),
  );
}

function over(expr: Over, query: CompileQuery): Fragment {
  const clauses: Fragment[] = [];
  if (expr.partitionBy.length > 0) {
    clauses.push(sql`PARTITION BY ${list(expr.partitionBy.map((key) => expression(key, query)))}`);
  }
  if (expr.orderBy.length > 0) clauses.push(sql`ORDER BY ${sortKeys(expr.orderBy, query)}`);
  if (expr.frame !== undefined) clauses.push(text(frameText(expr.frame)));
  const spec = { parts: clauses.flatMap((clause, index) => (index === 0 ? [clause] : [' ', clause])) };
  return sql`${expression(expr.call, query)} OVER (${spec})`;
}

const frameText = ({ unit, start, end }: WindowFrame): string =>
  `${unit.toUpperCase()} BETWEEN ${boundText(start)} AND ${boundText(end)}`;

function boundText(bound: WindowBound): string {
  if (bound === 'unbounded_preceding') return 'UNBOUNDED PRECEDING';
  if (bound === 'unbounded_following') return 'UNBOUNDED FOLLOWING';
  if (bound === 0) return 'CURRENT ROW';
  return bound < 0 ? `${-bound} PRECEDING` : `${bound} FOLLOWING`;
}

function caseWhen(expr: Case, query: CompileQuery): Fragment {
  const branches = expr.branches.map(
    ({ when, value }) => sql` WHEN ${expression(when, query)} THEN ${expression(value, query)}`,
  );
  const otherwise = expr.otherwise === undefined ? EMPTY : sql` ELSE ${expression(expr.otherwise, query)}`;
  return sql`CASE${{ parts: branches }}${otherwise} END`;
}
