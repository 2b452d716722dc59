import { CONDITION, isFrame, TEXT_VALUE, VALUE, WHOLE_VALUE } from './arguments/columns.js';
import { KIND, kindOf } from './arguments/kind.js';
import { isNode, requireMade } from './arguments/made.js';
import { eachOf } from './arguments/many.js';
import { NAME } from './arguments/names.js';
import { type Reader, wrong } from './arguments/reader.js';
import { noArguments, optional, required, rest, signature } from './arguments/signature.js';
import { SORT_KEYS, sortKey } from './arguments/sort-keys.js';
import { TEXT } from './arguments/text.js';
import { UsageError } from './errors.js';
import { answerForeignNames } from './foreign-names/answer.js';
import { COLUMN_NAMES } from './foreign-names/names.js';
import { literalOf } from './local-data/literal-of.js';
import { constant } from './plan/constant.js';
import { frozen } from './plan/frozen.js';
import type { Call, Case, Expr, Over, Plan, SortKey } from './plan/plan.js';
import type { BinaryOperator, Connective } from './plan/words.js';
import type { Ident } from './shape/names.js';
import {
  type AnyColumn,
  type AnyRef,
  type ColumnLike,
  type FrameLike,
  type Loose,
  type Mark,
  type SeveralColumns,
  typeMark,
  type Windowed,
} from './shape/shape.js';
import type {
  Arithmetic,
  Beside,
  BesideReads,
  CalculatedReads,
  ComparedReads,
  ConditionReads,
  HeldValue,
  Needed,
  NullOf,
  OperandType,
  Quotient,
  Reads,
} from './shape/values.js';
import type { SqlType } from './types/data-type.js';
import { TYPE } from './types/type-reader.js';

/** A member of an object by name, of an array by position from 0. */
const MEMBER: Reader<string | number, string | number> = {
  allowed: 'a name or a position from 0',
  read(given, place) {
    if (typeof given === 'string') return TEXT.read(given, place);
    if (typeof given !== 'number' || !Number.isSafeInteger(given) || given < 0) {
      throw wrong(
        place,
        this.allowed,
        given,
        typeof given === 'number' ? `An array has no member ${given}.` : undefined,
      );
    }
    return given;
  },
};

const isWindow = (given: unknown): given is WindowLike => kindOf(given) === 'WindowSpec';

const WINDOW: Reader<WindowLike, WindowLike> = {
  allowed: 'a window such as Window.orderBy(…)',
  read(given, place) {
    if (!isWindow(given)) throw wrong(place, this.allowed, given);
    return given;
  },
};

const ofValue = (call: string) => signature(call, required('other', VALUE));
const ofPattern = (call: string, name: string) => signature(call, required(name, TEXT_VALUE));
const ofCondition = (call: string) => signature(call, required('other', CONDITION));

/** How the methods with one other side read it. */
const OTHER = {
  eq: ofValue('eq'),
  neq: ofValue('neq'),
  gt: ofValue('gt'),
  lt: ofValue('lt'),
  geq: ofValue('geq'),
  leq: ofValue('leq'),
  equalNull: ofValue('equalNull'),
  plus: ofValue('plus'),
  minus: ofValue('minus'),
  multiply: ofValue('multiply'),
  divide: ofValue('divide'),
  mod: ofValue('mod'),
  pow: ofValue('pow'),
  bitand: ofValue('bitand'),
  bitor: ofValue('bitor'),
  bitxor: ofValue('bitxor'),
  and: ofCondition('and'),
  or: ofCondition('or'),
  like: ofPattern('like', 'pattern'),
  ilike: ofPattern('ilike', 'pattern'),
  startswith: ofPattern('startswith', 'prefix'),
  endswith: ofPattern('endswith', 'suffix'),
  contains: ofPattern('contains', 'part'),
};

const BETWEEN = signature('between', required('low', VALUE), required('high', VALUE));
const VALUES = eachOf(VALUE);
/** A frame, a list of values, or values one by one. */
const AMONG: Reader<Plan | readonly Expr[], unknown> = {
  allowed: `a DataFrame, or ${VALUES.allowed}`,
  read(given, place) {
    if (!Array.isArray(given) || given.length !== 1) return VALUES.read(given, place);
    const only: unknown = given[0];
    if (isFrame(only)) return only.plan;
    return VALUES.read(Array.isArray(only) ? only : given, place);
  },
};
const IN = signature('in', rest('values', AMONG));
const RLIKE = signature('rlike', required('pattern', TEXT_VALUE), optional('parameters', TEXT));
const SUBSTR = signature('substr', required('start', WHOLE_VALUE), optional('length', WHOLE_VALUE));
const GET_ITEM = signature('getItem', required('key', MEMBER));
const CAST = signature('cast', required('type', TYPE));
const TRY_CAST = signature('tryCast', required('type', TYPE));
const COLLATE = signature('collate', required('specification', TEXT));
const AS = signature('as', required('name', NAME));
const OVER = signature('over', optional('window', WINDOW));
const WITHIN_GROUP = signature('withinGroup', rest('keys', SORT_KEYS));
const WHEN = signature('when', required('condition', CONDITION), required('value', VALUE));
const OTHERWISE = signature('otherwise', required('value', VALUE));

