import { defineHandler } from '@firn/client';
import { FirnExceptionFilter, FirnJob, FirnModule, FirnTenants, firnToken, HostedHandlers } from '@firn/nest';
import { FirnHealthIndicator } from '@firn/nest/health';
import { UsageError } from '@firn/snowpark';
import { type DynamicModule, Injectable, Module } from '@nestjs/common';
import { DiscoveryModule, HttpAdapterHost, NestFactory } from '@nestjs/core';
import { TerminusModule } from '@nestjs/terminus';
import { z } from 'zod';

const api = { url: 'http://127.0.0.1:1', apiKey: 'k', profile: 'p' };
const never = () => new Promise<never>(() => undefined);

/** As JavaScript calls it. */
function outcome(call: unknown, ...given: readonly unknown[]): unknown {
  try {
    return typeof call === 'function' ? Reflect.apply(call, undefined, given) : call;
  } catch (error) {
    return error;
  }
}

async function started(imports: DynamicModule['imports'], providers: DynamicModule['providers'] = []) {
  @Module({ imports: imports ?? [], providers: providers ?? [] })
  class AppModule {}
  return NestFactory.createApplicationContext(AppModule, { logger: false, abortOnError: false });
}

describe('@FirnJob', () => {
  const schema = z.object({ day: z.string() });
  it.each([
    [[], 'FirnJob(handler): expected the name of a handler, or what defineHandler() gave, found undefined.'],
    [['a name'], 'FirnJob(handler): expected the name of a handler: 1 to 63 letters'],
    [[{ name: 'nightly' }], 'FirnJob(handler.params): expected a schema'],
    [[{ name: 'a name', params: schema }], 'FirnJob(handler.name): expected the name of a handler: 1 to 63 letters'],
    [[{ name: 'nightly', params: { '~standard': {} } }], 'FirnJob(handler.params): expected a schema'],
    [[{ name: 'nightly', params: schema, timeout: 5 }], 'FirnJob(handler): there is no option timeout.'],
    [['nightly', null], 'FirnJob(options): expected an object of options (params, timeoutMs), found null.'],
    [['nightly', {}], 'FirnJob(options.params): expected a schema'],
    [['nightly', { parms: schema }], 'FirnJob(options): there is no option parms. Did you mean params?'],
    [['nightly', { params: schema, timeoutMs: -1 }], 'FirnJob(options.timeoutMs): expected a whole number from 1'],
    [
      [defineHandler('nightly', { params: schema }), { params: schema }],
      'FirnJob(options): expected none, as the definition holds them',
    ],
  ])('refuses by name: %j', (given, message) => {
    const error = outcome(FirnJob, ...given);
    expect(error).toBeInstanceOf(UsageError);
    expect(String(error)).toContain(message);
  });

  it('refuses to stand where nobody would look for it', () => {
    const job = FirnJob('nightly');
    class Reports {}
    const method = { value: () => undefined };
    for (const [of, found] of [
      [[Reports], 'a class'],
      [[Reports.prototype, 'nightly'], 'a property'],
      [[Reports.prototype, 'nightly', { get: () => undefined }], 'a property'],
      [[Reports, 'nightly', method], 'a static method'],
    ] as const)
      expect(String(outcome(job, ...of))).toContain(`@FirnJob("nightly"): it stands on ${found}.`);
    expect(outcome(job, Reports.prototype, 'nightly', method)).toBeUndefined();
  });
});

describe('a handler that JavaScript wrote', () => {
  const unreadable = () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  };
  const bare: unknown = Object.create(null);
  const schemaOf = (gives: unknown) => ({ '~standard': { version: 1, vendor: 'own', validate: () => gives } }) as const;

  @Injectable()
  class Reports {
    @FirnJob('throws-nothing')
    throwsNothing(): never {
      throw undefined;
    }
    @FirnJob('throws-bare')
    throwsBare(): never {
      throw bare;
    }
    @FirnJob('throws-unreadable')
    throwsUnreadable(): never {
      throw unreadable();
    }
    @FirnJob('gives-unreadable')
    givesUnreadable(): never {
      return unreadable() as never;
    }
    @FirnJob('bad-schema', { params: schemaOf(undefined) as never })
    badSchema(): never {
      throw new Error('it is not called');
    }
    @FirnJob('bad-issues', { params: schemaOf({ issues: 'many' }) as never })
    badIssues(): never {
      throw new Error('it is not called');
    }
    @FirnJob('no-issues', { params: schemaOf({ value: 'read', issues: null }) as never })
    noIssues(params: unknown): never {
      throw new Error(`called with ${String(params)}`);
    }
    @FirnJob('never', { params: z.unknown(), timeoutMs: 20 })
    never(): Promise<never> {
      return never();
    }
  }

  it('fails its job by name, whatever it throws and gives', async () => {
    const app = await started([DiscoveryModule], [Reports, HostedHandlers]);
    const handlers = app.get(HostedHandlers);
    const job = { id: 'j', tenant: 't', profile: 'p', attempt: 1, tags: {} };
    for (const [name, said] of [
      ['throws-nothing', 'failed: it threw undefined'],
      ['throws-bare', 'failed: it threw an empty object'],
      ['throws-unreadable', 'failed: it threw an object that cannot be read'],
      ['gives-unreadable', 'failed: '],
      ['bad-schema', 'failed: its schema gave undefined, which is no result of a Standard Schema'],
      ['bad-issues', 'failed: its schema gave an object with issues, which is no result of a Standard Schema'],
      ['no-issues', 'failed: called with read'],
    ] as const) {
      const error: unknown = await handlers
        .build(name, {}, job, new AbortController().signal)
        .catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ problem: { code: 'handler_failed', detail: expect.stringContaining(said) } });
    }
    await expect(handlers.build('never', {}, job, new AbortController().signal)).rejects.toMatchObject({
      problem: { code: 'handler_timeout' },
    });
    await app.close();
  });
});

