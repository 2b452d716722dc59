import { UsageError } from './errors.js';
import { literalOf } from './local-data/literal-of.js';
import { frozen } from './plan/frozen.js';
import type { Call, Case, Expr, Over, SortKey } from './plan/plan.js';
import type { BinaryOperator, Connective } from './plan/words.js';
import type { Ident } from './shape/names.js';
import { type AnyColumn, type AnyRef, type ColumnLike, type FrameLike, typeMark } from './shape/shape.js';
import type { Arithmetic, Beside, NullOf, OperandType, Quotient, Reads } from './shape/values.js';
import { realName } from './sql/identifier.js';
import type { DataType, SqlType } from './types/data-type.js';
import { parseType } from './types/parse-schema.js';

type Compared<T, R extends string, O> = Column<boolean | NullOf<T> | NullOf<OperandType<O>>, string, R | Reads<O>>;
type Calculated<T, R extends string, O> = Column<Arithmetic<T, OperandType<O>>, string, R | Reads<O>>;
type Truth = boolean | null | ColumnLike<boolean | null | AnyRef, string, string>;
type Pattern = string | ColumnLike<string | null | AnyRef, string, string>;

/**
 * An expression over the columns of a frame.
 *
 * Arguments are values or columns: a plain text is a value here, never a name. For the compiler a column carries its value type
 * `T`, its output name `N` (`string` until it has an alias) and the names `R` that it reads: a frame takes it only if it has them.
 */
export class Column<T, N extends string = string, R extends string = never> implements ColumnLike<T, N, R> {
  declare readonly [typeMark]: readonly [T, N, R];

  constructor(readonly expr: Expr) {}

  eq<const O extends Beside<T>>(other: O): Compared<T, R, O> {
    return this.#binary('eq', other);
  }
  neq<const O extends Beside<T>>(other: O): Compared<T, R, O> {
    return this.#binary('neq', other);
  }
  gt<const O extends Beside<T>>(other: O): Compared<T, R, O> {
    return this.#binary('gt', other);
  }
  lt<const O extends Beside<T>>(other: O): Compared<T, R, O> {
    return this.#binary('lt', other);
  }
  geq<const O extends Beside<T>>(other: O): Compared<T, R, O> {
    return this.#binary('geq', other);
  }
  leq<const O extends Beside<T>>(other: O): Compared<T, R, O> {
    return this.#binary('leq', other);
  }
  /** Both ends belong to it. */
  between<const L extends Beside<T>, const H extends Beside<T>>(low: L, high: H): Compared<T, R, L | H> {
    return new Column(connected('and', binary('geq', this.expr, toExpr(low)), binary('leq', this.expr, toExpr(high))));
  }
  /** Equal, where NULL equals NULL. */
  equalNull<const O extends Beside<T>>(other: O): Column<boolean, string, R | Reads<O>> {
    return this.#call('EQUAL_NULL', toExpr(other));
  }
  equalNan(): Column<boolean | NullOf<T>, string, R> {
    return new Column(binary('eq', this.expr, literalOf(Number.NaN)));
  }
  isNull(): Column<boolean, string, R> {
    return new Column(frozen({ kind: 'is_null', operand: this.expr, negated: false }));
  }
  isNotNull(): Column<boolean, string, R> {
    return new Column(frozen({ kind: 'is_null', operand: this.expr, negated: true }));
  }

  plus<const O extends Beside<T>>(other: O): Calculated<T, R, O> {
    return this.#binary('plus', other);
  }
  minus<const O extends Beside<T>>(other: O): Calculated<T, R, O> {
    return this.#binary('minus', other);
  }
  multiply<const O extends Beside<T>>(other: O): Calculated<T, R, O> {
    return this.#binary('multiply', other);
  }
  divide<const O extends Beside<T>>(other: O): Column<Quotient<T, OperandType<O>>, string, R | Reads<O>> {
    return this.#binary('divide', other);
  }
  mod<const O extends Beside<T>>(other: O): Calculated<T, R, O> {
    return this.#binary('mod', other);
  }
  pow<const O extends Beside<T>>(other: O): Column<number | NullOf<T> | NullOf<OperandType<O>>, string, R | Reads<O>> {
    return this.#call('POWER', toExpr(other));
  }
  neg(): Column<T, string, R> {
    return new Column(frozen({ kind: 'unary', op: 'negate', operand: this.expr }));
  }
  bitAnd<const O extends Beside<T>>(other: O): Calculated<T, R, O> {
    return this.#call('BITAND', toExpr(other));
  }
  bitOr<const O extends Beside<T>>(other: O): Calculated<T, R, O> {
    return this.#call('BITOR', toExpr(other));
  }
  bitXor<const O extends Beside<T>>(other: O): Calculated<T, R, O> {
    return this.#call('BITXOR', toExpr(other));
  }

