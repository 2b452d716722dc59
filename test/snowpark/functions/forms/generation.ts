import { col } from '@firn/snowpark';
import type { Forms } from './forms.js';

export const GENERATION: Forms = {
  random: [
    [[], `RANDOM()`],
    [[7], `RANDOM(7)`],
  ],
  seq1: [
    [[], `SEQ1()`],
    [[1], `SEQ1(1)`],
  ],
  seq2: [
    [[], `SEQ2()`],
    [[1], `SEQ2(1)`],
  ],
  seq4: [
    [[], `SEQ4()`],
    [[1], `SEQ4(1)`],
  ],
  seq8: [
    [[], `SEQ8()`],
    [[1], `SEQ8(1)`],
  ],
  monotonicallyIncreasingId: [
    [[], `SEQ8()`],
    [[1], `SEQ8(1)`],
  ],
  uuidString: [
    [[], `UUID_STRING()`],
    [['y'], `UUID_STRING(<TEXT y>)`],
    [['y', 'y'], `UUID_STRING(<TEXT y>, <TEXT y>)`],
  ],
  uniform: [
    [[1, 6], `UNIFORM(1, 6, RANDOM())`],
    [[1, 6, col('a')], `UNIFORM(1, 6, "A")`],
  ],
  normal: [
    [[0, 1], `NORMAL(0, 1, RANDOM())`],
    [[0, 1, col('a')], `NORMAL(0, 1, "A")`],
  ],
  randn: [
    [[], `NORMAL(0, 1, RANDOM())`],
    [[7], `NORMAL(0, 1, RANDOM(7))`],
  ],
};
