import type { Expr } from '../plan/plan.js';
import { visitExpr } from '../plan/walk.js';

/** What merging two levels of SELECT must know about a resolved expression. */
export interface Facts {
  readonly columns: ReadonlySet<string>;
  /** Holds SQL that the caller wrote: it may read any column and compute anything. */
  readonly opaque: boolean;
  /** Its value comes from one row, and is the same each time. */
  readonly rowwise: boolean;
  /** Makes a group of the rows, or may do so. */
  readonly groups: boolean;
}

export function factsOf(expr: Expr): Facts {
  const known = remembered.get(expr);
  if (known !== undefined) return known;
  const facts = gather(expr);
  remembered.set(expr, facts);
  return facts;
}

/** Expressions never change, and a long chain of steps asks about each of them at every step. */
const remembered = new WeakMap<Expr, Facts>();

function gather(expr: Expr): Facts {
  const columns = new Set<string>();
  let opaque = false;
  let rowwise = true;
  const windowed = new Set<Expr>();
  let groups = false;
  visitExpr(expr, (inner) => {
    if (inner.kind === 'column') columns.add(inner.name);
    if (inner.kind === 'sql') opaque = true;
    if (inner.kind === 'over') {
      windowed.add(inner.call);
      rowwise = false;
    }
    if (inner.kind === 'call' && inner.role !== undefined) {
      rowwise = false;
      if ((inner.role === 'aggregate' || inner.role === 'unknown') && !windowed.has(inner)) groups = true;
    }
  });
  return { columns, opaque, rowwise: rowwise && !opaque, groups: groups || opaque };
}