  and<const O extends Truth>(other: O): Compared<T, R, O> {
    return new Column(connected('and', this.expr, toExpr(other)));
  }
  or<const O extends Truth>(other: O): Compared<T, R, O> {
    return new Column(connected('or', this.expr, toExpr(other)));
  }
  not(): Column<boolean | NullOf<T>, string, R> {
    return new Column(frozen({ kind: 'unary', op: 'not', operand: this.expr }));
  }

  /**
   * Is one of the values, or a value of the frame's only column.
   *
   * @throws UsageError when the plan is compiled, if that frame has another number of columns.
   */
  in<const O extends readonly Beside<T>[]>(...values: O): Compared<T, R, O[number]>;
  in<const O extends readonly Beside<T>[]>(values: O): Compared<T, R, O[number]>;
  in(frame: FrameLike): Column<boolean | NullOf<T>, string, R>;
  in(...given: readonly unknown[]): Column<boolean | null, string, R> {
    const [first] = given;
    if (given.length === 1 && isFrame(first)) {
      return new Column(frozen({ kind: 'in_query', operands: [this.expr], query: first.plan }));
    }
    const values: readonly unknown[] = given.length === 1 && Array.isArray(first) ? first : given;
    return new Column(
      frozen({ kind: 'in_list', operands: [this.expr], rows: values.map((value) => frozen([toExpr(value)])) }),
    );
  }

  /** `%` stands for any text, `_` for one character. */
  like<const O extends Pattern>(pattern: O): Compared<T, R, O> {
    return this.#binary('like', pattern);
  }
  /** Like `like`, whatever the case of letters. */
  ilike<const O extends Pattern>(pattern: O): Compared<T, R, O> {
    return this.#binary('ilike', pattern);
  }
  /** Matches a regular expression as a whole. */
  rlike<const O extends Pattern>(pattern: O, parameters?: string): Compared<T, R, O> {
    return parameters === undefined
      ? this.#call('RLIKE', toExpr(pattern))
      : this.#call('RLIKE', toExpr(pattern), constant(parameters));
  }
  startsWith<const O extends Pattern>(prefix: O): Compared<T, R, O> {
    return this.#call('STARTSWITH', toExpr(prefix));
  }
  endsWith<const O extends Pattern>(suffix: O): Compared<T, R, O> {
    return this.#call('ENDSWITH', toExpr(suffix));
  }
  contains<const O extends Pattern>(part: O): Compared<T, R, O> {
    return this.#call('CONTAINS', toExpr(part));
  }
  /** Counts from 1; from the end if `start` is negative. */
  substr(start: number | AnyColumn, length?: number | AnyColumn): Column<string | NullOf<T>, string, R> {
    return length === undefined
      ? this.#call('SUBSTR', toExpr(start))
      : this.#call('SUBSTR', toExpr(start), toExpr(length));
  }

  /** A member of an ARRAY (from 0) or of an OBJECT or VARIANT, as VARIANT. */
  getItem(key: string | number): Column<string | null, string, R> {
    if (typeof key === 'number' && (!Number.isSafeInteger(key) || key < 0)) {
      throw new UsageError('invalid_argument', `An array has no member ${key}: positions count from 0.`);
    }
    return new Column(frozen({ kind: 'subscript', operand: this.expr, key }));
  }

  /** Converts, and fails where a value does not fit. The type may be text: `decimal(10, 2)`. */
  cast<V>(type: SqlType<V>): Column<V | NullOf<T>, N, R>;
  cast(type: string): Column<unknown, N, R>;
  cast(type: DataType | string): Column<unknown, N, R> {
    return new Column(cast(this.expr, type, false));
  }
  /** Converts, and gives NULL where a value does not fit. */
  tryCast<V>(type: SqlType<V>): Column<V | null, N, R>;
  tryCast(type: string): Column<unknown, N, R>;
  tryCast(type: DataType | string): Column<unknown, N, R> {
    return new Column(cast(this.expr, type, true));
  }

  /** Names the output column. */
  as<const Name extends string>(name: Name): Column<T, string extends Name ? string : Ident<Name>, R> {
    return new Column(
      frozen({
        kind: 'alias',
        operand: this.expr.kind === 'alias' ? this.expr.operand : this.expr,
        name: realName(name),
      }),
    );
  }
  /** The output name, or null if it has none yet. */
  getName(): string | null {
    return this.expr.kind === 'alias' || this.expr.kind === 'column' ? this.expr.name : null;
  }

