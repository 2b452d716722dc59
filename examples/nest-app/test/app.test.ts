import 'reflect-metadata';
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { firnToken } from '@firn/nest';
import type { Session } from '@firn/snowpark';
import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../src/app.module.js';

describe('the application', () => {
  let app: INestApplication;
  let url: string;
  before(async () => {
    app = await NestFactory.create(AppModule, { logger: ['error', 'warn'], abortOnError: false });
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
    const session = app.get<Session>(firnToken('direct'));
    for (const sql of [
      'create or replace table ORDERS (REGION text, AMOUNT number(10, 2), DAY date)',
      "insert into ORDERS values ('north', 10.5, '2026-01-01'), ('south', 25, '2026-01-01'), ('north', 7, '2026-01-02')",
      'create or replace table TOTALS (REGION text, AMOUNT number(12, 2))',
    ])
      await session.sql(sql).collect();
  });
  after(() => app?.close());

  const merge = async (params: object) => {
    const accepted = await fetch(`${url}/merges`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(params),
    });
    assert.equal(accepted.status, 202);
    const { id } = (await accepted.json()) as { id: string };
    const ended = await fetch(`${url}/merges/${id}`);
    return (await ended.json()) as { state: string; problem: { code: string; path?: string } | null };
  };

  it('merges a day by a job, and streams the totals', async () => {
    assert.equal((await merge({ day: '2026-01-01' })).state, 'succeeded');
    const csv = await fetch(`${url}/totals`, { headers: { accept: 'text/csv' } });
    assert.equal(await csv.text(), 'REGION,AMOUNT\r\nnorth,10.50\r\nsouth,25.00\r\n');
    const lines = await (await fetch(`${url}/totals`)).text();
    assert.deepEqual(JSON.parse(lines.split('\n')[0] ?? ''), { REGION: 'north', AMOUNT: '10.50' });
  });

  it('fails a job with wrong parameters by their path', async () => {
    const { state, problem } = await merge({ day: 'yesterday' });
    assert.equal(state, 'failed');
    assert.deepEqual([problem?.code, problem?.path], ['invalid_params', 'params.day']);
  });

  it('answers with a problem where Firn refuses', async () => {
    const response = await fetch(`${url}/merges/no-job`);
    assert.equal(response.status, 422);
    assert.match(response.headers.get('content-type') ?? '', /application\/problem\+json/);
  });

  it('is healthy', async () => {
    const health = (await (await fetch(`${url}/health`)).json()) as { status: string };
    assert.equal(health.status, 'ok');
  });
});
