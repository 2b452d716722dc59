import { type JobId, type SessionId, shardOfJob } from '@firn/contract';
import { type ConnectionOptions, Queue } from 'bullmq';
import { queuePrefixOf } from '../keys.js';
import { allShards, type Shard, shardOf } from '../shard.js';
import { parseStepName, STEP_KINDS, type StepData, type StepKind, stepId, stepOptions } from './steps.js';

export interface StepQueuesOptions {
  /** A connection of ioredis, shared by all queues, or options for one each. */
  readonly connection: ConnectionOptions;
  readonly shards: number;
  /** Told of every connection error; BullMQ goes on by itself. */
  readonly onError: (error: Error) => void;
}

/** The queues of all shards, for adding steps. Adding is idempotent: a step that is there already stays as it is. */
export class StepQueues {
  private readonly queues: ReadonlyMap<string, Queue<StepData>>;

  constructor(private readonly options: StepQueuesOptions) {
    const { connection, onError } = options;
    this.queues = new Map(
      allShards(options.shards).flatMap((shard) =>
        STEP_KINDS.map((kind) => {
          const queue = new Queue<StepData>(kind, {
            connection,
            prefix: queuePrefixOf(shard),
            // Nobody reads them: our own channel tells of changes.
            streams: { events: { maxLen: 100 } },
          });
          queue.on('error', onError);
          return [`${shard}/${kind}`, queue] as const;
        }),
      ),
    );
  }

  /** @param epoch of the record now: the step may claim the job under it. */
  addSubmit(id: JobId, epoch: number, delayMs = 0): Promise<void> {
    return this.add('submit', shardOfJob(id), id, epoch, delayMs);
  }

  addFinish(id: JobId, epoch: number, delayMs = 0): Promise<void> {
    return this.add('finish', shardOfJob(id), id, epoch, delayMs);
  }

  /** Carries a wish where nobody else does. @param version of the record at the wish. */
  addCancel(id: JobId, version: number, delayMs = 0): Promise<void> {
    return this.add('control', shardOfJob(id), id, version, delayMs);
  }

  /** @param attempt from 0: a session that still has jobs is closed later, by a step of its own. */
  addSessionClose(id: SessionId, attempt = 0, delayMs = 0): Promise<void> {
    return this.add('control', shardOf(id, this.options.shards), id, attempt, delayMs);
  }

  /** Many submit steps of new jobs at once. */
  async addSubmits(ids: readonly JobId[]): Promise<void> {
    for (const shard of new Set(ids.map(shardOfJob))) {
      const members = ids.filter((id) => shardOfJob(id) === shard);
      await this.queue('submit', shard).addBulk(
        members.map((id) => {
          const step = stepId('submit', id, 0);
          return { name: 'submit', data: { id }, opts: stepOptions('submit', step, 0) };
        }),
      );
    }
  }

  /** The submit step of an attempt that waits for its time comes now. Not there, or not waiting: nothing to hasten. */
  async hastenSubmit(id: JobId, epoch: number): Promise<void> {
    const step = await this.queue('submit', shardOfJob(id)).getJob(stepId('submit', id, epoch));
    if (step === undefined || !(await step.isDelayed())) return;
    try {
      await step.promote();
    } catch (error) {
      if (await step.isDelayed()) throw error; // else it has come meanwhile
    }
  }

  /** Takes away a step that BullMQ has given up, so that it can be added again. */
  async removeFailed(shard: Shard, name: string): Promise<void> {
    const { kind, id } = parseStepName(name);
    await this.queue(kind, shard).remove(id);
  }

  queue(kind: StepKind, shard: Shard): Queue<StepData> {
    const queue = this.queues.get(`${shard}/${kind}`);
    if (queue === undefined)
      throw new Error(`There is no shard ${shard}: this process knows ${this.options.shards} of them.`);
    return queue;
  }

  async close(): Promise<void> {
    await Promise.all([...this.queues.values()].map((queue) => queue.close()));
  }

  private async add(kind: StepKind, shard: Shard, id: StepData['id'], epoch: number, delayMs: number): Promise<void> {
    const step = stepId(kind, id, epoch);
    await this.queue(kind, shard).add(kind, { id }, stepOptions(kind, step, delayMs));
  }
}
