import { type SortColumn, sortKeyOf } from './column.js';
import { UsageError } from './errors.js';
import { columnExpr } from './plan/column-ref.js';
import { frozen } from './plan/frozen.js';
import type { Over, WindowBound } from './plan/plan.js';
import { type AnyColumn } from './shape/shape.js';

type Spec = Partial<Pick<Over, 'partitionBy' | 'orderBy' | 'frame'>>;

/** How far a frame reaches, from the current row: rows before as a negative number, after as a positive one. */
export type Boundary = WindowBound;

/** Which rows a window function sees, and in which order. Immutable: each call replaces one part of a copy. */
export class WindowSpec {
  constructor(readonly spec: Spec) {}

  partitionBy(...columns: readonly (string | AnyColumn)[]): WindowSpec {
    return new WindowSpec(frozen({ ...this.spec, partitionBy: columns.map(columnExpr) }));
  }

  orderBy(...keys: readonly (string | AnyColumn | SortColumn<string>)[]): WindowSpec {
    const orderBy = keys.map((key) => sortKeyOf(typeof key === 'string' ? { expr: columnExpr(key) } : key));
    return new WindowSpec(frozen({ ...this.spec, orderBy }));
  }

  rowsBetween(start: Boundary, end: Boundary): WindowSpec {
    return new WindowSpec(
      frozen({ ...this.spec, frame: frozen({ unit: 'rows', start: bound(start), end: bound(end) }) }),
    );
  }

  rangeBetween(start: Boundary, end: Boundary): WindowSpec {
    return new WindowSpec(
      frozen({ ...this.spec, frame: frozen({ unit: 'range', start: bound(start), end: bound(end) }) }),
    );
  }
}

const EMPTY = new WindowSpec({});

/** Where a window specification starts. */
export const Window = {
  unboundedPreceding: 'unbounded_preceding',
  unboundedFollowing: 'unbounded_following',
  currentRow: 0,
  partitionBy: (...columns: readonly (string | AnyColumn)[]): WindowSpec => EMPTY.partitionBy(...columns),
  orderBy: (...keys: readonly (string | AnyColumn | SortColumn<string>)[]): WindowSpec => EMPTY.orderBy(...keys),
  rowsBetween: (start: Boundary, end: Boundary): WindowSpec => EMPTY.rowsBetween(start, end),
  rangeBetween: (start: Boundary, end: Boundary): WindowSpec => EMPTY.rangeBetween(start, end),
} as const;

function bound(given: Boundary): Boundary {
  if (typeof given === 'number' && !Number.isSafeInteger(given)) {
    throw new UsageError('invalid_argument', `A window reaches a whole number of rows, not ${given}.`);
  }
  return given;
}
