// biome-ignore format: grouped by kind
const DATE_PARTS = [
  'year', 'quarter', 'month', 'week', 'day',
  'hour', 'minute', 'second', 'millisecond', 'microsecond', 'nanosecond',
] as const;

/** The units of date arithmetic. Words of SQL, so the list is closed. */
export type DatePart = (typeof DATE_PARTS)[number];

// biome-ignore format: grouped by kind
const EXTRACT_PARTS = [
  ...DATE_PARTS,
  'dayofweek', 'dayofweekiso', 'dayofyear', 'weekiso', 'yearofweek', 'yearofweekiso',
  'epoch_second', 'epoch_millisecond', 'epoch_microsecond', 'epoch_nanosecond', 'timezone_hour', 'timezone_minute',
] as const;
export type ExtractPart = (typeof EXTRACT_PARTS)[number];

export { DATE_PARTS, EXTRACT_PARTS };
