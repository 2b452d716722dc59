import type { Expr, SortKey } from '../plan/plan.js';
import { typeSql } from '../types/type-text.js';
import { unreachable } from '../unreachable.js';
import { frameText } from './expression.js';
import { OPERATOR_WORDS } from './operators.js';

const LONGEST = 255;

/**
 * The name of an output column without an alias: the expression in upper case and without quotes, `SUM(A)`. It is written as an
 * alias, so that the name is known here and does not depend on how the server words an expression with binds. Null for
 * SQL that the caller wrote: it may bring a name of its own.
 */
export function expressionName(expr: Expr): string | null {
  if (expr.kind === 'column' || expr.kind === 'alias') return expr.name;
  if (expr.kind === 'sql' || expr.kind === 'star') return null;
  return firstOf(expr);
}

/** The first characters of an expression's text: whatever comes behind them is never written. */
function firstOf(expr: Expr): string {
  let name = '';
  const left: Part[] = [expr];
  for (let part = left.pop(); part !== undefined && name.length < LONGEST; part = left.pop()) {
    if (typeof part === 'string') name += part;
    else for (const inner of partsOf(part).toReversed()) left.push(inner);
  }
  return name.slice(0, LONGEST).replace(NO_PART_OF_A_NAME, '');
}

/** Half of a character at the end; NUL, which may be in a value and in no statement. */
const NO_PART_OF_A_NAME = /[\ud800-\udbff]$|\0/g;

type Part = string | Expr;

function partsOf(expr: Expr): readonly Part[] {
  switch (expr.kind) {
    case 'column':
    case 'alias':
      return [expr.name];
    case 'star':
      return ['*'];
    case 'literal':
      return [expr.value === null ? 'NULL' : String(expr.value)];
    case 'constant':
      return [String(expr.value)];
    case 'sql':
      return [expr.text];
    case 'unary':
      return [expr.op === 'not' ? 'NOT ' : '- ', expr.operand];
    case 'binary':
      return ['(', expr.left, ` ${OPERATOR_WORDS[expr.op]} `, expr.right, ')'];
    case 'connected':
      return ['(', ...between(expr.operands, ` ${expr.op.toUpperCase()} `), ')'];
    case 'is_null':
      return [expr.operand, ` IS ${expr.negated ? 'NOT NULL' : 'NULL'}`];
    case 'in_list':
      return [...between(expr.operands, ', '), ' IN (', ...between(expr.rows.flat(), ', '), ')'];
    case 'in_query':
      return [...between(expr.operands, ', '), ' IN (SELECT)'];
    case 'cast':
      return ['CAST(', expr.operand, ` AS ${typeSql(expr.type)})`];
    case 'call':
      return [
        `${expr.name.toUpperCase()}(${expr.distinct ? 'DISTINCT ' : ''}`,
        ...between(expr.args, ', '),
        ...(expr.named ?? []).flatMap(({ name, value }, at) => [
          `${at === 0 && expr.args.length === 0 ? '' : ', '}${name.toUpperCase()} => `,
          value,
        ]),
        ')',
        ...(expr.withinGroup === undefined ? [] : [' WITHIN GROUP (ORDER BY ', ...keys(expr.withinGroup), ')']),
        expr.ignoreNulls ? ' IGNORE NULLS' : '',
      ];
    case 'over': {
      const { partitionBy, orderBy, frame } = expr;
      const clauses = [
        partitionBy.length === 0 ? [] : ['PARTITION BY ', ...between(partitionBy, ', ')],
        orderBy.length === 0 ? [] : ['ORDER BY ', ...keys(orderBy)],
        frame === undefined ? [] : [frameText(frame)],
      ].filter((clause) => clause.length > 0);
      return [expr.call, ' OVER (', ...clauses.flatMap((clause, at) => (at === 0 ? clause : [' ', ...clause])), ')'];
    }
    case 'case':
      return [
        'CASE ',
        ...expr.branches.flatMap(({ when, value }, at) => [at === 0 ? 'WHEN ' : ' WHEN ', when, ' THEN ', value]),
        ...(expr.otherwise === undefined ? [] : [' ELSE ', expr.otherwise]),
        ' END',
      ];
    case 'subscript':
      return [expr.operand, `[${expr.key}]`];
    default:
      return unreachable(expr);
  }
}

const keys = (of: readonly SortKey[]): readonly Part[] =>
  of
    .slice(0, LONGEST)
    .flatMap(({ by, direction, nulls }, at) => [
      ...(at === 0 ? [] : [', ']),
      by,
      ` ${direction.toUpperCase()} NULLS ${nulls.toUpperCase()}`,
    ]);

const between = (exprs: readonly Expr[], separator: string): readonly Part[] =>
  exprs.slice(0, LONGEST).flatMap((expr, at) => (at === 0 ? [expr] : [separator, expr]));
