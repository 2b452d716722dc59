import { unreachable } from '../unreachable.js';
import type { Expr } from './plan.js';

/**
 * The operand that an expression grows from: `a.plus(1).plus(1)` is a chain of these, as a frame is one of first inputs. Such a
 * chain may be as long as the budget allows and is always walked by a loop; only what is nested elsewhere costs depth.
 */
export function firstOperand(expr: Expr): Expr | undefined {
  switch (expr.kind) {
    case 'column':
    case 'star':
    case 'literal':
    case 'constant':
    case 'sql':
      return undefined;
    case 'unary':
    case 'is_null':
    case 'cast':
    case 'subscript':
    case 'alias':
      return expr.operand;
    case 'binary':
      return expr.left;
    case 'connected':
    case 'in_list':
    case 'in_query':
      return expr.operands[0];
    case 'call':
      return expr.args[0];
    case 'over':
      return expr.call;
    case 'case':
      return expr.otherwise;
    default:
      return unreachable(expr);
  }
}

/** An expression and the chain of first operands in it, outermost first. */
export function spineOf(expr: Expr): readonly Expr[] {
  const spine: Expr[] = [];
  for (let node: Expr | undefined = expr; node !== undefined; node = firstOperand(node)) spine.push(node);
  return spine;
}
