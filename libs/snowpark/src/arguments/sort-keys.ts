import { frozen } from '../plan/frozen.js';
import type { Expr, SortKey } from '../plan/plan.js';
import type { AnyColumn } from '../shape/shape.js';
import { COLUMN } from './columns.js';
import { kindOf } from './kind.js';
import { manyOf } from './many.js';
import type { Reader } from './reader.js';

export const sortKey = (by: Expr, direction: SortKey['direction'], nulls: SortKey['nulls']): SortKey =>
  frozen({ by, direction, nulls });

interface Directed {
  readonly key: SortKey;
}

const isDirected = (value: unknown): value is Directed => kindOf(value) === 'SortColumn';

type Key = string | AnyColumn | Directed;

/** What rows are sorted by: a column, its name, or a direction of it. Ascending with NULL first unless it says otherwise. */
const SORT_KEY: Reader<SortKey, Key> = {
  allowed: 'a Column, the name of one, or its direction such as column.desc()',
  read: (given, place) => (isDirected(given) ? given.key : sortKey(COLUMN.read(given, place), 'asc', 'first')),
};

export const SORT_KEYS: Reader<readonly SortKey[], readonly (Key | readonly Key[])[]> = manyOf(SORT_KEY);
