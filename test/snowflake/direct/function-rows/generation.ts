import * as F from '@firn/snowpark';
import { lit } from '@firn/snowpark';
import type { Rows } from './rows.js';

export const GENERATION: Rows = [
  ['monotonicallyIncreasingId', F.monotonicallyIncreasingId(), '0'],
  ['seq1', F.seq1(), '0'],
  ['seq2', F.seq2(), '0'],
  ['seq4', F.seq4(), '0'],
  ['seq8', F.seq8(), '0'],
  ['uniform', F.uniform(3, 3), '3'],
  ['uniform', F.uniform(lit(3), lit(3), F.random(1)), '3'],
  ['normal', F.normal(5, 0), '5'],
  ['normal', F.normal(lit(5), lit(0)), '5'],
  ['randn', F.abs(F.randn(7)).lt(100), 'true'],
  ['random', F.random(7).eq(F.random(7)), 'true'],
  ['uuidString', F.length(F.uuidString()), '36'],
  ['uuidString', F.uuidString('fe971b24-9572-4005-b22f-351e9c09274d', 'foo'), 'dc0b6f65-fca6-5b4b-9d37-ccc3fde1f3e2'],
];
