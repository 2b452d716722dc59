import type { Job } from '@firn/jobs';
import type { HistoryEntry } from '@firn/snowflake';
import { judgeStrays } from '../../../apps/worker/src/audit/judge-strays.js';
import type { QueryTag } from '../../../apps/worker/src/submit/query-tag.js';
import type { TaggedEntry } from '../../../apps/worker/src/submit/root-statements.js';

type State = 'running' | 'succeeded' | 'failed' | 'aborted';
const statement = (
  does: QueryTag['does'],
  state: State,
  more: { epoch?: number; queryId?: string; endedAt?: number } = {},
) =>
  ({
    entry: {
      queryId: 'q1',
      endedAt: state === 'running' ? null : 100,
      startedAt: 50,
      code: null,
      meaning: { state },
      ...more,
    } as HistoryEntry,
    tag: { app: 'firn', tenant: 't', job: 'job_0001JD7Z3V9Q5W8N2R4T6Y0B1C3D', epoch: 1, does, ...more } as QueryTag,
  }) satisfies TaggedEntry;
const record = (more: Partial<Job>) => ({ state: 'running', queryId: 'q1', epoch: 1, endedAt: null, ...more }) as Job;
const NOTHING = { cancel: [], adopt: null, late: [] };

describe('statements in the history against a record', () => {
  it.each([
    ['the query that it runs', statement('write', 'running'), record({})],
    [
      'one that it may be looking for',
      statement('write', 'running'),
      record({ state: 'submitting', queryId: null, epoch: 2 }),
    ],
    ['one in review', statement('write', 'running'), record({ state: 'needs_review', epoch: 2, queryId: null })],
    ['what it ended with', statement('write', 'succeeded'), record({ state: 'succeeded', endedAt: 200 })],
    ['a read that was lost and has ended', statement('read', 'succeeded'), null],
    ['a write whose record was rightly forgotten', statement('write', 'succeeded', { endedAt: 9 }), null],
  ] as const)('are in order: %s', (_, entry, of) => {
    expect(judgeStrays([entry], of, 10)).toEqual(NOTHING);
  });

  it.each([
    ['its job has ended', statement('write', 'running'), record({ state: 'cancelled', endedAt: 1 })],
    ['it is of an earlier attempt', statement('read', 'running', { queryId: 'q0' }), record({ epoch: 2 })],
    ['it reads, and its record is lost', statement('read', 'running'), null],
  ] as const)('run for nobody where %s', (_, entry, of) => {
    expect(judgeStrays([entry], of, 10)).toEqual({ ...NOTHING, cancel: [entry] });
  });

  it('are in order where an equal read goes on with the query, and run for nobody once that has ended', () => {
    const entry = statement('read', 'running');
    const left = record({ state: 'cancelled', endedAt: 1 });
    expect(judgeStrays([entry], left, 10, record({ epoch: 1 }))).toEqual(NOTHING);
    const stray = { ...NOTHING, cancel: [entry] };
    expect(judgeStrays([entry], left, 10, record({ queryId: 'q2' }))).toEqual(stray);
    expect(judgeStrays([entry], left, 10, record({ state: 'cancelled', endedAt: 2 }))).toEqual(stray);
  });

  it.each([
    ['runs', 'write', 'running'],
    ['has succeeded', 'write', 'succeeded'],
    ['has failed', 'write', 'failed'],
    ['was aborted', 'write', 'aborted'],
    ['may have done a part', 'block', 'failed'],
    ['does not say what it does', undefined, 'succeeded'],
  ] as const)('become a job again where the record of a write is lost that %s', (_, does, state) => {
    const entry = statement(does, state);
    expect(judgeStrays([entry], null, 10)).toEqual({ ...NOTHING, adopt: entry });
  });

  it('become the one that has happened, of several attempts', () => {
    const [failed, done] = [statement('write', 'failed'), statement('write', 'succeeded', { queryId: 'q2', epoch: 2 })];
    expect(judgeStrays([failed, done], null, 10).adopt).toBe(done);
  });

  it('tell of a write that happened after its job had ended otherwise', () => {
    const late = statement('write', 'succeeded', { endedAt: 300, queryId: 'q9' });
    expect(judgeStrays([late], record({ state: 'cancelled', endedAt: 200 }), 10)).toEqual({ ...NOTHING, late: [late] });
    const claimed = statement('claimed', 'succeeded', { endedAt: 300, queryId: 'q9' });
    expect(judgeStrays([claimed], record({ state: 'cancelled', endedAt: 200 }), 10)).toEqual(NOTHING);
  });
});
