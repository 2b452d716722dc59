import { ConfigurableModuleBuilder, type DynamicModule, Module, type Provider, Scope } from '@nestjs/common';
import { REQUEST } from '@nestjs/core';
import type { FirnAsyncOptions } from './async-options.js';
import { FirnConnection } from './connection.js';
import { notRooted, withGivenOptions } from './given-options.js';
import { type FirnExtras, type FirnOptions, FOR_ROOT, FOR_ROOT_ASYNC, OPTIONS } from './options.js';
import type { FirnTenants } from './tenants.js';
import { type FirnProvider, firnToken } from './tokens.js';

const OF_CONNECTION: readonly (readonly [FirnProvider, (connection: FirnConnection) => object])[] = [
  ['client', ({ client }) => client],
  ['session', ({ session }) => session],
  ['direct', ({ direct }) => direct],
  ['batches', ({ batches }) => batches],
  ['tenants', ({ tenants }) => tenants],
];

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } = new ConfigurableModuleBuilder<FirnOptions>()
  .setClassMethodName('forRoot')
  .setExtras<FirnExtras>({ name: undefined, isGlobal: true }, (definition, { name, isGlobal = true }) => ({
    ...definition,
    global: isGlobal,
    providers: [...(definition.providers ?? []), ...providersOf(name)],
    exports: [...OF_CONNECTION.map(([provider]) => provider), 'tenant-session' as const].map((provider) =>
      firnToken(provider, name),
    ),
  }))
  .build();

const GIVEN = { call: 'FirnModule.forRootAsync', token: MODULE_OPTIONS_TOKEN, reader: OPTIONS };

const providersOf = (name: string | undefined): readonly Provider[] => [
  {
    provide: FirnConnection,
    inject: [MODULE_OPTIONS_TOKEN],
    useFactory: (options: FirnOptions) => FirnConnection.open(options, name),
  },
  ...OF_CONNECTION.map(([provider, of]) => ({
    provide: firnToken(provider, name),
    inject: [FirnConnection],
    useFactory: of,
  })),
  {
    provide: firnToken('tenant-session', name),
    scope: Scope.REQUEST,
    inject: [REQUEST, firnToken('tenants', name)],
    useFactory: (request: unknown, tenants: FirnTenants) => tenants.sessionOf(request),
  },
];

/**
 * Sessions and the client of Firn for an application: `FirnModule.forRoot({ api: { url, apiKey, profile } })`. For several
 * connections, one call for each with a `name`. What it opens, it closes when the application stops.
 */
@Module({ providers: [{ provide: FirnConnection, useFactory: () => notRooted('FirnModule') }] })
export class FirnModule extends ConfigurableModuleClass {
  /** @throws UsageError for an option that is wrong or unknown; what `direct` holds is read when the application starts */
  static override forRoot(options: FirnOptions & FirnExtras): DynamicModule;
  static override forRoot(...given: readonly unknown[]): DynamicModule {
    return { ...ConfigurableModuleClass.forRoot(FOR_ROOT.read(given)[0]), module: FirnModule };
  }

  /** As `forRoot`, with options that a factory gives when the application starts. @throws UsageError for what is wrong or unknown */
  static override forRootAsync(options: FirnAsyncOptions<FirnOptions> & FirnExtras): DynamicModule;
  static override forRootAsync(...given: readonly unknown[]): DynamicModule {
    const [options] = FOR_ROOT_ASYNC.read(given);
    const definition = ConfigurableModuleClass.forRootAsync(options);
    return { ...withGivenOptions(definition, options, GIVEN), module: FirnModule };
  }
}
