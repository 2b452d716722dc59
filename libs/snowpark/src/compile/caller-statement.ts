import type { Action } from '../plan/action.js';
import type { Literal, Plan } from '../plan/plan.js';

/** The one statement of the caller's that an action is nothing but; null for an action with a part of our own. */
export function callerStatement(action: Action): { readonly text: string; readonly binds: readonly Literal[] } | null {
  const whole = action.kind === 'collect' || action.kind === 'describe' ? unaliased(action.plan) : action;
  return whole.kind === 'sql' ? whole : null;
}

function unaliased(plan: Plan): Plan {
  let inner = plan;
  while (inner.kind === 'alias') inner = inner.input;
  return inner;
}
