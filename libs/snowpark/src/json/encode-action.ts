import { checkAction } from '../compile/check-action.js';
import type { Action, ActionKind } from '../plan/action.js';
import { mapAction } from '../plan/map-action.js';
import type { Expr, Plan } from '../plan/plan.js';
import { foldPlan, inputsOf, plansOf, rebuild, rewriteExpr } from '../plan/walk.js';
import { boundNames, visitAction } from '../resolve/bound.js';
import { withChains } from './chain.js';
import { PLAN_VERSION } from './parse-action.js';

/** An action as plain JSON. Read back with `parseAction`. */
export interface ActionJson {
  readonly version: number;
  readonly kind: ActionKind;
  readonly [member: string]: unknown;
}

/**
 * An action as plain JSON, with the version of its form.
 *
 * A node that is used in several places is written once, with a number, and then as `{ "kind": "same", "frame": number }`. The
 * same numbers bind columns to frames. They are given in the order of the nodes, so that actions built alike give equal JSON.
 * A long chain is written as a list, so that the JSON of an action is never deep.
 *
 * @throws UsageError plan_too_large beyond the budget of `PLAN_LIMITS`.
 */
export function encodeAction(action: Action): ActionJson {
  checkAction(action);
  const numbers = numberNodes(action);
  const written = new Set<Plan>();
  const done = new Map<Plan, Plan>();

  const embedded = (of: Plan, json: Plan): Plan => {
    if (written.has(of)) return sameAs(numbers.nodes.get(of) ?? 0);
    written.add(of);
    return json;
  };
  const plan = (of: Plan): Plan => embedded(of, foldPlan<Plan>(of, node, done));
  const node = (of: Plan, inputs: readonly Plan[]): Plan => {
    const children = inputsOf(of).map((input, at) => embedded(input, inputs[at] ?? input));
    const { frame: _, ...rest } = rebuild(of, children, expr);
    const number = numbers.nodes.get(of);
    return number === undefined ? rest : { ...rest, frame: number };
  };
  const expr = (of: Expr): Expr =>
    rewriteExpr(of, (inner) => {
      if (inner.kind === 'in_query') return { ...inner, query: plan(inner.query) };
      if ((inner.kind === 'column' || inner.kind === 'star') && inner.frame !== undefined) {
        return { ...inner, frame: numbers.frames.get(inner.frame) ?? inner.frame };
      }
      return inner;
    });
  return withChains({ version: PLAN_VERSION, ...mapAction(action, plan, expr) });
}

interface Numbers {
  readonly nodes: ReadonlyMap<Plan, number>;
  /** From the number that a node has in this process. */
  readonly frames: ReadonlyMap<number, number>;
}

/** Numbers for the nodes that need one: those that a column is bound to, and those that are used more than once. */
function numberNodes(action: Action): Numbers {
  const bound = boundNames(action);
  const uses = countUses(action);
  const nodes = new Map<Plan, number>();
  const frames = new Map<number, number>();
  visitAction(
    action,
    (node) => {
      const isBound = node.frame !== undefined && bound.has(node.frame);
      if (!isBound && (uses.get(node) ?? 0) < 2) return;
      const number = nodes.size + 1;
      nodes.set(node, number);
      if (node.frame !== undefined) frames.set(node.frame, number);
    },
    () => undefined,
  );
  return { nodes, frames };
}

function countUses(action: Action): ReadonlyMap<Plan, number> {
  const uses = new Map<Plan, number>();
  const use = (plan: Plan): void => {
    uses.set(plan, (uses.get(plan) ?? 0) + 1);
  };
  plansOf(action).forEach(use);
  visitAction(
    action,
    (node) => inputsOf(node).forEach(use),
    (expr) => {
      if (expr.kind === 'in_query') use(expr.query);
    },
  );
  return uses;
}

/** Stands for a node that is written elsewhere. It is in JSON only, and no plan has it. */
function sameAs(frame: number): Plan {
  const reference: object = { kind: 'same', frame };
  return reference as Plan;
}
