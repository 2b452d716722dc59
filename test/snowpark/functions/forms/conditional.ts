import type { Forms } from './forms.js';

export const CONDITIONAL: Forms = {
  equalNull: [[['a', 'b'], `EQUAL_NULL("A", "B")`]],
  equalNan: [[['a'], `("A" = <REAL NaN>::FLOAT)`]],
  isNull: [[['a'], `("A" IS NULL)`]],
  booland: [[['a', 'b'], `BOOLAND("A", "B")`]],
  boolor: [[['a', 'b'], `BOOLOR("A", "B")`]],
  boolxor: [[['a', 'b'], `BOOLXOR("A", "B")`]],
  boolnot: [[['a'], `BOOLNOT("A")`]],
  regrValx: [[['a', 'b'], `REGR_VALX("A", "B")`]],
  regrValy: [[['a', 'b'], `REGR_VALY("A", "B")`]],
  coalesce: [
    [['a', 1], `COALESCE("A", <FIXED 1>)`],
    [['a', 1, 2], `COALESCE("A", <FIXED 1>, <FIXED 2>)`],
  ],
  nullif: [[['a', 1], `NULLIF("A", <FIXED 1>)`]],
  zeroifnull: [[['a'], `ZEROIFNULL("A")`]],
  nullifzero: [[['a'], `NULLIFZERO("A")`]],
  nvl2: [[['a', 1, 2], `NVL2("A", <FIXED 1>, <FIXED 2>)`]],
  decode: [[['a', 1, 'one', 'many'], `DECODE("A", <FIXED 1>, <TEXT one>, <TEXT many>)`]],
  ifnull: [[['a', 1], `IFNULL("A", <FIXED 1>)`]],
  nvl: [[['a', 1], `IFNULL("A", <FIXED 1>)`]],
  greatest: [[['a', 'b'], `GREATEST("A", "B")`]],
  greatestIgnoreNulls: [[['a', 'b'], `GREATEST_IGNORE_NULLS("A", "B")`]],
  least: [[['a', 'b'], `LEAST("A", "B")`]],
  leastIgnoreNulls: [[['a', 'b'], `LEAST_IGNORE_NULLS("A", "B")`]],
};
