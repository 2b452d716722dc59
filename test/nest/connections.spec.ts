import { join } from 'node:path';
import { defineHandler, FirnClient, handlerJob } from '@firn/client';
import { JobView } from '@firn/contract';
import {
  FirnBatches,
  FirnExceptionFilter,
  FirnJob,
  FirnModule,
  FirnTenants,
  firnToken,
  type HandlerContext,
  InjectDirectSession,
  InjectFirnBatches,
  InjectFirnClient,
  InjectFirnSession,
  InjectTenantSession,
} from '@firn/nest';
import { FirnHealthIndicator } from '@firn/nest/health';
import { Session } from '@firn/snowpark';
import { FirnWorkerHealth, FirnWorkerModule } from '@firn/worker';
import { Controller, Get, type INestApplication, Injectable, Module } from '@nestjs/common';
import { APP_FILTER, NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { TerminusModule } from '@nestjs/terminus';
import { z } from 'zod';
import { localConnection } from '../../scripts/system/local-connection.js';
import { type System, startSystem } from '../support/system.js';

jest.setTimeout(180_000);

const squares = defineHandler('squares', { params: z.object({ of: z.number().int() }) });
interface Handlers extends Record<string, unknown> {
  readonly squares: { readonly of: number };
}

@Injectable()
class Squares {
  @FirnJob(squares)
  squares({ of }: { of: number }, { session }: HandlerContext) {
    return session.sql('select ? * ? as square', [of, of]);
  }
}

@Injectable()
class Caller {
  constructor(
    readonly client: FirnClient<Handlers>,
    @InjectFirnSession() readonly session: Session,
    @InjectDirectSession() readonly direct: Session,
    @InjectFirnBatches() readonly batches: FirnBatches,
    @InjectFirnClient('other') readonly other: FirnClient,
    @InjectFirnSession('other') readonly otherSession: Session,
  ) {}
}

@Controller()
class TenantController {
  constructor(@InjectTenantSession() private readonly session: Session) {}

  @Get('who')
  async who() {
    const rows = await this.session.sql('select 1 as one').collect();
    return rows.map((row) => row.toJSON());
  }
}

describe('FirnModule', () => {
  let system: System;
  let app: INestApplication;
  let caller: Caller;
  beforeAll(async () => {
    system = await startSystem({ tenants: ['acme', 'globex'], workers: 1 });
    const profiles = [
      { name: 'local', tenant: 'acme', ...localConnection(system.snowflake.url), scratchSchema: 'FIRN.FIRN_SCRATCH' },
    ];
    @Module({
      imports: [
        FirnModule.forRoot({
          api: { url: system.apiUrl, apiKey: system.apiKey, profile: 'local' },
          direct: localConnection(system.snowflake.url),
          tenants: {
            of: (request) => headerOf(request, 'x-tenant'),
            connect: (tenant) => ({
              url: system.apiUrl,
              apiKey: system.keys[tenant] ?? 'none',
              profile: tenant === 'acme' ? 'local' : `local-${tenant}`,
            }),
          },
        }),
        FirnModule.forRootAsync({
          name: 'other',
          useFactory: async () => ({
            api: { url: system.apiUrl, apiKey: system.keys.globex ?? '', profile: 'local-globex' },
          }),
        }),
        FirnWorkerModule.forRootAsync({
          useFactory: () => ({
            redisUrl: system.redis.url,
            dataFolder: join(system.folder, 'firn'),
            profiles,
            heartbeatMs: 100,
            heartbeatTtlMs: 1_000,
          }),
        }),
        TerminusModule,
      ],
      controllers: [TenantController],
      providers: [Squares, Caller, FirnHealthIndicator, { provide: APP_FILTER, useClass: FirnExceptionFilter }],
    })
    class AppModule {}
    app = await NestFactory.create(AppModule, new FastifyAdapter(), { logger: ['error', 'warn'], abortOnError: false });
    await app.listen(0, '127.0.0.1');
    caller = app.get(Caller);
  });
  afterAll(async () => {
    await app?.close();
    await system?.stop();
  });

  it('injects sessions that run the same frames, durably and directly', async () => {
    for (const session of [caller.session, caller.direct, caller.otherSession]) {
      const rows = await session.sql('select 6 * 7 as answer').collect();
      expect(rows[0]?.get('ANSWER')).toBe(42n);
    }
  });

  it('opens a durable session anew after the server has closed it, but not one that owns objects', async () => {
    const { session } = caller;
    await session.sql('select 1').collect();
    const closeAll = async () => {
      for await (const { session: id } of caller.client.jobs({ limit: 50 }))
        if (id !== null) await caller.client.closeSession(id).catch(() => undefined);
    };
    await closeAll();
    expect((await session.sql('select 2 as n').collect())[0]?.get('N')).toBe(2n);
    await session.sql('select 3 as n').write.saveAsTable('KEPT', { tableType: 'temporary' });
    await closeAll();
    await expect(session.table('KEPT').collect()).rejects.toMatchObject({ code: 'session_closed' });
    expect((await session.sql('select 4 as n').collect())[0]?.get('N')).toBe(4n);
  });

  it('calls handlers by definition, by name and over HTTP, with checked parameters', async () => {
    const { client } = caller;
    const byDefinition = await client.submitHandler(squares, { of: 3 }, { profile: 'local' });
    const byName = await client.submitHandler('squares', { of: 4 }, { profile: 'local' });
    const response = await fetch(`${system.apiUrl}/v1/jobs`, {
      method: 'POST',
      headers: { authorization: `Bearer ${system.apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ profile: 'local', handler: 'squares', params: { of: 5 } }),
    });
    expect(response.status).toBe(202);
    const overHttp = JobView.parse(await response.json());
    const ended = await Promise.all([byDefinition.id, byName.id, overHttp.id].map((id) => client.wait(id)));
    expect(ended.map(({ result }) => result?.inline)).toEqual([[[9]], [[16]], [[25]]]);
    expect(ended.map(({ action, handler }) => [action, handler])).toEqual(Array(3).fill(['handler', 'squares']));
    const listed = await client.list({ handler: 'squares' });
    expect(listed.jobs).toHaveLength(3);
    const wrong = await client.wait((await client.submitHandler('squares', { of: 1.5 }, { profile: 'local' })).id);
    expect(wrong.problem).toMatchObject({ code: 'invalid_params', path: 'params.of' });
  });

  it('runs handlers in batches', async () => {
    const { batches, client } = caller;
    const requests = Array.from({ length: 20 }, (_, of) => handlerJob(squares, { of }, { profile: 'local' }));
    const { batch, lines } = await batches.submit(requests);
    const seen: number[] = [];
    const done = await batches.wait(batch.id, { onProgress: ({ ended }) => void seen.push(ended) });
    expect(done).toMatchObject({ done: true, jobs: 20, succeeded: 20 });
    expect(seen.at(-1)).toBe(20);
    const last = lines.at(-1);
    const job = last !== undefined && 'id' in last ? await client.get(last.id) : null;
    expect(job?.result?.inline).toEqual([[361]]);
  });

  it('gives a request the session of its tenant', async () => {
    const url = await app.getUrl();
    const of = (tenant: string) => fetch(`${url}/who`, { headers: { 'x-tenant': tenant } });
    expect(await (await of('acme')).json()).toEqual([{ ONE: 1 }]);
    expect(await (await of('globex')).json()).toEqual([{ ONE: 1 }]);
    const stranger = await of('nobody');
    expect(stranger.status).toBe(401);
    expect(await stranger.json()).toMatchObject({ code: 'unauthorized' });
    expect((await fetch(`${url}/who`)).status).toBe(401);
    const tenants = app.get<FirnTenants>(firnToken('tenants'));
    expect(await tenants.session('acme')).toBe(await tenants.session('acme'));
    expect(await tenants.session('acme')).not.toBe(await tenants.session('globex'));
  });

  it('tells the health of the API, of Snowflake and of the worker', async () => {
    const health = app.get(FirnHealthIndicator);
    expect(await health.api('firn', caller.client)).toMatchObject({ firn: { status: 'up' } });
    expect(await health.snowflake('snowflake', caller.direct)).toMatchObject({ snowflake: { status: 'up' } });
    expect(await health.worker('worker', app.get(FirnWorkerHealth))).toMatchObject({ worker: { status: 'up' } });
    const away = new FirnClient({ url: 'http://127.0.0.1:1', apiKey: 'k' });
    expect(await health.api('firn', away, { timeoutMs: 500 })).toMatchObject({ firn: { status: 'down' } });
  });

  it('says which option is missing once somebody uses what needs it', async () => {
    const tenants = {
      of: () => 'acme',
      connect: () => ({ url: system.apiUrl, apiKey: system.apiKey, profile: 'local' }),
    };
    @Module({ imports: [FirnModule.forRoot({ name: 'bare', tenants })] })
    class AppModule {}
    const context = await NestFactory.createApplicationContext(AppModule, { logger: false, abortOnError: false });
    const session = context.get<Session>(firnToken('session', 'bare'));
    expect(() => session.sql('select 1')).toThrow(/"bare" of FirnModule has no option "api"/);
    await context.close();
  });
});

function headerOf(request: unknown, name: string): string {
  const headers = typeof request === 'object' && request !== null && 'headers' in request ? request.headers : {};
  return String(Object.entries(headers ?? {}).find(([known]) => known === name)?.[1] ?? '');
}
