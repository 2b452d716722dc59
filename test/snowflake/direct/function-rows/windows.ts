import * as F from '@firn/snowpark';
import { lit, Window } from '@firn/snowpark';
import type { Rows } from './rows.js';

const byX = Window.orderBy('x');
const byG = Window.orderBy('g');
const inG = Window.partitionBy('g').orderBy('x');
const whole = inG.rowsBetween(Window.unboundedPreceding, Window.unboundedFollowing);

/** What each gives for the four rows, in the order of X. */
export const WINDOWS: Rows = [
  ['cumeDist', F.cumeDist().over(byX), '0.25 0.5 0.75 1'],
  ['denseRank', F.denseRank().over(byG), '1 1 2 2'],
  ['rank', F.rank().over(byG), '1 1 3 3'],
  ['percentRank', F.percentRank().over(byG), '0 0 0.6666666666666666 0.6666666666666666'],
  ['rowNumber', F.rowNumber().over(inG), '1 2 1 2'],
  ['ntile', F.ntile(2).over(byX), '1 1 2 2'],
  ['ntile', F.ntile(lit(2)).over(byX), '1 1 2 2'],
  ['firstValue', F.firstValue('x').over(whole), '1 1 3 3'],
  ['lastValue', F.lastValue('x').over(whole), '2 2 4 4'],
  ['nthValue', F.nthValue('x', 2).over(whole), '2 2 4 4'],
  ['lag', F.lag('x', 1, 0).over(byX), '0 1 2 3'],
  ['lead', F.lead('x').over(byX), '2 3 4 null'],
  ['sum', F.sum('x').over(byX.rowsBetween(-1, Window.currentRow)), '1 3 5 7'],
];
