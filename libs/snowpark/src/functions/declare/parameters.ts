import {
  COLUMN,
  COLUMN_OR_NUMBER,
  constantOf,
  constantOrColumn,
  NUMBER_VALUE,
  TEXT_VALUE,
  VALUE,
  WHOLE_VALUE,
} from '../../arguments/columns.js';
import { eachOf } from '../../arguments/many.js';
import type { Reader } from '../../arguments/reader.js';
import { FINITE, FLAG, whole } from '../../arguments/scalars.js';
import { optional, required, rest } from '../../arguments/signature.js';
import { TEXT } from '../../arguments/text.js';
import { constant } from '../../column.js';
import { literalOf } from '../../local-data/literal-of.js';
import type { Expr } from '../../plan/plan.js';
import type { AnyColumn, Asked } from '../../shape/shape.js';
import type { ColumnArg } from '../../shape/values.js';
import type { Decimal } from '../../values/decimal.js';
import type { Argument, Mode } from './define.js';

// What functions take. A plain text is the name of a column where a column is meant, and a value elsewhere.

export type Text = string | AnyColumn;
export type Count = number | bigint | AnyColumn;
export type Amount = number | bigint | Decimal | AnyColumn;
/** Written into the SQL where it is a plain value. */
export type Whole = number | AnyColumn;
export type Flag = boolean | AnyColumn;

/** Must be given. The label of `G` and the name are the same word: one for the editor, one for the error. */
export const must = <const G extends readonly unknown[], M extends Mode>(
  name: string,
  reader: Reader<Expr>,
): Argument<G, M, Expr> => required(name, reader);

/** May be left out. `fills` is what the function takes then. */
export const may = <const G extends readonly unknown[], M extends Mode>(
  name: string,
  reader: Reader<Expr>,
  fills?: Expr,
): Argument<G, M, Expr | undefined> => ({ ...optional(name, reader), ...(fills !== undefined && { fills }) });

/** All that are left. */
export const all = <const G extends readonly unknown[], M extends Mode>(
  name: string,
  reader: Reader<Expr>,
  least: number,
): Argument<G, M, readonly Expr[]> => rest(name, eachOf(reader, least));

export const column = must<[column: ColumnArg], 'column'>('column', COLUMN);
/** A column of values of a kind. */
export const numbers = must<[column: ColumnArg], 'column of numbers'>('column', COLUMN);
export const numbersOrDates = must<[column: ColumnArg], 'column of numbers or dates'>('column', COLUMN);
export const numbersOrBytes = must<[column: ColumnArg], 'column of numbers or bytes'>('column', COLUMN);
export const texts = must<[column: ColumnArg], 'column of texts'>('column', COLUMN);
export const bytes = must<[column: ColumnArg], 'column of bytes'>('column', COLUMN);
export const textsOrBytes = must<[column: ColumnArg], 'column of texts or bytes'>('column', COLUMN);
export const dates = must<[column: ColumnArg], 'column of dates'>('column', COLUMN);
export const datesOrTimes = must<[column: ColumnArg], 'column of dates or times'>('column', COLUMN);
export const conditionsOrNumbers = must<[column: ColumnArg], 'column of conditions or numbers'>('column', COLUMN);
export const arrays = must<[column: ColumnArg], 'column of arrays'>('column', COLUMN);
export const objects = must<[column: ColumnArg], 'column of objects'>('column', COLUMN);
export const variants = must<[column: ColumnArg], 'column of variants'>('column', COLUMN);
export const a = must<[a: ColumnArg], 'column'>('a', COLUMN);
export const b = must<[b: ColumnArg], 'column'>('b', COLUMN);