/** The values that one argument of `in` stands for. */
type Among<O> = O extends FrameLike ? never : O extends readonly (infer E)[] ? E : O;
/** What comparing T with the only column of a frame asks of both. */
type AmongRows<T, O> = O extends { readonly c: infer C } ? InColumns<T, C> : never;
type InColumns<T, C> = string extends keyof C
  ? never
  : true extends IsSeveral<keyof C>
    ? SeveralColumns
    : C[keyof C] extends ColumnLike<infer V, string, string>
      ? BesideReads<T, V>
      : never;
type IsSeveral<K, All = K> = K extends unknown ? ([All] extends [K] ? false : true) : never;
/** A condition; a text is SQL. */
export type Truth = string | ColumnLike<boolean | null | AnyRef, string, string>;
// What the methods give is written out at each: an editor shows it, where it would show the name of an alias.
type Pattern = string | ColumnLike<string | null | AnyRef, string, string>;

/**
 * An expression over the columns of a frame.
 *
 * Arguments are values or columns: a plain text is a value here, never a name. For the compiler a column carries its value type
 * `T`, its output name `N` (`string` until it has an alias) and the names `R` that it reads: a frame takes it only if it has them.
 */
export class Column<T, N extends string = string, R extends string = never> implements ColumnLike<T, N, R> {
  /** @internal */
  declare readonly [typeMark]: readonly [T, N, R];

  constructor(readonly expr: Expr) {
    requireMade(() => isNode(expr), 'Column', 'col(…), lit(…) or another function');
  }

