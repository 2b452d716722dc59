import type { Forms } from './forms.js';

export const REGEXP: Forms = {
  regexpLike: [
    [['a', 'x'], `REGEXP_LIKE("A", <TEXT x>)`],
    [['a', 'x', 'i'], `REGEXP_LIKE("A", <TEXT x>, 'i')`],
  ],
  regexpCount: [
    [['a', 'x'], `REGEXP_COUNT("A", <TEXT x>)`],
    [['a', 'x', 2], `REGEXP_COUNT("A", <TEXT x>, 2)`],
    [['a', 'x', 2, 'i'], `REGEXP_COUNT("A", <TEXT x>, 2, 'i')`],
  ],
  regexpInstr: [
    [['a', 'x'], `REGEXP_INSTR("A", <TEXT x>)`],
    [['a', 'x', 2], `REGEXP_INSTR("A", <TEXT x>, 2)`],
    [['a', 'x', 2, 3], `REGEXP_INSTR("A", <TEXT x>, 2, 3)`],
    [['a', 'x', 2, 3, 3], `REGEXP_INSTR("A", <TEXT x>, 2, 3, 3)`],
    [['a', 'x', 2, 3, 3, 'i'], `REGEXP_INSTR("A", <TEXT x>, 2, 3, 3, 'i')`],
    [['a', 'x', 2, 3, 3, 'i', 1], `REGEXP_INSTR("A", <TEXT x>, 2, 3, 3, 'i', 1)`],
  ],
  regexpSubstr: [
    [['a', 'x'], `REGEXP_SUBSTR("A", <TEXT x>)`],
    [['a', 'x', 2], `REGEXP_SUBSTR("A", <TEXT x>, 2)`],
    [['a', 'x', 2, 3], `REGEXP_SUBSTR("A", <TEXT x>, 2, 3)`],
    [['a', 'x', 2, 3, 'i'], `REGEXP_SUBSTR("A", <TEXT x>, 2, 3, 'i')`],
    [['a', 'x', 2, 3, 'i', 1], `REGEXP_SUBSTR("A", <TEXT x>, 2, 3, 'i', 1)`],
  ],
  regexpSubstrAll: [
    [['a', 'x'], `REGEXP_SUBSTR_ALL("A", <TEXT x>)`],
    [['a', 'x', 2], `REGEXP_SUBSTR_ALL("A", <TEXT x>, 2)`],
    [['a', 'x', 2, 3], `REGEXP_SUBSTR_ALL("A", <TEXT x>, 2, 3)`],
    [['a', 'x', 2, 3, 'i'], `REGEXP_SUBSTR_ALL("A", <TEXT x>, 2, 3, 'i')`],
    [['a', 'x', 2, 3, 'i', 1], `REGEXP_SUBSTR_ALL("A", <TEXT x>, 2, 3, 'i', 1)`],
  ],
  regexpExtract: [[['a', 'x', 3], `COALESCE(REGEXP_SUBSTR("A", <TEXT x>, 1, 1, 'e', 3), <TEXT >)`]],
  regexpReplace: [
    [['a', 'x'], `REGEXP_REPLACE("A", <TEXT x>)`],
    [['a', 'x', 'rep'], `REGEXP_REPLACE("A", <TEXT x>, <TEXT rep>)`],
    [['a', 'x', 'rep', 2], `REGEXP_REPLACE("A", <TEXT x>, <TEXT rep>, 2)`],
    [['a', 'x', 'rep', 2, 3], `REGEXP_REPLACE("A", <TEXT x>, <TEXT rep>, 2, 3)`],
    [['a', 'x', 'rep', 2, 3, 'i'], `REGEXP_REPLACE("A", <TEXT x>, <TEXT rep>, 2, 3, 'i')`],
  ],
};
