import type { Forms } from './forms.js';

export const WINDOW: Forms = {
  rowNumber: [[[], `ROW_NUMBER()`]],
  rank: [[[], `RANK()`]],
  denseRank: [[[], `DENSE_RANK()`]],
  percentRank: [[[], `PERCENT_RANK()`]],
  cumeDist: [[[], `CUME_DIST()`]],
  ntile: [[[3], `NTILE(3)`]],
  lag: [
    [['a'], `LAG("A", 1)`],
    [['a', 2], `LAG("A", 2)`],
    [['a', 2, 0], `LAG("A", 2, <FIXED 0>)`],
    [['a', 2, 0, { ignoreNulls: true }], `LAG("A", 2, <FIXED 0>) IGNORE NULLS`],
  ],
  lead: [
    [['a'], `LEAD("A", 1)`],
    [['a', 2], `LEAD("A", 2)`],
    [['a', 2, 0], `LEAD("A", 2, <FIXED 0>)`],
    [['a', 2, 0, { ignoreNulls: true }], `LEAD("A", 2, <FIXED 0>) IGNORE NULLS`],
  ],
  firstValue: [
    [['a'], `FIRST_VALUE("A")`],
    [['a', { ignoreNulls: true }], `FIRST_VALUE("A") IGNORE NULLS`],
  ],
  lastValue: [
    [['a'], `LAST_VALUE("A")`],
    [['a', { ignoreNulls: true }], `LAST_VALUE("A") IGNORE NULLS`],
  ],
  nthValue: [
    [['a', 2], `NTH_VALUE("A", 2)`],
    [['a', 2, { ignoreNulls: true }], `NTH_VALUE("A", 2) IGNORE NULLS`],
  ],
};