  /**
   * @example
   * ```ts
   * import { col } from '@firn/snowpark';
   *
   * console.log(await session.table('orders').filter(col('amount').eq(20)).count()); // → 1
   * ```
   */
  eq<const O extends Beside<T>>(
    other: O,
  ): Column<boolean | NullOf<T> | NullOf<OperandType<O>>, string, R | Reads<O> | ComparedReads<T, OperandType<O>>>;
  eq(...given: readonly unknown[]): Column<Loose, string, never> {
    return this.#binary('eq', OTHER.eq.read(given));
  }
  /**
   * @example
   * ```ts
   * import { col } from '@firn/snowpark';
   *
   * console.log(await session.table('orders').filter(col('region').neq('north')).count()); // → 1
   * ```
   */
  neq<const O extends Beside<T>>(
    other: O,
  ): Column<boolean | NullOf<T> | NullOf<OperandType<O>>, string, R | Reads<O> | ComparedReads<T, OperandType<O>>>;
  neq(...given: readonly unknown[]): Column<Loose, string, never> {
    return this.#binary('neq', OTHER.neq.read(given));
  }
  /**
   * @example
   * ```ts
   * import { col } from '@firn/snowpark';
   *
   * console.log(await session.table('orders').filter(col('amount').gt(10)).count()); // → 2
   * ```
   */
  gt<const O extends Beside<T>>(
    other: O,
  ): Column<boolean | NullOf<T> | NullOf<OperandType<O>>, string, R | Reads<O> | ComparedReads<T, OperandType<O>>>;
  gt(...given: readonly unknown[]): Column<Loose, string, never> {
    return this.#binary('gt', OTHER.gt.read(given));
  }
  /**
   * @example
   * ```ts
   * import { col } from '@firn/snowpark';
   *
   * console.log(await session.table('orders').filter(col('amount').lt(30)).count()); // → 2
   * ```
   */
  lt<const O extends Beside<T>>(
    other: O,
  ): Column<boolean | NullOf<T> | NullOf<OperandType<O>>, string, R | Reads<O> | ComparedReads<T, OperandType<O>>>;
  lt(...given: readonly unknown[]): Column<Loose, string, never> {
    return this.#binary('lt', OTHER.lt.read(given));
  }
  /**
   * @example
   * ```ts
   * import { col } from '@firn/snowpark';
   *
   * console.log(await session.table('orders').filter(col('amount').geq(20)).count()); // → 2
   * ```
   */
  geq<const O extends Beside<T>>(
    other: O,
  ): Column<boolean | NullOf<T> | NullOf<OperandType<O>>, string, R | Reads<O> | ComparedReads<T, OperandType<O>>>;
  geq(...given: readonly unknown[]): Column<Loose, string, never> {
    return this.#binary('geq', OTHER.geq.read(given));
  }
  /**
   * @example
   * ```ts
   * import { col } from '@firn/snowpark';
   *
   * console.log(await session.table('orders').filter(col('amount').leq(20)).count()); // → 2
   * ```
   */
  leq<const O extends Beside<T>>(
    other: O,
  ): Column<boolean | NullOf<T> | NullOf<OperandType<O>>, string, R | Reads<O> | ComparedReads<T, OperandType<O>>>;
  leq(...given: readonly unknown[]): Column<Loose, string, never> {
    return this.#binary('leq', OTHER.leq.read(given));
  }
  /**
   * Both ends belong to it.
   *
   * @example
   * ```ts
   * import { col } from '@firn/snowpark';
   *
   * console.log(await session.table('orders').filter(col('amount').between(10, 20)).count()); // → 2
   * ```
   */
  between<const L extends Beside<T>, const H extends Beside<T>>(
    low: L,
    high: H,
  ): Column<
    boolean | NullOf<T> | NullOf<OperandType<L | H>>,
    string,
    R | Reads<L | H> | ComparedReads<T, OperandType<L | H>>
  >;
  between(...given: readonly unknown[]): Column<Loose, string, never> {
    const [low, high] = BETWEEN.read(given);
    return new Column(connected('and', binary('geq', this.expr, low), binary('leq', this.expr, high)));
  }
  /**
   * Equal, where NULL equals NULL.
   *
   * @example
   * ```ts
   * import { lit } from '@firn/snowpark';
   *
   * console.log((await session.range(1).select(lit(null).equalNull(lit(null)).as('same')).first())?.get('SAME')); // → true
   * ```
   */
  equalNull<const O extends Beside<T>>(
    other: O,
  ): Column<boolean, string, R | Reads<O> | ComparedReads<T, OperandType<O>>>;
  equalNull(...given: readonly unknown[]): Column<Loose, string, never> {
    return this.#call('EQUAL_NULL', OTHER.equalNull.read(given));
  }
  /**
   * @example
   * ```ts
   * import { lit } from '@firn/snowpark';
   *
   * console.log((await session.range(1).select(lit(Number.NaN).equalNan().as('v')).first())?.get('V')); // → true
   * ```
   */
  equalNan(...none: readonly []): Column<boolean | NullOf<T>, string, R | Needed<T, 'numbers'>> {
    noArguments('equalNan', none);
    return new Column(binary('eq', this.expr, literalOf(Number.NaN)));
  }
  /**
   * @example
   * ```ts
   * import { col } from '@firn/snowpark';
   *
   * console.log(await session.table('orders').filter(col('region').isNull()).count()); // → 0
   * ```
   */
  isNull(...none: readonly []): Column<boolean, string, R> {
    noArguments('isNull', none);
    return new Column(frozen({ kind: 'is_null', operand: this.expr, negated: false }));
  }
  /**
   * @example
   * ```ts
   * import { col } from '@firn/snowpark';
   *
   * console.log(await session.table('orders').filter(col('region').isNotNull()).count()); // → 3
   * ```
   */
  isNotNull(...none: readonly []): Column<boolean, string, R> {
    noArguments('isNotNull', none);
    return new Column(frozen({ kind: 'is_null', operand: this.expr, negated: true }));
  }

