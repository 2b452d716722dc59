import type { Forms } from './forms.js';

export const BITWISE: Forms = {
  bitand: [
    [['a', 'b'], `BITAND("A", "B")`],
    [['a', 'b', 'LEFT'], `BITAND("A", "B", 'LEFT')`],
  ],
  bitor: [
    [['a', 'b'], `BITOR("A", "B")`],
    [['a', 'b', 'LEFT'], `BITOR("A", "B", 'LEFT')`],
  ],
  bitxor: [
    [['a', 'b'], `BITXOR("A", "B")`],
    [['a', 'b', 'LEFT'], `BITXOR("A", "B", 'LEFT')`],
  ],
  bitnot: [[['a'], `BITNOT("A")`]],
  bitshiftleft: [[['a', 2], `BITSHIFTLEFT("A", <FIXED 2>)`]],
  bitshiftright: [[['a', 2], `BITSHIFTRIGHT("A", <FIXED 2>)`]],
  bitshiftrightUnsigned: [
    [
      ['a', 2],
      `IFF((<FIXED 2> = 0), "A", BITAND(BITSHIFTRIGHT("A", <FIXED 2>), BITNOT(BITSHIFTLEFT(-1, (64 - <FIXED 2>)))))`,
    ],
  ],
  getbit: [[['a', 2], `GETBIT("A", <FIXED 2>)`]],
  bitmapBitPosition: [[['a'], `BITMAP_BIT_POSITION("A")`]],
  bitmapBucketNumber: [[['a'], `BITMAP_BUCKET_NUMBER("A")`]],
};
