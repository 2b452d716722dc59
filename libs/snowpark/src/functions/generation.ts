import { COLUMN_ONLY, constantOf } from '../arguments/columns.js';
import { FINITE } from '../arguments/scalars.js';
import { optional, required, signature } from '../arguments/signature.js';
import { type Column, constant } from '../column.js';
import type { Numeric } from '../values/value.js';
import { called, callOf, volatile } from './declare/define.js';
import * as p from './declare/parameters.js';
import { A_TEXT, A_WHOLE } from './declare/results.js';

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

type Drawn = Column<Numeric, string, never>;

/** Numbers between two, both included: whole ones between whole ones. */
export function uniform(min: number, max: number, generator?: Drawn): Drawn;
export function uniform(...given: readonly unknown[]) {
  const [min, max, generator = DRAW] = UNIFORM.read(given);
  return called('UNIFORM', [min, max, generator], 'volatile');
}

/** Numbers of a normal distribution. */
export function normal(mean: number, stddev: number, generator?: Drawn): Column<number, string, never>;
export function normal(...given: readonly unknown[]) {
  const [mean, stddev, generator = DRAW] = NORMAL.read(given);
  return called('NORMAL', [mean, stddev, generator], 'volatile');
}

/** Numbers of the standard normal distribution. */
export function randn(seed?: number): Column<number, string, never>;
export function randn(...given: readonly unknown[]) {
  const [seed] = RANDN.read(given);
  return called('NORMAL', [ZERO, ONE, callOf('RANDOM', [seed], 'volatile')], 'volatile');
}

const DRAW = callOf('RANDOM', [], 'volatile');
const ZERO = constant(0);
const ONE = constant(1);
const number = (name: string) => required(name, constantOf(FINITE));
const generator = optional('generator', COLUMN_ONLY);
const UNIFORM = signature('uniform', number('min'), number('max'), generator);
const NORMAL = signature('normal', number('mean'), number('stddev'), generator);
const RANDN = signature('randn', p.seed);
