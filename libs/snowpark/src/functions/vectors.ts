import { define } from './declare/define.js';
import * as p from './declare/parameters.js';
import { FLOAT, FLOAT_OR_NULL } from './declare/results.js';

export const vectorCosineDistance = define('vectorCosineDistance', FLOAT, p.a, p.b);
export const vectorInnerProduct = define('vectorInnerProduct', FLOAT, p.a, p.b);
export const vectorL2Distance = define(['vectorL2Distance', 'VECTOR_L2_DISTANCE'], FLOAT, p.a, p.b);

/** Bounds of an aggregate under a privacy policy. */
export const dpIntervalHigh = define('dpIntervalHigh', FLOAT_OR_NULL, p.column);
export const dpIntervalLow = define('dpIntervalLow', FLOAT_OR_NULL, p.column);
