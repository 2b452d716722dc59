import type { Forms } from './forms.js';

export const DATETIME: Forms = {
  currentDate: [[[], `CURRENT_DATE()`]],
  currentTime: [[[], `CURRENT_TIME()`]],
  currentTimestamp: [[[], `CURRENT_TIMESTAMP()`]],
  getdate: [[[], `GETDATE()`]],
  localtime: [[[], `LOCALTIME()`]],
  localtimestamp: [
    [[], `LOCALTIMESTAMP()`],
    [[3], `LOCALTIMESTAMP(3)`],
  ],
  sysdate: [[[], `SYSDATE()`]],
  systimestamp: [[[], `SYSTIMESTAMP()`]],
  year: [[['a'], `YEAR("A")`]],
  quarter: [[['a'], `QUARTER("A")`]],
  month: [[['a'], `MONTH("A")`]],
  weekofyear: [[['a'], `WEEKOFYEAR("A")`]],
  day: [[['a'], `DAY("A")`]],
  dayofmonth: [[['a'], `DAYOFMONTH("A")`]],
  dayofweek: [[['a'], `DAYOFWEEK("A")`]],
  dayofyear: [[['a'], `DAYOFYEAR("A")`]],
  hour: [[['a'], `HOUR("A")`]],
  minute: [[['a'], `MINUTE("A")`]],
  second: [[['a'], `SECOND("A")`]],
  dayname: [[['a'], `DAYNAME("A")`]],
  monthname: [[['a'], `MONTHNAME("A")`]],
  datePart: [[['week', 'a'], `DATE_PART('week', "A")`]],
  dateTrunc: [[['day', 'a'], `DATE_TRUNC('day', "A")`]],
  dateadd: [[['day', 2, 'a'], `DATEADD('day', <FIXED 2>, "A")`]],
  datediff: [[['day', 'a', 'b'], `DATEDIFF('day', "A", "B")`]],
  dateAdd: [[['a', 2], `DATEADD('day', <FIXED 2>, "A")`]],
  dateSub: [[['a', 2], `DATEADD('day', (- <FIXED 2>), "A")`]],
  daydiff: [[['a', 'b'], `DATEDIFF('day', "B", "A")`]],
  addMonths: [[['a', 2], `ADD_MONTHS("A", <FIXED 2>)`]],
  monthsBetween: [[['a', 'b'], `MONTHS_BETWEEN("A", "B")`]],
  lastDay: [
    [['a'], `LAST_DAY("A")`],
    [['a', 'week'], `LAST_DAY("A", 'week')`],
  ],
  nextDay: [[['a', 'x'], `NEXT_DAY("A", <TEXT x>)`]],
  previousDay: [[['a', 'x'], `PREVIOUS_DAY("A", <TEXT x>)`]],
  convertTimezone: [
    [['tar', 'a'], `CONVERT_TIMEZONE(<TEXT tar>, "A")`],
    [['tar', 'a', 'sou'], `CONVERT_TIMEZONE(<TEXT sou>, <TEXT tar>, "A")`],
  ],
  fromUtcTimestamp: [[['a', 'UTC'], `CONVERT_TIMEZONE('UTC', <TEXT UTC>, "A")`]],
  toUtcTimestamp: [[['a', 'UTC'], `CONVERT_TIMEZONE(<TEXT UTC>, 'UTC', "A")`]],
  fromUnixtime: [
    [['a'], `TO_TIMESTAMP("A")`],
    [['a', 'f'], `TO_CHAR(TO_TIMESTAMP("A"), <TEXT f>)`],
  ],
  unixTimestamp: [
    [['a'], `DATE_PART('epoch_second', TO_TIMESTAMP("A"))`],
    [['a', 'f'], `DATE_PART('epoch_second', TO_TIMESTAMP("A", <TEXT f>))`],
  ],
  dateFormat: [[['a', 'x'], `TO_CHAR(TRY_CAST(TO_CHAR("A") AS TIMESTAMP_NTZ), <TEXT x>)`]],
  dateFromParts: [[[2020, 2, 3], `DATE_FROM_PARTS(<FIXED 2020>, <FIXED 2>, <FIXED 3>)`]],
  timeFromParts: [
    [[4, 5, 6], `TIME_FROM_PARTS(<FIXED 4>, <FIXED 5>, <FIXED 6>)`],
    [[4, 5, 6, 7], `TIME_FROM_PARTS(<FIXED 4>, <FIXED 5>, <FIXED 6>, <FIXED 7>)`],
  ],
  timestampLtzFromParts: [
    [
      [2020, 1, 2, 3, 4, 5],
      `TIMESTAMP_LTZ_FROM_PARTS(<FIXED 2020>, <FIXED 1>, <FIXED 2>, <FIXED 3>, <FIXED 4>, <FIXED 5>)`,
    ],
    [
      [2020, 1, 2, 3, 4, 5, 6],
      `TIMESTAMP_LTZ_FROM_PARTS(<FIXED 2020>, <FIXED 1>, <FIXED 2>, <FIXED 3>, <FIXED 4>, <FIXED 5>, <FIXED 6>)`,
    ],
  ],
  timestampTzFromParts: [
    [
      [2020, 1, 2, 3, 4, 5],
      `TIMESTAMP_TZ_FROM_PARTS(<FIXED 2020>, <FIXED 1>, <FIXED 2>, <FIXED 3>, <FIXED 4>, <FIXED 5>)`,
    ],
    [
      [2020, 1, 2, 3, 4, 5, 6],
      `TIMESTAMP_TZ_FROM_PARTS(<FIXED 2020>, <FIXED 1>, <FIXED 2>, <FIXED 3>, <FIXED 4>, <FIXED 5>, <FIXED 6>)`,
    ],
    [
      [2020, 1, 2, 3, 4, 5, 6, 'UTC'],
      `TIMESTAMP_TZ_FROM_PARTS(<FIXED 2020>, <FIXED 1>, <FIXED 2>, <FIXED 3>, <FIXED 4>, <FIXED 5>, <FIXED 6>, <TEXT UTC>)`,
    ],
  ],
  timestampFromParts: [
    [
      [2020, 1, 2, 3, 4, 5],
      `TIMESTAMP_FROM_PARTS(<FIXED 2020>, <FIXED 1>, <FIXED 2>, <FIXED 3>, <FIXED 4>, <FIXED 5>)`,
    ],
    [
      [2020, 1, 2, 3, 4, 5, 6],
      `TIMESTAMP_FROM_PARTS(<FIXED 2020>, <FIXED 1>, <FIXED 2>, <FIXED 3>, <FIXED 4>, <FIXED 5>, <FIXED 6>)`,
    ],
    [['a', 'b'], `TIMESTAMP_FROM_PARTS("A", "B")`],
  ],
  timestampNtzFromParts: [
    [
      [2020, 1, 2, 3, 4, 5],
      `TIMESTAMP_NTZ_FROM_PARTS(<FIXED 2020>, <FIXED 1>, <FIXED 2>, <FIXED 3>, <FIXED 4>, <FIXED 5>)`,
    ],
    [
      [2020, 1, 2, 3, 4, 5, 6],
      `TIMESTAMP_NTZ_FROM_PARTS(<FIXED 2020>, <FIXED 1>, <FIXED 2>, <FIXED 3>, <FIXED 4>, <FIXED 5>, <FIXED 6>)`,
    ],
    [['a', 'b'], `TIMESTAMP_NTZ_FROM_PARTS("A", "B")`],
  ],
};
