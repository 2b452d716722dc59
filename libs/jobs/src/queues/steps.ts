import { HandlerName, JobId, SessionId } from '@firn/contract';
import type { JobsOptions } from 'bullmq';
import { z } from 'zod';

/**
 * `submit` is the only queue that may be limited or paused. Finishing and cancelling have queues of their own: behind a backlog
 * of submissions a result would wait for all of them.
 */
export const STEP_KINDS = ['submit', 'finish', 'control'] as const;
/** `build`: a handler builds the action of a job. Each handler has a queue of its own, which only who hosts it takes from. */
export type StepKind = (typeof STEP_KINDS)[number] | 'build';

/** The queue of a shard that carries a step: its kind, for `build` with the handler, for plans that not every worker reads with their version. */
export type StepQueueName = (typeof STEP_KINDS)[number] | PlanQueueName | BuildQueueName;
export type PlanQueueName = `submit.${number}`;
export type BuildQueueName = `build.${string}`;

/** Jobs whose plans an earlier version did not read: only who reads them takes from it. */
export const planQueue = (version: number): PlanQueueName => `submit.${version}`;

/** Versions of plans besides the first one, which every worker reads. */
export const laterPlans = (newest: number): readonly number[] => Array.from({ length: newest - 1 }, (_, at) => at + 2);

export const buildQueue = (handler: string): BuildQueueName => `build.${handler}`;

/** What a control step is about: a job in review that is to be looked at again, or a session to be closed. */
const Subject = z.union([JobId, SessionId]);
export type StepSubject = z.infer<typeof Subject>;

/** Whether a step is about a session, and not about a job. */
export const isSession = (id: StepSubject): id is SessionId => SessionId.safeParse(id).success;

/** All that BullMQ carries: where to look. The record is the truth. */
export const StepData = z.strictObject({ id: Subject });
export type StepData = Readonly<z.infer<typeof StepData>>;

/** Deterministic, so that adding twice changes nothing; with the epoch, so that each attempt has a step of its own. */
export const stepId = (kind: StepKind, id: StepSubject, epoch: number): string => `${id}-${kind}-${epoch}`;

/** Whether it ends in the number that `stepId` puts there. */
export const isStepId = (id: string): boolean => /-\d{1,15}$/.test(id);

/** The epoch for which a step was added. */
export function epochOfStep(id: string): number {
  const epoch = Number(id.slice(id.lastIndexOf('-') + 1));
  if (!Number.isSafeInteger(epoch)) throw new Error(`"${id}" is not the ID of a step.`);
  return epoch;
}

/** How a record names the step that has it. */
export const stepName = (queue: StepQueueName, id: string): string => `${queue}/${id}`;

const QueueName = z.union([
  z.enum(STEP_KINDS),
  z.templateLiteral(['submit.', z.int()]),
  z.templateLiteral(['build.', HandlerName]),
]);

export function parseStepName(name: string): { readonly queue: StepQueueName; readonly id: string } {
  const [queue, id] = name.split('/');
  return { queue: QueueName.parse(queue), id: z.string().min(1).parse(id) };
}

/** `attempts` repeats a step that broke. A new attempt of the action is the state machine's decision, never BullMQ's. */
export const stepOptions = (kind: StepKind, id: string, delayMs: number): JobsOptions => ({
  jobId: id,
  attempts: kind === 'control' ? 10 : 5,
  backoff: { type: 'exponential', delay: 200, jitter: 0.5 },
  // A finished step that is kept would swallow the next one with its ID in silence; the history of a job is in its record.
  removeOnComplete: true,
  removeOnFail: { age: 604_800, count: 50_000 }, // seconds
  stackTraceLimit: 5,
  sizeLimit: 1_024,
  ...(delayMs > 0 && { delay: delayMs }),
});
