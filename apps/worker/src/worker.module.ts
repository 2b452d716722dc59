import { nestLog, type StructuredLogger } from '@firn/nest';
import { ConfigurableModuleBuilder, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { type FirnWorkerOptions, type ReadOptions, resolveOptions } from './config/options.js';
import { FirnWorkerHealth } from './health/worker-health.js';
import { WorkerMetrics } from './metrics/worker-metrics.js';
import { CONFIG, LOG } from './tokens.js';
import { SNOWFLAKE } from './wiring/snowflake.js';
import { STEPS } from './wiring/steps.js';
import { STORES } from './wiring/stores.js';

type Options = FirnWorkerOptions | ReadOptions;

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } = new ConfigurableModuleBuilder<Options>()
  .setClassMethodName('forRoot')
  .build();

/**
 * A worker of Firn in this process. It takes jobs once the application has started, hosts the methods with `@FirnJob` of all
 * providers, and stops with the application, within `shutdownMs`.
 */
@Module({
  imports: [DiscoveryModule],
  providers: [
    { provide: CONFIG, inject: [MODULE_OPTIONS_TOKEN], useFactory: resolveOptions },
    {
      provide: LOG,
      inject: [MODULE_OPTIONS_TOKEN],
      useFactory: ({ logger }: Options): StructuredLogger => logger ?? nestLog('Firn'),
    },
    ...STORES,
    ...SNOWFLAKE,
    ...STEPS,
  ],
  exports: [FirnWorkerHealth, WorkerMetrics],
})
export class FirnWorkerModule extends ConfigurableModuleClass {}
