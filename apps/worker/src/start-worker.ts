import { requireRedis } from '@firn/jobs';
import { NestFactory } from '@nestjs/core';
import { Nudges } from './cancel/nudges.js';
import type { WorkerConfig } from './config/config.js';
import { connect } from './connections.js';
import { startHealthServer } from './health/health-server.js';
import type { Logger } from './log/logger.js';
import { NestLogger } from './log/nest-logger.js';
import { openPorts } from './open-ports.js';
import type { WorkerPorts } from './ports.js';
import { Leader } from './recover/leader.js';
import { stepProcessors } from './steps/processors.js';
import { stopSteps } from './steps/stop-steps.js';
import { Heartbeat } from './track/heartbeat.js';
import { workerModule } from './worker.module.js';

export interface RunningWorker {
  readonly name: string;
  readonly ports: WorkerPorts;
  /** Takes no more steps, lets the running ones finish, leaves running queries to the others, closes everything. */
  close(): Promise<void>;
}

/** Starts a worker. Resolves once its queues are connected and it has given a sign of life. */
export async function startWorker(config: WorkerConfig, log: Logger): Promise<RunningWorker> {
  const redis = connect(config.redisUrl, 'commands', log);
  const subscriber = connect(config.redisUrl, 'nudges', log);
  try {
    await requireRedis(redis);
  } catch (error) {
    redis.disconnect();
    subscriber.disconnect();
    throw error;
  }
  const ports = openPorts(config, redis, log);
  const heartbeat = new Heartbeat(ports);
  const nudges = new Nudges(subscriber, ports);
  const leader = new Leader(ports);

  const processors = stepProcessors(config);

  await nudges.start();
  await heartbeat.start();
  ports.tracker.start();
  const app = await NestFactory.createApplicationContext(workerModule(ports, redis, processors), {
    logger: new NestLogger(log),
    abortOnError: false,
  });
  const hosts = processors.map((processor) => app.get(processor));
  await Promise.all(hosts.map(({ worker }) => worker.waitUntilReady()));
  leader.start();
  const health = await startHealthServer(ports);
  log.info({ profiles: [...config.profiles.keys()], shards: config.shards }, 'working');

  const stop = async (): Promise<void> => {
    health?.close();
    health?.closeAllConnections();
    await Promise.all([leader.stop(), stopSteps(hosts, ports)]);
    await ports.tracker.stop();
    nudges.stop();
    await heartbeat.stop();
    await app.close();
    await leaveSnowflake(ports);
    await ports.queues.close();
    redis.disconnect();
  };
  let stopped: Promise<void> | null = null;
  return {
    name: config.name,
    ports,
    close: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}

/** A logout cancels what a session runs: sessions with a statement on its way are left without one. */
async function leaveSnowflake({ submitting, held, snowflake }: WorkerPorts): Promise<void> {
  for (const { session } of submitting.all()) await snowflake.evict(session, { logout: false });
  await held.abandonAll();
  await snowflake.close();
}