  /**
   * @example
   * ```ts
   * import { lit } from '@firn/snowpark';
   *
   * console.log((await session.range(1).select(lit(2).plus(3).as('v')).first())?.get('V')); // → 5n
   * ```
   */
  plus<const O extends Beside<T>>(
    other: O,
  ): Column<Arithmetic<T, OperandType<O>>, string, R | Reads<O> | CalculatedReads<T | OperandType<O>>>;
  plus(...given: readonly unknown[]): Column<Loose, string, never> {
    return this.#binary('plus', OTHER.plus.read(given));
  }
  /**
   * @example
   * ```ts
   * import { lit } from '@firn/snowpark';
   *
   * console.log((await session.range(1).select(lit(2).minus(3).as('v')).first())?.get('V')); // → -1n
   * ```
   */
  minus<const O extends Beside<T>>(
    other: O,
  ): Column<Arithmetic<T, OperandType<O>>, string, R | Reads<O> | CalculatedReads<T | OperandType<O>>>;
  minus(...given: readonly unknown[]): Column<Loose, string, never> {
    return this.#binary('minus', OTHER.minus.read(given));
  }
  /**
   * @example
   * ```ts
   * import { lit } from '@firn/snowpark';
   *
   * console.log((await session.range(1).select(lit(2).multiply(3).as('v')).first())?.get('V')); // → 6n
   * ```
   */
  multiply<const O extends Beside<T>>(
    other: O,
  ): Column<Arithmetic<T, OperandType<O>>, string, R | Reads<O> | Needed<T | OperandType<O>, 'numbers'>>;
  multiply(...given: readonly unknown[]): Column<Loose, string, never> {
    return this.#binary('multiply', OTHER.multiply.read(given));
  }
  /**
   * @example
   * ```ts
   * import { lit } from '@firn/snowpark';
   *
   * const row = await session.range(1).select(lit(1).divide(4).as('v')).first();
   * console.log(String(row?.get('V'))); // → 0.25
   * ```
   */
  divide<const O extends Beside<T>>(
    other: O,
  ): Column<Quotient<T, OperandType<O>>, string, R | Reads<O> | Needed<T | OperandType<O>, 'numbers'>>;
  divide(...given: readonly unknown[]): Column<Loose, string, never> {
    return this.#binary('divide', OTHER.divide.read(given));
  }
  /**
   * @example
   * ```ts
   * import { lit } from '@firn/snowpark';
   *
   * console.log((await session.range(1).select(lit(7).mod(4).as('v')).first())?.get('V')); // → 3n
   * ```
   */
  mod<const O extends Beside<T>>(
    other: O,
  ): Column<Arithmetic<T, OperandType<O>>, string, R | Reads<O> | Needed<T | OperandType<O>, 'numbers'>>;
  mod(...given: readonly unknown[]): Column<Loose, string, never> {
    return this.#binary('mod', OTHER.mod.read(given));
  }
  /**
   * @example
   * ```ts
   * import { lit } from '@firn/snowpark';
   *
   * console.log((await session.range(1).select(lit(2).pow(10).as('v')).first())?.get('V')); // → 1024
   * ```
   */
  pow<const O extends Beside<T>>(
    other: O,
  ): Column<number | NullOf<T> | NullOf<OperandType<O>>, string, R | Reads<O> | Needed<T | OperandType<O>, 'numbers'>>;
  pow(...given: readonly unknown[]): Column<Loose, string, never> {
    return this.#call('POWER', OTHER.pow.read(given));
  }
  /**
   * @example
   * ```ts
   * import { lit } from '@firn/snowpark';
   *
   * console.log((await session.range(1).select(lit(2).neg().as('v')).first())?.get('V')); // → -2n
   * ```
   */
  neg(...none: readonly []): Column<T, string, R | Needed<T, 'numbers'>> {
    noArguments('neg', none);
    return new Column(frozen({ kind: 'unary', op: 'negate', operand: this.expr }));
  }
  /**
   * @example
   * ```ts
   * import { lit } from '@firn/snowpark';
   *
   * console.log((await session.range(1).select(lit(6).bitand(3).as('v')).first())?.get('V')); // → 2n
   * ```
   */
  bitand<const O extends Beside<T>>(
    other: O,
  ): Column<Arithmetic<T, OperandType<O>>, string, R | Reads<O> | Needed<T | OperandType<O>, 'numbers or bytes'>>;
  bitand(...given: readonly unknown[]): Column<Loose, string, never> {
    return this.#call('BITAND', OTHER.bitand.read(given));
  }
  /**
   * @example
   * ```ts
   * import { lit } from '@firn/snowpark';
   *
   * console.log((await session.range(1).select(lit(6).bitor(3).as('v')).first())?.get('V')); // → 7n
   * ```
   */
  bitor<const O extends Beside<T>>(
    other: O,
  ): Column<Arithmetic<T, OperandType<O>>, string, R | Reads<O> | Needed<T | OperandType<O>, 'numbers or bytes'>>;
  bitor(...given: readonly unknown[]): Column<Loose, string, never> {
    return this.#call('BITOR', OTHER.bitor.read(given));
  }
  /**
   * @example
   * ```ts
   * import { lit } from '@firn/snowpark';
   *
   * console.log((await session.range(1).select(lit(6).bitxor(3).as('v')).first())?.get('V')); // → 5n
   * ```
   */
  bitxor<const O extends Beside<T>>(
    other: O,
  ): Column<Arithmetic<T, OperandType<O>>, string, R | Reads<O> | Needed<T | OperandType<O>, 'numbers or bytes'>>;
  bitxor(...given: readonly unknown[]): Column<Loose, string, never> {
    return this.#call('BITXOR', OTHER.bitxor.read(given));
  }

