import { join } from 'node:path';
import { FirnWorkerModule, type FirnWorkerOptions } from '@firn/worker';
import type { INestApplicationContext, Type } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { localConnection } from '../../../scripts/system/local-connection.js';
import type { World } from '../../worker/world.js';

/** The options of a worker that serves the profile of this world. */
export const workerOptions = (world: World, more: Partial<FirnWorkerOptions> = {}): FirnWorkerOptions => ({
  redisUrl: world.redisUrl,
  dataFolder: join(world.folder, 'data'),
  profiles: [{ name: 'local', ...localConnection(world.snowflake.url), scratchSchema: 'FIRN.FIRN_SCRATCH' }],
  heartbeatMs: 100,
  heartbeatTtlMs: 1_000,
  reconcileMs: 200,
  lockMs: 1_000,
  ...more,
});

/** An application of a user's own, with a worker and these providers in it. */
export function hostingApp(
  world: World,
  providers: readonly Type[],
  more: Partial<FirnWorkerOptions> = {},
): Promise<INestApplicationContext> {
  @Module({ imports: [FirnWorkerModule.forRoot(workerOptions(world, more))], providers: [...providers] })
  class AppModule {}
  return NestFactory.createApplicationContext(AppModule, { logger: ['error', 'warn'], abortOnError: false });
}
