import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INestApplication, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import ts from 'typescript';
import { localConnection } from '../../scripts/system/local-connection.js';
import { adminSession } from '../support/admin-session.js';
import { documented } from '../support/documented.js';
import { LOCAL_PROFILE, type System, startSystem } from '../support/system.js';

jest.setTimeout(180_000);

const root = join(import.meta.dirname, '..', '..');
/** A block's name with a dot for each blank is its file. */
const FILES = documented('nest/page').map(({ name, code }) => [`${name.replaceAll(' ', '.')}.ts`, code] as const);

interface Caller {
  mergeDay(day: string): Promise<{ readonly state: string }>;
  mergeDays(days: readonly string[]): Promise<{ readonly succeeded: number }>;
}

describe('the page about NestJS', () => {
  let system: System;
  let app: INestApplication | undefined;
  const folder = join(root, 'test', 'nest', `page-${process.pid}`);
  beforeAll(async () => {
    system = await startSystem({ workers: 0 });
    mkdirSync(folder);
    for (const [name, code] of FILES) writeFileSync(join(folder, name), code);
    const settings = {
      url: system.apiUrl,
      apiKey: system.apiKey,
      profile: LOCAL_PROFILE,
      redisUrl: system.redis.url,
      dataFolder: join(system.folder, 'firn'),
      snowflake: localConnection(system.snowflake.url),
    };
    writeFileSync(
      join(folder, 'settings.ts'),
      `export const settings = {
  ...(${JSON.stringify(settings)} as const),
  tenantOf: (_: unknown) => 'default',
  keyOf: (_: string) => ${JSON.stringify(system.apiKey)},
};\n`,
    );
  });
  afterAll(async () => {
    await app?.close();
    rmSync(folder, { recursive: true, force: true });
    await system?.stop();
  });

  it('is right for the compiler', () => {
    const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
    const program = ts.createProgram([join(folder, 'app.module.ts')], { ...options, noEmit: true });
    const faultsOf = (name: string): readonly string[] => {
      const source = program.getSourceFile(join(folder, name));
      if (source === undefined) return [`${name} is not imported`];
      const found = ts.getPreEmitDiagnostics(program, source);
      return found.map(({ messageText }) => `${name}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`);
    };
    expect(FILES.map(([name]) => name)).toContain('app.module.ts');
    expect(FILES.flatMap(([name]) => faultsOf(name))).toEqual([]);
  });

  it('is an application that runs', async () => {
    const admin = await adminSession(system.snowflake.url);
    for (const sql of [
      'create table ORDERS (REGION text, AMOUNT number(10, 2), DAY date)',
      "insert into ORDERS values ('north', 10.5, '2026-01-01'), ('south', 25, '2026-01-02')",
      'create table TOTALS (REGION text, AMOUNT number(12, 2))',
    ])
      await admin.rows(sql);
    await admin.close();
    const { AppModule }: { AppModule: Type } = await import(join(folder, 'app.module.ts'));
    const { ReportsCaller }: { ReportsCaller: Type<Caller> } = await import(join(folder, 'reports.caller.ts'));
    app = await NestFactory.create(AppModule, new FastifyAdapter(), { logger: ['error'], abortOnError: false });
    await app.listen(0, '127.0.0.1');
    const url = await app.getUrl();
    const caller = app.get(ReportsCaller);
    expect((await caller.mergeDay('2026-01-01')).state).toBe('succeeded');
    expect(await caller.mergeDays(['2026-01-01', '2026-01-02'])).toMatchObject({ succeeded: 2 });
    const csv = await fetch(`${url}/totals`, { headers: { accept: 'text/csv' } });
    expect(await csv.text()).toBe('REGION,AMOUNT\r\nnorth,10.50\r\nsouth,25.00\r\n');
    const lines = await (await fetch(`${url}/mine/totals`)).text();
    expect(lines).toBe('{"REGION":"north","AMOUNT":"10.50"}\n{"REGION":"south","AMOUNT":"25.00"}\n');
    expect(await (await fetch(`${url}/health`)).json()).toMatchObject({ status: 'ok' });
  });
});
