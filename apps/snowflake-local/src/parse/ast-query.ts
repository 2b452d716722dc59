import type {
  BindParameter,
  BooleanLiteral,
  ColumnReference,
  DataType,
  DefaultValue,
  HostVariable,
  Identifier,
  IntervalLiteral,
  NullLiteral,
  NumberLiteral,
  PositionReference,
  SessionVariable,
  Span,
  TextLiteral,
  TypedLiteral,
} from './ast-leaf.js';

// Expressions and queries as the parser reads them: nothing is looked up, nothing is typed.

/**
 * The name of a table, schema or other object.
 * `path`: one to three parts or none at all where a statement allows it; the middle part of `db..name` is an empty name.
 * `dynamic`: `IDENTIFIER(...)`, known only once binds and variables are.
 */
export type ObjectName = PathName | DynamicName;
export interface PathName extends Span {
  readonly kind: 'path';
  readonly parts: readonly Identifier[];
}
export interface DynamicName extends Span {
  readonly kind: 'dynamic';
  readonly value: Expression;
}

// ---- expressions

export type Expression =
  | NullLiteral
  | BooleanLiteral
  | NumberLiteral
  | TextLiteral
  | TypedLiteral
  | IntervalLiteral
  | ColumnReference
  | DynamicColumn
  | PositionReference
  | SessionVariable
  | BindParameter
  | HostVariable
  | DefaultValue
  | UnaryExpression
  | BinaryExpression
  | RowExpression
  | ArrayLiteral
  | ObjectLiteral
  | FunctionCall
  | CaseExpression
  | CastExpression
  | InExpression
  | BetweenExpression
  | LikeExpression
  | IsExpression
  | QuantifiedComparison
  | ExistsExpression
  | SubqueryExpression
  | PathExpression
  | CollateExpression;

/** `IDENTIFIER(...)` where a column stands. */
export interface DynamicColumn extends Span {
  readonly kind: 'dynamic_column';
  readonly value: Expression;
}
export interface UnaryExpression extends Span {
  readonly kind: 'unary';
  readonly operator: 'not' | '-' | '+';
  readonly operand: Expression;
}
export type BinaryOperator = 'and' | 'or' | '=' | '<>' | '<' | '<=' | '>' | '>=' | '+' | '-' | '*' | '/' | '%' | '||';
/** Chains of equal operators lean to the left and can be very long: walk `left` in a loop, never by recursion. */
export interface BinaryExpression extends Span {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}
/** `(a, b)`: stands on either side of IN and of a comparison. */
export interface RowExpression extends Span {
  readonly kind: 'row';
  readonly items: readonly Expression[];
}
export interface ArrayLiteral extends Span {
  readonly kind: 'array';
  readonly items: readonly Expression[];
}
export interface ObjectLiteral extends Span {
  readonly kind: 'object';
  readonly entries: readonly { readonly key: string; readonly value: Expression }[];
}
export interface FunctionCall extends Span {
  readonly kind: 'call';
  /** One part for a built-in, more for a function of a schema. */
  readonly name: readonly Identifier[];
  /** False for `CURRENT_DATE` and its like, written without parentheses. */
  readonly parentheses: boolean;
  readonly args: readonly Argument[];
  readonly distinct: boolean;
  readonly withinGroup?: readonly OrderItem[];
  readonly nulls?: 'ignore' | 'respect';
  readonly fromLast?: boolean;
  readonly over?: WindowSpecification;
}
export type Argument =
  | (Span & { readonly kind: 'value'; readonly value: Expression /** `name => value` */; readonly name?: string })
  /** `*` or `t.*`. */
  | (Span & StarColumns & { readonly kind: 'star' })
  /** A query or a `TABLE(name)` handed to a table function. */
  | (Span & { readonly kind: 'query'; readonly query: Query; readonly name?: string })
  | Lambda;
/** `x -> x + 1`, `(a INT, b INT) -> a + b`. */
export interface Lambda extends Span {
  readonly kind: 'lambda';
  readonly parameters: readonly { readonly name: Identifier; readonly type?: DataType }[];
  readonly body: Expression;
}
export interface WindowSpecification extends Span {
  readonly partitionBy: readonly Expression[];
  readonly orderBy: readonly OrderItem[];
  readonly frame?: WindowFrame;
}
export interface WindowFrame extends Span {
  readonly unit: 'rows' | 'range';
  readonly from: FrameBound;
  readonly to: FrameBound;
}
export type FrameBound =
  | { readonly kind: 'unbounded_preceding' | 'current_row' | 'unbounded_following' }
  | { readonly kind: 'preceding' | 'following'; readonly offset: Expression };