  /**
   * @example
   * ```ts
   * import { col } from '@firn/snowpark';
   *
   * console.log(await session.table('orders').filter(col('amount').gt(10).and(col('region').eq('north'))).count()); // → 1
   * ```
   */
  and<const O extends Truth>(
    other: O,
  ): Column<
    boolean | NullOf<T> | NullOf<OperandType<O>>,
    string,
    R | Reads<O> | BesideReads<T, boolean> | ConditionReads<OperandType<O>>
  >;
  and(...given: readonly unknown[]): Column<Loose, string, never> {
    return new Column(connected('and', this.expr, ...OTHER.and.read(given)));
  }
  /**
   * @example
   * ```ts
   * import { col } from '@firn/snowpark';
   *
   * console.log(await session.table('orders').filter(col('amount').lt(20).or(col('region').eq('south'))).count()); // → 2
   * ```
   */
  or<const O extends Truth>(
    other: O,
  ): Column<
    boolean | NullOf<T> | NullOf<OperandType<O>>,
    string,
    R | Reads<O> | BesideReads<T, boolean> | ConditionReads<OperandType<O>>
  >;
  or(...given: readonly unknown[]): Column<Loose, string, never> {
    return new Column(connected('or', this.expr, ...OTHER.or.read(given)));
  }
  /**
   * @example
   * ```ts
   * import { col } from '@firn/snowpark';
   *
   * console.log(await session.table('orders').filter(col('region').eq('north').not()).count()); // → 1
   * ```
   */
  not(...none: readonly []): Column<boolean | NullOf<T>, string, R | BesideReads<T, boolean>> {
    noArguments('not', none);
    return new Column(frozen({ kind: 'unary', op: 'not', operand: this.expr }));
  }

  /**
   * Is one of the values, or a value of the frame's only column.
   *
   * @throws UsageError when the plan is compiled, if that frame has another number of columns.
   *
   * @example
   * ```ts
   * import { col } from '@firn/snowpark';
   *
   * console.log(await session.table('orders').filter(col('id').in(1, 2)).count()); // → 2
   * const large = session.table('orders').filter(col('amount').gt(10)).select('id');
   * console.log(await session.table('orders').filter(col('id').in(large)).count()); // → 2
   * ```
   */
  in<const O extends readonly (Beside<T> | readonly Beside<T>[] | FrameLike)[]>(
    ...values: O
  ): Column<
    boolean | NullOf<T> | NullOf<OperandType<Among<O[number]>>>,
    string,
    R | Reads<Among<O[number]>> | ComparedReads<T, OperandType<Among<O[number]>>> | AmongRows<T, O[number]>
  >;
  in(...given: readonly unknown[]): Column<Loose, string, never> {
    const [among] = IN.read(given);
    if ('kind' in among) return new Column(frozen({ kind: 'in_query', operands: [this.expr], query: among }));
    return new Column(frozen({ kind: 'in_list', operands: [this.expr], rows: among.map((value) => frozen([value])) }));
  }

  /**
   * `%` stands for any text, `_` for one character.
   *
   * @example
   * ```ts
   * import { col } from '@firn/snowpark';
   *
   * console.log(await session.table('orders').filter(col('region').like('n%')).count()); // → 2
   * ```
   */
  like<const O extends Pattern>(
    pattern: O,
  ): Column<boolean | NullOf<T> | NullOf<OperandType<O>>, string, R | Reads<O> | Needed<T | OperandType<O>, 'texts'>>;
  like(...given: readonly unknown[]): Column<Loose, string, never> {
    return this.#binary('like', OTHER.like.read(given));
  }
  /**
   * Like `like`, whatever the case of letters.
   *
   * @example
   * ```ts
   * import { col } from '@firn/snowpark';
   *
   * console.log(await session.table('orders').filter(col('region').ilike('N%')).count()); // → 2
   * ```
   */
  ilike<const O extends Pattern>(
    pattern: O,
  ): Column<boolean | NullOf<T> | NullOf<OperandType<O>>, string, R | Reads<O> | Needed<T | OperandType<O>, 'texts'>>;
  ilike(...given: readonly unknown[]): Column<Loose, string, never> {
    return this.#binary('ilike', OTHER.ilike.read(given));
  }
  /**
   * Matches a regular expression as a whole.
   *
   * @example
   * ```ts
   * import { col } from '@firn/snowpark';
   *
   * console.log(await session.table('orders').filter(col('region').rlike('nor.*')).count()); // → 2
   * ```
   */
  rlike<const O extends Pattern>(
    pattern: O,
    parameters?: string,
  ): Column<boolean | NullOf<T> | NullOf<OperandType<O>>, string, R | Reads<O> | Needed<T | OperandType<O>, 'texts'>>;
  rlike(...given: readonly unknown[]): Column<Loose, string, never> {
    const [pattern, parameters] = RLIKE.read(given);
    return this.#call('RLIKE', parameters === undefined ? [pattern] : [pattern, constant(parameters)]);
  }
  /**
   * @example
   * ```ts
   * import { col } from '@firn/snowpark';
   *
   * console.log(await session.table('orders').filter(col('region').startswith('n')).count()); // → 2
   * ```
   */
  startswith<const O extends Pattern>(
    prefix: O,
  ): Column<
    boolean | NullOf<T> | NullOf<OperandType<O>>,
    string,
    R | Reads<O> | Needed<T | OperandType<O>, 'texts or bytes'>
  >;
  startswith(...given: readonly unknown[]): Column<Loose, string, never> {
    return this.#call('STARTSWITH', OTHER.startswith.read(given));
  }
  /**
   * @example
   * ```ts
   * import { col } from '@firn/snowpark';
   *
   * console.log(await session.table('orders').filter(col('region').endswith('th')).count()); // → 3
   * ```
   */
  endswith<const O extends Pattern>(
    suffix: O,
  ): Column<
    boolean | NullOf<T> | NullOf<OperandType<O>>,
    string,
    R | Reads<O> | Needed<T | OperandType<O>, 'texts or bytes'>
  >;
  endswith(...given: readonly unknown[]): Column<Loose, string, never> {
    return this.#call('ENDSWITH', OTHER.endswith.read(given));
  }
  /**
   * @example
   * ```ts
   * import { col } from '@firn/snowpark';
   *
   * console.log(await session.table('orders').filter(col('region').contains('ou')).count()); // → 1
   * ```
   */
  contains<const O extends Pattern>(
    part: O,
  ): Column<
    boolean | NullOf<T> | NullOf<OperandType<O>>,
    string,
    R | Reads<O> | Needed<T | OperandType<O>, 'texts or bytes'>
  >;
  contains(...given: readonly unknown[]): Column<Loose, string, never> {
    return this.#call('CONTAINS', OTHER.contains.read(given));
  }
  /**
   * Counts from 1; from the end if `start` is negative.
   *
   * @example
   * ```ts
   * import { col } from '@firn/snowpark';
   *
   * const short = session.table('orders').select(col('region').substr(1, 2).as('short'));
   * console.log((await short.distinct().sort('short').collect()).map((row) => row.get('SHORT')).join()); // → no,so
   * ```
   */
  substr<const P extends number | AnyColumn, const L extends number | AnyColumn = never>(
    start: P,
    length?: L,
  ): Column<
    string | NullOf<T>,
    string,
    R | Needed<T, 'texts or bytes'> | HeldValue<P, 'numbers'> | HeldValue<L, 'numbers'>
  >;
  substr(...given: readonly unknown[]): Column<Loose, string, never> {
    const [start, length] = SUBSTR.read(given);
    return this.#call('SUBSTR', length === undefined ? [start] : [start, length]);
  }

