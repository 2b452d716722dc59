import { frozen } from './frozen.js';
import type { Plan } from './plan.js';

let last = 0;

/**
 * A node of its own: frozen, with a number that no other node of this process has. Columns are bound to a node by it; SQL and
 * `encodeAction` do not show it.
 */
export function asNode(plan: Plan): Plan {
  last += 1;
  return frozen({ ...plan, frame: last });
}
