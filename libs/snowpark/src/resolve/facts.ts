import type { Expr } from '../plan/plan.js';
import { isLeaf, operandsOf } from '../plan/walk.js';
import { readsAll } from './stars.js';

/** What merging two levels of SELECT must know about a resolved expression. */
export interface Facts {
  /** Each once. */
  readonly columns: readonly string[];
  /** Holds SQL that the caller wrote: it may read any column and compute anything. */
  readonly opaque: boolean;
  /** Reads all columns of its input, by a star. */
  readonly starred: boolean;
  /** Its value comes from one row, and is the same each time. */
  readonly rowwise: boolean;
  /** Makes a group of the rows, or may do so. */
  readonly groups: boolean;
  /** Draws a value anew at each evaluation. */
  readonly volatile: boolean;
}

/** It is walked through anew each time: who asks again, as an output column is asked at every step over it, keeps the answer. */
export function factsOf(expr: Expr): Facts {
  let columns: string[] | undefined;
  let many: Set<string> | undefined;
  let opaque = false;
  let starred = false;
  let rowwise = true;
  let windowed: Set<Expr> | undefined;
  let groups = false;
  let volatile = false;
  let left: Expr[] | undefined;
  for (let inner: Expr | undefined = expr; inner !== undefined; inner = left?.pop()) {
    if (inner.kind === 'column') {
      if (columns === undefined) columns = [inner.name];
      else if (!(many?.has(inner.name) ?? columns.includes(inner.name))) {
        columns.push(inner.name);
        if (columns.length > FEW) many ??= new Set(columns);
        many?.add(inner.name);
      }
    }
    if (inner.kind === 'sql') {
      opaque = true;
      volatile ||= isVolatileSql(inner.text);
    }
    if (inner.kind === 'over') {
      windowed ??= new Set();
      windowed.add(inner.call);
      rowwise = false;
    }
    if (inner.kind === 'call') starred ||= readsAll(inner);
    if (inner.kind === 'call' && inner.role !== undefined) {
      rowwise = false;
      volatile ||= inner.role === 'volatile' || (inner.role === 'unknown' && isVolatileSql(inner.name));
      if ((inner.role === 'aggregate' || inner.role === 'unknown') && !windowed?.has(inner)) groups = true;
    }
    if (isLeaf(inner)) continue;
    const operands = operandsOf(inner).toReversed();
    if (left === undefined) left = operands;
    else for (const operand of operands) left.push(operand);
  }
  return { columns: columns ?? NONE, opaque, starred, rowwise: rowwise && !opaque, groups: groups || opaque, volatile };
}

const NONE: readonly never[] = [];

/** Most expressions read one column or two. */
const FEW = 16;

/** Snowflake's functions and clauses that draw values or rows: what is written with one of these words is taken for volatile. */
const VOLATILE = /\b(?:random|randstr|uuid_string|uniform|normal|zipf|seq[1248]|nextval|sample|tablesample)\b/i;

/** Whether SQL that the caller wrote may draw anew at each evaluation. */
export const isVolatileSql = (text: string): boolean => VOLATILE.test(text);
