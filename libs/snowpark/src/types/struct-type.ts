import { KIND, kindOf } from '../arguments/kind.js';
import { isNode, requireMade } from '../arguments/made.js';
import { NAME } from '../arguments/names.js';
import { type Reader, wrong } from '../arguments/reader.js';
import { FLAG, listOf, whole } from '../arguments/scalars.js';
import { isPlain } from '../arguments/shown.js';
import { optional, required, signature } from '../arguments/signature.js';
import { UsageError } from '../errors.js';
import type { Field } from '../plan/plan.js';
import type { Flatten, Ident } from '../shape/names.js';
import { shownName } from '../sql/identifier.js';
import { RESULT_COLUMN, type ResultColumn } from '../values/result-column.js';
import type { DataType, SqlType } from './data-type.js';
import { dataTypeOf } from './from-column.js';
import { TYPE } from './type-reader.js';
import { typeSql } from './type-text.js';

declare const fieldMark: unique symbol;

/** One column of a schema. `name` is the real name. */
export interface StructField<N extends string = string, V = unknown> extends Field {
  readonly [fieldMark]?: readonly [N, V];
}

/** A column that may be NULL unless `nullable` is false. The name folds like any identifier. */
export function StructField<const N extends string, V>(name: N, type: SqlType<V>): StructField<Ident<N>, V | null>;
export function StructField<const N extends string, V>(
  name: N,
  type: SqlType<V>,
  nullable: true,
): StructField<Ident<N>, V | null>;
export function StructField<const N extends string, V>(
  name: N,
  type: SqlType<V>,
  nullable: false,
): StructField<Ident<N>, V>;
export function StructField(...given: readonly unknown[]): Field {
  const [name, type, nullable] = STRUCT_FIELD.read(given);
  return Object.freeze({ name, type, nullable });
}

type ShapeOf<F extends readonly StructField[]> = Flatten<{
  [I in Exclude<keyof F, keyof (readonly unknown[])> as F[I] extends StructField<infer N, unknown>
    ? N
    : never]: F[I] extends StructField<string, infer V> ? V : never;
}>;

declare const shapeMark: unique symbol;

/** The columns of a frame, in order. */
export class StructType<S extends object> {
  /** @internal */
  declare readonly [shapeMark]?: S;

  private constructor(readonly fields: readonly Field[]) {
    requireMade(
      () => Array.isArray(fields) && fields.every((field) => isNode(field?.type)),
      'StructType',
      'StructType.of([…])',
    );
  }

  static of<const F extends readonly StructField[]>(fields: F): StructType<ShapeOf<F>>;
  static of(...given: readonly unknown[]): StructType<object> {
    const [fields] = OF.read(given);
    const twice = fields.find(({ name }, at) => fields.findIndex((field) => field.name === name) !== at);
    if (twice !== undefined)
      throw new UsageError('duplicate_column', `Column ${shownName(twice.name)} is in the schema twice.`);
    return new StructType(Object.freeze([...fields]));
  }

  /** The schema of a result. Names may repeat there. */
  static ofColumns<S extends object>(columns: readonly ResultColumn[]): StructType<S>;
  static ofColumns(...given: readonly unknown[]): StructType<object> {
    const [columns] = OF_COLUMNS.read(given);
    return new StructType(
      columns.map((column) =>
        Object.freeze({ name: column.name, type: dataTypeOf(column), nullable: column.nullable }),
      ),
    );
  }

  get names(): readonly string[] {
    return this.fields.map((field) => field.name);
  }

  /** A field by name, which folds, or by position from 0. */
  get(field: string | number): Field | undefined;
  get(...given: readonly unknown[]): Field | undefined {
    const [field] = GET.read(given);
    return typeof field === 'number' ? this.fields[field] : this.fields.find(({ name }) => name === field);
  }

  /** @internal */
  get [KIND](): string {
    return 'StructType';
  }

  [Symbol.iterator](): Iterator<Field> {
    return this.fields[Symbol.iterator]();
  }

  /** `A FLOAT, B NUMBER(38, 0) NOT NULL`: a text that `createDataFrame` reads as a schema. */
  toString(): string {
    return this.fields.map(fieldText).join(', ');
  }
}

const fieldText = ({ name, type, nullable }: { name: string; type: DataType; nullable: boolean }): string =>
  `${shownName(name)} ${typeSql(type)}${nullable ? '' : ' NOT NULL'}`;

export const isStructType = (given: unknown): given is StructType<object> => kindOf(given) === 'StructType';

const FIELD: Reader<Field, Field> = {
  allowed: `a field such as StructField('a', StringType)`,
  read(given, place) {
    if (!isPlain(given) || typeof given.name !== 'string') throw wrong(place, this.allowed, given);
    // The name is the real one already.
    return Object.freeze({ name: given.name, type: TYPE.read(given.type, place), nullable: given.nullable !== false });
  },
};

/** A field by its name, which folds, or by its position. */
const FIELD_KEY: Reader<string | number, string | number> = {
  allowed: 'a name or a position from 0',
  read: (given, place) => (typeof given === 'string' ? NAME.read(given, place) : POSITION.read(given, place)),
};
const POSITION = whole(0);

const STRUCT_FIELD = signature(
  'StructField',
  required('name', NAME),
  required('type', TYPE),
  optional('nullable', FLAG, true),
);
const OF = signature('StructType.of', required('fields', listOf(FIELD)));
const OF_COLUMNS = signature('StructType.ofColumns', required('columns', listOf(RESULT_COLUMN)));
const GET = signature('get', required('field', FIELD_KEY));
