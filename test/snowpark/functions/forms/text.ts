import type { Forms } from './forms.js';

export const TEXT: Forms = {
  upper: [[['a'], `UPPER("A")`]],
  lower: [[['a'], `LOWER("A")`]],
  initcap: [
    [['a'], `INITCAP("A")`],
    [['a', 'y'], `INITCAP("A", <TEXT y>)`],
  ],
  length: [[['a'], `LENGTH("A")`]],
  bitLength: [[['a'], `BIT_LENGTH("A")`]],
  octetLength: [[['a'], `OCTET_LENGTH("A")`]],
  rtrimmedLength: [[['a'], `RTRIMMED_LENGTH("A")`]],
  reverse: [[['a'], `REVERSE("A")`]],
  ascii: [[['a'], `ASCII("A")`]],
  unicode: [[['a'], `UNICODE("A")`]],
  chr: [[['a'], `CHR("A")`]],
  char: [[['a'], `CHR("A")`]],
  space: [[[2], `SPACE(<FIXED 2>)`]],
  trim: [
    [['a'], `TRIM("A")`],
    [['a', 'y'], `TRIM("A", <TEXT y>)`],
  ],
  ltrim: [
    [['a'], `LTRIM("A")`],
    [['a', 'y'], `LTRIM("A", <TEXT y>)`],
  ],
  rtrim: [
    [['a'], `RTRIM("A")`],
    [['a', 'y'], `RTRIM("A", <TEXT y>)`],
  ],
  lpad: [[['a', 2, 'x'], `LPAD("A", <FIXED 2>, <TEXT x>)`]],
  rpad: [[['a', 2, 'x'], `RPAD("A", <FIXED 2>, <TEXT x>)`]],
  left: [[['a', 2], `LEFT("A", <FIXED 2>)`]],
  right: [[['a', 2], `RIGHT("A", <FIXED 2>)`]],
  substring: [
    [['a', 2], `SUBSTR("A", <FIXED 2>)`],
    [['a', 2, 3], `SUBSTR("A", <FIXED 2>, <FIXED 3>)`],
  ],
  substr: [
    [['a', 2], `SUBSTR("A", <FIXED 2>)`],
    [['a', 2, 3], `SUBSTR("A", <FIXED 2>, <FIXED 3>)`],
  ],
  substringIndex: [
    [['a', '.', 2], `ARRAY_TO_STRING(ARRAY_SLICE(SPLIT("A", <TEXT .>), 0, 2), <TEXT .>)`],
    [
      ['a', '.', -2],
      `ARRAY_TO_STRING(ARRAY_SLICE(SPLIT("A", <TEXT .>), GREATEST((ARRAY_SIZE(SPLIT("A", <TEXT .>)) + -2), 0), ARRAY_SIZE(SPLIT("A", <TEXT .>))), <TEXT .>)`,
    ],
  ],
  insert: [[['a', 2, 2, 'x'], `INSERT("A", <FIXED 2>, <FIXED 2>, <TEXT x>)`]],
  repeat: [[['a', 2], `REPEAT("A", <FIXED 2>)`]],
  replace: [
    [['a', 's'], `REPLACE("A", <TEXT s>)`],
    [['a', 's', 'y'], `REPLACE("A", <TEXT s>, <TEXT y>)`],
  ],
  translate: [[['a', 's', 'x'], `TRANSLATE("A", <TEXT s>, <TEXT x>)`]],
  concat: [[['a', 'b'], `CONCAT("A", "B")`]],
  concatWs: [[['x', 'a', 'b'], `CONCAT_WS(<TEXT x>, "A", "B")`]],
  contains: [[['a', 'x'], `CONTAINS("A", <TEXT x>)`]],
  startswith: [[['a', 'x'], `STARTSWITH("A", <TEXT x>)`]],
  endswith: [[['a', 'x'], `ENDSWITH("A", <TEXT x>)`]],
  position: [
    [['s', 'a'], `POSITION(<TEXT s>, "A")`],
    [['s', 'a', 4], `POSITION(<TEXT s>, "A", <FIXED 4>)`],
  ],
  charindex: [
    [['s', 'a'], `CHARINDEX(<TEXT s>, "A")`],
    [['s', 'a', 4], `CHARINDEX(<TEXT s>, "A", <FIXED 4>)`],
  ],
  locate: [
    [['s', 'a'], `CHARINDEX(<TEXT s>, "A")`],
    [['s', 'a', 4], `CHARINDEX(<TEXT s>, "A", <FIXED 4>)`],
  ],
  instr: [[['a', 'x'], `POSITION(<TEXT x>, "A")`]],
  strtok: [
    [['a'], `STRTOK("A")`],
    [['a', 'del'], `STRTOK("A", <TEXT del>)`],
    [['a', 'del', 3], `STRTOK("A", <TEXT del>, <FIXED 3>)`],
  ],
  split: [[['a', 'x'], `SPLIT("A", <TEXT x>)`]],
  splitPart: [[['a', 'x', 2], `SPLIT_PART("A", <TEXT x>, <FIXED 2>)`]],
  editdistance: [
    [['a', 'b'], `EDITDISTANCE("A", "B")`],
    [['a', 'b', 3], `EDITDISTANCE("A", "B", <FIXED 3>)`],
  ],
  jarowinklerSimilarity: [[['a', 'b'], `JAROWINKLER_SIMILARITY("A", "B")`]],
  soundex: [[['a'], `SOUNDEX("A")`]],
  soundexP123: [[['a'], `SOUNDEX_P123("A")`]],
  collate: [[['a', 'spe'], `COLLATE("A", 'spe')`]],
  collation: [[['a'], `COLLATION("A")`]],
  parseUrl: [
    [['a'], `PARSE_URL("A")`],
    [['a', 3], `PARSE_URL("A", 3)`],
  ],
};
