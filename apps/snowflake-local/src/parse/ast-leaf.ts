/** A place in a statement's text: `text.slice(node.start, node.end)` is what the user wrote. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A name, already folded: upper case unless it was written in quotes. */
export interface Identifier extends Span {
  readonly name: string;
  readonly quoted: boolean;
}

/** A type as written: the name in upper case with single blanks (`DOUBLE PRECISION`), arguments as numbers. */
export interface DataType extends Span {
  readonly name: string;
  readonly args: readonly number[];
  /** What ARRAY, OBJECT and MAP are made of; only the parts of an OBJECT have names. */
  readonly parts?: readonly TypePart[];
}

export interface TypePart {
  readonly name?: string;
  readonly type: DataType;
  readonly notNull: boolean;
}

export interface NullLiteral extends Span {
  readonly kind: 'null';
}

export interface BooleanLiteral extends Span {
  readonly kind: 'boolean';
  readonly value: boolean;
}

/** `text` is as written: `1`, `1.50`, `.5`, `1e10`. */
export interface NumberLiteral extends Span {
  readonly kind: 'number';
  readonly text: string;
}

/** Escapes are resolved. */
export interface TextLiteral extends Span {
  readonly kind: 'text';
  readonly value: string;
}

/** `DATE '2020-01-02'`; also TIME, TIMESTAMP and its kinds. */
export interface TypedLiteral extends Span {
  readonly kind: 'typed_literal';
  readonly type: DataType;
  readonly value: string;
}

/** `INTERVAL '1 day, 2 hours'`. */
export interface IntervalLiteral extends Span {
  readonly kind: 'interval';
  readonly value: string;
}

/** A column, possibly behind a table, schema and database name. */
export interface ColumnReference extends Span {
  readonly kind: 'column';
  readonly parts: readonly Identifier[];
}

/** `$1`, `t.$1`: counts from 1. */
export interface PositionReference extends Span {
  readonly kind: 'position';
  readonly qualifier: readonly Identifier[];
  readonly index: number;
}

/** `$name`. */
export interface SessionVariable extends Span {
  readonly kind: 'session_variable';
  readonly name: string;
}

/** `?` and `:1`: counts from 1. */
export interface BindParameter extends Span {
  readonly kind: 'bind';
  readonly index: number;
}

/** `:name`, a variable of a block. */
export interface HostVariable extends Span {
  readonly kind: 'host_variable';
  readonly name: string;
}

/** The word DEFAULT where a row for INSERT or a value for UPDATE stands. */
export interface DefaultValue extends Span {
  readonly kind: 'default';
}