/** Two columns of one kind, by their names here: `...p.two<'numbers'>()`. */
export const two = <K extends Asked>(): readonly [
  Argument<[a: ColumnArg], `column of ${K}`, Expr>,
  Argument<[b: ColumnArg], `column of ${K}`, Expr>,
] => [required('a', COLUMN), required('b', COLUMN)];
/** The axes of a regression, `y` first. */
export const yx = [
  must<[y: ColumnArg], 'column of numbers'>('y', COLUMN),
  must<[x: ColumnArg], 'column of numbers'>('x', COLUMN),
] as const;
/** A column, or a number as a value. */
export const numbersOrAmount = must<[column: string | Amount], 'column of numbers'>('column', COLUMN_OR_NUMBER);
export const columns = all<[...columns: ColumnArg[]], 'column'>('columns', COLUMN, 1);
export const condition = must<[condition: ColumnArg], 'column of conditions'>('condition', COLUMN);

export const value = must<[value: unknown], 'value'>('value', VALUE);
export const values = all<[...values: unknown[]], 'value'>('values', VALUE, 0);

export const amount = must<[amount: Amount], 'value of numbers'>('amount', NUMBER_VALUE);
export const count = must<[count: Count], 'value of numbers'>('count', WHOLE_VALUE);
export const optionalCount = may<[count?: Count], 'value of numbers'>('count', WHOLE_VALUE);
export const position = may<[position?: Count], 'value of numbers'>('position', WHOLE_VALUE, literalOf(1));

export const text = must<[text: Text], 'value of texts'>('text', TEXT_VALUE);
export const optionalText = may<[text?: Text], 'value of texts'>('text', TEXT_VALUE);
/** Of the kind of what it is a piece of. */
export const piece = must<[text: Text], 'value of texts or bytes'>('text', TEXT_VALUE);
export const search = must<[search: Text], 'value of texts or bytes'>('search', TEXT_VALUE);
export const format = may<[format?: Text], 'value of texts'>('format', TEXT_VALUE);

export const scale = may<[scale?: Whole], 'value of numbers'>('scale', constantOrColumn(whole()));
export const percentile = must<[percentile: number], 'constant'>('percentile', constantOf(FINITE));
export const seed = may<[seed?: number], 'constant'>('seed', constantOf(whole()));
export const sign = may<[sign?: 0 | 1], 'constant'>('sign', constantOf(whole(0, 1)));

/** What stands in the SQL where nothing is given. */
const presetOf = (fills?: string | number | boolean): Expr | undefined =>
  fills === undefined ? undefined : constant(fills);

/** A constant text, number or flag, under a name of its own. */
export const constantText = <const G extends readonly unknown[]>(name: string) =>
  must<G, 'constant'>(name, constantOf(TEXT));
export const constantWhole = <const G extends readonly unknown[]>(name: string, least?: number) =>
  must<G, 'constant'>(name, constantOf(whole(least)));
export const mayBeText = <const G extends readonly unknown[]>(name: string, fills?: string) =>
  may<G, 'constant'>(name, constantOf(TEXT), presetOf(fills));
export const mayBeWhole = <const G extends readonly unknown[]>(name: string, fills?: number) =>
  may<G, 'constant'>(name, constantOf(whole()), presetOf(fills));
export const mayBeTrue = <const G extends readonly unknown[]>(name: string, fills?: boolean) =>
  may<G, 'constant'>(name, constantOf(FLAG), presetOf(fills));

/** A constant, or a Column of such values. */
export const wholeOrColumn = <const G extends readonly unknown[]>(name: string, least?: number) =>
  must<G, 'value of numbers'>(name, constantOrColumn(whole(least)));
export const mayBeTextOrColumn = <const G extends readonly unknown[]>(name: string, fills?: string) =>
  may<G, 'value of texts'>(name, constantOrColumn(TEXT), presetOf(fills));
export const mayBeWholeOrColumn = <const G extends readonly unknown[]>(name: string, fills?: number) =>
  may<G, 'value of numbers'>(name, constantOrColumn(whole()), presetOf(fills));
export const mayBeTrueOrColumn = <const G extends readonly unknown[]>(name: string) =>
  may<G, 'value of conditions'>(name, constantOrColumn(FLAG));