  /**
   * A member of an ARRAY (from 0) or of an OBJECT or VARIANT, as VARIANT.
   *
   * @example
   * ```ts
   * import { col, parseJson, lit } from '@firn/snowpark';
   *
   * const frame = session.range(1).select(parseJson(lit('{"a":[7]}')).as('v'));
   * console.log((await frame.select(col('v').getItem('a').getItem(0).as('x')).first())?.get('X')); // → 7
   * ```
   */
  getItem(key: string | number): Column<string | null, string, R | Needed<T, 'objects'>>;
  getItem(...given: readonly unknown[]): Column<Loose, string, never> {
    const [key] = GET_ITEM.read(given);
    return new Column(frozen({ kind: 'subscript', operand: this.expr, key }));
  }

  /**
   * Converts, and fails where a value does not fit. The type may be text: `decimal(10, 2)`.
   *
   * @example
   * ```ts
   * import { col } from '@firn/snowpark';
   *
   * console.log((await session.table('orders').sort('id').select(col('amount').cast('string').as('text')).first())?.get('TEXT')); // → 10
   * ```
   */
  cast<V>(type: SqlType<V>): Column<V | NullOf<T>, N, R>;
  cast(type: string): Column<unknown, N, R>;
  cast(...given: readonly unknown[]): Column<Loose, N, never> {
    const [type] = CAST.read(given);
    return new Column(frozen({ kind: 'cast', operand: this.expr, type, attempt: false }));
  }
  /**
   * Converts, and gives NULL where a value does not fit.
   *
   * @example
   * ```ts
   * import { col } from '@firn/snowpark';
   *
   * console.log((await session.table('orders').select(col('region').tryCast('int').as('n')).first())?.get('N')); // → null
   * ```
   */
  tryCast<V>(type: SqlType<V>): Column<V | null, N, R>;
  tryCast(type: string): Column<unknown, N, R>;
  tryCast(...given: readonly unknown[]): Column<Loose, N, never> {
    const [type] = TRY_CAST.read(given);
    return new Column(frozen({ kind: 'cast', operand: this.expr, type, attempt: true }));
  }

  /**
   * A text that is compared and ordered by the rules of a language: `en-ci`.
   *
   * @example
   * ```ts
   * import { col } from '@firn/snowpark';
   *
   * console.log(await session.table('orders').filter(col('region').collate('en-ci').eq('NORTH')).count()); // → 2
   * ```
   */
  collate(specification: string): Column<T, string, R | Needed<T, 'texts'>>;
  collate(...given: readonly unknown[]): Column<Loose, string, never> {
    const [specification] = COLLATE.read(given);
    return this.#call('COLLATE', [constant(specification)]);
  }

