import { TEXT_VALUE } from '../arguments/columns.js';
import { call, constant } from '../column.js';
import { literalOf } from '../local-data/literal-of.js';
import type { AnyColumn } from '../shape/shape.js';
import { compose, define } from './declare/define.js';
import * as p from './declare/parameters.js';
import { TEXT, TEXT_OR_NULL, TRUTH, WHOLE } from './declare/results.js';

// Letters of `parameters`: i and c for case, m and s for lines, e for a group.

const position = p.mayBeWholeOrColumn<[position?: p.Whole]>('position', 1);
const occurrence = p.mayBeWholeOrColumn<[occurrence?: p.Whole]>('occurrence', 1);
const parameters = p.mayBeTextOrColumn<[parameters?: p.Text]>('parameters', 'c');
const group = p.mayBeWholeOrColumn<[group?: p.Whole]>('group');

/** Matches as a whole. */
export const regexpLike = define('regexpLike', TRUTH, p.texts, p.text, parameters);
export const regexpCount = define('regexpCount', WHOLE, p.texts, p.text, position, parameters);
/** Where the pattern is found, from 1; `option` 1 gives where it ends. */
export const regexpInstr = define(
  'regexpInstr',
  WHOLE,
  p.texts,
  p.text,
  position,
  occurrence,
  p.mayBeWholeOrColumn<[option?: 0 | 1 | AnyColumn]>('option', 0),
  parameters,
  group,
);
export const regexpSubstr = define(
  'regexpSubstr',
  TEXT_OR_NULL,
  p.texts,
  p.text,
  position,
  occurrence,
  parameters,
  group,
);
/** All that match, as an array. */
export const regexpSubstrAll = define(
  'regexpSubstrAll',
  TEXT,
  p.texts,
  p.text,
  position,
  occurrence,
  parameters,
  group,
);
/** One group of the first match, an empty text where nothing matches. */
export const regexpExtract = compose(
  'regexpExtract',
  TEXT,
  (column, pattern, index) => {
    const found = call('REGEXP_SUBSTR', column, pattern, constant(1), constant(1), constant('e'), index);
    return call('COALESCE', found, literalOf(''));
  },
  p.texts,
  p.text,
  p.constantWhole<[group: number]>('group', 0),
);
/**
 * All matches, or one occurrence, by a text; without one they are taken out.
 *
 * @example
 * ```ts
 * import { lit, regexpReplace } from '@firn/snowpark';
 *
 * const frame = session.range(1).select(regexpReplace(lit('a1b2'), '[0-9]', '-').as('v'));
 * console.log((await frame.first())?.get('V')); // → a-b-
 * ```
 */
export const regexpReplace = define(
  'regexpReplace',
  TEXT,
  p.texts,
  p.text,
  p.may<[replacement?: p.Text], 'value of texts'>('replacement', TEXT_VALUE, literalOf('')),
  position,
  p.mayBeWholeOrColumn<[occurrence?: p.Whole]>('occurrence', 0),
  parameters,
);
