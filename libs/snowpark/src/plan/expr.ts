import type { DataType } from '../types/data-type.js';
import type { JsonCell } from '../values/json-cell.js';
import type { Plan } from './plan.js';

/** A scalar expression, as plain frozen data. Column names are real names, without quotes: `A`, `a b`. */
export type Expr =
  | ColumnRef
  | Star
  | Literal
  | Constant
  | SqlText
  | Unary
  | Binary
  | IsNull
  | InList
  | InQuery
  | Cast
  | Call
  | Over
  | Case
  | Subscript
  | Alias;

/** `frame` binds the name to the node with that number, `alias` to the node of that alias; otherwise the input decides. */
export interface ColumnRef {
  readonly kind: 'column';
  readonly name: string;
  readonly frame?: number;
  readonly alias?: string;
}

/** All columns of the input, or those of one frame in it. */
export interface Star {
  readonly kind: 'star';
  readonly frame?: number;
  readonly alias?: string;
}

/** A value of the caller. It reaches Snowflake as a bind, never as text. */
export interface Literal {
  readonly kind: 'literal';
  readonly type: DataType;
  readonly value: JsonCell;
}

/** An argument that SQL wants as a constant: a date part, a scale, an offset. Written by the one function that quotes text. */
export interface Constant {
  readonly kind: 'constant';
  readonly value: string | number | boolean;
}

/** SQL as the caller wrote it. */
export interface SqlText {
  readonly kind: 'sql';
  readonly text: string;
}

export const UNARY_OPERATORS = ['not', 'negate'] as const;
export interface Unary {
  readonly kind: 'unary';
  readonly op: (typeof UNARY_OPERATORS)[number];
  readonly operand: Expr;
}

export const BINARY_OPERATORS = [
  'eq', 'neq', 'gt', 'lt', 'geq', 'leq',
  'plus', 'minus', 'multiply', 'divide', 'mod',
  'and', 'or', 'like', 'ilike',
] as const; // biome-ignore format: grouped by kind
export type BinaryOperator = (typeof BINARY_OPERATORS)[number];
export interface Binary {
  readonly kind: 'binary';
  readonly op: BinaryOperator;
  readonly left: Expr;
  readonly right: Expr;
}

export interface IsNull {
  readonly kind: 'is_null';
  readonly operand: Expr;
  readonly negated: boolean;
}

/** `(operands) IN (rows)`: one operand and rows of one value, or a tuple and rows as wide. */
export interface InList {
  readonly kind: 'in_list';
  readonly operands: readonly Expr[];
  readonly rows: readonly (readonly Expr[])[];
}

export interface InQuery {
  readonly kind: 'in_query';
  readonly operands: readonly Expr[];
  readonly query: Plan;
}

export interface Cast {
  readonly kind: 'cast';
  readonly operand: Expr;
  readonly type: DataType;
  /** NULL instead of an error where the value does not fit. */
  readonly attempt: boolean;
}

export interface Call {
  readonly kind: 'call';
  /** As it is written in SQL, letters of any case; with dots for a user's function. */
  readonly name: string;
  readonly args: readonly Expr[];
  readonly distinct?: boolean;
  readonly ignoreNulls?: boolean;
  readonly withinGroup?: readonly SortKey[];
}

export interface Over {
  readonly kind: 'over';
  readonly call: Expr;
  readonly partitionBy: readonly Expr[];
  readonly orderBy: readonly SortKey[];
  readonly frame?: WindowFrame;
}

export interface WindowFrame {
  readonly unit: 'rows' | 'range';
  readonly start: WindowBound;
  readonly end: WindowBound;
}

/** Rows (or values) before the current one as a negative number, after it as a positive one, 0 for the current one. */
export type WindowBound = number | 'unbounded_preceding' | 'unbounded_following';

export interface Case {
  readonly kind: 'case';
  readonly branches: readonly { readonly when: Expr; readonly then: Expr }[];
  readonly otherwise?: Expr;
}

/** A member of an array (from 0) or of an object. */
export interface Subscript {
  readonly kind: 'subscript';
  readonly operand: Expr;
  readonly key: string | number;
}

export interface Alias {
  readonly kind: 'alias';
  readonly operand: Expr;
  readonly name: string;
}

export interface SortKey {
  readonly by: Expr;
  readonly direction: 'asc' | 'desc';
  readonly nulls: 'first' | 'last';
}
