import type { Action } from '../plan/action.js';
import { mapAction } from '../plan/map-action.js';
import type { Expr, Plan } from '../plan/plan.js';
import { foldPlan, mapOperands, rebuild } from '../plan/walk.js';
import { boundKeys, visitAction } from '../resolve/bound.js';
import { frameKey } from '../resolve/scope.js';
import { PLAN_VERSION } from './parse-action.js';

/** An action as plain JSON. Read back with `parseAction`. */
export type ActionJson = Action & { readonly version: number };

/**
 * An action as plain JSON, with the version of its form. Actions that were built alike give equal JSON: the numbers that bind
 * columns to frames are given anew, in the order in which the frames appear.
 */
export const encodeAction = (action: Action): ActionJson => ({ version: PLAN_VERSION, ...renumbered(action) });

function renumbered(action: Action): Action {
  const bound = boundKeys(action);
  const numbers = new Map<number, number>();
  visitAction(
    action,
    ({ frame }) => {
      if (frame !== undefined && bound.has(frameKey(frame)) && !numbers.has(frame))
        numbers.set(frame, numbers.size + 1);
    },
    () => undefined,
  );
  const done = new Map<Plan, Plan>();
  const plan = (of: Plan): Plan =>
    foldPlan<Plan>(of, (node, inputs) => numberNode(rebuild(node, inputs, expr), numbers), done);
  const expr = (of: Expr): Expr => {
    if (of.kind === 'in_query') return { ...of, operands: of.operands.map(expr), query: plan(of.query) };
    if ((of.kind === 'column' || of.kind === 'star') && of.frame !== undefined) {
      return { ...of, frame: numbers.get(of.frame) ?? of.frame };
    }
    return mapOperands(of, expr);
  };
  return mapAction(action, plan, expr);
}

function numberNode(node: Plan, numbers: ReadonlyMap<number, number>): Plan {
  if (node.frame === undefined) return node;
  const { frame, ...rest } = node;
  const number = numbers.get(frame);
  return number === undefined ? rest : { ...rest, frame: number };
}
