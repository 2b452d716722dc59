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

export const monthName = (month: number): string => MONTHS[month - 1] ?? '';

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

/** @param days since 1970-01-01, a Thursday */
export const dayName = (days: number): string => DAYS[(((days + 4) % 7) + 7) % 7] ?? '';