  /**
   * Names the output column.
   *
   * @example
   * ```ts
   * import { col } from '@firn/snowpark';
   *
   * console.log((await session.table('orders').select(col('amount').as('price')).columns()).join()); // → PRICE
   * ```
   */
  as<const Name extends string>(name: Name): Column<T, string extends Name ? string : Ident<Name>, R>;
  as(...given: readonly unknown[]): Column<Loose, Loose, never> {
    const [name] = AS.read(given);
    const operand = this.expr.kind === 'alias' ? this.expr.operand : this.expr;
    return new Column(frozen({ kind: 'alias', operand, name }));
  }
  /**
   * The output name, or null if it has none yet.
   *
   * @example
   * ```ts
   * import { col } from '@firn/snowpark';
   *
   * console.log(col('amount').getName(), col('amount').plus(1).getName()); // → AMOUNT null
   * ```
   */
  getName(...none: readonly []): string | null {
    noArguments('getName', none);
    return this.expr.kind === 'alias' || this.expr.kind === 'column' ? this.expr.name : null;
  }

  /**
   * Computes over a window: a window function always needs one, an aggregate may have one.
   *
   * @example
   * ```ts
   * import { col, sum, Window } from '@firn/snowpark';
   *
   * const running = sum('amount').over(Window.orderBy('id')).as('running');
   * const rows = await session.table('orders').select('id', running).sort('id').collect();
   * console.log(rows.map((row) => row.get('RUNNING'))); // → [ 10n, 30n, 60n ]
   * ```
   */
  over<W extends string = never>(window?: WindowLike<W>): Column<T, string, Exclude<R, Mark> | W | Windowed>;
  over(...given: readonly unknown[]): Column<Loose, string, never> {
    const [window] = OVER.read(given);
    const { partitionBy = [], orderBy = [], frame } = window?.spec ?? {};
    return new Column(frozen({ kind: 'over', call: this.expr, partitionBy, orderBy, ...(frame && { frame }) }));
  }
  /**
   * Orders the rows that an aggregate such as `listagg` takes.
   *
   * @example
   * ```ts
   * import { col, listagg } from '@firn/snowpark';
   *
   * const joined = listagg('region', '-').withinGroup(col('id').desc()).as('v');
   * console.log((await session.table('orders').agg(joined).first())?.get('V')); // → north-south-north
   * ```
   */
  withinGroup(...keys: readonly (string | AnyColumn | SortColumn<string>)[]): Column<T, string, R> {
    const [withinGroup] = WITHIN_GROUP.read(keys);
    if (this.expr.kind !== 'call')
      throw new UsageError('invalid_argument', 'withinGroup follows an aggregate function.');
    const call: Call = { ...this.expr, withinGroup };
    return new Column(frozen(call));
  }

  /**
   * Ascending, NULL first.
   *
   * @example
   * ```ts
   * import { col } from '@firn/snowpark';
   *
   * const rows = await session.table('orders').sort(col('amount').asc()).collect();
   * console.log(rows.map((row) => row.get('ID'))); // → [ 1n, 2n, 3n ]
   * ```
   */
  asc(...none: readonly []): SortColumn<R> {
    noArguments('asc', none);
    return this.ascNullsFirst();
  }
  /**
   * @example
   * ```ts
   * import { col } from '@firn/snowpark';
   *
   * const rows = await session.table('orders').sort(col('amount').ascNullsFirst()).collect();
   * console.log(rows.map((row) => row.get('ID'))); // → [ 1n, 2n, 3n ]
   * ```
   */
  ascNullsFirst(...none: readonly []): SortColumn<R> {
    noArguments('ascNullsFirst', none);
    return new SortColumn(sortKey(this.expr, 'asc', 'first'));
  }
  /**
   * @example
   * ```ts
   * import { col } from '@firn/snowpark';
   *
   * const rows = await session.table('orders').sort(col('amount').ascNullsLast()).collect();
   * console.log(rows.map((row) => row.get('ID'))); // → [ 1n, 2n, 3n ]
   * ```
   */
  ascNullsLast(...none: readonly []): SortColumn<R> {
    noArguments('ascNullsLast', none);
    return new SortColumn(sortKey(this.expr, 'asc', 'last'));
  }
  /**
   * Descending, NULL last.
   *
   * @example
   * ```ts
   * import { col } from '@firn/snowpark';
   *
   * const rows = await session.table('orders').sort(col('amount').desc()).collect();
   * console.log(rows.map((row) => row.get('ID'))); // → [ 3n, 2n, 1n ]
   * ```
   */
  desc(...none: readonly []): SortColumn<R> {
    noArguments('desc', none);
    return this.descNullsLast();
  }
  /**
   * @example
   * ```ts
   * import { col } from '@firn/snowpark';
   *
   * const rows = await session.table('orders').sort(col('amount').descNullsFirst()).collect();
   * console.log(rows.map((row) => row.get('ID'))); // → [ 3n, 2n, 1n ]
   * ```
   */
  descNullsFirst(...none: readonly []): SortColumn<R> {
    noArguments('descNullsFirst', none);
    return new SortColumn(sortKey(this.expr, 'desc', 'first'));
  }
  /**
   * @example
   * ```ts
   * import { col } from '@firn/snowpark';
   *
   * const rows = await session.table('orders').sort(col('amount').descNullsLast()).collect();
   * console.log(rows.map((row) => row.get('ID'))); // → [ 3n, 2n, 1n ]
   * ```
   */
  descNullsLast(...none: readonly []): SortColumn<R> {
    noArguments('descNullsLast', none);
    return new SortColumn(sortKey(this.expr, 'desc', 'last'));
  }

