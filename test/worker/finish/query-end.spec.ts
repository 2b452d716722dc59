import type { Failure, QueryStatus } from '@firn/snowflake';
import { queryEnd } from '../../../apps/worker/src/finish/query-end.js';

const figures = {
  startedAt: null,
  endedAt: null,
  durationMs: null,
  sessionId: null,
  warehouse: null,
  producedRows: null,
  scannedBytes: null,
};
const failure = (failureClass: Failure['class'], code = '1'): Failure => ({
  class: failureClass,
  code,
  sqlState: null,
  queryId: 'q',
  message: 'm',
  retryable: false,
  outcomeUnknown: false,
});
const ended = (state: 'failed' | 'aborted', failureClass: Failure['class'], code?: string): QueryStatus => ({
  state,
  failure: failure(failureClass, code),
  wire: 'x',
  figures,
});

describe('how a query ended', () => {
  it('is not said before it has', () => {
    expect(queryEnd({ state: 'running', phase: 'running', aborting: false, wire: 'RUNNING', figures })).toEqual({
      ended: false,
      known: true,
    });
    expect(queryEnd({ state: 'unknown', wire: 'NO_DATA' })).toEqual({ ended: false, known: false });
  });

  it.each([
    ['failed', 'data', 'failed', 'snowflake_error'],
    ['failed', 'timeout', 'timed_out', 'timeout'],
    ['failed', 'cancelled', 'aborted', 'aborted'],
    ['failed', 'transient', 'failed', 'snowflake_unavailable'],
    ['aborted', 'cancelled', 'aborted', 'aborted'],
    ['aborted', 'unknown', 'aborted', 'snowflake_error'],
  ] as const)('%s with %s: %s, %s', (state, failureClass, outcome, code) => {
    expect(queryEnd(ended(state, failureClass))).toMatchObject({ ended: true, outcome, problem: { code } });
  });

  it.each(['failed', 'aborted'] as const)('%s with its session: aborted, and worth another run', (state) => {
    const end = queryEnd(ended(state, 'session_lost', '000604'));
    expect(end).toMatchObject({ outcome: 'aborted', problem: { code: 'snowflake_unavailable' } });
  });
});
