import type { DataType } from '../types/data-type.js';
import type { JsonCell } from '../values/json-cell.js';
import type { Expr, Literal, SortKey } from './expr.js';

/**
 * A relation, as plain frozen data: it survives JSON, the queue and a test failure diff unchanged. Names are real names, without
 * quotes. What a node may be built from is checked where it is built and where it is parsed, so that compiling trusts it.
 */
export type Plan =
  | LocalData
  | TableScan
  | SqlQuery
  | Select
  | Filter
  | Sort
  | Limit
  | Distinct
  | DropDuplicates
  | Drop
  | WithColumns
  | Rename
  | ToDf
  | Aliased
  | Aggregate
  | Join
  | SetOperation;

/** Tells this node from an equal one, so that a column can be bound to it. It never reaches SQL. */
interface Node {
  readonly frame?: number;
}

export interface Field {
  readonly name: string;
  readonly type: DataType;
  readonly nullable: boolean;
}

/** Rows that the caller holds. Every row is as long as `fields`. */
export interface LocalData extends Node {
  readonly kind: 'local';
  readonly fields: readonly Field[];
  readonly rows: readonly (readonly JsonCell[])[];
}

export interface TableScan extends Node {
  readonly kind: 'table';
  /** One to three real names; the middle one of three may be empty, as in `db..t`. */
  readonly name: readonly string[];
}

/** A statement as the caller wrote it, with values for its `?`. */
export interface SqlQuery extends Node {
  readonly kind: 'sql';
  readonly text: string;
  readonly binds: readonly Literal[];
}

export interface Select extends Node {
  readonly kind: 'select';
  readonly input: Plan;
  readonly items: readonly Expr[];
}

export interface Filter extends Node {
  readonly kind: 'filter';
  readonly input: Plan;
  readonly condition: Expr;
}

/** Without keys: by all columns. */
export interface Sort extends Node {
  readonly kind: 'sort';
  readonly input: Plan;
  readonly keys: readonly SortKey[];
}

export interface Limit extends Node {
  readonly kind: 'limit';
  readonly input: Plan;
  readonly rows: number;
  readonly offset: number;
}

export interface Distinct extends Node {
  readonly kind: 'distinct';
  readonly input: Plan;
}

/** Keeps one row, any one, of those that are equal in `names`. */
export interface DropDuplicates extends Node {
  readonly kind: 'drop_duplicates';
  readonly input: Plan;
  readonly names: readonly string[];
}

/** Takes columns away; names that the input lacks change nothing. */
export interface Drop extends Node {
  readonly kind: 'drop';
  readonly input: Plan;
  readonly columns: readonly Expr[];
}

/** Adds columns, or replaces those of the same name: in their place, or at the end if `keepOrder` is false. */
export interface WithColumns extends Node {
  readonly kind: 'with_columns';
  readonly input: Plan;
  readonly columns: readonly { readonly name: string; readonly value: Expr }[];
  readonly keepOrder: boolean;
}

export interface Rename extends Node {
  readonly kind: 'rename';
  readonly input: Plan;
  readonly renames: readonly { readonly from: Expr; readonly to: string }[];
}

/** New names for all columns, by position. */
export interface ToDf extends Node {
  readonly kind: 'to_df';
  readonly input: Plan;
  readonly names: readonly string[];
}

export interface Aliased extends Node {
  readonly kind: 'alias';
  readonly input: Plan;
  readonly name: string;
}

/** Without keys: one row. The keys come first in the output. */
export interface Aggregate extends Node {
  readonly kind: 'aggregate';
  readonly input: Plan;
  readonly grouping: Grouping;
  readonly keys: readonly Expr[];
  readonly aggregates: readonly Expr[];
}

export const GROUPINGS = ['plain', 'rollup', 'cube'] as const;
export type Grouping = (typeof GROUPINGS)[number];

export const JOIN_KINDS = ['inner', 'left', 'right', 'full', 'cross', 'semi', 'anti'] as const;
export type JoinKind = (typeof JOIN_KINDS)[number];

/** With a condition, with names that both sides have, or with neither. */
export interface Join extends Node {
  readonly kind: 'join';
  readonly how: JoinKind;
  readonly left: Plan;
  readonly right: Plan;
  readonly on?: Expr;
  readonly using?: readonly string[];
  /** Appended to the columns of that side whose names both sides have; without one they get a numbered prefix. */
  readonly leftSuffix?: string;
  readonly rightSuffix?: string;
}

export const SET_OPERATORS = ['union', 'union_all', 'intersect', 'except'] as const;
export type SetOperator = (typeof SET_OPERATORS)[number];

export interface SetOperation extends Node {
  readonly kind: 'set';
  readonly op: SetOperator;
  readonly left: Plan;
  readonly right: Plan;
  /** Columns are matched by position, by name, or by name with NULL for those that one side lacks. */
  readonly match: 'position' | 'name' | 'name_or_null';
}
