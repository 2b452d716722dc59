import { defineHandler } from '@firn/client';
import { z } from 'zod';

/** Brings the orders of a day into the totals. Who hosts it and who calls it share this definition. */
export const nightlyMerge = defineHandler('nightly-merge', {
  params: z.object({ day: z.iso.date(), least: z.number().int().nonnegative().default(0) }),
});
