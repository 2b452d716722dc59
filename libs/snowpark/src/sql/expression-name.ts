import type { Expr } from '../plan/plan.js';
import { typeText } from '../types/type-text.js';
import { unreachable } from '../unreachable.js';
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
  return written(expr).slice(0, LONGEST);
}

function written(expr: Expr): string {
  switch (expr.kind) {
    case 'column':
    case 'alias':
      return expr.name;
    case 'star':
      return '*';
    case 'literal':
      return expr.value === null ? 'NULL' : String(expr.value);
    case 'constant':
      return String(expr.value);
    case 'sql':
      return expr.text;
    case 'unary':
      return expr.op === 'not' ? `NOT ${written(expr.operand)}` : `- ${written(expr.operand)}`;
    case 'binary':
      return `(${written(expr.left)} ${OPERATOR_WORDS[expr.op]} ${written(expr.right)})`;
    case 'connected':
      return `(${expr.operands.map(written).join(` ${expr.op.toUpperCase()} `)})`;
    case 'is_null':
      return `${written(expr.operand)} IS ${expr.negated ? 'NOT NULL' : 'NULL'}`;
    case 'in_list':
      return `${expr.operands.map(written).join(', ')} IN (${expr.rows.map((row) => row.map(written).join(', ')).join(', ')})`;
    case 'in_query':
      return `${expr.operands.map(written).join(', ')} IN (SELECT)`;
    case 'cast':
      return `CAST(${written(expr.operand)} AS ${typeText(expr.type)})`;
    case 'call':
      return `${expr.name.toUpperCase()}(${expr.distinct ? 'DISTINCT ' : ''}${expr.args.map(written).join(', ')})`;
    case 'over':
      return `${written(expr.call)} OVER`;
    case 'case':
      return `CASE ${expr.branches.map(({ when, value }) => `WHEN ${written(when)} THEN ${written(value)}`).join(' ')} END`;
    case 'subscript':
      return `${written(expr.operand)}[${expr.key}]`;
    default:
      return unreachable(expr);
  }
}
