import type { Forms } from './forms.js';

export const ARRAYS: Forms = {
  arrayConstruct: [[[1, 'x'], `ARRAY_CONSTRUCT(<FIXED 1>, <TEXT x>)`]],
  arrayConstructCompact: [[[1, 'x'], `ARRAY_CONSTRUCT_COMPACT(<FIXED 1>, <TEXT x>)`]],
  arrayAppend: [[['a', 1], `ARRAY_APPEND("A", <FIXED 1>)`]],
  arrayPrepend: [[['a', 1], `ARRAY_PREPEND("A", <FIXED 1>)`]],
  arrayInsert: [[['a', 2, 1], `ARRAY_INSERT("A", <FIXED 2>, <FIXED 1>)`]],
  arrayCat: [[['a', 'b'], `ARRAY_CAT("A", "B")`]],
  arrayUnion: [[['a', 'b'], `ARRAY_CAT("A", "B")`]],
  arrayCompact: [[['a'], `ARRAY_COMPACT("A")`]],
  arrayDistinct: [[['a'], `ARRAY_DISTINCT("A")`]],
  arrayIntersection: [[['a', 'b'], `ARRAY_INTERSECTION("A", "B")`]],
  arrayExcept: [
    [['a', 'b'], `ARRAY_EXCEPT("A", "B")`],
    [['a', 'b', true], `ARRAY_EXCEPT("A", "B")`],
    [['a', 'b', false], `ARRAY_EXCEPT(ARRAY_DISTINCT("A"), "B")`],
  ],
  arrayRemove: [[['a', 1], `ARRAY_REMOVE("A", <FIXED 1>)`]],
  arrayRemoveAt: [[['a', 2], `ARRAY_REMOVE_AT("A", <FIXED 2>)`]],
  arrayReverse: [[['a'], `ARRAY_REVERSE("A")`]],
  arrayFlatten: [[['a'], `ARRAY_FLATTEN("A")`]],
  arraySlice: [[['a', 2, 2], `ARRAY_SLICE("A", <FIXED 2>, <FIXED 2>)`]],
  arraySort: [
    [['a'], `ARRAY_SORT("A")`],
    [['a', false], `ARRAY_SORT("A", FALSE)`],
    [['a', false, true], `ARRAY_SORT("A", FALSE, TRUE)`],
  ],
  sortArray: [
    [['a'], `ARRAY_SORT("A")`],
    [['a', false], `ARRAY_SORT("A", FALSE)`],
    [['a', false, true], `ARRAY_SORT("A", FALSE, TRUE)`],
  ],
  arraySize: [[['a'], `ARRAY_SIZE("A")`]],
  arrayMax: [[['a'], `ARRAY_MAX("A")`]],
  arrayMin: [[['a'], `ARRAY_MIN("A")`]],
  arraysOverlap: [[['a', 'b'], `ARRAYS_OVERLAP("A", "B")`]],
  arraysZip: [[['a', 'b'], `ARRAYS_ZIP("A", "B")`]],
  arraysToObject: [[['a', 'b'], `ARRAYS_TO_OBJECT("A", "B")`]],
  arrayToString: [[['a', 'x'], `ARRAY_TO_STRING("A", <TEXT x>)`]],
  arrayJoin: [[['a', 'x'], `ARRAY_TO_STRING("A", <TEXT x>)`]],
  strtokToArray: [
    [['a'], `STRTOK_TO_ARRAY("A")`],
    [['a', 'del'], `STRTOK_TO_ARRAY("A", <TEXT del>)`],
  ],
  arrayContains: [[[1, 'a'], `ARRAY_CONTAINS(TO_VARIANT(<FIXED 1>), "A")`]],
  arrayPosition: [[[1, 'a'], `ARRAY_POSITION(TO_VARIANT(<FIXED 1>), "A")`]],
  arrayGenerateRange: [
    [[1, 9], `ARRAY_GENERATE_RANGE(<FIXED 1>, <FIXED 9>)`],
    [[1, 9, 3], `ARRAY_GENERATE_RANGE(<FIXED 1>, <FIXED 9>, <FIXED 3>)`],
  ],
  sequence: [
    [
      [1, 9],
      `ARRAY_GENERATE_RANGE(<FIXED 1>, (<FIXED 9> + SIGN(IFF((<FIXED 1> <= <FIXED 9>), 1, -1))), IFF((<FIXED 1> <= <FIXED 9>), 1, -1))`,
    ],
    [[1, 9, 3], `ARRAY_GENERATE_RANGE(<FIXED 1>, (<FIXED 9> + SIGN(<FIXED 3>)), <FIXED 3>)`],
  ],
  size: [
    [
      ['a'],
      `CASE WHEN IS_ARRAY(TO_VARIANT("A")) THEN ARRAY_SIZE(TO_VARIANT("A")) WHEN IS_OBJECT(TO_VARIANT("A")) THEN ARRAY_SIZE(OBJECT_KEYS(TO_VARIANT("A"))) END`,
    ],
  ],
};
