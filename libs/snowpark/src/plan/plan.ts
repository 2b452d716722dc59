import type { DataType } from '../types/data-type.js';
import type { JsonCell } from '../values/json-cell.js';
import type { OptionValue } from './action.js';
import type {
  BinaryOperator,
  CallRole,
  Connective,
  Grouping,
  JoinKind,
  MetadataColumn,
  ReadFileType,
  SetOperator,
  UnaryOperator,
} from './words.js';

/**
 * A relation, as plain frozen data: it survives JSON, the queue and a test failure diff unchanged. Names are real names, without
 * quotes. What a node may be built from is checked where it is built and where it is parsed, so that compiling trusts it.
 */
export type Plan =
  | LocalData
  | TableScan
  | TableFunction
  | Files
  | FileSchema
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
  | SetOperation
  | JoinTableFunction
  | Pivot
  | Unpivot
  | Sample
  | DropNull
  | FillNull
  | Replace
  | Statistics;

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
  /** As the table was at a moment, or just before it. */
  readonly travel?: TimeTravel;
}

export interface TimeTravel {
  readonly mode: 'at' | 'before';
  /** `timestamp` is a moment as text, `offset` seconds back as a negative number, `statement` a query ID, `stream` a name. */
  readonly by: 'timestamp' | 'offset' | 'statement' | 'stream';
  readonly value: Expr;
}

/** The rows of a function that gives a table. */
export interface TableFunction extends Node {
  readonly kind: 'table_function';
  readonly call: Expr;
  /** Its columns by other names. */
  readonly names?: readonly string[];
}

/** Files of a stage, and how they are written. */
interface StagedFiles extends Node {
  /** `@stage/path`, or a `snow://` address. */
  readonly location: string;
  readonly type: ReadFileType;
  /** A named file format; it has the options, then. */
  readonly formatName?: readonly string[];
  readonly formatOptions: Readonly<Record<string, OptionValue>>;
}

/** The rows of staged files. */
export interface Files extends StagedFiles {
  readonly kind: 'files';
  /** A regular expression over whole paths. */
  readonly pattern?: string;
  /** What is known of the file itself, before the columns. */
  readonly metadata: readonly MetadataColumn[];
  /** The columns of a CSV file in their order, those of others by their names; left out, all of a row is one VARIANT. */
  readonly fields?: readonly Field[];
  /** NULL instead of an error where a value does not fit. */
  readonly attempt: boolean;
}

/** The columns that staged files have, as rows of a name, a type and whether NULL is among the values. */
export interface FileSchema extends StagedFiles {
  readonly kind: 'file_schema';
}

/** Each row with the rows that a function gives for it; with `outer` also where it gives none. */
export interface JoinTableFunction extends Node {
  readonly kind: 'join_table_function';
  readonly input: Plan;
  readonly call: Expr;
  /** What the function's columns are called: those that are named here only, or, where it is left out, all as they are. */
  readonly columns?: readonly { readonly from: string; readonly to: string }[];
  /** Its columns by other names, all of them. */
  readonly names?: readonly string[];
}

/** Values of one column as columns, each with an aggregate over its rows. */
export interface Pivot extends Node {
  readonly kind: 'pivot';
  readonly input: Plan;
  /** Groups the rows of the output; null for all other columns of the input. */
  readonly keys: readonly Expr[] | null;
  readonly aggregate: Expr;
  readonly by: Expr;
  /** Null for every value that there is; a subquery of one column as one `in_query` over nothing. */
  readonly values: readonly Expr[] | null;
  readonly otherwise?: Expr;
}

/** Columns as rows of a name and a value. */
export interface Unpivot extends Node {
  readonly kind: 'unpivot';
  readonly input: Plan;
  readonly value: string;
  readonly name: string;
  readonly columns: readonly Expr[];
  readonly includeNulls: boolean;
}

/** Some of the rows, by chance: a share of them from 0 to 1, or so many. */
export interface Sample extends Node {
  readonly kind: 'sample';
  readonly input: Plan;
  readonly fraction?: number;
  readonly rows?: number;
  readonly method?: 'row' | 'block';
  readonly seed?: number;
}

/** Keeps rows that have at least so many values; a NaN is none. */
export interface DropNull extends Node {
  readonly kind: 'drop_null';
  readonly input: Plan;
  /** Null for all columns. */
  readonly names: readonly string[] | null;
  /** How many; `all` as many as there are columns. */
  readonly least: number | 'all';
}

/** A value in the place of NULL, in columns of its type. */
export interface FillNull extends Node {
  readonly kind: 'fill_null';
  readonly input: Plan;
  readonly fills: readonly { readonly names: readonly string[] | null; readonly value: Literal }[];
  /** Also in columns of NUMBER with scale. */
  readonly decimals: boolean;
}

