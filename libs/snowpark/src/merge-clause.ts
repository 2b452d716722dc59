import { toExpr } from './column.js';
import { UsageError } from './errors.js';
import type { Assignments, MergeClause } from './plan/action.js';
import { frozen } from './plan/frozen.js';
import { type AnyColumn, typeMark } from './shape/shape.js';
import type { Reads } from './shape/values.js';
import { realName } from './sql/identifier.js';

/** One finished clause of a merge. In types: the values it sets, their columns, and the names that it reads. */
export class MergeAction<V, K extends string, R extends string> {
  declare readonly [typeMark]: readonly [V, K, R];

  constructor(readonly data: MergeClause) {}
}

type Values = Readonly<Record<string, unknown>>;
type ReadsOf<V> = Reads<V[keyof V]>;

/** What happens to target rows that a source row matches. */
export class MatchedClause<R extends string> {
  constructor(private readonly condition: AnyColumn | undefined) {}

  update<const V extends Values>(set: V): MergeAction<V, keyof V & string, R | ReadsOf<V>> {
    return new MergeAction(frozen({ kind: 'update', ...when(this.condition), set: valuesOf(set) }));
  }

  delete(): MergeAction<never, never, R> {
    return new MergeAction(frozen({ kind: 'delete', ...when(this.condition) }));
  }
}

/** What happens with source rows that match nothing. */
export class NotMatchedClause<R extends string> {
  constructor(private readonly condition: AnyColumn | undefined) {}

  /** By column, or a list of values for all columns of the target, in their order. */
  insert<const V extends Values>(values: V): MergeAction<V, keyof V & string, R | ReadsOf<V>>;
  insert<const V extends readonly unknown[]>(values: V): MergeAction<never, never, R | Reads<V[number]>>;
  insert(values: Values | readonly unknown[]): MergeAction<never, never, never> {
    const assignments = Array.isArray(values) ? [] : valuesOf(values as Values);
    const exprs = Array.isArray(values) ? values.map(toExpr) : assignments.map(({ value }) => value);
    if (exprs.length === 0) throw new UsageError('invalid_argument', 'insert needs at least one value.');
    return new MergeAction(
      frozen({
        kind: 'insert',
        ...when(this.condition),
        columns: assignments.map(({ column }) => column),
        values: exprs,
      }),
    );
  }
}

/** A clause for rows on both sides, of which the condition holds. */
export function whenMatched(): MatchedClause<never>;
export function whenMatched<const C extends AnyColumn>(condition: C): MatchedClause<Reads<C>>;
export function whenMatched(condition?: AnyColumn): MatchedClause<string> {
  return new MatchedClause(condition);
}

/** A clause for source rows that no target row matches, of which the condition holds. */
export function whenNotMatched(): NotMatchedClause<never>;
export function whenNotMatched<const C extends AnyColumn>(condition: C): NotMatchedClause<Reads<C>>;
export function whenNotMatched(condition?: AnyColumn): NotMatchedClause<string> {
  return new NotMatchedClause(condition);
}

const when = (condition: AnyColumn | undefined) => (condition === undefined ? {} : { condition: condition.expr });

function valuesOf(set: Values): Assignments {
  const assignments = assignmentsOf(set);
  if (assignments.length === 0) throw new UsageError('invalid_argument', 'The clause needs at least one column.');
  return assignments;
}

/** New values by column, as data. A member that is undefined is not there. */
export const assignmentsOf = (set: object): Assignments =>
  frozen(
    Object.entries(set).flatMap(([name, value]) =>
      value === undefined ? [] : [frozen({ column: realName(name), value: toExpr(value) })],
    ),
  );
