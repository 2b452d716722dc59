import { UsageError } from '../errors.js';
import type { Field } from '../plan/plan.js';
import type { Flatten, Ident } from '../shape/names.js';
import { realName, shownName } from '../sql/identifier.js';
import type { ResultColumn } from '../values/result-column.js';
import type { DataType, SqlType } from './data-type.js';
import { dataTypeOf } from './from-column.js';
import { typeText } from './type-text.js';

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
export function StructField<const N extends string, V>(
  name: N,
  type: SqlType<V>,
  nullable = true,
): StructField<Ident<N>, V | null> {
  return Object.freeze({ name: realName(name), type, nullable });
}

type ShapeOf<F extends readonly StructField[]> = Flatten<{
  [I in Exclude<keyof F, keyof (readonly unknown[])> as F[I] extends StructField<infer N, unknown>
    ? N
    : never]: F[I] extends StructField<string, infer V> ? V : never;
}>;

declare const shapeMark: unique symbol;

/** The columns of a frame, in order. */
export class StructType<S extends object> {
  declare readonly [shapeMark]?: S;

  private constructor(readonly fields: readonly Field[]) {}

  static of<const F extends readonly StructField[]>(fields: F): StructType<ShapeOf<F>> {
    const twice = fields.find(({ name }, at) => fields.findIndex((field) => field.name === name) !== at);
    if (twice !== undefined)
      throw new UsageError('duplicate_column', `Column ${shownName(twice.name)} is in the schema twice.`);
    return new StructType(Object.freeze([...fields]));
  }

  /** The schema of a result. Names may repeat there. */
  static ofColumns<S extends object>(columns: readonly ResultColumn[]): StructType<S> {
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
  get(field: string | number): Field | undefined {
    if (typeof field === 'number') return this.fields[field];
    const name = realName(field);
    return this.fields.find((each) => each.name === name);
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
  `${shownName(name)} ${typeText(type)}${nullable ? '' : ' NOT NULL'}`;
