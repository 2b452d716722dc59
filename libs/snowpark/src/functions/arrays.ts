import { COLUMN, TEXT_VALUE, VALUE, WHOLE_VALUE } from '../arguments/columns.js';
import { call, constant } from '../column.js';
import { frozen } from '../plan/frozen.js';
import type { ColumnArg } from '../shape/values.js';
import { callOf, compose, define } from './declare/define.js';
import * as p from './declare/parameters.js';
import { A_TEXT, TEXT, TEXT_OR_NULL, TRUTH, WHOLE, WHOLE_OR_NULL } from './declare/results.js';

// Arrays reach JavaScript as JSON text.

const element = p.must<[element: unknown], 'value'>('element', VALUE);
const ascending = p.mayBeTrue<[ascending?: boolean]>('ascending', true);
const nullsFirst = p.mayBeTrue<[nullsFirst?: boolean]>('nullsFirst');
const step = p.optionalCount;

export const arrayConstruct = define('arrayConstruct', A_TEXT, p.values);
/** NULLs are left out. */
export const arrayConstructCompact = define('arrayConstructCompact', A_TEXT, p.values);
/**
 * The ARRAY with a value behind its last.
 *
 * @example
 * ```ts
 * import { arrayAppend, arrayConstruct } from '@firn/snowpark';
 *
 * console.log((await session.range(1).select(arrayAppend(arrayConstruct(1), 2).as('v')).first())?.get('V')); // → 2
 * ```
 */
export const arrayAppend = define('arrayAppend', TEXT, p.arrays, element);
export const arrayPrepend = define('arrayPrepend', TEXT, p.arrays, element);
export const arrayInsert = define('arrayInsert', TEXT, p.arrays, p.count, element);
export const arrayCat = define('arrayCat', TEXT, ...p.two<'arrays'>());
/** All elements of both: what occurs in both is there twice. */
export const arrayUnion = define(['arrayUnion', 'ARRAY_CAT'], TEXT, ...p.two<'arrays'>());
export const arrayCompact = define('arrayCompact', TEXT, p.arrays);
export const arrayDistinct = define('arrayDistinct', TEXT, p.arrays);
export const arrayIntersection = define('arrayIntersection', TEXT, ...p.two<'arrays'>());
/** The elements that the other array lacks, each as often as it is there more; once each without `allowDuplicates`. */
export const arrayExcept = compose(
  'arrayExcept',
  TEXT,
  (from, without, duplicates) => {
    const each = duplicates?.kind === 'constant' && duplicates.value === false ? call('ARRAY_DISTINCT', from) : from;
    return call('ARRAY_EXCEPT', each, without);
  },
  p.a,
  p.b,
  p.mayBeTrue<[allowDuplicates?: boolean]>('allowDuplicates'),
);
export const arrayRemove = define('arrayRemove', TEXT, p.arrays, element);
export const arrayRemoveAt = define('arrayRemoveAt', TEXT, p.arrays, p.count);
export const arrayReverse = define('arrayReverse', TEXT, p.arrays);
export const arrayFlatten = define('arrayFlatten', TEXT, p.arrays);
/** From a position to another one, from 0, the last one not included. */
export const arraySlice = define('arraySlice', TEXT, p.arrays, p.count, p.count);
export const arraySort = define('arraySort', TEXT, p.arrays, ascending, nullsFirst);
export const sortArray = define(['sortArray', 'ARRAY_SORT'], TEXT, p.arrays, ascending, nullsFirst);
export const arraySize = define('arraySize', WHOLE, p.arrays);
export const arrayMax = define('arrayMax', TEXT_OR_NULL, p.arrays);
export const arrayMin = define('arrayMin', TEXT_OR_NULL, p.arrays);
export const arraysOverlap = define('arraysOverlap', TRUTH, ...p.two<'arrays'>());
export const arraysZip = define('arraysZip', TEXT, p.columns);
export const arraysToObject = define('arraysToObject', TEXT, ...p.two<'arrays'>());
export const arrayToString = define('arrayToString', TEXT, p.arrays, p.text);
export const arrayJoin = define(['arrayJoin', 'ARRAY_TO_STRING'], TEXT, p.arrays, p.text);
export const strtokToArray = define(
  'strtokToArray',
  TEXT,
  p.texts,
  p.may<[delimiters?: p.Text], 'value of texts'>('delimiters', TEXT_VALUE),
);

const array = p.must<[array: ColumnArg], 'column of arrays'>('array', COLUMN);
/** Whether the array holds the value, which is made a VARIANT as Snowflake wants it. */
export const arrayContains = compose(
  'arrayContains',
  TRUTH,
  (value, column) => call('ARRAY_CONTAINS', call('TO_VARIANT', value), column),
  p.value,
  array,
);
/** Where the array holds the value, from 0; NULL if it does not. */
export const arrayPosition = compose(
  'arrayPosition',
  WHOLE_OR_NULL,
  (value, column) => call('ARRAY_POSITION', call('TO_VARIANT', value), column),
  p.value,
  array,
);

const start = p.must<[start: p.Count], 'value of numbers'>('start', WHOLE_VALUE);
const stop = p.must<[stop: p.Count], 'value of numbers'>('stop', WHOLE_VALUE);
/** Whole numbers from `start`, `stop` not included. */
export const arrayGenerateRange = define('arrayGenerateRange', TEXT, start, stop, step);
/** Whole numbers from `start` to `stop`, which belongs to them; down, if it is less. */
export const sequence = compose(
  'sequence',
  TEXT,
  (from, to, given) => {
    const up = frozen({ kind: 'binary', op: 'leq', left: from, right: to });
    const by = given ?? call('IFF', up, constant(1), constant(-1));
    const end = frozen({ kind: 'binary', op: 'plus', left: to, right: call('SIGN', by) });
    return callOf('ARRAY_GENERATE_RANGE', [from, end, by]);
  },
  start,
  stop,
  step,
);
/** How many elements an array, or members an object has; NULL for anything else. */
export const size = compose(
  'size',
  WHOLE_OR_NULL,
  (column) => {
    const variant = call('TO_VARIANT', column);
    return frozen({
      kind: 'case',
      branches: [
        { when: call('IS_ARRAY', variant), value: call('ARRAY_SIZE', variant) },
        { when: call('IS_OBJECT', variant), value: call('ARRAY_SIZE', call('OBJECT_KEYS', variant)) },
      ],
    });
  },
  p.column,
);