export interface CaseExpression extends Span {
  readonly kind: 'case';
  readonly operand?: Expression;
  readonly branches: readonly { readonly when: Expression; readonly result: Expression }[];
  readonly otherwise?: Expression;
}
export interface CastExpression extends Span {
  readonly kind: 'cast';
  readonly operand: Expression;
  readonly type: DataType;
  /** TRY_CAST. */
  readonly lenient: boolean;
}
export interface InExpression extends Span {
  readonly kind: 'in';
  readonly operand: Expression;
  readonly negated: boolean;
  readonly source:
    | { readonly kind: 'list'; readonly items: readonly Expression[] }
    | { readonly kind: 'query'; readonly query: Query };
}
export interface BetweenExpression extends Span {
  readonly kind: 'between';
  readonly operand: Expression;
  readonly negated: boolean;
  readonly low: Expression;
  readonly high: Expression;
}
export interface LikeExpression extends Span {
  readonly kind: 'like';
  readonly operator: 'like' | 'ilike' | 'rlike';
  /** LIKE ANY and LIKE ALL take several patterns; a plain LIKE has one. */
  readonly quantifier: 'one' | 'any' | 'all';
  readonly operand: Expression;
  readonly negated: boolean;
  readonly patterns: readonly Expression[];
  readonly escape?: Expression;
}
export interface IsExpression extends Span {
  readonly kind: 'is';
  readonly operand: Expression;
  readonly negated: boolean;
  readonly test:
    | { readonly kind: 'null' | 'true' | 'false' }
    | { readonly kind: 'distinct_from'; readonly other: Expression };
}
/** `a = ANY (select ...)`. */
export interface QuantifiedComparison extends Span {
  readonly kind: 'quantified';
  readonly operator: '=' | '<>' | '<' | '<=' | '>' | '>=';
  readonly quantifier: 'any' | 'all';
  readonly operand: Expression;
  readonly query: Query;
}
export interface ExistsExpression extends Span {
  readonly kind: 'exists';
  readonly query: Query;
}
export interface SubqueryExpression extends Span {
  readonly kind: 'subquery';
  readonly query: Query;
}
/** `v:a.b[0]` and `v['a']`. */
export interface PathExpression extends Span {
  readonly kind: 'path';
  readonly operand: Expression;
  readonly steps: readonly PathStep[];
}
export type PathStep =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'index'; readonly index: Expression };
export interface CollateExpression extends Span {
  readonly kind: 'collate';
  readonly operand: Expression;
  readonly specification: string;
}

// ---- queries

export interface Query extends Span {
  readonly kind: 'query_expression';
  readonly with: readonly CommonTable[];
  readonly body: QueryBody;
  readonly orderBy: readonly OrderItem[];
  readonly limit?: Expression;
  readonly offset?: Expression;
}
export type QueryBody = Select | SetOperation | Query;
export interface CommonTable extends Span {
  readonly name: Identifier;
  readonly columns: readonly Identifier[];
  /** Written after WITH RECURSIVE, which Snowflake lets a recursive table do without. */
  readonly recursive: boolean;
  readonly query: Query;
}
/** A chain of one operator, evaluated from the left; two operands or more. */
export interface SetOperation extends Span {
  readonly kind: 'set_operation';
  /** `by_name`: columns meet those of their name, wherever they stand. */
  readonly operator: 'union' | 'union_all' | 'union_by_name' | 'union_all_by_name' | 'intersect' | 'except';
  readonly operands: readonly QueryBody[];
}
export interface Select extends Span {
  readonly kind: 'select';
  readonly distinct: boolean;
  readonly top?: Expression;
  readonly items: readonly SelectItem[];
  /** `INTO :a, :b`, in a block. */
  readonly into: readonly string[];
  readonly from: readonly FromItem[];
  readonly where?: Expression;
  readonly groupBy?: GroupBy;
  readonly having?: Expression;
  readonly qualify?: Expression;
}
export type SelectItem = ExpressionItem | StarItem;
export interface ExpressionItem extends Span {
  readonly kind: 'expression';
  readonly expression: Expression;
  readonly alias?: Identifier;
}
/** `*`, `t.*`, and which of the columns: `ILIKE 'a%'`, `EXCLUDE (a, b)`. */
export interface StarColumns {
  readonly qualifier: readonly Identifier[];
  readonly ilike?: string;
  readonly exclude: readonly Identifier[];
}
export interface StarItem extends Span, StarColumns {
  readonly kind: 'star';
  readonly replace: readonly { readonly expression: Expression; readonly column: Identifier }[];
  readonly rename: readonly { readonly column: Identifier; readonly to: Identifier }[];
}
export type GroupBy =
  | (Span & { readonly kind: 'all' })
  | (Span & { readonly kind: 'items'; readonly items: readonly GroupItem[] });
export type GroupItem =
  | { readonly kind: 'expression'; readonly expression: Expression }
  | { readonly kind: 'rollup' | 'cube' | 'grouping_sets'; readonly sets: readonly (readonly Expression[])[] };
export interface OrderItem extends Span {
  /** `all` is ORDER BY ALL: every output column, in order. */
  readonly expression: Expression | 'all';
  readonly descending: boolean;
  /** Where NULLs go; absent: Snowflake's default, NULL is the highest value. */
  readonly nulls?: 'first' | 'last';
}

