import { type JobView, problem } from '@firn/contract';
import { SnowflakeError } from '@firn/snowpark';
import { FirnProblem } from '../firn-problem.js';

/** How Snowflake answers for a query that was cancelled. */
const CANCELLED = { code: '000604', sqlState: '57014' } as const;

/**
 * Why an ended job gives no result: what a direct session would throw where the query had reached Snowflake and failed or was
 * cancelled there, else Firn's own problem. The problem is the cause of the former.
 */
export function jobFailure(job: JobView): SnowflakeError | FirnProblem {
  const found =
    job.problem ??
    problem('no_result', {
      detail: `The job ${job.id} ended as ${job.state} and left no result.`,
      queryId: job.queryId,
    });
  const failure = new FirnProblem(found);
  const queryId = found.queryId ?? job.queryId;
  if (found.snowflake !== undefined) {
    const { code, sqlState, text } = found.snowflake;
    return new SnowflakeError({ code, sqlState, queryId, text }, { cause: failure });
  }
  if (job.state === 'cancelled' && queryId !== null) {
    return new SnowflakeError({ ...CANCELLED, queryId, text: found.detail }, { cause: failure });
  }
  return failure;
}
