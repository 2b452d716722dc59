import { z } from 'zod';

/** Problems after which a statement may run again, for they may pass. The first two say that the service failed, and not the statement. */
export const RETRY_ON = ['snowflake_unavailable', 'warehouse_quota', 'timeout', 'aborted', 'snowflake_error'] as const;

/**
 * How often, and after what, the statement of a job runs again. Only a read does, and a write that Snowflake rolled back as a whole:
 * a policy changes nothing about that.
 */
export const RetryPolicy = z.strictObject({
  /** How often the statement may run, the first time counted. */
  attempts: z.int().min(1).max(100).default(6),
  /** Milliseconds before the second run; doubled for each further one, and scattered by a quarter. */
  backoffMs: z.int().min(0).max(3_600_000).default(1_000),
  longestBackoffMs: z.int().min(0).max(86_400_000).default(60_000),
  /** Codes of the problems after which it runs again. `timeout` is Snowflake's own, not that of the job. */
  on: z.array(z.enum(RETRY_ON)).max(RETRY_ON.length).readonly().default(['snowflake_unavailable', 'warehouse_quota']),
});
export type RetryPolicy = z.infer<typeof RetryPolicy>;
export const DEFAULT_RETRY: RetryPolicy = Object.freeze(RetryPolicy.parse({}));
