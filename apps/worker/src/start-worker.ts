import type { StructuredLogger } from '@firn/nest';
import { NestLogger } from '@firn/nest/internal';
import { NestFactory } from '@nestjs/core';
import type { WorkerConfig } from './config/config.js';
import { WorkerPorts } from './ports.js';
import { workerModule } from './worker.module.js';

export interface RunningWorker {
  readonly name: string;
  readonly ports: WorkerPorts;
  /** Takes no more steps, lets the running ones finish, leaves running queries to the others, closes everything. */
  close(): Promise<void>;
}

/** Starts a worker that is a process of its own. Resolves once its queues are connected and it has given a sign of life. */
export async function startWorker(config: WorkerConfig, logger: StructuredLogger): Promise<RunningWorker> {
  const app = await NestFactory.createApplicationContext(workerModule(config, logger), {
    logger: new NestLogger(logger),
    abortOnError: false,
  });
  return { name: config.name, ports: app.get(WorkerPorts), close: () => app.close() };
}
