import { define } from './declare/define.js';
import * as p from './declare/parameters.js';
import { TEXT, TEXT_OR_NULL, TRUTH_OR_NULL } from './declare/results.js';

// Values of VARIANT reach JavaScript as JSON text.

/**
 * The value that a text of JSON stands for, as VARIANT.
 *
 * @example
 * ```ts
 * import { lit, parseJson } from '@firn/snowpark';
 *
 * console.log((await session.range(1).select(parseJson(lit('{"a":1}')).getItem('a').as('v')).first())?.get('V')); // → 1
 * ```
 */
export const parseJson = define('parseJson', TEXT, p.texts);
export const tryParseJson = define('tryParseJson', TEXT_OR_NULL, p.texts);
export const parseXml = define('parseXml', TEXT, p.texts);
/** What is wrong with the text as JSON; NULL if nothing is. */
export const checkJson = define('checkJson', TEXT_OR_NULL, p.texts);
export const checkXml = define('checkXml', TEXT_OR_NULL, p.texts);
/** An element by its tag, and by its number among those of that tag. */
export const xmlget = define('xmlget', TEXT_OR_NULL, p.texts, p.text, p.optionalCount);
export const stripNullValue = define('stripNullValue', TEXT_OR_NULL, p.variants);
/** The type of what a VARIANT holds: a reserved word of JavaScript, so that `_` is behind it. */
export const typeof_ = define(['typeof_', 'TYPEOF'], TEXT_OR_NULL, p.variants);

// Whether a VARIANT holds that type: NULL for NULL.

export const isArray = define('isArray', TRUTH_OR_NULL, p.variants);
export const isObject = define('isObject', TRUTH_OR_NULL, p.variants);
export const isNullValue = define('isNullValue', TRUTH_OR_NULL, p.variants);
export const isBinary = define('isBinary', TRUTH_OR_NULL, p.variants);
export const isBoolean = define('isBoolean', TRUTH_OR_NULL, p.variants);
export const isChar = define('isChar', TRUTH_OR_NULL, p.variants);
export const isVarchar = define(['isVarchar', 'IS_CHAR'], TRUTH_OR_NULL, p.variants);
export const isDate = define('isDate', TRUTH_OR_NULL, p.variants);
export const isDateValue = define(['isDateValue', 'IS_DATE'], TRUTH_OR_NULL, p.variants);
export const isTime = define('isTime', TRUTH_OR_NULL, p.variants);
export const isTimestampNtz = define('isTimestampNtz', TRUTH_OR_NULL, p.variants);
export const isTimestampLtz = define('isTimestampLtz', TRUTH_OR_NULL, p.variants);
export const isTimestampTz = define('isTimestampTz', TRUTH_OR_NULL, p.variants);
export const isDecimal = define('isDecimal', TRUTH_OR_NULL, p.variants);
export const isDouble = define('isDouble', TRUTH_OR_NULL, p.variants);
export const isReal = define('isReal', TRUTH_OR_NULL, p.variants);
export const isInteger = define('isInteger', TRUTH_OR_NULL, p.variants);
