import { orderKeyText } from '../../generate/order.js';
import { selectText } from '../../generate/query.js';
import { sortKey } from '../../types/forms.js';
import type { Typed } from '../../types/typed.js';
import type { Environment } from '../frame.js';
import { type Relation, relationValue } from '../relation.js';
import { atMost } from './at-most.js';
import { type Bounds, NO_BOUNDS } from './limit.js';

/** A sort key that is one of a query's columns, counted from 0. */
export interface OutputKey {
  readonly index: number;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

/** Whether equal values of the type can differ in what is stored: DuckDB's own DISTINCT would keep both. */
export const hasEqualForms = ({ type, physical }: Pick<Typed, 'type' | 'physical'>): boolean => {
  const value = { type, physical, nullable: true, sql: 'x' };
  return sortKey(value, { timezone: 'UTC' }) !== value.sql;
};

/** The different rows of a relation, where equal instants of different offsets are equal: any of them stands for all. */
export function distinctRows(
  relation: Relation,
  environment: Environment,
  order: readonly OutputKey[] = [],
  bounds: Bounds = NO_BOUNDS,
): Relation {
  const table = environment.state.nextTable();
  const values = relation.columns.map((column, index) => relationValue(table, column, index));
  const keys = values.map((value) => sortKey(value, environment.context.values));
  const sql = selectText({
    distinct: false,
    items: values.map((value, index) => (keys[index] === value.sql ? value.sql : `any_value(${value.sql})`)),
    from: `(${relation.sql}) AS ${table}`,
    where: null,
    groupBy: keys.join(', '),
    having: null,
    qualify: null,
    orderBy: order.flatMap(({ index, descending, nullsFirst }) => {
      const key = keys[index];
      return key === undefined ? [] : [orderKeyText(key, descending, nullsFirst)];
    }),
    ...bounds,
  });
  return { sql, columns: relation.columns, ...atMost(relation.atMost, bounds.limit) };
}
