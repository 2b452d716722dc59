import {
  allShards,
  buildQueue,
  laterPlans,
  onBell,
  planQueue,
  queuePrefixOf,
  type Shard,
  STEP_KINDS,
  type StepKind,
  type StepQueueName,
} from '@firn/jobs';
import { PLAN_VERSION } from '@firn/snowpark/internal';
import { Injectable } from '@nestjs/common';
import { type Job as Step, Worker } from 'bullmq';
import { WorkerPorts } from '../ports.js';
import { processStep } from './process-step.js';
import { stopSteps } from './stop-steps.js';

const isBuild = (queue: StepQueueName): boolean => queue.startsWith('build.');

/** BullMQ's workers: one for each queue of each shard that this process takes steps from. */
@Injectable()
export class StepWorkers {
  private readonly workers = new Map<StepQueueName, Worker[]>();

  constructor(private readonly ports: WorkerPorts) {}

  /** Takes the steps of all jobs. Resolves once the queues are connected. */
  async start(): Promise<void> {
    await Promise.all([
      ...STEP_KINDS.map((kind) => this.take(kind, kind)),
      ...laterPlans(PLAN_VERSION).map((version) => this.take(planQueue(version), 'submit')),
    ]);
  }

  /** Takes the steps of one handler too. */
  async host(handler: string): Promise<void> {
    await this.take(buildQueue(handler), 'build');
  }

  /** Takes no more steps of handlers. */
  async unhostAll(): Promise<void> {
    await this.stopThose(this.queues.filter(isBuild));
  }

  /** Takes no more steps, those of handlers aside. */
  async stop(): Promise<void> {
    await this.stopThose(this.queues.filter((queue) => !isBuild(queue)));
  }

  private get queues(): readonly StepQueueName[] {
    return [...this.workers.keys()];
  }

  private async take(queue: StepQueueName, kind: StepKind): Promise<void> {
    const workers = allShards(this.ports.config.shards).map((shard) => this.open(queue, kind, shard));
    this.workers.set(queue, workers);
    await Promise.all(workers.map((worker) => worker.waitUntilReady()));
  }

  private open(queue: StepQueueName, kind: StepKind, shard: Shard): Worker {
    const { config, redis, log, bell } = this.ports;
    const process = (step: Step, token?: string) => processStep(queue, kind, step, token, this.ports);
    const options = {
      connection: redis,
      prefix: queuePrefixOf(shard),
      name: config.name,
      concurrency: config.concurrency[kind],
      lockDuration: config.lockMs,
      stalledInterval: Math.max(1_000, config.lockMs / 2),
      // By default the second crash would fail a step for good, without a call: what is poison is judged here.
      maxStalledCount: 1_000,
      drainDelay: 2, // seconds: a step that nobody rang for is found
    };
    const worker = new Worker(queue, process, options, onBell(bell));
    worker.on('stalled', () => bell.ring(worker.qualifiedName));
    worker.on('error', (error) => log.warn({ err: error, queue }, 'a queue has trouble'));
    return worker;
  }

  private async stopThose(queues: readonly StepQueueName[]): Promise<void> {
    const workers = queues.flatMap((queue) => this.workers.get(queue) ?? []);
    for (const queue of queues) this.workers.delete(queue);
    await stopSteps(workers, this.ports);
  }
}
