import { type JobId, SessionId } from '@firn/contract';
import {
  allShards,
  type Claimant,
  epochOfStep,
  isStepId,
  type Shard,
  STEP_KINDS,
  StepData,
  type StepKind,
  type StepSubject,
  stepName,
  UnreadableRecord,
} from '@firn/jobs';
import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { Inject, type Type } from '@nestjs/common';
import { DelayedError, type Job as Step, UnrecoverableError } from 'bullmq';
import { cancelJob } from '../cancel/cancel-job.js';
import { closeSession } from '../cancel/close-session.js';
import type { WorkerConfig } from '../config/config.js';
import { finishJob } from '../finish/finish-job.js';
import { runInLogContext } from '../log/log-context.js';
import type { WorkerPorts } from '../ports.js';
import { submitJob } from '../submit/submit-job.js';
import { condemn } from './condemn.js';
import { MOST_DEATHS } from './suspects.js';

/** Token of the one WorkerPorts. */
export const PORTS = Symbol('WorkerPorts');

/** How long a step is left alone whose record only a newer worker understands. */
const NEWER_RECORD_PAUSE_MS = 2_000;

/** How long a step waits for its turn that was in hand when a process died. */
const SUSPECT_PAUSE_MS = 300;

type Work = (id: StepSubject, by: Claimant, ports: WorkerPorts) => Promise<void>;

const WORK: Readonly<Record<StepKind, Work>> = {
  submit: (id, by, ports) => submitJob(jobOf(id), by, ports),
  finish: (id, by, ports) => finishJob(jobOf(id), by, ports),
  control: (id, by, ports) => (isSession(id) ? closeSession(id, by.epoch, ports) : cancelJob(jobOf(id), ports)),
};

const isSession = (id: StepSubject): id is SessionId => SessionId.safeParse(id).success;

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

/** A step that has ended processes is poison. The end of a session is left to the sweeper, a job ends here. */
async function giveUp(subject: StepSubject, deaths: number, ports: WorkerPorts): Promise<void> {
  if (isSession(subject)) ports.troubles.tell(new Error(`Closing it ended ${deaths} processes.`), `Session ${subject}`);
  else await condemn(subject, deaths, ports);
}

/** The processors of all queues of all shards. */
export const stepProcessors = (config: WorkerConfig): readonly Type<WorkerHost>[] =>
  allShards(config.shards).flatMap((shard) => STEP_KINDS.map((kind) => stepProcessor(kind, shard, config)));

/**
 * The processor of one queue of one shard: queue in, step out. A class for each, because Nest binds a processor's queue to its
 * class; `shard` names the connection and the prefix that the module registered.
 */
function stepProcessor(kind: StepKind, shard: Shard, config: WorkerConfig): Type<WorkerHost> {
  @Processor(
    { name: kind, configKey: shard },
    {
      name: config.name,
      concurrency: config.concurrency[kind],
      lockDuration: config.lockMs,
      stalledInterval: Math.max(1_000, config.lockMs / 2),
      // By default the second crash would fail a step for good, without a call: what is poison is judged here.
      maxStalledCount: 1_000,
      drainDelay: 5, // seconds
    },
  )
  class StepProcessor extends WorkerHost {
    constructor(@Inject(PORTS) private readonly ports: WorkerPorts) {
      super();
    }

    async process(step: Step, token?: string): Promise<void> {
      const subject = subjectOf(step);
      const name = step.id ?? '';
      await runInLogContext({ jobId: subject, step: name }, async () => {
        try {
          const deaths = step.stalledCounter + (isSession(subject) ? 0 : await this.ports.store.deathsOf(subject));
          if (deaths >= MOST_DEATHS) return await giveUp(subject, deaths, this.ports);
          if (!this.ports.suspects.enter(name, deaths)) return await later(step, token, SUSPECT_PAUSE_MS);
          const { name: worker } = this.ports.identity;
          const by = { step: stepName(kind, name), epoch: epochOfStep(name), worker, deaths };
          await WORK[kind](subject, by, this.ports);
        } catch (error) {
          if (error instanceof DelayedError) throw error;
          if (error instanceof UnreadableRecord) return leave(step, token, error, this.ports);
          this.ports.log.error({ err: error, attempt: step.attemptsMade + 1 }, 'a step broke; it is repeated');
          throw error;
        } finally {
          this.ports.suspects.leave(name);
        }
      });
    }

    @OnWorkerEvent('error')
    onError(error: Error): void {
      this.ports.log.warn({ err: error, queue: kind }, 'a queue has trouble');
    }
  }
  Object.defineProperty(StepProcessor, 'name', { value: `${kind}Processor${shard}` });
  return StepProcessor;
}
