import { isEnded, JobState } from '@firn/contract';
import { ACCEPTED, type MachineEvent, type MachineJob, transition } from '@firn/jobs';
import fc from 'fast-check';
import { anyEvent } from './events.js';

const run = (events: readonly MachineEvent[]): readonly MachineJob[] => {
  const seen: MachineJob[] = [ACCEPTED];
  for (const event of events) {
    const next = transition(seen.at(-1) ?? ACCEPTED, event);
    if (next.changed) seen.push(next.job);
  }
  return seen;
};

/** By the step that was added under this epoch. */
const claimAt = (stepEpoch: number): MachineEvent => ({ kind: 'claim', step: `submit-${stepEpoch}`, stepEpoch });
const jobAfter = (...events: readonly MachineEvent[]) => run(events).at(-1);

describe('the job state machine', () => {
  it('takes the way of every job', () => {
    const way = run([
      { kind: 'queue' },
      claimAt(0),
      { kind: 'intend', epoch: 1, writes: true },
      { kind: 'submit', epoch: 1 },
      { kind: 'watch', epoch: 1, instance: 'w0', watched: false },
      { kind: 'phase', instance: 'w0' },
      { kind: 'store', step: 'finish', stepEpoch: 1 },
      { kind: 'end', epoch: 2, outcome: 'succeeded', writes: true, resolved: false },
    ]);
    expect(way.map(({ state }) => state)).toEqual([
      'accepted',
      'queued',
      'submitting',
      'submitting',
      'running',
      'running',
      'running',
      'storing',
      'succeeded',
    ]);
    expect(way.at(-1)).toEqual({
      state: 'succeeded',
      epoch: 2,
      wish: 'none',
      unresolved: 'none',
      hasQuery: true,
      needsHandler: false,
      step: '',
      owner: '',
    });
  });

  it('ends an idle job at once when it is cancelled or its time is over', () => {
    expect(jobAfter({ kind: 'wish', by: 'user' })?.state).toBe('cancelled');
    expect(jobAfter({ kind: 'queue' }, { kind: 'wish', by: 'timeout' })?.state).toBe('timed_out');
  });

  it.each([
    ['write', true],
    ['read', false],
  ] as const)('does not end a job of which a %s may be under way', (unresolved, writes) => {
    const job = jobAfter(
      claimAt(0),
      { kind: 'intend', epoch: 1, writes },
      { kind: 'put_back', epoch: 1, unresolved },
      { kind: 'wish', by: 'user' },
    );
    expect(job).toMatchObject({ state: 'retrying', wish: 'user' });
  });

  it('lets a write that had finished succeed, and a read end as it was wished', () => {
    const finishing: readonly MachineEvent[] = [
      claimAt(0),
      { kind: 'submit', epoch: 1 },
      { kind: 'wish', by: 'user' },
      { kind: 'store', step: 'finish', stepEpoch: 1 },
    ];
    expect(
      jobAfter(...finishing, { kind: 'end', epoch: 2, outcome: 'succeeded', writes: true, resolved: false })?.state,
    ).toBe('succeeded');
    expect(
      jobAfter(...finishing, { kind: 'end', epoch: 2, outcome: 'succeeded', writes: false, resolved: false })?.state,
    ).toBe('cancelled');
    expect(
      jobAfter(...finishing, { kind: 'end', epoch: 2, outcome: 'aborted', writes: true, resolved: false })?.state,
    ).toBe('cancelled');
  });

  it('calls an abort without a wish of ours a failure', () => {
    expect(
      jobAfter(
        claimAt(0),
        { kind: 'submit', epoch: 1 },
        { kind: 'end', epoch: 1, outcome: 'aborted', writes: false, resolved: false },
      )?.state,
    ).toBe('failed');
  });

  it('keeps the first wish', () => {
    const job = jobAfter(claimAt(0), { kind: 'wish', by: 'timeout' }, { kind: 'wish', by: 'user' });
    expect(job?.wish).toBe('timeout');
  });

  it('refuses whoever works under an older epoch, by name', () => {
    const job = jobAfter(claimAt(0), claimAt(1));
    if (job === undefined) throw new Error('no job');
    expect(transition(job, { kind: 'submit', epoch: 1 })).toEqual({ changed: false, refusal: 'stale_epoch' });
    expect(transition(job, { kind: 'submit', epoch: 2 }).changed).toBe(true);
  });

  it('never leaves an ended state, never lowers an epoch, never forgets a wish or a query without saying so', () => {
    fc.assert(
      fc.property(fc.array(anyEvent(4), { maxLength: 40 }), (events) => {
        const seen = run(events);
        seen.slice(1).forEach((job, at) => {
          const before = seen[at];
          if (before === undefined) throw new Error('no state before');
          expect(isEnded(before.state)).toBe(false);
          expect(job.epoch).toBeGreaterThanOrEqual(before.epoch);
          expect(JobState.options).toContain(job.state);
          if (before.wish !== 'none' && job.state !== 'accepted') expect(job.wish).toBe(before.wish);
          if (job.state === 'running' || job.state === 'storing') expect(job.hasQuery).toBe(true);
          // Only an answer, or a look for what was sent, ends a job of which a statement may be under way.
          if (isEnded(job.state) && before.state !== 'needs_review' && before.unresolved !== 'none')
            expect(events).toContainEqual(
              expect.objectContaining({ kind: 'end', epoch: before.epoch, resolved: true }),
            );
        });
      }),
    );
  });
});
