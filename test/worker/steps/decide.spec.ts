import type { Failure, FailureClass } from '@firn/snowflake';
import { backoffMs, decide } from '../../../apps/worker/src/steps/decide.js';

const failure = (failureClass: FailureClass, message = 'x'): Failure => ({
  class: failureClass,
  code: '000604',
  sqlState: '57014',
  queryId: null,
  message,
  retryable: false,
  outcomeUnknown: false,
});

describe('what becomes of a job after a failure', () => {
  it.each([
    ['transient', 'retry', 'snowflake_unavailable'],
    ['session_lost', 'retry', 'snowflake_unavailable'],
    ['quota', 'retry', 'warehouse_quota'],
    ['access', 'failed', 'access_denied'],
    ['address', 'failed', 'wrong_address'],
    ['compile', 'failed', 'snowflake_error'],
    ['data', 'failed', 'snowflake_error'],
    ['unknown', 'failed', 'snowflake_error'],
    ['timeout', 'timed_out', 'timeout'],
    ['cancelled', 'aborted', 'aborted'],
  ] as const)('%s: %s, %s', (failureClass, what, code) => {
    const decision = decide(failure(failureClass));
    expect([decision.kind === 'end' ? decision.outcome : decision.kind, decision.problem.code]).toEqual([what, code]);
    expect(decision.problem.snowflake).toEqual({ code: '000604', sqlState: '57014', text: 'x' });
  });

  it('tells a timeout from a cancel by its text, where Snowflake uses one code for both', () => {
    const text = 'Statement reached its statement or warehouse timeout of 5 second(s) and was canceled.';
    expect(decide(failure('cancelled', text))).toMatchObject({ outcome: 'timed_out', problem: { code: 'timeout' } });
  });
});

describe('the pause before another attempt', () => {
  it('grows to a bound, and is scattered', () => {
    expect([1, 2, 3, 20].map((attempt) => backoffMs(attempt, () => 0.5))).toEqual([250, 500, 1_000, 10_000]);
    expect(backoffMs(1, () => 0)).toBeLessThan(backoffMs(1, () => 1));
  });
});
