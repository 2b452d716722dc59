const FORMATS = new Map<string, Intl.DateTimeFormat>();

/** Minutes east of UTC that `timezone`, an IANA name, shows at an instant, counted in nanoseconds since 1970. */
export function offsetAt(instant: bigint, timezone: string): number {
  const known = FORMATS.get(timezone);
  const format = known ?? new Intl.DateTimeFormat('en', { timeZone: timezone, timeZoneName: 'longOffset' });
  if (known === undefined) FORMATS.set(timezone, format);
  const name = format
    .formatToParts(new Date(Number(instant / 1_000_000n)))
    .find((part) => part.type === 'timeZoneName')?.value;
  // `GMT`, `GMT+05:30`, and before zones were agreed on with seconds, which no offset here has.
  const [, sign, hours = '0', minutes = '0'] = /^GMT(?:([+-])(\d+):(\d+))?/.exec(name ?? '') ?? [];
  const count = Number(hours) * 60 + Number(minutes);
  return sign === '-' ? -count : count;
}
