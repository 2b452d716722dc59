import { COLUMN, constantOf, isColumn, TEXT_VALUE, VALUE, WHOLE_VALUE } from '../arguments/columns.js';
import { eachOf } from '../arguments/many.js';
import { membersOf } from '../arguments/members.js';
import { part, type Reader, wrong } from '../arguments/reader.js';
import { isPlain } from '../arguments/shown.js';
import { required, rest, signature } from '../arguments/signature.js';
import { TEXT as ANY_TEXT } from '../arguments/text.js';
import { Column, constant } from '../column.js';
import { UsageError } from '../errors.js';
import { frozen } from '../plan/frozen.js';
import type { Expr } from '../plan/plan.js';
import type { AnyColumn, Loose } from '../shape/shape.js';
import type { ArgReads, ColumnArg, Reads } from '../shape/values.js';
import { expressionName } from '../sql/expression-name.js';
import type { SqlType } from '../types/data-type.js';
import { TYPE } from '../types/type-reader.js';
import { called, callOf, compose, define } from './declare/define.js';
import * as p from './declare/parameters.js';
import { A_TEXT, TEXT, TEXT_OR_NULL, TRUTH, WHOLE } from './declare/results.js';

// Values of VARIANT, OBJECT and MAP reach JavaScript as JSON text.

/** A member: of an object by its name, of an array by its position. */
const KEY: Reader<Expr, string | number | AnyColumn> = {
  allowed: 'a name, a position or a Column',
  read: (given, place) => (typeof given === 'string' ? TEXT_VALUE : WHOLE_VALUE).read(given, place),
};
const key = p.must<[key: string | number | AnyColumn], 'value'>('key', KEY);
const name = p.must<[key: p.Text], 'value of texts'>('key', TEXT_VALUE);
const names = p.all<[...keys: p.Text[]], 'value of texts'>('keys', TEXT_VALUE, 1);
const keys = p.all<[...keys: (string | number | AnyColumn)[]], 'value'>('keys', KEY, 1);
const replaces = p.mayBeTrueOrColumn<[replace?: p.Flag]>('replace');

export const get = define('get', TEXT_OR_NULL, p.objects, key);
export const getIgnoreCase = define('getIgnoreCase', TEXT_OR_NULL, p.objects, name);
export const getPath = define('getPath', TEXT_OR_NULL, p.objects, p.text);
export const elementAt = define(['elementAt', 'GET'], TEXT_OR_NULL, p.objects, key);
export const jsonExtractPathText = define('jsonExtractPathText', TEXT_OR_NULL, p.objects, p.text);
export const objectKeys = define('objectKeys', TEXT, p.objects);
export const objectDelete = define('objectDelete', TEXT, p.objects, names);
/** With `replace`, also where the member is there. */
export const objectInsert = define('objectInsert', TEXT, p.objects, name, p.value, replaces);
export const objectPick = define('objectPick', TEXT, p.objects, names);

export const mapCat = compose('mapCat', TEXT, (first, others) => joinedMaps([first, ...others]), p.objects, p.columns);
export const mapConcat = compose(
  'mapConcat',
  TEXT,
  (first, others) => joinedMaps([first, ...others]),
  p.objects,
  p.columns,
);
const joinedMaps = (maps: readonly [Expr, ...(readonly Expr[])]): Expr =>
  maps.reduce((one, other) => callOf('MAP_CAT', [one, other]));
export const mapContainsKey = define('mapContainsKey', TRUTH, key, p.objects);
export const mapDelete = define('mapDelete', TEXT, p.objects, keys);
export const mapFromArrays = define(['mapFromArrays', 'ARRAYS_TO_OBJECT'], TEXT, ...p.two<'arrays'>());
export const mapInsert = define('mapInsert', TEXT, p.objects, key, p.value, replaces);
export const mapKeys = define('mapKeys', TEXT, p.objects);
export const mapPick = define('mapPick', TEXT, p.objects, keys);
export const mapSize = define('mapSize', WHOLE, p.objects);
/** An OBJECT from columns in turn: a key, its value, the next key. */
export const createMap = define(['createMap', 'OBJECT_CONSTRUCT_KEEP_NULL'], A_TEXT, p.columns);
/** An OBJECT with each column under its own name; with `'*'` every column. */
export const struct = compose(
  'struct',
  A_TEXT,
  (columns) => callOf('OBJECT_CONSTRUCT_KEEP_NULL', isAll(columns) ? columns : columns.flatMap(member)),
  p.columns,
);

