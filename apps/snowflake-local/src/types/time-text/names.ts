const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

/** The month that a short or full English name in any case stands for, 1 to 12. */
export function monthNamed(name: string): number | undefined {
  const key = name.toLowerCase();
  const index = MONTHS.findIndex((month) => month.toLowerCase() === key || month.slice(0, 3).toLowerCase() === key);
  return index < 0 ? undefined : index + 1;
}
