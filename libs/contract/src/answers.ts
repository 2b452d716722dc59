import { z } from 'zod';
import { BatchLineAnswer, BatchView } from './batch.js';
import { JobId } from './ids.js';
import { Cell, Column, ResultRow } from './result.js';

const size = z.int().nonnegative();

/** The answer of `POST /v1/batches` as JSON: every line that is not blank was accepted or refused alone. */
export const BatchAnswer = z.object({ batch: BatchView, lines: z.array(BatchLineAnswer) });
export type BatchAnswer = z.infer<typeof BatchAnswer>;

/** What is known of a whole result before its rows; the first line of NDJSON with rows as arrays. No pages: it lies in the job. */
export const ResultHeading = z.object({ columns: z.array(Column), rowCount: size, pages: size });
export type ResultHeading = z.infer<typeof ResultHeading>;

/** The answer of `GET /v1/jobs/{id}/result` as JSON. It is written as a stream, so `rows` comes last. */
export const ResultDocument = z.object({
  id: JobId,
  ...ResultHeading.shape,
  /** The page that was asked for, from 0; null for all of them. */
  page: size.nullable(),
  /** Rows as arrays in the order of `columns`, or as objects by column name. */
  rows: z.array(z.union([ResultRow, z.record(z.string(), Cell)])),
});
export type ResultDocument = z.infer<typeof ResultDocument>;

/** `failing`: a background task, which is tried again; requests are served meanwhile. */
export const Health = z.object({ status: z.literal('ok'), checks: z.record(z.string(), z.enum(['ok', 'failing'])) });
export type Health = z.infer<typeof Health>;
