import { TEXT_VALUE } from '../arguments/columns.js';
import { call, constant } from '../column.js';
import { frozen } from '../plan/frozen.js';
import type { AnyColumn } from '../shape/shape.js';
import { compose, define } from './declare/define.js';
import * as p from './declare/parameters.js';
import { TEXT, TEXT_OR_NULL, TRUTH, WHOLE } from './declare/results.js';

export const upper = define('upper', TEXT, p.texts);
export const lower = define('lower', TEXT, p.texts);
/** The first letter of each word in upper case; `text` holds the characters that part words. */
export const initcap = define('initcap', TEXT, p.texts, p.optionalText);
export const length = define('length', WHOLE, p.textsOrBytes);
export const bitLength = define('bitLength', WHOLE, p.textsOrBytes);
export const octetLength = define('octetLength', WHOLE, p.textsOrBytes);
export const rtrimmedLength = define('rtrimmedLength', WHOLE, p.texts);
export const reverse = define('reverse', TEXT, p.textsOrBytes);
export const ascii = define('ascii', WHOLE, p.texts);
export const unicode = define('unicode', WHOLE, p.texts);
export const chr = define('chr', TEXT, p.numbers);
export const char = define(['char', 'CHR'], TEXT, p.numbers);
/** That many blanks. */
export const space = define('space', TEXT, p.count);

/** Takes blanks, or any of the characters given, from both ends. */
export const trim = define('trim', TEXT, p.texts, p.optionalText);
export const ltrim = define('ltrim', TEXT, p.texts, p.optionalText);
export const rtrim = define('rtrim', TEXT, p.texts, p.optionalText);
export const lpad = define('lpad', TEXT, p.column, p.count, p.text);
export const rpad = define('rpad', TEXT, p.column, p.count, p.text);
export const left = define('left', TEXT, p.textsOrBytes, p.count);
export const right = define('right', TEXT, p.textsOrBytes, p.count);
/** Counts from 1; from the end if the position is negative. */
export const substring = define(['substring', 'SUBSTR'], TEXT, p.textsOrBytes, p.count, p.optionalCount);
export const substr = define('substr', TEXT, p.textsOrBytes, p.count, p.optionalCount);
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
  p.texts,
  p.text,
  p.constantWhole<[count: number]>('count'),
);
/** Puts a text in the place of `length` characters from a position on. */
export const insert = define('insert', TEXT, p.textsOrBytes, p.count, p.count, p.piece);
export const repeat = define('repeat', TEXT, p.textsOrBytes, p.count);
export const replace = define('replace', TEXT, p.texts, p.search, p.optionalText);
/** Each character of the first text by the one in its place in the second. */
export const translate = define('translate', TEXT, p.texts, p.search, p.text);

/** NULL if one is NULL. */
export const concat = define('concat', TEXT, p.columns);
export const concatWs = define('concatWs', TEXT, p.text, p.columns);

export const contains = define('contains', TRUTH, p.textsOrBytes, p.piece);
export const startswith = define('startswith', TRUTH, p.textsOrBytes, p.piece);
export const endswith = define('endswith', TRUTH, p.textsOrBytes, p.piece);
/** Where a text is found, from 1; 0 if it is not. */
export const position = define('position', WHOLE, p.search, p.textsOrBytes, p.position);
export const charindex = define('charindex', WHOLE, p.search, p.textsOrBytes, p.position);
export const locate = define(['locate', 'CHARINDEX'], WHOLE, p.search, p.textsOrBytes, p.position);
export const instr = compose('instr', WHOLE, (column, text) => call('POSITION', text, column), p.textsOrBytes, p.piece);
/** One part of those that the characters of `delimiters` separate, from 1; empty parts do not count. */
export const strtok = define(
  'strtok',
  TEXT_OR_NULL,
  p.texts,
  p.may<[delimiters?: p.Text], 'value of texts'>('delimiters', TEXT_VALUE, constant(' ')),
  p.optionalCount,
);
/** The parts of a text, as an array. */
export const split = define('split', TEXT, p.texts, p.text);
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
export const splitPart = define('splitPart', TEXT, p.texts, p.text, p.count);

/** How many changes lead from one text to the other; `count` is where counting ends. */
export const editdistance = define('editdistance', WHOLE, ...p.two<'texts'>(), p.optionalCount);
/** From 0 to 100. */
export const jarowinklerSimilarity = define('jarowinklerSimilarity', WHOLE, ...p.two<'texts'>());
export const soundex = define('soundex', TEXT, p.texts);
export const soundexP123 = define('soundexP123', TEXT, p.texts);
export const collate = define('collate', TEXT, p.texts, p.constantText<[specification: string]>('specification'));
export const collation = define('collation', TEXT_OR_NULL, p.texts);
/** The parts of a URL as an OBJECT; with `permissive` 1 an error is a member of it. */
export const parseUrl = define(
  'parseUrl',
  TEXT,
  p.texts,
  p.mayBeWholeOrColumn<[permissive?: 0 | 1 | AnyColumn]>('permissive'),
);