/** Values for values, in columns of their type. */
export interface Replace extends Node {
  readonly kind: 'replace';
  readonly input: Plan;
  readonly names: readonly string[] | null;
  readonly pairs: readonly { readonly from: Literal; readonly to: Literal }[];
  readonly decimals: boolean;
}

/** count, mean, stddev, min and max of columns, a row for each. */
export interface Statistics extends Node {
  readonly kind: 'statistics';
  readonly input: Plan;
  readonly names: readonly string[] | null;
  /** Texts that are numbers count as numbers. */
  readonly texts: boolean;
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
  /** With grouping `sets`: which of the keys each set has, by their positions. */
  readonly sets?: readonly (readonly number[])[];
  readonly aggregates: readonly Expr[];
}

/** With a condition, with names that both sides have, or with neither. */
export interface Join extends Node {
  readonly kind: 'join';
  readonly how: JoinKind;
  readonly left: Plan;
  readonly right: Plan;
  readonly on?: Expr;
  readonly using?: readonly string[];
  /** By all names that both sides have. */
  readonly natural?: boolean;
  /** Of an asof join: which rows of the right side come before. */
  readonly match?: Expr;
  /** The sides are joined in the order that they are written in. */
  readonly directed?: boolean;
  /** The right side reads columns of the left one. */
  readonly lateral?: boolean;
  /** Appended to the columns of that side whose names both sides have; without one they get a numbered prefix. */
  readonly leftSuffix?: string;
  readonly rightSuffix?: string;
}

export interface SetOperation extends Node {
  readonly kind: 'set';
  readonly op: SetOperator;
  readonly left: Plan;
  readonly right: Plan;
  /** Columns are matched by position, by name, or by name with NULL for those that one side lacks. */
  readonly match: 'position' | 'name' | 'name_or_null';
}

/** A scalar expression, as plain frozen data. Column names are real names, without quotes: `A`, `a b`. */
export type Expr =
  | ColumnRef
  | Star
  | Literal
  | Constant
  | SqlText
  | Unary
  | Binary
  | Connected
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
  /** Only columns whose names are like this pattern, whatever the case. */
  readonly ilike?: string;
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
  /** The text is that of an interval: `1 day, 2 hours`. */
  readonly interval?: true;
  readonly value: string | number | boolean;
}

/** SQL as the caller wrote it. */
export interface SqlText {
  readonly kind: 'sql';
  readonly text: string;
}

export interface Unary {
  readonly kind: 'unary';
  readonly op: UnaryOperator;
  readonly operand: Expr;
}

export interface Binary {
  readonly kind: 'binary';
  readonly op: BinaryOperator;
  readonly left: Expr;
  readonly right: Expr;
}

/** Conditions joined by one word: flat, since a list of them may be long. */
export interface Connected {
  readonly kind: 'connected';
  readonly op: Connective;
  readonly operands: readonly Expr[];
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
  readonly role?: CallRole;
  /** As it is written in SQL, letters of any case; with dots for a user's function. */
  readonly name: string;
  readonly args: readonly Expr[];
  /** Arguments by name, after those by position: `mode => 'ARRAY'`. Names are plain words of SQL. */
  readonly named?: readonly NamedArgument[];
  readonly distinct?: boolean;
  readonly ignoreNulls?: boolean;
  readonly withinGroup?: readonly SortKey[];
  /** Of a function that gives a table: how its rows are parted and ordered. */
  readonly partition?: { readonly by: readonly Expr[]; readonly order: readonly SortKey[] };
}

export interface NamedArgument {
  readonly name: string;
  readonly value: Expr;
}

export interface Over {
  readonly kind: 'over';
  readonly call: Expr;
  readonly partitionBy: readonly Expr[];
  readonly orderBy: readonly SortKey[];
  readonly frame?: WindowFrame;
}

export type WindowFrame = RowFrame | RangeFrame;

export interface RowFrame {
  readonly unit: 'rows';
  readonly start: RowBound;
  readonly end: RowBound;
}

export interface RangeFrame {
  readonly unit: 'range';
  readonly start: WindowBound;
  readonly end: WindowBound;
}

/** Rows (or values) before the current one as a negative number, after it as a positive one, 0 for the current one. */
export type RowBound = number | 'unbounded_preceding' | 'unbounded_following';
export type WindowBound = RowBound | IntervalBound;

/** So far back, or on, in time: `1 day`. */
export interface IntervalBound {
  readonly interval: string;
  readonly side: 'preceding' | 'following';
}

export interface Case {
  readonly kind: 'case';
  readonly branches: readonly { readonly when: Expr; readonly value: Expr }[];
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
