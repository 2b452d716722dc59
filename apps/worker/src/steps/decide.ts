import { type Problem, type ProblemCode, problem } from '@firn/contract';
import type { Outcome } from '@firn/jobs';
import type { Failure } from '@firn/snowflake';

/** What becomes of a job after a failure of Snowflake. */
export type Decision =
  /** The same again, later. */
  | { readonly kind: 'retry'; readonly problem: Problem }
  | { readonly kind: 'end'; readonly outcome: Outcome; readonly problem: Problem };

/** Decides by the class of a failure. Pure; whether a repetition is safe is the caller's to know. */
export function decide(failure: Failure): Decision {
  switch (failure.class) {
    case 'transient':
    case 'session_lost':
      return { kind: 'retry', problem: describe('snowflake_unavailable', failure) };
    case 'quota':
      return { kind: 'retry', problem: describe('warehouse_quota', failure) };
    case 'access':
      return end('failed', 'access_denied', failure);
    case 'address':
      return end('failed', 'wrong_address', failure);
    case 'timeout':
      return end('timed_out', 'timeout', failure);
    case 'cancelled':
      // Snowflake writes the same code for some of its timeouts; only the text tells them apart.
      return /timeout/i.test(failure.message)
        ? end('timed_out', 'timeout', failure)
        : end('aborted', 'aborted', failure);
    case 'compile':
    case 'data':
    case 'unknown':
      return end('failed', 'snowflake_error', failure);
  }
}

const end = (outcome: Outcome, code: ProblemCode, failure: Failure): Decision => ({
  kind: 'end',
  outcome,
  problem: describe(code, failure),
});

function describe(code: ProblemCode, { code: said, sqlState, message, queryId }: Failure): Problem {
  return problem(code, { detail: message, queryId, snowflake: { code: said, sqlState, text: message } });
}

/** Milliseconds before attempt number `attempt` (from 1): growing, and scattered so that a fleet does not come at once. */
export function backoffMs(attempt: number, random: () => number = Math.random): number {
  const base = Math.min(250 * 2 ** Math.min(attempt - 1, 10), 10_000);
  return Math.round(base * (0.75 + random() / 2));
}
