import { realName } from '../sql/identifier.js';
import { frozen } from './frozen.js';
import type { ColumnRef, Star } from './plan.js';

/** A column by name, which folds; `*` is all of them. Of the node with the number `frame`, or else of whatever receives it. */
export function namedExpr(name: string, frame?: number): ColumnRef | Star {
  const bound = frame === undefined ? {} : { frame };
  return name === '*' ? frozen({ kind: 'star', ...bound }) : frozen({ kind: 'column', name: realName(name), ...bound });
}
