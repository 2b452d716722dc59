import { FirnProblem, FirnUnreachable } from '@firn/client';
import { type Problem, ProblemError, problem } from '@firn/contract';
import { SnowflakeError, UsageError } from '@firn/snowpark';

/** The driver's own code for an exchange that failed. */
const NO_ANSWER = '401001';

/** The problem that an error of Firn is; null for one that is none of Firn's. */
export function problemOf(error: unknown): Problem | null {
  try {
    return problemFrom(error);
  } catch {
    return null; // it cannot be looked at, such as a proxy that was revoked: none of Firn's
  }
}

function problemFrom(error: unknown): Problem | null {
  if (error instanceof ProblemError || error instanceof FirnProblem) return error.problem;
  if (error instanceof FirnUnreachable)
    return problem('firn_unreachable', { detail: 'The job API of Firn did not answer in time.' });
  if (error instanceof SnowflakeError) return ofSnowflake(error);
  if (error instanceof UsageError) return ofUsage(error);
  return null;
}

/** The problem of a job is the cause of what it throws, and knows more. */
function ofSnowflake(error: SnowflakeError): Problem {
  const cause = problemOf(error.cause);
  if (cause !== null) return cause;
  const { code, sqlState, queryId, text } = error;
  const snowflake = { code, sqlState, text };
  return problem(code === NO_ANSWER ? 'snowflake_unavailable' : 'snowflake_error', {
    detail: text,
    queryId,
    snowflake,
  });
}

function ofUsage({ code, message }: UsageError): Problem {
  switch (code) {
    case 'plan_too_large':
    case 'session_closed':
      return problem(code, { detail: message });
    case 'arrow_missing':
      return problem('not_acceptable', { detail: message, cure: 'Accept application/x-ndjson or text/csv.' });
    default:
      return problem('compile_failed', { detail: message });
  }
}
