/** `7` as `07`: the fixed widths of dates and times. */
export const pad = (value: number, width: number): string => String(value).padStart(width, '0');

/** Nanoseconds of a second as a fraction, without trailing zeros: `.25`, or nothing for zero. */
export function fractionText(nanoseconds: number): string {
  return nanoseconds === 0 ? '' : `.${pad(nanoseconds, 9).replace(/0+$/, '')}`;
}

/** The fraction digits of a text, `25` for `.25`, as nanoseconds of a second. */
export const fractionNanoseconds = (digits: string | undefined): number => Number((digits ?? '').padEnd(9, '0'));
