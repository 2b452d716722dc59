import { type Reader, wrong } from '../arguments/reader.js';
import { FLAG, listOf } from '../arguments/scalars.js';
import { optional, required, signature } from '../arguments/signature.js';
import { UsageError } from '../errors.js';
import { type DataType, type ObjectField, type SqlType, type } from './data-type.js';
import { isMapKey } from './parse-schema.js';
import { isObjectField, TYPE } from './type-reader.js';

/**
 * `ARRAY(element)`, or `ARRAY(element NOT NULL)` where it contains no NULL. Its values are read as JSON text, as those of an ARRAY are; local
 * rows hold lists, whose items are checked.
 */
export function StructuredArrayType(element: SqlType<unknown> | string, containsNull?: boolean): SqlType<string>;
export function StructuredArrayType(...given: readonly unknown[]): SqlType<string> {
  const [element, nullable] = ARRAY.read(given);
  return type({ kind: 'array', element: Object.freeze({ type: element, nullable }) });
}

/** `MAP(key, value)`, or `MAP(key, value NOT NULL)`. The keys are text or whole numbers. Local rows hold objects, or a Map with texts as keys. */
export function StructuredMapType(
  key: SqlType<unknown> | string,
  value: SqlType<unknown> | string,
  valueContainsNull?: boolean,
): SqlType<string>;
export function StructuredMapType(...given: readonly unknown[]): SqlType<string> {
  const [key, value, nullable] = MAP.read(given);
  return type({ kind: 'map', key, value: Object.freeze({ type: value, nullable }) });
}

/** `OBJECT("key" type, …)`. A key keeps its case. Local rows hold objects with every one of these keys and no other. */
export function StructuredObjectType(fields: readonly ObjectField[]): SqlType<string>;
export function StructuredObjectType(...given: readonly unknown[]): SqlType<string> {
  const [fields] = OBJECT.read(given);
  const twice = fields.find(({ name }, at) => fields.findIndex((field) => field.name === name) !== at);
  if (twice !== undefined) throw new UsageError('duplicate_column', `The key ${twice.name} is in the OBJECT twice.`);
  return type({ kind: 'object', fields: Object.freeze([...fields]) });
}

const MAP_KEY: Reader<DataType, SqlType<unknown> | string> = {
  allowed: 'a type of text or of whole numbers',
  read(given, place) {
    const key = TYPE.read(given, place);
    if (!isMapKey(key)) throw wrong(place, this.allowed, given);
    return key;
  },
};

const OBJECT_FIELD: Reader<ObjectField, ObjectField> = {
  allowed: `a key such as { name: 'city', type: StringType, nullable: true }`,
  read(given, place) {
    if (!isObjectField(given)) throw wrong(place, this.allowed, given);
    return Object.freeze({ name: given.name, type: given.type, nullable: given.nullable });
  },
};

const ARRAY = signature('StructuredArrayType', required('element', TYPE), optional('containsNull', FLAG, true));
const MAP = signature(
  'StructuredMapType',
  required('key', MAP_KEY),
  required('value', TYPE),
  optional('valueContainsNull', FLAG, true),
);
const OBJECT = signature('StructuredObjectType', required('fields', listOf(OBJECT_FIELD, 1)));
