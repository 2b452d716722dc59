import { UsageError } from '../errors.js';
import type { ColumnRef, Expr } from '../plan/plan.js';
import { rewriteExpr } from '../plan/walk.js';
import { resolveColumn, type Scope } from './scope.js';
import { resolveArguments, starsOf } from './stars.js';

/** An expression over present names only: what a column was bound to has been looked up. */
export function resolveExpr(expr: Expr, scope: Scope): Expr {
  let stars = 0;
  const resolved = rewriteExpr(expr, (node) => {
    if (node.kind === 'column') {
      const name = resolveColumn(node, scope);
      return isFree(node) && node.name === name ? node : { kind: 'column', name };
    }
    if (node.kind === 'star') stars += 1;
    if (node.kind === 'call' && stars > 0) {
      stars -= starsOf(node);
      return resolveArguments(node, scope);
    }
    if (node.kind !== 'alias') return node;
    throw new UsageError(
      'invalid_argument',
      `The alias ${node.name} is inside an expression. An alias names an output column: put it outermost.`,
    );
  });
  if (stars === 0) return resolved;
  throw new UsageError(
    'invalid_argument',
    "'*' is all columns where they are selected, and as an argument of a function: count('*'), hash('*'), objectConstruct('*').",
  );
}

const isFree = ({ frame, alias }: ColumnRef): boolean => frame === undefined && alias === undefined;

/** An expression without the aliases around it. */
export function withoutAlias(expr: Expr): Expr {
  let inner = expr;
  while (inner.kind === 'alias') inner = inner.operand;
  return inner;
}
