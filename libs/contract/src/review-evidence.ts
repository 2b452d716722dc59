import { z } from 'zod';
import { QueryId } from './ids.js';
import { Timestamp } from './time.js';

/** What is known of a write whose outcome is not, for the person who decides. */
export const ReviewEvidence = z.object({
  gatheredAt: Timestamp,
  /** Where it was to be sent: Snowflake's session, the number of the request in it, and the tag by which it is found. */
  sessionId: z.string().nullable(),
  requestId: z.string().nullable(),
  tag: z.string().nullable(),
  /** The worker that was to send it, and in which attempt. */
  worker: z.string().nullable(),
  epoch: z.int().nonnegative(),
  /** What Snowflake's history of that session holds of the job, newest first; null where it could not be asked. */
  statements: z
    .array(
      z.object({
        queryId: QueryId,
        /** As the history writes it, such as `SUCCESS` or `FAILED_WITH_ERROR`, in either case. */
        status: z.string(),
        startedAt: Timestamp,
        endedAt: Timestamp.nullable(),
        code: z.string().nullable(),
        message: z.string().nullable(),
      }),
    )
    .readonly()
    .nullable(),
  /** The history was read whole, so that what is not in it was not run in that session. */
  complete: z.boolean(),
  /** Why it could not be asked. */
  unasked: z.string().nullable(),
});
export type ReviewEvidence = z.infer<typeof ReviewEvidence>;
