import { UsageError } from '../errors.js';
import type { Expr } from '../plan/plan.js';
import { mapOperands } from '../plan/walk.js';
import { resolveColumn, type Scope } from './scope.js';

/** An expression over present names only: what a column was bound to has been looked up. */
export function resolveExpr(expr: Expr, scope: Scope): Expr {
  switch (expr.kind) {
    case 'column':
      return { kind: 'column', name: resolveColumn(expr, scope) };
    case 'alias':
      throw new UsageError(
        'invalid_argument',
        `The alias ${expr.name} is inside an expression. An alias names an output column: put it outermost.`,
      );
    case 'literal':
    case 'constant':
    case 'sql':
    case 'star':
      return expr;
    default:
      return mapOperands(expr, (operand) => resolveExpr(operand, scope));
  }
}

/** An expression without the alias around it. */
export const withoutAlias = (expr: Expr): Expr => (expr.kind === 'alias' ? withoutAlias(expr.operand) : expr);
