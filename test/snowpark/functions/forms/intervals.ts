import type { Forms } from './forms.js';

export const INTERVALS: Forms = {
  intervalYearMonthFromParts: [
    [
      [1],
      `CAST(CONCAT(IFF((((<FIXED 1> * 12) + 0) < 0), '-', ''), FLOOR((ABS(((<FIXED 1> * 12) + 0)) / 12)), '-', (ABS(((<FIXED 1> * 12) + 0)) % 12)) AS INTERVAL YEAR TO MONTH)`,
    ],
    [
      [1, 14],
      `CAST(CONCAT(IFF((((<FIXED 1> * 12) + <FIXED 14>) < 0), '-', ''), FLOOR((ABS(((<FIXED 1> * 12) + <FIXED 14>)) / 12)), '-', (ABS(((<FIXED 1> * 12) + <FIXED 14>)) % 12)) AS INTERVAL YEAR TO MONTH)`,
    ],
  ],
  intervalDayTimeFromParts: [
    [
      [1, 2, 3, 4],
      `CAST(CONCAT(IFF((((((<FIXED 1> * 86400) + (<FIXED 2> * 3600)) + (<FIXED 3> * 60)) + <FIXED 4>) < 0), '-', ''), FLOOR((ABS(((((<FIXED 1> * 86400) + (<FIXED 2> * 3600)) + (<FIXED 3> * 60)) + <FIXED 4>)) / 86400)), ' ', FLOOR(((ABS(((((<FIXED 1> * 86400) + (<FIXED 2> * 3600)) + (<FIXED 3> * 60)) + <FIXED 4>)) % 86400) / 3600)), ':', FLOOR(((ABS(((((<FIXED 1> * 86400) + (<FIXED 2> * 3600)) + (<FIXED 3> * 60)) + <FIXED 4>)) % 3600) / 60)), ':', (ABS(((((<FIXED 1> * 86400) + (<FIXED 2> * 3600)) + (<FIXED 3> * 60)) + <FIXED 4>)) % 60)) AS INTERVAL DAY TO SECOND)`,
    ],
  ],
  window: [
    [
      ['a', '10 minutes'],
      `OBJECT_CONSTRUCT_KEEP_NULL('start', TO_TIMESTAMP_NTZ((FLOOR((DATE_PART('epoch_second', "A") / 600)) * 600)), 'end', TO_TIMESTAMP_NTZ(((FLOOR((DATE_PART('epoch_second', "A") / 600)) * 600) + 600)))`,
    ],
    [
      ['a', '1 day', '24 hours', '6 hours'],
      `OBJECT_CONSTRUCT_KEEP_NULL('start', TO_TIMESTAMP_NTZ(((FLOOR(((DATE_PART('epoch_second', "A") - 21600) / 86400)) * 86400) + 21600)), 'end', TO_TIMESTAMP_NTZ((((FLOOR(((DATE_PART('epoch_second', "A") - 21600) / 86400)) * 86400) + 21600) + 86400)))`,
    ],
  ],
  makeInterval: [[[{ days: 1, hours: 2 }], `INTERVAL '1 day, 2 hour'`]],
};