  /** Computes over a window: a window function always needs one, an aggregate may have one. */
  over(window?: WindowLike): Column<T, string, R> {
    const { partitionBy = [], orderBy = [], frame } = window?.spec ?? {};
    return new Column(frozen({ kind: 'over', call: this.expr, partitionBy, orderBy, ...(frame && { frame }) }));
  }
  /** Orders the rows that an aggregate such as `listagg` takes. */
  withinGroup(...keys: readonly (AnyColumn | SortColumn<string>)[]): Column<T, string, R> {
    if (this.expr.kind !== 'call')
      throw new UsageError('invalid_argument', 'withinGroup follows an aggregate function.');
    const call: Call = { ...this.expr, withinGroup: keys.map(sortKeyOf) };
    return new Column(frozen(call));
  }

  /** Ascending, NULL first. */
  asc(): SortColumn<R> {
    return this.ascNullsFirst();
  }
  ascNullsFirst(): SortColumn<R> {
    return new SortColumn(sortKey(this.expr, 'asc', 'first'));
  }
  ascNullsLast(): SortColumn<R> {
    return new SortColumn(sortKey(this.expr, 'asc', 'last'));
  }
  /** Descending, NULL last. */
  desc(): SortColumn<R> {
    return this.descNullsLast();
  }
  descNullsFirst(): SortColumn<R> {
    return new SortColumn(sortKey(this.expr, 'desc', 'first'));
  }
  descNullsLast(): SortColumn<R> {
    return new SortColumn(sortKey(this.expr, 'desc', 'last'));
  }

  #binary<V, Q extends string>(op: BinaryOperator, other: unknown): Column<V, string, Q> {
    return new Column(binary(op, this.expr, toExpr(other)));
  }

  #call<V, Q extends string>(name: string, ...args: readonly Expr[]): Column<V, string, Q> {
    return new Column(call(name, this.expr, ...args));
  }
}

/** What `over` needs of a window specification. */
export interface WindowLike {
  readonly spec: Partial<Pick<Over, 'partitionBy' | 'orderBy' | 'frame'>>;
}

/** A direction to sort in, by a column. */
export class SortColumn<R extends string> {
  declare readonly [typeMark]: R;

  constructor(readonly key: SortKey) {}
}

/** `when(condition, value)` and its further branches. Without `otherwise` the rest is NULL. */
export class CaseColumn<T, R extends string> extends Column<T | null, string, R> {
  constructor(private readonly branches: Case['branches']) {
    super(frozen({ kind: 'case', branches }));
  }

  when<const C extends Truth, const V>(
    condition: C,
    value: V,
  ): CaseColumn<T | OperandType<V>, R | Reads<C> | Reads<V>> {
    return new CaseColumn([...this.branches, frozen({ when: toExpr(condition), value: toExpr(value) })]);
  }

  otherwise<const V>(value: V): Column<T | OperandType<V>, string, R | Reads<V>> {
    return new Column(frozen({ kind: 'case', branches: this.branches, otherwise: toExpr(value) }));
  }
}

/** A column, or a value as a literal. A DataFrame is neither. */
export function toExpr(value: unknown): Expr {
  if (value instanceof Column) return value.expr;
  if (isFrame(value))
    throw new UsageError('unsupported_value', 'A DataFrame is no value: use column.in(frame), or join it.');
  return literalOf(value);
}

export const sortKeyOf = (key: { readonly expr: Expr } | SortColumn<string>): SortKey =>
  key instanceof SortColumn ? key.key : sortKey(key.expr, 'asc', 'first');

export const sortKey = (by: Expr, direction: SortKey['direction'], nulls: SortKey['nulls']): SortKey =>
  frozen({ by, direction, nulls });

export const constant = (value: string | number | boolean): Expr => frozen({ kind: 'constant', value });

export const call = (name: string, ...args: readonly Expr[]): Call => frozen({ kind: 'call', name, args });

const binary = (op: BinaryOperator, left: Expr, right: Expr): Expr => frozen({ kind: 'binary', op, left, right });

/** `a.and(b).and(c)` is one list of three. */
function connected(op: Connective, ...operands: readonly Expr[]): Expr {
  const flat = operands.flatMap((operand) =>
    operand.kind === 'connected' && operand.op === op ? operand.operands : [operand],
  );
  return frozen({ kind: 'connected', op, operands: flat });
}

const cast = (operand: Expr, type: DataType | string, attempt: boolean): Expr =>
  frozen({ kind: 'cast', operand, type: typeof type === 'string' ? parseType(type) : type, attempt });

const isFrame = (value: unknown): value is FrameLike => typeof value === 'object' && value !== null && 'plan' in value;