  /** @internal */
  get [KIND](): string {
    return 'Column';
  }

  #binary(op: BinaryOperator, [other]: readonly [Expr]): Column<Loose, string, never> {
    return new Column(binary(op, this.expr, other));
  }

  #call(name: string, args: readonly Expr[]): Column<Loose, string, never> {
    return new Column(call(name, this.expr, ...args));
  }
}

answerForeignNames(Column.prototype, 'Column', COLUMN_NAMES);

/** What `over` needs of a window specification. */
export interface WindowLike<R extends string = string> {
  readonly [typeMark]: R;
  readonly spec: Partial<Pick<Over, 'partitionBy' | 'orderBy' | 'frame'>>;
}

/** A direction to sort in, by a column. */
export class SortColumn<R extends string> {
  /** @internal */
  declare readonly [typeMark]: R;

  constructor(readonly key: SortKey) {
    requireMade(() => isNode(key?.by), 'SortColumn', 'column.asc() or column.desc()');
  }

  /** @internal */
  get [KIND](): string {
    return 'SortColumn';
  }
}

/** `when(condition, value)` and its further branches. Without `otherwise` the rest is NULL. */
export class CaseColumn<T, R extends string> extends Column<T | null, string, R> {
  constructor(private readonly branches: Case['branches']) {
    requireMade(() => isNode(branches?.[0]?.when), 'CaseColumn', 'when(…)');
    super(frozen({ kind: 'case', branches }));
  }

  /**
   * @example
   * ```ts
   * import { col, when } from '@firn/snowpark';
   *
   * const size = when(col('amount').lt(15), 'small').when(col('amount').lt(25), 'medium').otherwise('large').as('size');
   * const rows = await session.table('orders').select('id', size).sort('id').collect();
   * console.log(rows.map((row) => row.get('SIZE'))); // → [ 'small', 'medium', 'large' ]
   * ```
   */
  when<const C extends Truth, const V>(
    condition: C,
    value: V,
  ): CaseColumn<
    T | OperandType<V>,
    R | Reads<C> | ConditionReads<OperandType<C>> | Reads<V> | BesideReads<T, OperandType<V>>
  >;
  when(...given: readonly unknown[]): CaseColumn<Loose, never> {
    const [when, value] = WHEN.read(given);
    // The branches are frozen each: looking at all of them at every step would make a long chain slow.
    return new CaseColumn(Object.freeze([...this.branches, frozen({ when, value })]));
  }

  /**
   * @example
   * ```ts
   * import { col, when } from '@firn/snowpark';
   *
   * const flag = when(col('region').eq('north'), 1).otherwise(0).as('flag');
   * const rows = await session.table('orders').select('id', flag).sort('id').collect();
   * console.log(rows.map((row) => row.get('FLAG'))); // → [ 1n, 0n, 1n ]
   * ```
   */
  otherwise<const V>(value: V): Column<T | OperandType<V>, string, R | Reads<V> | BesideReads<T, OperandType<V>>>;
  otherwise(...given: readonly unknown[]): Column<Loose, string, never> {
    const [otherwise] = OTHERWISE.read(given);
    return new Column(frozen({ kind: 'case', branches: this.branches, otherwise }));
  }
}

export { constant };

export const call = (name: string, ...args: readonly Expr[]): Call => frozen({ kind: 'call', name, args });

const binary = (op: BinaryOperator, left: Expr, right: Expr): Expr => frozen({ kind: 'binary', op, left, right });

/** From so many operands on a list is added to as one operand of the next list: copying it each time would make a long chain slow. */
const LONG = 64;

/** `a.and(b).and(c)` is one list of three. */
function connected(op: Connective, ...operands: readonly Expr[]): Expr {
  const flat = operands.flatMap((operand) =>
    operand.kind === 'connected' && operand.op === op && operand.operands.length < LONG ? operand.operands : [operand],
  );
  return frozen({ kind: 'connected', op, operands: flat });
}
