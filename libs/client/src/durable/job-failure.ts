import { type JobView, problem } from '@firn/contract';
import { SnowflakeError } from '@firn/snowpark';
import { FirnProblem } from '../firn-problem.js';

/** How Snowflake answers for a query that was cancelled, and for one that reached its time limit. */
const CANCELLED = { code: '000604', sqlState: '57014', text: 'SQL execution canceled' } as const;
const timedOut = (seconds: number) =>
  ({
    code: '000630',
    sqlState: '57014',
    text: `Statement reached its statement or warehouse timeout of ${seconds} second(s) and was canceled.`,
  }) as const;

/**
 * Why an ended job gives no result: what a direct session would throw where the query had reached Snowflake and failed, was
 * cancelled or reached its time limit there, else Firn's own problem. The problem is the cause of the former.
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
  if (queryId === null) return failure;
  if (job.state === 'cancelled') return new SnowflakeError({ ...CANCELLED, queryId }, { cause: failure });
  if (found.code !== 'timeout') return failure;
  const allowedMs = Date.parse(job.deadlineAt) - Date.parse(job.acceptedAt);
  return new SnowflakeError({ ...timedOut(Math.ceil(allowedMs / 1000)), queryId }, { cause: failure });
}
