import { isEnded, type JobState } from '@firn/contract';
import { ACCEPTED, type MachineEvent, type MachineJob } from '@firn/jobs';
import { type Model, type Step, Violation } from './explore.js';
import type { Machine } from './machine.js';

const CLAIMS = 2;
const EPOCHS = [0, 1, 2];
const STEPS = ['s0', 's1'];
/** Also nobody: an empty name must own nothing. */
const INSTANCES = ['w0', 'w1', ''];

/** The ways between states, as the documentation draws them. Each state may also stay. */
const WAYS: Readonly<Record<string, readonly JobState[]>> = {
  accepted: ['queued', 'waiting', 'submitting', 'running', 'succeeded', 'failed', 'cancelled', 'timed_out'],
  queued: ['waiting', 'submitting', 'cancelled', 'timed_out'],
  waiting: ['queued', 'submitting', 'cancelled', 'timed_out'],
  retrying: ['queued', 'waiting', 'submitting', 'needs_review', 'cancelled', 'timed_out'],
  submitting: [
    'accepted',
    'waiting',
    'running',
    'retrying',
    'needs_review',
    'succeeded',
    'failed',
    'cancelled',
    'timed_out',
  ],
  running: ['storing', 'retrying', 'needs_review', 'succeeded', 'failed', 'cancelled', 'timed_out'],
  storing: ['retrying', 'needs_review', 'succeeded', 'failed', 'cancelled', 'timed_out'],
  needs_review: ['accepted', 'succeeded', 'failed'],
};

/** What does not change the state is said of a job that is sent, that runs, or that is stored. */
const SAID_OF: Readonly<Partial<Record<MachineEvent['kind'], JobState>>> = {
  intend: 'submitting',
  void: 'submitting',
  fence: 'submitting',
  watch: 'running',
  inherit: 'running',
  unwatch: 'running',
  phase: 'running',
  delay: 'storing',
  tell: 'needs_review',
};

const by = (event: MachineEvent): number | null => ('epoch' in event ? event.epoch : null);

/** Everything that anybody could say to a job, in any order and under any epoch, as if no worker kept to the protocol. */
export function anythingTo(machine: Machine, needsHandler: boolean): Model<MachineJob> {
  return {
    initial: [{ ...ACCEPTED, needsHandler }],
    key: (job) => Object.values(job).join(';'),
    wrong: () => null,
    isSettled: (job) => isEnded(job.state) || job.state === 'needs_review' || job.epoch >= CLAIMS,
    next: (job) => {
      const steps: Step<MachineJob>[] = [];
      for (const event of EVENTS) {
        const said = machine.transition(job, event);
        if (!said.changed) continue;
        judge(job, event, said.job);
        if (said.job.epoch <= CLAIMS) steps.push({ name: nameOf(event), to: said.job });
      }
      return steps;
    },
  };
}

function judge(before: MachineJob, event: MachineEvent, after: MachineJob): void {
  const broken = (what: string): never => {
    throw new Violation(`"${nameOf(event)}" of a job that is ${before.state}: ${what}`);
  };
  if (isEnded(before.state)) broken('it had ended');
  if (by(event) !== null && by(event) !== before.epoch) broken(`its epoch is ${before.epoch}`);
  if (before.state !== after.state && !(WAYS[before.state] ?? []).includes(after.state))
    broken(`no way leads to ${after.state}`);
  if ((SAID_OF[event.kind] ?? before.state) !== before.state) broken('it has no meaning there');
  const claims = event.kind === 'claim' || event.kind === 'store';
  if (claims && after.epoch !== before.epoch + 1) broken('a claim fences nobody out');
  if (claims && event.stepEpoch !== before.epoch && event.step !== before.step) broken('the step is left over');
  if (after.owner !== '' && after.owner !== before.owner) {
    if (event.kind === 'watch' && event.watched && before.owner !== '') broken('another one watches it');
    if (event.kind === 'inherit' && event.from !== before.owner) broken('it is not theirs');
  }
  if ((event.kind === 'unwatch' || event.kind === 'phase') && event.instance !== before.owner)
    broken('it is not theirs');
  if (after.owner !== '' && after.state !== 'running') broken('somebody watches what does not run');
  if ((after.state === 'running' || after.state === 'storing') && !after.hasQuery) broken('it has no query');
  if (after.state === 'waiting' && before.state !== 'waiting' && !before.needsHandler) broken('it waits for nobody');
  if (['share', 'pass'].includes(event.kind) && before.needsHandler) broken('nobody knows what it reads');
  if (event.kind === 'pass' && after.epoch !== before.epoch + 1) broken('a step that was added for it would have it');
  if (event.kind === 'wish' && isEnded(after.state) && ['running', 'storing'].includes(before.state)) {
    if (event.passes !== true) broken('its query runs on for nobody');
    if (before.wish !== 'none' || event.by !== 'user') broken('its query is being cancelled');
  }
  if (event.kind === 'build' && !before.needsHandler) broken('it is built twice');
  const looked =
    ['void', 'submit', 'put_back', 'resolve'].includes(event.kind) || (event.kind === 'end' && event.resolved);
  if (before.unresolved !== 'none' && after.unresolved === 'none' && !looked)
    broken('nobody has looked for what was sent');
  if (before.wish !== 'none' && after.wish !== before.wish && event.kind !== 'resolve')
    broken('the first wish is gone');
}

const EVENTS: readonly MachineEvent[] = [
  { kind: 'queue' },
  { kind: 'wait' },
  ...STEPS.flatMap((step) =>
    EPOCHS.flatMap((stepEpoch) => (['claim', 'store'] as const).map((kind) => ({ kind, step, stepEpoch }))),
  ),
  ...INSTANCES.flatMap((instance): readonly MachineEvent[] => [
    { kind: 'phase', instance },
    ...INSTANCES.map((from) => ({ kind: 'inherit', from, instance }) as const),
  ]),
  ...EPOCHS.flatMap((epoch): readonly MachineEvent[] => [
    ...(['build', 'void', 'fence', 'submit', 'put_back_as_is', 'delay', 'release', 'need_review', 'tell'] as const).map(
      (kind) => ({ kind, epoch }),
    ),
    ...[true, false].map((writes) => ({ kind: 'intend', epoch, writes }) as const),
    ...(['none', 'read', 'write'] as const).map((unresolved) => ({ kind: 'put_back', epoch, unresolved }) as const),
    ...INSTANCES.flatMap((instance) => [
      { kind: 'unwatch', epoch, instance } as const,
      ...[true, false].map((watched) => ({ kind: 'watch', epoch, instance, watched }) as const),
    ]),
    ...(['succeeded', 'failed', 'aborted', 'timed_out', 'never_sent'] as const).flatMap((outcome) =>
      [true, false].flatMap((writes) =>
        [true, false].map((resolved) => ({ kind: 'end', epoch, outcome, writes, resolved }) as const),
      ),
    ),
  ]),
  ...(['succeeded', 'failed', 'rerun'] as const).map((outcome) => ({ kind: 'resolve', outcome }) as const),
  ...(['user', 'timeout'] as const).flatMap((by): readonly MachineEvent[] => [
    { kind: 'wish', by },
    { kind: 'wish', by, passes: true },
  ]),
  ...(['succeeded', 'failed'] as const).map((outcome) => ({ kind: 'share', outcome }) as const),
  { kind: 'pass' },
];

const nameOf = ({ kind, ...rest }: MachineEvent): string => [kind, ...Object.values(rest)].join(' ');
