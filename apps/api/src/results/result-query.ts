import { WaitQuery } from '@firn/contract';
import { z } from 'zod';

const flag = z.enum(['true', 'false'], { error: 'must be true or false' }).transform((value) => value === 'true');

/** How `GET /v1/jobs/{id}/result` is asked for. */
export const ResultQuery = z.strictObject({
  format: z
    .enum(['json', 'ndjson'], { error: 'must be json or ndjson' })
    .optional()
    .describe('Goes before the Accept header. Default json.'),
  page: z
    .string()
    .regex(/^\d{1,9}$/, { error: 'must be the number of a page, from 0' })
    .transform(Number)
    .optional()
    .describe('One page, counted from 0; without it all rows come as a stream.'),
  rows: z
    .enum(['arrays', 'objects'], { error: 'must be arrays or objects' })
    .default('arrays')
    .describe('A row as an array of cells in the order of the columns, or as an object by column name.'),
  columns: flag
    .optional()
    .describe('NDJSON: whether the first line holds the columns. Default true for arrays, false for objects.'),
  wait: WaitQuery.shape.wait.describe(
    'Waits for the job to end, where it has not, so many milliseconds, 300000 at most.',
  ),
});
export type ResultQuery = z.infer<typeof ResultQuery>;
