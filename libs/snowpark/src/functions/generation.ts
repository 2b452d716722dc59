import { COLUMN_ONLY, constantOrColumn } from '../arguments/columns.js';
import { FINITE } from '../arguments/scalars.js';
import { constant } from '../column.js';
import type { Expr } from '../plan/plan.js';
import type { AnyColumn } from '../shape/shape.js';
import { callOf, compose, volatile } from './declare/define.js';
import * as p from './declare/parameters.js';
import { A_FLOAT, A_NUMBER, A_TEXT, A_WHOLE } from './declare/results.js';

// Drawn anew for each row: a level of SELECT that holds one is not merged with a filter.

/** A whole number of 64 bits; the same ones for the same seed. */
export const random = volatile('random', A_WHOLE, p.seed);
/** Whole numbers from 0 without an end, with gaps; with `sign` 1 also below zero once they are used up. */
export const seq1 = volatile('seq1', A_WHOLE, p.sign);
export const seq2 = volatile('seq2', A_WHOLE, p.sign);
export const seq4 = volatile('seq4', A_WHOLE, p.sign);
export const seq8 = volatile('seq8', A_WHOLE, p.sign);
export const monotonicallyIncreasingId = volatile(['monotonicallyIncreasingId', 'SEQ8'], A_WHOLE, p.sign);
/** A random UUID, or with a namespace and a name always the same. */
export const uuidString = volatile('uuidString', A_TEXT, p.optionalText, p.optionalText);

const generator = p.may<[generator?: AnyColumn], 'value of numbers'>('generator', COLUMN_ONLY);
const bound = <const G extends readonly unknown[]>(name: string) =>
  p.must<G, 'value of numbers'>(name, constantOrColumn(FINITE));
const drawn = (seed?: Expr): Expr => callOf('RANDOM', [seed], 'volatile');
const normally = (mean: Expr, stddev: Expr, from = drawn()): Expr => callOf('NORMAL', [mean, stddev, from], 'volatile');

/** Numbers between two, both included: whole ones between whole ones. */
export const uniform = compose(
  'uniform',
  A_NUMBER,
  (min, max, from = drawn()) => callOf('UNIFORM', [min, max, from], 'volatile'),
  bound<[min: p.Whole]>('min'),
  bound<[max: p.Whole]>('max'),
  generator,
);
/** Numbers of a normal distribution. */
export const normal = compose(
  'normal',
  A_FLOAT,
  normally,
  bound<[mean: p.Whole]>('mean'),
  bound<[stddev: p.Whole]>('stddev'),
  generator,
);
/** Numbers of the standard normal distribution. */
export const randn = compose(
  'randn',
  A_FLOAT,
  (seed) => normally(constant(0), constant(1), drawn(seed)),
  p.mayBeWholeOrColumn<[seed?: p.Whole]>('seed'),
);
