import {
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleDestroy,
} from '@nestjs/common';
import { PlanReader } from './admit/plan-reader.js';
import { tellWorkloads } from './admit/tell-workloads.js';
import { Hosting } from './build/hosting.js';
import { Nudges } from './cancel/nudges.js';
import { HealthServer } from './health/health-server.js';
import { addGauges } from './metrics/gauges.js';
import { addHistoryGauge } from './metrics/query-gauges.js';
import { WorkerPorts } from './ports.js';
import { Leader } from './recover/leader.js';
import { StepWorkers } from './steps/step-workers.js';
import { Heartbeat } from './track/heartbeat.js';
import { HistoryReaders } from './track/history-readers.js';

/** Begins and ends what lives as long as the worker, in the order in which work flows. */
@Injectable()
export class WorkerLifecycle implements OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown {
  private stopped: Promise<void> | null = null;

  constructor(
    private readonly ports: WorkerPorts,
    private readonly nudges: Nudges,
    private readonly heartbeat: Heartbeat,
    private readonly steps: StepWorkers,
    private readonly plans: PlanReader,
    private readonly hosting: Hosting,
    private readonly histories: HistoryReaders,
    private readonly leader: Leader,
    private readonly health: HealthServer,
  ) {}

  /** Every provider is there by now, so that handlers can be called. Resolves once the queues are connected. */
  async onApplicationBootstrap(): Promise<void> {
    try {
      await this.start();
    } catch (error) {
      await this.onApplicationShutdown();
      throw error;
    }
  }

  /** What a handler works with may end right after this. */
  async onModuleDestroy(): Promise<void> {
    this.stopped ??= this.stop();
    await this.hosting.stop();
  }

  onApplicationShutdown(): Promise<void> {
    this.stopped ??= this.stop();
    return this.stopped;
  }

  private async start(): Promise<void> {
    const { log, config, tracker, admitter, handlers } = this.ports;
    const { names } = handlers; // two of one name are refused before any work is taken
    addGauges(this.ports);
    addHistoryGauge(this.ports, this.histories);
    await tellWorkloads(this.ports);
    admitter.start();
    await this.nudges.start();
    await this.heartbeat.start();
    tracker.start();
    this.histories.start();
    await this.steps.start();
    await this.plans.start();
    await this.hosting.start(names);
    this.leader.start();
    await this.health.start();
    log.info({ profiles: [...config.profiles.keys()], shards: config.shards }, 'working');
  }

  /**
   * Takes no more steps, lets the running ones finish, leaves running queries to the others, closes everything. What does not end as it
   * should keeps nothing else from ending.
   */
  private async stop(): Promise<void> {
    const { tracker, admitter, compiler, queues, redis } = this.ports;
    await this.end(this.health);
    await this.end(this.plans);
    await Promise.all([this.leader, this.histories, this.hosting, this.steps].map((part) => this.end(part)));
    for (const part of [tracker, admitter, this.nudges, this.heartbeat]) await this.end(part);
    await this.end({ stop: () => leaveSnowflake(this.ports) });
    await this.end({ stop: () => compiler.close() });
    await this.end({ stop: () => queues.close() });
    redis.disconnect();
  }

  private async end(part: { stop(): Promise<void> | void }): Promise<void> {
    try {
      await part.stop();
    } catch (error) {
      this.ports.log.warn({ err: error }, 'a part of the worker did not end as it should');
    }
  }
}

/** A logout cancels what a session runs: sessions with a statement on its way are left without one. */
async function leaveSnowflake({ submitting, held, snowflake }: WorkerPorts): Promise<void> {
  for (const { session } of submitting.all()) await snowflake.evict(session, { logout: false });
  await held.abandonAll();
  await snowflake.close();
}
