import { type FirnAsyncOptions, nestLog, type StructuredLogger } from '@firn/nest';
import { notRooted, withGivenOptions } from '@firn/nest/internal';
import { ConfigurableModuleBuilder, type DynamicModule, Module, type Provider } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import type { WorkerConfig } from './config/config.js';
import { type FirnWorkerOptions, FOR_ROOT, FOR_ROOT_ASYNC, OPTIONS, resolveOptions } from './config/options.js';
import { FirnWorkerHealth } from './health/worker-health.js';
import { WorkerMetrics } from './metrics/worker-metrics.js';
import { CONFIG, LOG } from './tokens.js';
import { SNOWFLAKE } from './wiring/snowflake.js';
import { STEPS } from './wiring/steps.js';
import { STORES } from './wiring/stores.js';

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } = new ConfigurableModuleBuilder<FirnWorkerOptions>()
  .setClassMethodName('forRoot')
  .setExtras({}, (definition) => ({ ...definition, providers: [...(definition.providers ?? []), ...ofOptions()] }))
  .build();

const ofOptions = (): readonly Provider[] => [
  { provide: CONFIG, inject: [MODULE_OPTIONS_TOKEN], useFactory: resolveOptions },
  {
    provide: LOG,
    inject: [MODULE_OPTIONS_TOKEN],
    useFactory: ({ logger }: FirnWorkerOptions): StructuredLogger => logger ?? nestLog('Firn'),
  },
];

const GIVEN = { call: 'FirnWorkerModule.forRootAsync', token: MODULE_OPTIONS_TOKEN, reader: OPTIONS };

/**
 * A worker of Firn in this process. It takes jobs once the application has started, hosts the methods with `@FirnJob` of all
 * providers, and stops with the application, within `shutdownMs`.
 */
@Module({
  imports: [DiscoveryModule],
  providers: [{ provide: CONFIG, useFactory: () => notRooted('FirnWorkerModule') }, ...STORES, ...SNOWFLAKE, ...STEPS],
  exports: [FirnWorkerHealth, WorkerMetrics],
})
export class FirnWorkerModule extends ConfigurableModuleClass {
  /** @throws UsageError for an option that is wrong, missing or unknown */
  static override forRoot(options: FirnWorkerOptions): DynamicModule;
  static override forRoot(...given: readonly unknown[]): DynamicModule {
    return { ...ConfigurableModuleClass.forRoot(FOR_ROOT.read(given)[0]), module: FirnWorkerModule };
  }

  /** As `forRoot`, with options that a factory gives when the application starts. @throws UsageError for what is wrong or unknown */
  static override forRootAsync(options: FirnAsyncOptions<FirnWorkerOptions>): DynamicModule;
  static override forRootAsync(...given: readonly unknown[]): DynamicModule {
    const [options] = FOR_ROOT_ASYNC.read(given);
    const definition = ConfigurableModuleClass.forRootAsync(options);
    return { ...withGivenOptions(definition, options, GIVEN), module: FirnWorkerModule };
  }
}

/** The same for a process that has read its configuration from the environment. */
export const workerModule = (config: WorkerConfig, logger: StructuredLogger): DynamicModule => ({
  module: FirnWorkerModule,
  providers: [
    { provide: CONFIG, useValue: config },
    { provide: LOG, useValue: logger },
  ],
});