// ---- from

export type FromItem =
  | TableSource
  | StageSource
  | QuerySource
  | ValuesSource
  | FunctionSource
  | Pivot
  | Unpivot
  | Sample
  | Join;
export interface TableAlias extends Span {
  readonly name: Identifier;
  readonly columns: readonly Identifier[];
}
export interface TableSource extends Span {
  readonly kind: 'table';
  readonly name: ObjectName;
  readonly alias?: TableAlias;
}
export interface StageSource extends Span {
  readonly kind: 'stage';
  readonly location: StageLocation;
  /** `DIRECTORY(@stage)`: what files there are, and not their rows. */
  readonly isDirectory?: true;
  /** `FILE_FORMAT => 'f'`, `PATTERN => '...'`. */
  readonly options: readonly Option[];
  readonly alias?: TableAlias;
}
export interface QuerySource extends Span {
  readonly kind: 'subquery';
  readonly lateral: boolean;
  readonly query: Query;
  readonly alias?: TableAlias;
}
export interface ValuesSource extends Span {
  readonly kind: 'values_source';
  readonly rows: readonly (readonly Expression[])[];
  readonly alias?: TableAlias;
}
/** `TABLE(f(...))` and `LATERAL f(...)`. */
export interface FunctionSource extends Span {
  readonly kind: 'function_source';
  readonly lateral: boolean;
  readonly call: FunctionCall;
  readonly alias?: TableAlias;
}
/** `source PIVOT (f(x) FOR column IN (...))`. */
export interface Pivot extends Span {
  readonly kind: 'pivot';
  readonly source: FromItem;
  readonly aggregate: FunctionCall;
  readonly column: ColumnReference;
  readonly values: PivotValues;
  /** `DEFAULT ON NULL (x)`. */
  readonly otherwise?: Expression;
  readonly alias?: TableAlias;
}
export type PivotValues =
  | { readonly kind: 'list'; readonly items: readonly ExpressionItem[] }
  /** Every value of the column, in an order. */
  | (Span & { readonly kind: 'any'; readonly orderBy: readonly OrderItem[] })
  | (Span & { readonly kind: 'query'; readonly query: Query });
/** `source UNPIVOT (value FOR name IN (...))`. */
export interface Unpivot extends Span {
  readonly kind: 'unpivot';
  readonly source: FromItem;
  readonly value: Identifier;
  readonly name: Identifier;
  readonly columns: readonly { readonly column: Identifier; readonly shown?: Identifier }[];
  readonly includeNulls: boolean;
  readonly alias?: TableAlias;
}
/** `source SAMPLE (...)`. */
export interface Sample extends Span {
  readonly kind: 'sample';
  readonly source: FromItem;
  /** Whether rows or blocks of them are chosen. */
  readonly method: 'row' | 'block';
  readonly size: { readonly kind: 'percent' | 'rows'; readonly count: Expression };
  readonly seed?: Expression;
  readonly alias?: TableAlias;
}
export interface Join extends Span {
  readonly kind: 'join';
  readonly join: 'inner' | 'left' | 'right' | 'full' | 'cross' | 'asof';
  readonly natural: boolean;
  readonly left: FromItem;
  readonly right: FromItem;
  readonly condition?:
    | { readonly kind: 'on'; readonly expression: Expression }
    | { readonly kind: 'using'; readonly columns: readonly Identifier[] };
  /** MATCH_CONDITION of an ASOF JOIN. */
  readonly match?: Expression;
}

// ---- stages and options, shared by queries and commands

/**
 * `@stage/path`, `@~/path`, `@%table/path`, or an outside address such as `s3://bucket/`.
 * `path` is what follows the name, without the slash that parts them.
 */
export type StageLocation =
  | (Span & { readonly kind: 'named'; readonly name: PathName; readonly path: string })
  | (Span & { readonly kind: 'user'; readonly path: string })
  | (Span & { readonly kind: 'table'; readonly name: PathName; readonly path: string })
  | (Span & { readonly kind: 'external'; readonly url: string })
  /** `?` for the whole of it. */
  | (Span & { readonly kind: 'bound'; readonly index: number });

/** `NAME = value`, or a bare `NAME`. The name is in upper case, words parted by one blank (`COPY GRANTS`). */
export interface Option extends Span {
  readonly name: string;
  readonly value: OptionValue;
}
export type OptionValue =
  | { readonly kind: 'flag' }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'null' }
  /** `?`: counts from 1. */
  | { readonly kind: 'bind'; readonly index: number }
  /** A word or a dotted name, such as `CSV` or `db.schema.format`. */
  | { readonly kind: 'name'; readonly name: PathName }
  | { readonly kind: 'list'; readonly items: readonly OptionValue[] }
  | { readonly kind: 'options'; readonly options: readonly Option[] }
  /** Expressions kept as text, such as the list of CLUSTER BY or PARTITION BY. */
  | { readonly kind: 'expressions'; readonly expressions: readonly Expression[]; readonly text: string };