describe('what answers a request', () => {
  it('names what Nest injects where somebody makes it without', () => {
    const made = outcome(() => Reflect.construct(FirnExceptionFilter, []));
    expect(made).toBeInstanceOf(UsageError);
    expect(String(made)).toContain(
      'new FirnExceptionFilter(): expected HttpAdapterHost, found undefined. Let Nest make it, as a provider, or hand over app.get(HttpAdapterHost).',
    );
    expect(new FirnExceptionFilter(new HttpAdapterHost())).toBeInstanceOf(FirnExceptionFilter);
    expect(String(outcome(() => Reflect.construct(FirnHealthIndicator, [{}])))).toContain(
      'new FirnHealthIndicator(): expected HealthIndicatorService, found an empty object.',
    );
  });

  it('refuses to ask for the health of what is none of Firn', async () => {
    const app = await started([TerminusModule], [FirnHealthIndicator]);
    const health = app.get(FirnHealthIndicator);
    for (const [method, given, message] of [
      ['api', ['firn', undefined], 'FirnHealthIndicator.api(client): expected a FirnClient, found undefined.'],
      ['api', ['', {}], 'FirnHealthIndicator.api(key): expected a text that is not empty'],
      ['snowflake', ['db', api], 'FirnHealthIndicator.snowflake(session): expected a Session, found an object with'],
      ['worker', ['worker', null], 'FirnHealthIndicator.worker(worker): expected FirnWorkerHealth of @firn/worker'],
      ['worker', ['worker', { read: never }, { timeoutMs: '5' }], 'ping.timeoutMs): expected a whole number from 1'],
      ['worker', ['worker', { read: never }, { timeout: 5 }], 'ping): there is no option timeout. Did you mean'],
    ] as const) {
      const asked: unknown = await Reflect.apply(health[method], health, given).catch((thrown: unknown) => thrown);
      expect(asked).toBeInstanceOf(UsageError);
      expect(String(asked)).toContain(message);
    }
    for (const [read, said] of [
      [never, 'No answer within 20 ms.'],
      [() => undefined, 'read() gave undefined, which is no health of a worker.'],
      [
        () => ({ status: 'failing', checks: { redis: 'failing' }, failures: { redis: { error: 'no memory.' } } }),
        'Failing: redis: no memory.',
      ],
      [() => Promise.reject(undefined), 'it threw undefined'],
    ] as const)
      expect(await Reflect.apply(health.worker, health, ['worker', { read }, { timeoutMs: 20 }])).toEqual({
        worker: { status: 'down', message: expect.stringContaining(said) },
      });
    await app.close();
  });
});

describe('sessions by tenant', () => {
  const tenantsOf = async (of: unknown, connect: unknown): Promise<FirnTenants> => {
    const app = await started([FirnModule.forRoot({ tenants: { of, connect, timeoutMs: 20 } as never })]);
    return app.get<FirnTenants>(firnToken('tenants'));
  };
  const late = (which: string) => `FirnModule(tenants.${which}()): no answer came within 20 ms.`;

  it('are waited for as long as is said, and nonsense is named without blaming the request', async () => {
    await expect((await tenantsOf(never, () => api)).sessionOf({})).rejects.toThrow(late('of'));
    await expect((await tenantsOf(() => 'acme', never)).sessionOf({})).rejects.toThrow(late('connect'));
    await expect(
      (
        await tenantsOf(
          () => 5,
          () => api,
        )
      ).sessionOf({}),
    ).rejects.toThrow('names no tenant');
    for (const [given, said] of [
      [undefined, '): expected an object of options'],
      [{ ...api, apiKey: undefined }, '.apiKey): '],
    ] as const) {
      const wrong: unknown = await (
        await tenantsOf(
          () => 'acme',
          () => given,
        )
      )
        .sessionOf({})
        .catch((thrown: unknown) => thrown);
      expect(wrong).not.toBeInstanceOf(UsageError);
      expect(String(wrong)).toContain(`FirnModule(tenants.connect()${said}`);
    }
  });

  it('are tried again after they could not be had, also where that was told at once', async () => {
    let asked = 0;
    const tenants = await tenantsOf(
      () => 'acme',
      () => {
        asked += 1;
        if (asked === 1) throw new Error('no key yet');
        return api;
      },
    );
    await expect(tenants.session('acme')).rejects.toThrow('no key yet');
    expect(await tenants.session('acme')).toBeDefined();
  });
});
