import { type JobView, problem } from '@app/contract';
import { SnowflakeError } from '@app/snowpark';
import { FirnProblem } from '../firn-problem.js';

/**
 * Why an ended job gives no result, as what a direct session would throw where Snowflake said something, else as Firn's own
 * problem.
 */
export function jobFailure(job: JobView): SnowflakeError | FirnProblem {
  const found =
    job.problem ??
    problem('no_result', {
      detail: `The job ${job.id} ended as ${job.state} and left no result.`,
      queryId: job.queryId,
    });
  const failure = new FirnProblem(found);
  if (found.snowflake === undefined) return failure;
  const { code, sqlState, text } = found.snowflake;
  return new SnowflakeError({ code, sqlState, queryId: found.queryId ?? job.queryId, text }, { cause: failure });
}
