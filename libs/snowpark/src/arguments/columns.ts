import { literalOf } from '../local-data/literal-of.js';
import { namedExpr } from '../plan/column-ref.js';
import { frozen } from '../plan/frozen.js';
import type { Expr, Literal, Plan } from '../plan/plan.js';
import type { AnyColumn, FrameLike } from '../shape/shape.js';
import { checkExpression } from '../sql/fault.js';
import type { Decimal } from '../values/decimal.js';
import { isDecimal } from '../values/decimal.js';
import { kindOf } from './kind.js';
import { manyOf } from './many.js';
import { NAME } from './names.js';
import { at, type Place, type Reader, wrong } from './reader.js';
import { isPlain } from './shown.js';
import { SQL_TEXT, VALUE_TEXT } from './text.js';

export const isColumn = (value: unknown): value is AnyColumn => kindOf(value) === 'Column';
export const isFrame = (value: unknown): value is FrameLike => {
  const kind = kindOf(value);
  return kind === 'DataFrame' || kind === 'Table';
};

type Named = string | AnyColumn;

/** A column, or the name of one. */
export const COLUMN: Reader<Expr, Named> = {
  allowed: 'a Column or the name of one',
  read(given, place) {
    if (typeof given === 'string') return given === '*' ? namedExpr('*') : namedExpr(checkedName(given, place));
    if (isColumn(given)) return given.expr;
    throw wrong(place, this.allowed, given, columnHint(given));
  },
};

/** The name as it was written: `namedExpr` folds it. */
function checkedName(given: string, place: Place): string {
  NAME.read(given, place);
  return given;
}

/** What is computed, where a text would be read as a value by one and as a name by another: a column only. */
export const COLUMN_ONLY: Reader<Expr, AnyColumn> = {
  allowed: 'a Column',
  read(given, place) {
    if (isColumn(given)) return given.expr;
    throw wrong(place, this.allowed, given, columnHint(given) ?? `For a value write lit(…), for a name col('…').`);
  },
};

/** A condition: a column, or a text, which is SQL. */
export const CONDITION: Reader<Expr, Named> = {
  allowed: 'a Column or SQL text',
  read(given, place) {
    if (isColumn(given)) return given.expr;
    if (typeof given === 'string') return sqlExprOf(SQL_TEXT.read(given, place));
    throw wrong(place, this.allowed, given, conditionHint(given));
  },
};

function conditionHint(given: unknown): string | undefined {
  if (typeof given === 'boolean') {
    return 'A comparison with == or === is a boolean: write column.eq(…). For a constant write lit(…).';
  }
  return isPlain(given) ? 'Options come after the condition, which may be undefined.' : columnHint(given);
}

/** SQL as it is written. */
export const SQL: Reader<Expr, string> = {
  allowed: SQL_TEXT.allowed,
  read: (given, place) => sqlExprOf(SQL_TEXT.read(given, place)),
};

export function sqlExprOf(text: string): Expr {
  checkExpression(text);
  return frozen({ kind: 'sql', text });
}

/** A column, or a plain value as a literal; a text is a value. */
export const VALUE: Reader<Expr, unknown> = {
  allowed: 'a Column or a value',
  read(given, place) {
    if (isColumn(given)) return given.expr;
    if (given === undefined) throw wrong(place, this.allowed, given, 'For NULL write null.');
    if (isFrame(given))
      throw wrong(place, this.allowed, given, 'A DataFrame is no value: use column.in(frame), or join it.');
    if (kindOf(given) !== undefined) throw wrong(place, this.allowed, given);
    return at(place, () => literalOf(given));
  },
};

/** A plain value as a literal. */
export const LITERAL: Reader<Literal, unknown> = {
  allowed: 'a value',
  read(given, place) {
    if (given === undefined) throw wrong(place, this.allowed, given, 'For NULL write null.');
    if (kindOf(given) !== undefined)
      throw wrong(
        place,
        this.allowed,
        given,
        isColumn(given) ? 'A column is no value: write its SQL into the text.' : undefined,
      );
    return at(place, () => literalOf(given));
  },
};

/** A text as a value, or a column of texts. */
export const TEXT_VALUE: Reader<Expr, Named> = {
  allowed: 'a text or a Column',
  read(given, place) {
    if (isColumn(given)) return given.expr;
    if (typeof given !== 'string') throw wrong(place, this.allowed, given, columnHint(given));
    return literalOf(VALUE_TEXT.read(given, place));
  },
};

/** A whole number as a value, or a column of numbers. */
export const WHOLE_VALUE: Reader<Expr, number | bigint | AnyColumn> = {
  allowed: 'a whole number or a Column',
  read(given, place) {
    if (isColumn(given)) return given.expr;
    if (typeof given !== 'bigint' && !Number.isSafeInteger(given)) {
      throw wrong(place, this.allowed, given, columnHint(given));
    }
    return at(place, () => literalOf(given));
  },
};

/** A number as a value, or a column of numbers. A text is neither: it could be meant as a name. */
export const NUMBER_VALUE: Reader<Expr, number | bigint | Decimal | AnyColumn> = {
  allowed: 'a number or a Column',
  read(given, place) {
    if (isColumn(given)) return given.expr;
    if (typeof given !== 'number' && typeof given !== 'bigint' && !isDecimal(given)) {
      const named = typeof given === 'string' ? `For a column write col('…').` : columnHint(given);
      throw wrong(place, this.allowed, given, named);
    }
    return at(place, () => literalOf(given));
  },
};

/** A column or the name of one, or a number as a value. */
export const COLUMN_OR_NUMBER: Reader<Expr, Named | number | bigint | Decimal> = {
  allowed: 'a Column, the name of one, or a number',
  read: (given, place) => (typeof given === 'string' ? COLUMN : NUMBER_VALUE).read(given, place),
};

/** What SQL wants as a constant, read as a plain value. */
export const constantOf = <T extends string | number | boolean, From>(reader: Reader<T, From>): Reader<Expr, From> => ({
  allowed: reader.allowed,
  read: (given, place) => frozen({ kind: 'constant', value: reader.read(given, place) }),
});

/** The same, or a Column: one of a plain value is written as the constant that it is. */
export const constantOrColumn = <T extends string | number | boolean, From>(
  reader: Reader<T, From>,
): Reader<Expr, From | AnyColumn> => ({
  allowed: `${reader.allowed}, or a Column`,
  read: (given, place) => (isColumn(given) ? asConstant(given.expr) : constantOf(reader).read(given, place)),
});

function asConstant(expr: Expr): Expr {
  if (expr.kind !== 'literal' || expr.value === null) return expr;
  const { value, type } = expr;
  const isPlainValue = type.kind === 'boolean' || type.kind === 'string' || typeof value === 'number';
  return isPlainValue ? frozen({ kind: 'constant', value }) : expr;
}

/** Arguments that are columns, one by one or as lists of them. */
export const COLUMNS: Reader<readonly Expr[], readonly (Named | readonly Named[])[]> = manyOf(COLUMN);

/** Another frame of the same library: its plan. */
export const FRAME: Reader<Plan, FrameLike> = {
  allowed: 'a DataFrame',
  read(given, place) {
    if (isFrame(given)) return given.plan;
    throw wrong(
      place,
      this.allowed,
      given,
      typeof given === 'string' ? 'For a table write session.table(…).' : undefined,
    );
  },
};

function columnHint(given: unknown): string | undefined {
  switch (kindOf(given)) {
    case 'SortColumn':
      return 'A direction belongs in sort, orderBy or a window.';
    case 'DataFrame':
    case 'Table':
      return `Name its column: frame.col('…').`;
    default:
      return undefined;
  }
}
