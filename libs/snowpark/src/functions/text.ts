import { TEXT_VALUE } from '../arguments/columns.js';
import { call, constant } from '../column.js';
import { frozen } from '../plan/frozen.js';
import { compose, define } from './declare/define.js';
import * as p from './declare/parameters.js';
import { TEXT, TEXT_OR_NULL, TRUTH, WHOLE } from './declare/results.js';

export const upper = define('upper', TEXT, p.column);
export const lower = define('lower', TEXT, p.column);
/** The first letter of each word in upper case; `text` holds the characters that part words. */
export const initcap = define('initcap', TEXT, p.column, p.optionalText);
export const length = define('length', WHOLE, p.column);
export const bitLength = define('bitLength', WHOLE, p.column);
export const octetLength = define('octetLength', WHOLE, p.column);
export const rtrimmedLength = define('rtrimmedLength', WHOLE, p.column);
export const reverse = define('reverse', TEXT, p.column);
export const ascii = define('ascii', WHOLE, p.column);
export const unicode = define('unicode', WHOLE, p.column);
export const chr = define('chr', TEXT, p.column);
export const char = define(['char', 'CHR'], TEXT, p.column);
/** That many blanks. */
export const space = define('space', TEXT, p.count);

/** Takes blanks, or any of the characters given, from both ends. */
export const trim = define('trim', TEXT, p.column, p.optionalText);
export const ltrim = define('ltrim', TEXT, p.column, p.optionalText);
export const rtrim = define('rtrim', TEXT, p.column, p.optionalText);
export const lpad = define('lpad', TEXT, p.column, p.count, p.text);
export const rpad = define('rpad', TEXT, p.column, p.count, p.text);
export const left = define('left', TEXT, p.column, p.count);
export const right = define('right', TEXT, p.column, p.count);
/** Counts from 1; from the end if the position is negative. */
export const substring = define(['substring', 'SUBSTR'], TEXT, p.column, p.count, p.optionalCount);
export const substr = define('substr', TEXT, p.column, p.count, p.optionalCount);
/** What is before the `count`th delimiter, counted from the end if it is negative. */
export const substringIndex = compose(
  'substringIndex',
  TEXT,
  (column, delimiter, count) => {
    const parts = call('SPLIT', column, delimiter);
    const size = call('ARRAY_SIZE', parts);
    const backwards = count.kind === 'constant' && Number(count.value) < 0;
    const first = frozen({ kind: 'binary', op: 'plus', left: size, right: count });
    const range = backwards ? [call('GREATEST', first, constant(0)), size] : [constant(0), count];
    return call('ARRAY_TO_STRING', call('ARRAY_SLICE', parts, ...range), delimiter);
  },
  p.column,
  p.text,
  p.constantWhole<[count: number]>('count'),
);
/** Puts a text in the place of `length` characters from a position on. */
export const insert = define('insert', TEXT, p.column, p.count, p.count, p.text);
export const repeat = define('repeat', TEXT, p.column, p.count);
export const replace = define('replace', TEXT, p.column, p.search, p.optionalText);
/** Each character of the first text by the one in its place in the second. */
export const translate = define('translate', TEXT, p.column, p.search, p.text);

/** NULL if one is NULL. */
export const concat = define('concat', TEXT, p.columns);
export const concatWs = define('concatWs', TEXT, p.text, p.columns);

export const contains = define('contains', TRUTH, p.column, p.text);
export const startswith = define('startswith', TRUTH, p.column, p.text);
export const endswith = define('endswith', TRUTH, p.column, p.text);
/** Where a text is found, from 1; 0 if it is not. */
export const position = define('position', WHOLE, p.search, p.column, p.position);
export const charindex = define('charindex', WHOLE, p.search, p.column, p.position);
export const locate = define(['locate', 'CHARINDEX'], WHOLE, p.search, p.column, p.position);
export const instr = compose('instr', WHOLE, (column, text) => call('POSITION', text, column), p.column, p.text);
/** One part of those that the characters of `delimiters` separate, from 1; empty parts do not count. */
export const strtok = define(
  'strtok',
  TEXT_OR_NULL,
  p.column,
  p.may<[delimiters?: p.Text], 'value'>('delimiters', TEXT_VALUE, constant(' ')),
  p.optionalCount,
);
/** The parts of a text, as an array. */
export const split = define('split', TEXT, p.column, p.text);
/**
 * One part, from 1; from the end if negative.
 *
 * @example
 * ```ts
 * import { lit, splitPart } from '@firn/snowpark';
 *
 * console.log((await session.range(1).select(splitPart(lit('a-b'), '-', 2).as('v')).first())?.get('V')); // → b
 * ```
 */
export const splitPart = define('splitPart', TEXT, p.column, p.text, p.count);

/** How many changes lead from one text to the other; `count` is where counting ends. */
export const editdistance = define('editdistance', WHOLE, p.a, p.b, p.optionalCount);
/** From 0 to 100. */
export const jarowinklerSimilarity = define('jarowinklerSimilarity', WHOLE, p.a, p.b);
export const soundex = define('soundex', TEXT, p.column);
export const soundexP123 = define('soundexP123', TEXT, p.column);
export const collate = define('collate', TEXT, p.column, p.constantText<[specification: string]>('specification'));
export const collation = define('collation', TEXT_OR_NULL, p.column);
/** The parts of a URL as an OBJECT; with `permissive` 1 an error is a member of it. */
export const parseUrl = define('parseUrl', TEXT, p.column, p.mayBeWhole<[permissive?: 0 | 1]>('permissive'));
