import { DEFAULT_RETRY, problem } from '@firn/contract';
import type { Intent, Job } from '@firn/jobs';
import { rerunPauseMs, withCommitted } from '../../../apps/worker/src/finish/run-again.js';

describe('a statement that failed by no fault of its own', () => {
  it('waits a second, and twice as long each time, a minute at most', () => {
    expect([1, 2, 3, 4, 5, 20].map((rerun) => rerunPauseMs(rerun, DEFAULT_RETRY, () => 0.5))).toEqual([
      1_000, 2_000, 4_000, 8_000, 16_000, 60_000,
    ]);
  });

  it('says for a block of the user what may have been committed', () => {
    const said = problem('snowflake_unavailable', { detail: 'It stopped.' });
    const job = (writes: boolean, atomic: boolean) =>
      ({ writes, intent: { atomic } as Intent, queryId: 'q' }) as Partial<Job> as Job;
    expect(withCommitted(job(true, false), said).detail).toMatch(/^It stopped\. What the block had committed/);
    const text = "Uncaught exception of type 'STATEMENT_ERROR' on line 3 at position 2 : Division by zero";
    const stopped = problem('snowflake_error', {
      detail: text,
      snowflake: { code: '100051', sqlState: '22012', text },
    });
    expect(withCommitted(job(true, false), stopped).detail).toContain('committed before line 3 at position 2 stays');
    expect(withCommitted(job(true, true), said)).toBe(said);
    expect(withCommitted(job(false, true), said)).toBe(said);
  });
});
