import type { Action } from './action.js';
import { expressionsOfAction } from './action-expressions.js';
import type { Expr, Plan } from './plan.js';
import { expressionsOf, inputsOf, isFlat, plansOf, visitExpr } from './walk.js';

/** Each node of an action, once, with the nodes that it reads: its inputs, and the subqueries in its expressions. */
export type Reads = ReadonlyMap<Plan, readonly Plan[]>;

/** Every node after those that it reads. An action never changes, and each stage of its compilation asks for this. */
export function readsOf(action: Action): Reads {
  const known = remembered.get(action);
  if (known !== undefined) return known;
  const reads = gather(action);
  remembered.set(action, reads);
  return reads;
}

const remembered = new WeakMap<Action, Reads>();

/** What an action itself reads: its relations, and the subqueries in its own expressions. */
export const rootsOf = (action: Action): readonly Plan[] => [
  ...plansOf(action),
  ...queriesIn(expressionsOfAction(action)),
];

function gather(action: Action): Reads {
  const reads = new Map<Plan, readonly Plan[]>();
  for (const root of rootsOf(action)) {
    const open = reads.has(root) ? [] : [begun(root)];
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      const next = top.read[top.at];
      top.at += 1;
      if (next === undefined) {
        open.pop();
        reads.set(top.node, top.read);
      } else if (!reads.has(next)) open.push(begun(next));
    }
  }
  return reads;
}

interface Begun {
  readonly node: Plan;
  readonly read: readonly Plan[];
  at: number;
}

function begun(node: Plan): Begun {
  const inputs = inputsOf(node);
  const queries = queriesIn(expressionsOf(node));
  return { node, read: queries.length === 0 ? inputs : [...inputs, ...queries], at: 0 };
}

function queriesIn(exprs: readonly Expr[]): readonly Plan[] {
  let queries: Plan[] | undefined;
  for (const expr of exprs) {
    if (isFlat(expr)) continue;
    visitExpr(expr, (inner) => {
      if (inner.kind !== 'in_query') return;
      queries ??= [];
      queries.push(inner.query);
    });
  }
  return queries ?? NONE;
}

const NONE: readonly never[] = [];
