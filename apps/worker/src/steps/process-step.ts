import type { JobId } from '@firn/contract';
import {
  type Claimant,
  epochOfStep,
  isSession,
  isStepId,
  StepData,
  type StepKind,
  type StepQueueName,
  type StepSubject,
  stepName,
  UnreadableRecord,
} from '@firn/jobs';
import { runInLogContext } from '@firn/nest/internal';
import { DelayedError, type Job as Step, UnrecoverableError } from 'bullmq';
import { buildJob } from '../build/build-job.js';
import { cancelJob } from '../cancel/cancel-job.js';
import { closeSession } from '../cancel/close-session.js';
import { finishJob } from '../finish/finish-job.js';
import { secondsSince } from '../metrics/worker-metrics.js';
import type { WorkerPorts } from '../ports.js';
import { submitJob } from '../submit/submit-job.js';
import { condemn } from './condemn.js';
import { asFirst, asSuspect, inHands } from './in-hands.js';
import { MOST_DEATHS } from './suspects.js';

/** How long a step is left alone whose record only a newer worker understands. */
const NEWER_RECORD_PAUSE_MS = 2_000;

/** How long a step waits for its turn that was in hand when a process died. */
const SUSPECT_PAUSE_MS = 300;

/** How long one that is given up waits where Snowflake cannot tell at the moment what became of it. */
const UNANSWERED_PAUSE_MS = 2_000;

type Work = (id: StepSubject, by: Claimant, ports: WorkerPorts) => Promise<void>;

const WORK: Readonly<Record<StepKind, Work>> = {
  build: (id, by, ports) => buildJob(jobOf(id), by, ports),
  submit: (id, by, ports) => submitJob(jobOf(id), by, ports),
  finish: (id, by, ports) => finishJob(jobOf(id), by, ports),
  control: (id, by, ports) => (isSession(id) ? closeSession(id, by.epoch, ports) : cancelJob(jobOf(id), ports)),
};

function jobOf(id: StepSubject): JobId {
  if (isSession(id)) throw new Error(`A step for the session ${id} came to a queue of jobs.`);
  return id;
}

/** @throws UnrecoverableError for a step that none of ours has added: repeating it changes nothing. */
function subjectOf(step: Step): StepSubject {
  const data = StepData.safeParse(step.data);
  if (data.success && isStepId(step.id ?? '')) return data.data.id;
  throw new UnrecoverableError(
    `The step ${step.id} is none of ours: its data must be { id }, and its ID end in a number.`,
  );
}

/** A newer worker will understand the record; until then the step waits. One that is damaged is looked at by the reconciler. */
async function leave(
  step: Step,
  token: string | undefined,
  error: UnreadableRecord,
  ports: WorkerPorts,
): Promise<void> {
  ports.troubles.tell(error, error.what);
  if (error.why === 'damaged') return;
  return later(step, token, NEWER_RECORD_PAUSE_MS);
}

async function later(step: Step, token: string | undefined, delayMs: number): Promise<never> {
  await step.moveToDelayed(Date.now() + Math.round(delayMs * (0.75 + Math.random() / 2)), token);
  throw new DelayedError();
}

/** A step that has ended processes is poison. The end of a session is left to the sweeper, a job ends here. False: not yet. */
async function giveUp(subject: StepSubject, deaths: number, ports: WorkerPorts): Promise<boolean> {
  if (!isSession(subject)) return condemn(subject, deaths, ports);
  ports.troubles.tell(new Error(`Closing it ended ${deaths} processes.`), `Session ${subject}`);
  return true;
}

/** Does one step: queue in, record out. What is thrown repeats the step, by BullMQ's own count. */
export async function processStep(
  queue: StepQueueName,
  kind: StepKind,
  step: Step,
  token: string | undefined,
  ports: WorkerPorts,
): Promise<void> {
  const subject = subjectOf(step);
  const name = step.id ?? '';
  await runInLogContext({ jobId: subject, step: name }, async () => {
    const startedAt = performance.now();
    const ended = (outcome: 'done' | 'later' | 'failed') => {
      const seconds = secondsSince(startedAt);
      ports.metrics.steps.observe({ step: kind, outcome }, seconds);
      ports.log.info({ kind, outcome, ms: Math.round(seconds * 1_000) }, 'step');
    };
    try {
      const { wasLost, gone } = await inHands(kind, subject, step, ports);
      if (gone >= MOST_DEATHS)
        return (await giveUp(subject, gone, ports)) ? undefined : await later(step, token, UNANSWERED_PAUSE_MS);
      if (!ports.suspects.enter(name, gone)) return await later(step, token, SUSPECT_PAUSE_MS);
      const by = { step: stepName(queue, name), epoch: epochOfStep(name), worker: ports.identity.name, wasLost };
      const work = () => WORK[kind](subject, by, ports);
      await (wasLost
        ? asSuspect(kind, subject, step, work, ports)
        : asFirst(kind, subject, { step, token }, work, ports));
      ended('done');
    } catch (error) {
      ended(error instanceof DelayedError ? 'later' : 'failed');
      if (error instanceof DelayedError) throw error;
      if (error instanceof UnreadableRecord) return leave(step, token, error, ports);
      ports.log.error({ err: error, attempt: step.attemptsMade + 1 }, 'a step broke; it is repeated');
      throw error;
    }
  });
}
