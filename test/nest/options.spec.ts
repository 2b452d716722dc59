import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FirnAsyncOptions, FirnModule, type TenantOptions } from '@firn/nest';
import { UsageError } from '@firn/snowpark';
import { FirnWorkerModule } from '@firn/worker';
import { type DynamicModule, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

const api = { url: 'http://127.0.0.1:1', apiKey: 'k', profile: 'p' };
const account = { account: 'a', user: 'u', auth: { kind: 'password', password: 'secret' } };
const profile = { name: 'p', ...account };
const TENANTS: TenantOptions = { of: () => 'acme', connect: () => api };
const worker = { dataFolder: 'data', profiles: [profile] };

interface AsyncModule {
  readonly name: string;
  new (): object;
  forRootAsync(options: FirnAsyncOptions<never>): DynamicModule;
}
const MODULES: readonly AsyncModule[] = [FirnModule, FirnWorkerModule];
/** What a factory may give, and how it is called. */
const NONSENSE: readonly (readonly [unknown, string])[] = [
  [undefined, 'undefined'],
  [null, 'null'],
  [5, 'the number 5'],
  ['redis://', "the text 'redis://'"],
  [[], 'an empty list'],
  [() => ({ api }), 'a function'],
  [new Map([['api', api]]), 'a Map'],
];

/** As JavaScript calls it. */
const call = (method: (options: never) => DynamicModule, options: unknown): unknown => {
  try {
    return Reflect.apply(method, FirnModule, [options]);
  } catch (error) {
    return error;
  }
};

const start = (module: DynamicModule): Promise<unknown> => {
  @Module({ imports: [module] })
  class AppModule {}
  return NestFactory.createApplicationContext(AppModule, { logger: false, abortOnError: false });
};

describe('options of a module, as soon as they are given', () => {
  it.each([
    [
      null,
      'FirnModule.forRoot(options): expected an object of options (api, direct, tenants, name, isGlobal), found null.',
    ],
    [{ apy: api }, 'FirnModule.forRoot(options): there is no option apy. Did you mean api?'],
    [{ api: 'http://127.0.0.1:1' }, 'FirnModule.forRoot(options.api): expected an object of options'],
    [{ api: { ...api, retires: 3 } }, 'FirnModule.forRoot(options.api): there is no option retires.'],
    [{ api: { url: api.url, profile: 'p' } }, 'FirnModule.forRoot(options.api.apiKey): '],
    [{ api: { ...api, url: 'nonsense' } }, 'FirnModule.forRoot(options.api.url): '],
    [
      { direct: 'xy12345' },
      "FirnModule.forRoot(options.direct): expected an object of options, found the text 'xy12345'.",
    ],
    [{ tenants: { of: 'acme', connect: () => api } }, 'FirnModule.forRoot(options.tenants.of): expected a function'],
    [{ tenants: { of: () => 'acme' } }, 'FirnModule.forRoot(options.tenants.connect): expected a function'],
    [
      {},
      'FirnModule.forRoot(options): expected one of api, direct, tenants at least, found an empty object. Give api: {',
    ],
    [
      { name: 'reports', api: undefined },
      'expected one of api, direct, tenants at least, found an object with name, api.',
    ],
    [{ tenants: { ...TENANTS, timeoutMs: 0 } }, 'options.tenants.timeoutMs): expected a whole'],
    [{ name: '' }, 'FirnModule.forRoot(options.name): expected a text that is not empty'],
    [{ isGlobal: 'yes' }, "FirnModule.forRoot(options.isGlobal): expected true or false, found the text 'yes'."],
    [{ useFactory: () => ({ api }) }, 'FirnModule.forRoot(options): there is no option useFactory.'],
  ])('are refused by name: FirnModule.forRoot(%j)', (options, message) => {
    const answer = call(FirnModule.forRoot, options);
    expect(answer).toBeInstanceOf(UsageError);
    expect(String(answer)).toContain(message);
  });

  it.each([
    [null, 'FirnWorkerModule.forRoot(options): expected an object of options (redisUrl, dataFolder,'],
    [{ ...worker, submit: 5 }, 'FirnWorkerModule.forRoot(options): there is no option submit. Did you mean submits?'],
    [{ ...worker, submits: 0 }, 'options.submits): it must be a whole number from 1 to 1000, found the number 0.'],
    [{ ...worker, submits: '5' }, "options.submits): it must be a whole number from 1 to 1000, found the text '5'."],
    [{ ...worker, shutdownMs: null }, 'options.shutdownMs): it must be a whole number from 0 to 300000, found null.'],
    [{ ...worker, name: 'a name' }, 'options.name): it must be 1 to 63 letters, digits'],
    [{ ...worker, redisUrl: 'http://127.0.0.1' }, 'options.redisUrl): it must look like redis://host:port'],
    [{ profiles: [profile] }, 'options.dataFolder): it must name a folder, found undefined.'],
    [{ dataFolder: 'data' }, 'options.profiles): expected a list of profiles, one at least, found undefined.'],
    [{ ...worker, profiles: [] }, 'options.profiles): expected a list of profiles, one at least, found an empty list.'],
    [{ ...worker, profiles: [account] }, 'options.profiles[0]): name: it is missing or undefined.'],
    [
      { ...worker, profiles: [{ ...profile, acount: 'a' }] },
      'options.profiles[0]): There is no acount. Did you mean account?',
    ],
    [
      { ...worker, profiles: [profile, profile] },
      "options.profiles[1].name): expected a name of its own, found the text 'p'.",
    ],
    [{ ...worker, logger: console.log }, 'options.logger): expected a logger with debug, info, warn, error, fatal'],
    [
      { ...worker, heartbeatMs: 1_000, heartbeatTtlMs: 1_500 },
      'FirnWorkerModule.forRoot(options): heartbeatTtlMs must be at least twice heartbeatMs',
    ],
  ])('are refused by name: FirnWorkerModule.forRoot(%j)', (options, message) => {
    const answer = call(FirnWorkerModule.forRoot, options);
    expect(answer).toBeInstanceOf(UsageError);
    expect(String(answer)).toContain(message);
  });

  it('tell nothing of a secret that stands in them', () => {
    const redisUrl = 'redes://user:secret@host';
    const given = [
      { ...worker, redisUrl },
      { ...worker, profiles: [{ ...profile, user: 5 }] },
    ];
    for (const options of given) expect(String(call(FirnWorkerModule.forRoot, options))).not.toContain('secret');
  });

  it.each([FirnModule, FirnWorkerModule])('are refused by name: %p.forRootAsync', (module) => {
    const none = 'expected one of useFactory, useClass, useExisting, which gives the options, found none.';
    for (const [options, message] of [
      [undefined, 'forRootAsync(options): expected an object of options'],
      [{}, none],
      [{ useFactry: () => ({}) }, 'there is no option useFactry. Did you mean useFactory?'],
      [{ useFactory: {} }, 'forRootAsync(options.useFactory): expected a function'],
      [{ useFactory: () => ({}), useClass: class {} }, 'found useFactory and useClass.'],
      [{ useFactory: () => ({}), inject: 'ConfigService' }, 'forRootAsync(options.inject): expected a list'],
      [
        { useFactory: () => ({}), timeoutMs: '5' },
        'forRootAsync(options.timeoutMs): expected a whole number from 1 to',
      ],
      [{ useClass: () => ({}) }, 'forRootAsync(options.useClass): expected a class with a method create()'],
      [{ useClass: 'Settings' }, 'forRootAsync(options.useClass): expected a class with a method create()'],
    ] as const)
      expect(String(call(module.forRootAsync, options))).toContain(message);
  });
});

describe('options that are known when the application starts', () => {
  it('are refused by name where a factory gives them', async () => {
    const given = (module: AsyncModule, options: unknown) =>
      start(module.forRootAsync({ useFactory: () => options as never }));
    await expect(given(FirnModule, { apy: api })).rejects.toThrow(
      'FirnModule.forRootAsync(useFactory()): there is no option apy. Did you mean api?',
    );
    await expect(given(FirnWorkerModule, { ...worker, submit: 5 })).rejects.toThrow(
      'FirnWorkerModule.forRootAsync(useFactory()): there is no option submit. Did you mean submits?',
    );
    await expect(given(FirnWorkerModule, {})).rejects.toThrow(
      'FirnWorkerModule.forRootAsync(useFactory().dataFolder): ',
    );
    await expect(given(FirnModule, {})).rejects.toThrow(
      'FirnModule.forRootAsync(useFactory()): expected one of api, direct, tenants at least, found an empty object.',
    );
    for (const module of MODULES)
      for (const [options, found] of NONSENSE) {
        const error: unknown = await given(module, options).catch((thrown: unknown) => thrown);
        expect(error).toBeInstanceOf(UsageError);
        expect(String(error)).toContain(`${module.name}.forRootAsync(useFactory()): expected an object of options`);
        expect(String(error)).toContain(`found ${found}.`);
      }
  });

  it('are refused by name where a factory throws what is no error, and the error of one that throws is its own', async () => {
    const thrown = (what: unknown) => ({
      useFactory: () => {
        throw what;
      },
    });
    for (const module of MODULES) {
      await expect(start(module.forRootAsync(thrown(undefined)))).rejects.toThrow(
        `${module.name}.forRootAsync(useFactory()): it threw undefined.`,
      );
      await expect(start(module.forRootAsync(thrown(new RangeError('no vault'))))).rejects.toThrow(RangeError);
    }
  });

  it.each(MODULES)('are waited for as long as is said, and not for ever: %p', async (module) => {
    const never = () => new Promise<never>(() => undefined);
    await expect(start(module.forRootAsync({ useFactory: never, timeoutMs: 20 }))).rejects.toThrow(
      `${module.name}.forRootAsync(useFactory()): no options came within 20 ms.`,
    );
    class Never {
      create = never;
    }
    await expect(start(module.forRootAsync({ useClass: Never, timeoutMs: 20 }))).rejects.toThrow(
      `${module.name}.forRootAsync(useClass.create()): no options came within 20 ms.`,
    );
  });

  it.each(MODULES)('are given by a method that the class has to have: %p', async (module) => {
    class Settings {
      make = () => ({ api });
    }
    await expect(start(module.forRootAsync({ useClass: Settings as never }))).rejects.toThrow(
      `${module.name}.forRootAsync(useClass): expected a class with a method create(), which gives the options, found a Settings without one.`,
    );
    @Module({ providers: [{ provide: 'settings', useValue: 'text' }], exports: ['settings'] })
    class SettingsModule {}
    await expect(
      start(module.forRootAsync({ imports: [SettingsModule], useExisting: 'settings' as never })),
    ).rejects.toThrow(
      `${module.name}.forRootAsync(useExisting): expected a class with a method create(), which gives the options, found the text 'text' without one.`,
    );
    class Wrong {
      create = () => [] as never;
    }
    await expect(start(module.forRootAsync({ useClass: Wrong }))).rejects.toThrow(
      `${module.name}.forRootAsync(useClass.create()): expected an object of options`,
    );
  });

  it.each(MODULES)('are missed where a module is imported without any: %p', async (module) => {
    await expect(start({ module })).rejects.toThrow(
      `${module.name}: it is imported without options. Import ${module.name}.forRoot(options)`,
    );
  });

  it('are refused by name where only Snowflake or the disk can tell', async () => {
    const direct = { ...account, acount: 'a' };
    await expect(start(FirnModule.forRoot({ direct } as never))).rejects.toThrow('There is no acount.');
    const folder = await mkdtemp(join(tmpdir(), 'firn-options-'));
    await writeFile(join(folder, 'file'), '');
    const dataFolder = join(folder, 'file', 'data');
    await expect(start(FirnWorkerModule.forRoot({ ...worker, dataFolder } as never))).rejects.toThrow(
      /dataFolder: .*file/,
    );
    await rm(folder, { recursive: true });
  });
});
