import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FirnModule } from '@firn/nest';
import { UsageError } from '@firn/snowpark';
import { FirnWorkerModule } from '@firn/worker';
import { type DynamicModule, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

const api = { url: 'http://127.0.0.1:1', apiKey: 'k', profile: 'p' };
const account = { account: 'a', user: 'u', auth: { kind: 'password', password: 'secret' } };
const profile = { name: 'p', ...account };
const worker = { dataFolder: 'data', profiles: [profile] };

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
    ] as const)
      expect(String(call(module.forRootAsync, options))).toContain(message);
  });
});

describe('options that are known when the application starts', () => {
  it('are refused by name where a factory gives them', async () => {
    const of = (options: object) => ({ useFactory: () => options as never });
    await expect(start(FirnModule.forRootAsync(of({ apy: api })))).rejects.toThrow(
      'FirnModule(options): there is no option apy. Did you mean api?',
    );
    await expect(start(FirnWorkerModule.forRootAsync(of({ ...worker, submit: 5 })))).rejects.toThrow(
      'FirnWorkerModule(options): there is no option submit. Did you mean submits?',
    );
    await expect(start(FirnWorkerModule.forRootAsync(of([])))).rejects.toThrow('FirnWorkerModule(options): expected');
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
