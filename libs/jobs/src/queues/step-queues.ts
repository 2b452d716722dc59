import { type JobId, type SessionId, shardOfJob } from '@firn/contract';
import { type JobsOptions, Queue } from 'bullmq';
import { queuePrefixOf } from '../keys.js';
import { type Job, needsHandler } from '../record.js';
import type { RedisClient } from '../redis/client.js';
import { allShards, type Shard, shardOf } from '../shard.js';
import type { Bell } from './bell.js';
import { ringElsewhere } from './rings.js';
import {
  buildQueue,
  parseStepName,
  planQueue,
  STEP_KINDS,
  type StepData,
  type StepKind,
  type StepQueueName,
  stepId,
  stepName,
  stepOptions,
} from './steps.js';

/** Queues of handlers and versions of plans that are kept open; the one that was opened first makes room. */
const MOST_OTHER_QUEUES = 500;

/** A job, as far as it says which step is next. */
export type NextStep = Pick<Job, 'id' | 'epoch' | 'handler' | 'built' | 'planVersion'>;

/** Where the step is that hands a job to Snowflake, or to its handler first. */
export function nextStep(job: NextStep): { readonly queue: StepQueueName; readonly kind: StepKind } {
  if (job.handler !== null && needsHandler(job)) return { queue: buildQueue(job.handler), kind: 'build' };
  return { queue: job.planVersion === null ? 'submit' : planQueue(job.planVersion), kind: 'submit' };
}

export const nextStepName = (job: NextStep): string => {
  const { queue, kind } = nextStep(job);
  return stepName(queue, stepId(kind, job.id, job.epoch));
};

export interface StepQueuesOptions {
  /** Shared by all queues. */
  readonly connection: RedisClient;
  readonly shards: number;
  /** Of those who take steps in this process. */
  readonly bell?: Bell;
  /** Told of every connection error; BullMQ goes on by itself. */
  readonly onError: (error: Error) => void;
}

/** The queues of all shards, for adding steps. Adding is idempotent: a step that is there already stays as it is. */
export class StepQueues {
  private readonly queues: ReadonlyMap<string, Queue<StepData>>;
  private readonly others = new Map<string, Queue<StepData>>();

  constructor(private readonly options: StepQueuesOptions) {
    this.queues = new Map(
      allShards(options.shards).flatMap((shard) =>
        STEP_KINDS.map((kind) => [`${shard}/${kind}`, this.open(kind, shard)] as const),
      ),
    );
  }

  /** The step that hands a job to Snowflake, or to its handler first. It may claim the job under the epoch that it has now. */
  addNext(job: NextStep, delayMs = 0): Promise<void> {
    const { queue, kind } = nextStep(job);
    return this.add(queue, kind, shardOfJob(job.id), job.id, job.epoch, delayMs);
  }

  addFinish(id: JobId, epoch: number, delayMs = 0): Promise<void> {
    return this.add('finish', 'finish', shardOfJob(id), id, epoch, delayMs);
  }

  /** Asks Snowflake again about a job in review. @param version of its record: one who asks at the same time asks for the same. */
  addEvidence(id: JobId, version: number): Promise<void> {
    return this.add('control', 'control', shardOfJob(id), id, version, 0);
  }

  /** @param attempt from 0: a session that still has jobs is closed later, by a step of its own. */
  addSessionClose(id: SessionId, attempt = 0, delayMs = 0): Promise<void> {
    return this.add('control', 'control', shardOf(id, this.options.shards), id, attempt, delayMs);
  }

  /** The next steps of many jobs at once. */
  async addAllNext(jobs: readonly NextStep[]): Promise<void> {
    const byQueue = new Map<Queue<StepData>, { name: string; data: StepData; opts: JobsOptions }[]>();
    for (const job of jobs) {
      const { queue: name, kind } = nextStep(job);
      const queue = this.queue(name, shardOfJob(job.id));
      const steps = byQueue.get(queue) ?? [];
      const opts = stepOptions(kind, stepId(kind, job.id, job.epoch), 0);
      steps.push({ name: kind, data: { id: job.id }, opts });
      byQueue.set(queue, steps);
    }
    for (const [queue, steps] of byQueue) {
      const [first] = steps;
      // Bulk is a pipeline of its own, which is dear for one.
      if (steps.length === 1 && first !== undefined) await queue.add(first.name, first.data, first.opts);
      else await queue.addBulk(steps);
      this.ring(queue, steps.length);
    }
  }

  /** The submit step of an attempt that waits for its time comes now. Not there, or not waiting: nothing to hasten. */
  async hastenSubmit(id: JobId, epoch: number): Promise<void> {
    const queue = this.queue('submit', shardOfJob(id));
    const step = await queue.getJob(stepId('submit', id, epoch));
    if (step === undefined || !(await step.isDelayed())) return;
    try {
      await step.promote();
      this.ring(queue, 1);
    } catch (error) {
      if (await step.isDelayed()) throw error; // else it has come meanwhile
    }
  }

  /** Takes a step away that nobody has in his hands: BullMQ has given it up, or nobody is to take it. */
  async remove(shard: Shard, name: string): Promise<void> {
    const { queue, id } = parseStepName(name);
    await this.queue(queue, shard).remove(id);
  }

  queue(name: StepQueueName, shard: Shard): Queue<StepData> {
    const key = `${shard}/${name}`;
    const known = this.queues.get(key) ?? this.others.get(key);
    if (known !== undefined) return known;
    if (!allShards(this.options.shards).includes(shard))
      throw new Error(`There is no shard ${shard}: this process knows ${this.options.shards} of them.`);
    const [oldest] = this.others;
    if (this.others.size >= MOST_OTHER_QUEUES && oldest !== undefined) {
      this.others.delete(oldest[0]);
      oldest[1].close().catch(this.options.onError);
    }
    const queue = this.open(name, shard);
    this.others.set(key, queue);
    return queue;
  }

  async close(): Promise<void> {
    await Promise.all([...this.queues.values(), ...this.others.values()].map((queue) => queue.close()));
  }

  private open(name: StepQueueName, shard: Shard): Queue<StepData> {
    const { connection, onError } = this.options;
    const queue = new Queue<StepData>(name, {
      connection,
      prefix: queuePrefixOf(shard),
      // Nobody reads them: our own channel tells of changes.
      streams: { events: { maxLen: 100 } },
    });
    queue.on('error', onError);
    return queue;
  }

  private async add(
    name: StepQueueName,
    kind: StepKind,
    shard: Shard,
    id: StepData['id'],
    epoch: number,
    delayMs: number,
  ): Promise<void> {
    const step = stepId(kind, id, epoch);
    const queue = this.queue(name, shard);
    await queue.add(kind, { id }, stepOptions(kind, step, delayMs));
    this.ring(queue, 1);
  }

  /** One step is for whoever waits here; of several others get some. Nobody waits for the message: it may be lost. */
  private ring({ qualifiedName }: Queue<StepData>, steps: number): void {
    const { bell, connection, onError } = this.options;
    if (bell?.ring(qualifiedName) === true && steps === 1) return;
    ringElsewhere(connection, qualifiedName).catch(onError);
  }
}
