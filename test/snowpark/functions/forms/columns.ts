import { DecimalType } from '@firn/snowpark';
import type { Forms } from './forms.js';

export const COLUMNS: Forms = {
  col: [
    [['a'], `"A"`],
    [['x', 'a'], `"A"`],
  ],
  column: [
    [['a'], `"A"`],
    [['x', 'a'], `"A"`],
  ],
  lit: [
    [[1], `<FIXED 1>`],
    [['1.50', DecimalType(9, 2)], `<FIXED 1.5>::NUMBER(9, 2)`],
  ],
  when: [[['a = 1', 2], `CASE WHEN a = 1 THEN <FIXED 2> END`]],
  iff: [[['a = 1', 1, 'x'], `IFF(a = 1, <FIXED 1>, <TEXT x>)`]],
  not: [[['a = 1'], `(NOT (a = 1))`]],
  in_: [
    [
      [
        ['a', 'b'],
        [
          [1, 2],
          [3, 4],
        ],
      ],
      `(("A", "B") IN ((<FIXED 1>, <FIXED 2>), (<FIXED 3>, <FIXED 4>)))`,
    ],
  ],
};
