import { type HistoryEntry, statusMeaning } from '@firn/snowflake';
import { bestOf, isAborted } from '../../../apps/worker/src/submit/find-submitted.js';

const entry = (queryId: string, wire: string, code: string | null = null): HistoryEntry => ({
  queryId,
  textLength: 0,
  tag: '',
  sessionId: '1',
  wire,
  meaning: statusMeaning(wire),
  code,
  message: null,
  startedAt: 0,
  endedAt: null,
});

describe('which of several runs of a statement is adopted', () => {
  it('what succeeded before what runs, that before what failed, and nothing that was aborted', () => {
    const aborted = entry('a', 'failed_with_error', '000604');
    const failed = entry('f', 'failed_with_error', '100038');
    const running = entry('r', 'running');
    const done = entry('s', 'success');
    expect(isAborted(aborted)).toBe(true);
    expect(bestOf([aborted])).toBeNull();
    expect(bestOf([aborted, failed])?.queryId).toBe('f');
    expect(bestOf([failed, running, aborted])?.queryId).toBe('r');
    expect(bestOf([running, failed, done])?.queryId).toBe('s');
    expect(bestOf([])).toBeNull();
  });

  it('of equals the older one: the younger is a duplicate', () => {
    expect(bestOf([entry('young', 'success'), entry('old', 'success')])?.queryId).toBe('old');
  });
});
