import type { Action } from '../plan/action.js';
import { expressionsOfAction } from '../plan/action-expressions.js';
import type { Expr, Plan } from '../plan/plan.js';
import { readsOf } from '../plan/reads.js';
import { expressionsOf, visitExpr } from '../plan/walk.js';
import { type FrameKey, keyOf } from './scope.js';

/** Every node of an action, once, and every expression, those of subqueries too. */
export function visitAction(action: Action, node: (plan: Plan) => void, expr: (inner: Expr) => void): void {
  for (const plan of readsOf(action).keys()) {
    node(plan);
    for (const outer of expressionsOf(plan)) visitExpr(outer, expr);
  }
  for (const outer of expressionsOfAction(action)) visitExpr(outer, expr);
}

/** The names that columns are bound to, by the key of their frame or alias; `all` for a star. */
export type Bound = ReadonlyMap<FrameKey, Names>;

/** Each once. */
type Names = readonly string[] | ReadonlySet<string> | 'all';

/** Of most frames one column is spoken of, or two. */
const FEW = 8;

/** What columns of the action are bound to: only this is followed through the plan. */
export function boundNames(action: Action): Bound {
  const bound = new Map<FrameKey, string[] | Set<string> | 'all'>();
  const add = (key: FrameKey, name: string | null): void => {
    const names = bound.get(key);
    if (names === 'all') return;
    if (name === null) bound.set(key, 'all');
    else if (names === undefined) bound.set(key, [name]);
    else if (names instanceof Set) names.add(name);
    else if (!names.includes(name)) {
      names.push(name);
      if (names.length > FEW) bound.set(key, new Set(names));
    }
  };
  visitAction(
    action,
    () => undefined,
    (expr) => {
      if (expr.kind !== 'column' && expr.kind !== 'star') return;
      const key = keyOf(expr);
      if (key !== null) add(key, expr.kind === 'column' ? expr.name : null);
    },
  );
  return bound;
}

/** The tables that an action reads. */
export function tableNamesOf(action: Action): readonly string[] {
  const names: string[] = [];
  visitAction(
    action,
    (plan) => {
      if (plan.kind === 'table') names.push(plan.name.join('.'));
    },
    () => undefined,
  );
  return names;
}

/** All SQL in an action that the caller wrote, to be screened before it is accepted. */
export function sqlTextsOf(action: Action): readonly string[] {
  const texts: string[] = action.kind === 'sql' ? [action.text] : [];
  visitAction(
    action,
    (plan) => {
      if (plan.kind === 'sql') texts.push(plan.text);
    },
    (expr) => {
      if (expr.kind === 'sql') texts.push(expr.text);
    },
  );
  return texts;
}
