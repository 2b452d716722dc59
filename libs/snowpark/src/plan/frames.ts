import { checkNames } from './check-names.js';
import { frozen } from './frozen.js';
import type { Plan } from './plan.js';

let last = 0;

/**
 * A node of its own: frozen, with a number that no other node of this process has. Columns are bound to a node by it; SQL and
 * `encodeAction` do not show it.
 *
 * @throws UsageError duplicate_column for a step that can only make a column twice.
 */
export function asNode(plan: Plan): Plan {
  checkNames(plan);
  last += 1;
  return frozen({ ...plan, frame: last });
}
