import { type HistoryEntry, statusMeaning } from '@firn/snowflake';
import type { Submitted } from '../../../apps/worker/src/submit/find-submitted.js';
import { judgeFenced, judgeRepeatable, judgeWrite } from '../../../apps/worker/src/submit/judge.js';

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
const running = entry('running', 'running');
const done = entry('done', 'success');
const failed = entry('failed', 'failed_with_error', '100038');
const aborted = entry('aborted', 'failed_with_error', '000604');
const found = (...entries: HistoryEntry[]): Submitted => ({ entries, complete: true });
const cut = (...entries: HistoryEntry[]): Submitted => ({ entries, complete: false });
const atomic = { sessionId: '7', atomic: true };
const block = { sessionId: '7', atomic: false };

describe('a statement that may have been sent', () => {
  it('is adopted, if it is a read and was found, and runs again if not', () => {
    expect(judgeRepeatable(found(running), true)).toEqual({ kind: 'adopt', entry: running });
    expect(judgeRepeatable(found(aborted), true)).toEqual({ kind: 'void' });
    expect(judgeRepeatable(cut(), true)).toEqual({ kind: 'void' });
  });

  it('is adopted with its abort, if nobody wants it any more', () => {
    expect(judgeRepeatable(found(aborted, running), false)).toEqual({ kind: 'adopt', entry: running });
    expect(judgeRepeatable(found(aborted), false)).toEqual({ kind: 'adopt', entry: aborted });
    expect(judgeRepeatable(found(), false)).toEqual({ kind: 'void' });
  });

  it('is adopted as it is, if it is a write and was found, also with its failure', () => {
    for (const one of [running, done, failed])
      expect(judgeWrite(found(one), false)).toEqual({ kind: 'adopt', entry: one });
  });

  it('is adopted with the abort of somebody else, but not with the one of an earlier take-over', () => {
    expect(judgeWrite(found(aborted), false)).toEqual({ kind: 'adopt', entry: aborted });
    expect(judgeWrite(found(aborted), true)).toBeNull();
  });

  it('has its session ended, if it is a write and was not found', () => {
    expect(judgeWrite(found(), false)).toBeNull();
  });

  it('is adopted after that, if it had ended by itself', () => {
    for (const one of [done, failed])
      expect(judgeFenced(found(aborted, one), atomic)).toEqual({ kind: 'adopt', entry: one });
  });

  it('runs again after that, if it never arrived or was rolled back', () => {
    expect(judgeFenced(found(), atomic)).toEqual({ kind: 'void' });
    expect(judgeFenced(found(aborted), atomic)).toEqual({ kind: 'void' });
  });

  it('is never guessed about', () => {
    expect(judgeFenced(null, atomic)).toEqual({ kind: 'unknowable', why: expect.stringContaining('session 7') });
    expect(judgeFenced(found(aborted), block)).toMatchObject({ kind: 'unknowable' });
    expect(judgeFenced(cut(), atomic)).toMatchObject({ kind: 'unknowable' });
  });
});
