import { allShards, queuePrefixOf } from '@firn/jobs';
import { BullModule, type WorkerHost } from '@nestjs/bullmq';
import { type DynamicModule, Module, type Type } from '@nestjs/common';
import type { Redis } from 'ioredis';
import type { WorkerPorts } from './ports.js';
import { PORTS } from './steps/processors.js';

@Module({})
class WorkerModule {}

/** Binds the queues of every shard to the steps. What has a lifetime is started and stopped by `startWorker`, in order. */
export const workerModule = (
  ports: WorkerPorts,
  connection: Redis,
  processors: readonly Type<WorkerHost>[],
): DynamicModule => ({
  module: WorkerModule,
  imports: [
    ...allShards(ports.config.shards).map((shard) =>
      BullModule.forRoot(shard, { connection, prefix: queuePrefixOf(shard) }),
    ),
    // Registers no queue, but brings what finds the processors. Two shards could not register a queue of the same name.
    BullModule.registerQueue(),
  ],
  providers: [{ provide: PORTS, useValue: ports }, ...processors],
});
