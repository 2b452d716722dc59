/** Properties are tried with these inputs in the short form: the same in every run, so that a red run can be repeated. */
const SHORT_SEED = 20_260_101;

/** How often a property is tried, against the short form; `npm run test:long` sets it. */
const scale = positive('FIRN_PROPERTY_SCALE', 1);

/** The seed of every property; `npm run test:long` takes another one each time, and prints it. */
export const propertySeed = positive('FIRN_PROPERTY_SEED', SHORT_SEED);

/** How much oftener `npm run test:long` tries a property by itself. */
const LONG = 20;

/** Runs of a property that is tried `short` times in the short form, and `long` times in the long one. */
export const propertyRuns = (short: number, long = short * LONG): number =>
  scale === 1 ? short : Math.max(short, Math.round((long * scale) / LONG));

function positive(name: string, otherwise: number): number {
  const text = process.env[name];
  const value = text === undefined ? otherwise : Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`${name} is ${text}; it is a whole number from 1.`);
  return value;
}