/** All columns, or those of a frame: they bring their names. */
const isAll = (columns: readonly Expr[]): boolean => columns.length === 1 && columns[0]?.kind === 'star';

function member(column: Expr): readonly [name: Expr, value: Expr] {
  if (column.kind === 'star') throw new UsageError('invalid_argument', `struct(columns): ${STANDS_ALONE}`);
  const own = expressionName(column);
  if (own !== null) return [constant(own), column.kind === 'alias' ? column.operand : column];
  throw new UsageError('invalid_argument', "struct(columns): SQL has no name of its own. Give it one with .as('…').");
}
const STANDS_ALONE = "'*' is all columns with their names, and stands alone.";

const MEMBER_NAME = constantOf(ANY_TEXT);

/** Names and values in turn. */
const MEMBERS: Reader<readonly Expr[], Readonly<Record<string, unknown>>> = {
  allowed: "an object of values or Columns, keys and values in turn, or '*'",
  read(given, place) {
    if (!isPlain(given)) throw wrong(place, this.allowed, given);
    return membersOf(given, place).flatMap(([name, value]) => [
      MEMBER_NAME.read(name, place),
      VALUE.read(value, part(place, name)),
    ]);
  },
};

const IN_TURN = eachOf(COLUMN);

/** The members of one object, columns in turn (a key, its value, the next key), or `'*'` for all columns by their names. */
const CONSTRUCTED: Reader<readonly Expr[], readonly unknown[]> = {
  allowed: MEMBERS.allowed,
  read(given, place) {
    if (!Array.isArray(given)) throw wrong(place, this.allowed, given);
    const [first]: readonly unknown[] = given;
    if (given.length === 1 && typeof first !== 'string' && !isColumn(first)) return MEMBERS.read(first, place);
    const inTurn = IN_TURN.read(given, place);
    if (isAll(inTurn)) return inTurn;
    if (inTurn.some(({ kind }) => kind === 'star')) throw wrong(place, this.allowed, given, STANDS_ALONE);
    if (given.length % 2 === 1) throw wrong(place, 'a value for each key', given);
    return inTurn;
  },
};

function constructing(js: string, sql: string) {
  const taken = signature(js, rest('members', CONSTRUCTED));
  function defined<const M extends Readonly<Record<string, unknown>>>(
    members: M,
  ): Column<string, string, Reads<M[keyof M]>>;
  function defined<const A extends readonly ColumnArg[]>(
    ...keysAndValues: A
  ): Column<string, string, ArgReads<A[number]>>;
  function defined(...given: readonly unknown[]): Column<Loose, string, never> {
    return called(sql, taken.read(given));
  }
  return defined;
}

/**
 * An OBJECT from names and values, or with `'*'` from all columns by their names; members that are NULL are left out.
 *
 * @example
 * ```ts
 * import { objectConstruct } from '@firn/snowpark';
 *
 * console.log((await session.range(1).select(objectConstruct({ k: 1 }).as('v')).first())?.get('V')); // → "k"
 * ```
 */
export const objectConstruct = constructing('objectConstruct', 'OBJECT_CONSTRUCT');
/** The same, and NULL stays. */
export const objectConstructKeepNull = constructing('objectConstructKeepNull', 'OBJECT_CONSTRUCT_KEEP_NULL');

/** JSON text as a value of a type, whose text may be `array<int>` or `struct<a int>`. */
export function fromJson<const A extends ColumnArg>(
  column: A,
  type: string | SqlType<unknown>,
): Column<unknown, string, ArgReads<A>>;
export function fromJson(...given: readonly unknown[]): Column<Loose, string, never> {
  const [column, type] = FROM_JSON.read(given);
  return new Column(frozen({ kind: 'cast', operand: callOf('PARSE_JSON', [column]), type, attempt: false }));
}
const FROM_JSON = signature('fromJson', required('column', COLUMN), required('type', TYPE));
