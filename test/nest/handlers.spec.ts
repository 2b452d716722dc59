import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { defineHandler, handlerJob } from '@firn/client';
import type { JobId } from '@firn/contract';
import { FirnJob, type HandlerContext } from '@firn/nest';
import { col, whenMatched, whenNotMatched } from '@firn/snowpark';
import type { INestApplicationContext } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { until } from '../support/until.js';
import { startWorld, type World } from '../worker/world.js';
import { hostingApp } from './support/hosting.js';

jest.setTimeout(120_000);

const numbersAbove = defineHandler('numbers-above', {
  params: z.object({ least: z.number().int(), label: z.string().default('x') }),
});
const waits = defineHandler('waits', { params: z.object({ ms: z.number() }), timeoutMs: 500 });

/** Calls by the ID of their job: what a handler was asked for, and how often. */
const calls = new Map<string, number>();

@Injectable()
class Reports {
  @FirnJob(numbersAbove)
  numbersAbove({ least, label }: z.output<typeof numbersAbove.params>, { session, job }: HandlerContext) {
    calls.set(job.id, (calls.get(job.id) ?? 0) + 1);
    const rows = [1, 2, 3].map((n) => [n, label]);
    return session.createDataFrame(rows, ['n', 'label']).filter(col('n').gt(least)).sort('n');
  }

  @FirnJob('merge-one', { params: z.object({ key: z.string(), value: z.string() }) })
  async mergeOne({ key, value }: { key: string; value: string }, { session }: HandlerContext) {
    const target = session.table('HANDLED');
    const source = session.createDataFrame([[key, value]], ['k', 'v']);
    return target.merge(
      source,
      target.col('K').eq(source.col('k')),
      [
        whenMatched().update({ V: source.col('v') }),
        whenNotMatched().insert({ K: source.col('k'), V: source.col('v') }),
      ],
      { block: false },
    );
  }

  @FirnJob('throws')
  throws(): never {
    throw new Error('the moon is not full');
  }

  @FirnJob('returns-nothing')
  returnsNothing() {
    return JSON.parse('"no frame"');
  }

  @FirnJob('asks')
  async asks(_: unknown, { session }: HandlerContext) {
    await session.sql('select 1').collect();
    return session.sql('select 1');
  }

  @FirnJob('puts')
  puts(_: unknown, { session }: HandlerContext) {
    return session.sql('put file:///etc/passwd @~');
  }

  @FirnJob(waits)
  async waits({ ms }: { ms: number }, { session }: HandlerContext) {
    await sleep(ms, undefined, { ref: false });
    return session.sql('select 1');
  }

  @FirnJob('never', { params: z.unknown(), timeoutMs: 60_000 })
  never(_: unknown, { signal }: HandlerContext): Promise<never> {
    return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  }
}

@Injectable()
class Other {
  @FirnJob('other')
  other(_: unknown, { session }: HandlerContext) {
    return session.sql('select 7');
  }
}

describe('a handler of jobs', () => {
  let world: World;
  let app: INestApplicationContext | undefined;
  beforeAll(async () => {
    world = await startWorld();
    await world.rows('create table handled (k text, v text)');
  });
  afterEach(async () => {
    await app?.close();
    app = undefined;
  });
  afterAll(() => world.stop());

  const submit = (handler: string, params: unknown = {}, more: object = {}) =>
    world.submit({ ...handlerJob(handler, params, { profile: 'local' }), ...more });
  const problemOf = async (id: JobId) => (await world.until(id)).problem;

  it('builds the action of its jobs, once, before anything is sent', async () => {
    app = await hostingApp(world, [Reports]);
    const id = await world.submit(handlerJob(numbersAbove, { least: 1 }, { profile: 'local' }));
    const ended = await world.until(id);
    expect(ended.problem).toBeNull();
    expect(ended).toMatchObject({ state: 'succeeded', action: 'handler', handler: 'numbers-above' });
    expect(ended.inline).toEqual([
      [2, 'x'],
      [3, 'x'],
    ]);
    const { events } = await world.store.history(id);
    // Whether a tracker comes into it, and which phases are seen, is a matter of time.
    const kinds = events
      .map(({ kind }) => kind)
      .filter((kind) => !['phase', 'watched', 'unwatched', 'storing'].includes(kind));
    expect(kinds).toEqual([
      ...['accepted', 'queued', 'claimed', 'built', 'queued', 'claimed', 'intent', 'submitted', 'ended'],
    ]);
    expect(calls.get(id)).toBe(1);
  });

  it('may build a write', async () => {
    app = await hostingApp(world, [Reports]);
    expect(await problemOf(await submit('merge-one', { key: 'a', value: '1' }))).toBeNull();
    expect(await problemOf(await submit('merge-one', { key: 'a', value: '2' }))).toBeNull();
    expect(await world.rows("select v from handled where k = 'a'")).toEqual([{ V: '2' }]);
  });

  it('sends the same statement with a retry, without being asked again', async () => {
    app = await hostingApp(world, [Reports], { answerMs: 500, loginMs: 500 });
    const label = randomUUID();
    const url = new URL(world.snowflake.url);
    await world.snowflake.application.stop();
    const id = await submit('numbers-above', { least: 0, label });
    const retrying = await world.until(id, 'retrying');
    expect(retrying.problem?.code).toBe('snowflake_unavailable');
    expect(calls.get(id)).toBe(1);
    await world.snowflake.restart();
    expect(url.port).toBe(new URL(world.snowflake.url).port);
    expect((await world.until(id)).state).toBe('succeeded');
    expect(calls.get(id)).toBe(1);
  });

  it('refuses parameters by their path', async () => {
    app = await hostingApp(world, [Reports]);
    const problem = await problemOf(await submit('numbers-above', { least: 'many' }));
    expect(problem).toMatchObject({ code: 'invalid_params', path: 'params.least' });
    expect(problem?.detail).toContain('numbers-above');
  });

  it.each([
    ['throws', 'handler_failed', 'the moon is not full'],
    ['returns-nothing', 'handler_failed', 'returned string'],
    ['asks', 'handler_failed', 'not possible while a handler builds'],
    ['puts', 'refused_sql', 'PUT'],
  ])('that is wrong fails its job by name: %s', async (handler, code, said) => {
    app = await hostingApp(world, [Reports]);
    const id = await submit(handler);
    const problem = await problemOf(id);
    expect(problem?.code).toBe(code);
    expect(problem?.detail).toContain(said);
    expect((await world.store.read(id))?.queryId).toBeNull();
  });

  it('that does not answer in time ends its job', async () => {
    app = await hostingApp(world, [Reports]);
    const ended = await world.until(await submit('waits', { ms: 60_000 }));
    expect(ended).toMatchObject({ state: 'timed_out', problem: { code: 'handler_timeout' } });
  });

  it('ends with the cancel of its job, and with the time of it', async () => {
    app = await hostingApp(world, [Reports]);
    const id = await submit('never');
    await world.until(id, 'submitting');
    await world.store.cancel(id, 'me', 'enough');
    expect((await world.until(id)).state).toBe('cancelled');
    expect((await world.until(await submit('never', {}, { timeoutMs: 300 }))).state).toBe('timed_out');
  });

  it('is waited for where no living worker hosts it, and the job says so and starts when one comes', async () => {
    await world.worker();
    const id = await submit('numbers-above', { least: 2 });
    const waiting = await world.until(id, 'waiting');
    expect(waiting.problem).toMatchObject({ code: 'handler_unavailable', retryable: true });
    expect(waiting.problem?.detail).toContain('"numbers-above"');
    const cancelled = await submit('numbers-above', { least: 2 });
    await world.until(cancelled, 'waiting');
    expect(await world.store.cancel(cancelled, 'me', null)).toMatchObject({ outcome: 'ended', state: 'cancelled' });
    const late = await submit('numbers-above', { least: 2 }, { timeoutMs: 300 });
    expect((await world.until(late)).problem?.detail).toContain('Before that: No living worker hosts the handler');
    app = await hostingApp(world, [Reports]);
    expect(await world.until(id)).toMatchObject({ state: 'succeeded', problem: null, inline: [[3, 'x']] });
    expect(await world.redis.exists('firn:{00}:waiting:numbers-above')).toBe(0);
  });

  it('is waited for again when its last host has gone with jobs in line', async () => {
    await world.worker(undefined, { FIRN_WORKER_RECONCILE_MS: '200' });
    app = await hostingApp(world, [Reports], { builds: 1, shutdownMs: 100 });
    const atWork = await submit('never');
    await world.until(atWork, 'submitting');
    const inLine = await submit('never');
    await world.until(inLine, 'queued');
    await app.close();
    app = undefined;
    for (const id of [atWork, inLine]) {
      expect((await world.until(id, 'waiting')).problem?.code).toBe('handler_unavailable');
      await world.store.cancel(id, 'me', null);
    }
    const queue = world.queues.queue('build.never', '00');
    const steps = () => queue.getJobCountByTypes('waiting', 'delayed', 'active');
    await until('no step is left', async () => (await steps()) === 0);
  });

  it('gets only its own jobs, whoever else hosts others', async () => {
    app = await hostingApp(world, [Reports], { name: 'reports' });
    const other = await hostingApp(world, [Other], { name: 'other' });
    try {
      const ids = await Promise.all(
        Array.from({ length: 10 }, (_, at) => submit(at % 2 === 0 ? 'other' : 'numbers-above', { least: 2 })),
      );
      for (const [at, id] of ids.entries()) {
        expect((await world.until(id)).state).toBe('succeeded');
        const { events } = await world.store.history(id);
        const builder = events.find(({ kind }) => kind === 'built')?.worker;
        expect(builder).toBe(at % 2 === 0 ? 'other' : 'reports');
      }
    } finally {
      await other.close();
    }
  });

  it('gives one job for one idempotency key', async () => {
    app = await hostingApp(world, [Reports]);
    const job = handlerJob(numbersAbove, { least: 1 }, { profile: 'local' });
    const first = await world.submit(job, 'the-key');
    expect(await world.submit(job, 'the-key')).toBe(first);
    await world.until(first);
    expect(await world.submit(job, 'the-key')).toBe(first);
    expect(calls.get(first)).toBe(1);
  });

  it('is one method: a name that is there twice is refused when the application starts', async () => {
    @Injectable()
    class Twin {
      @FirnJob('other')
      other(_: unknown, { session }: HandlerContext) {
        return session.sql('select 8');
      }
    }
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    await expect(hostingApp(world, [Other, Twin])).rejects.toThrow(/"other".*Other\.other.*Twin\.other/);
    await until('nothing of the worker is left', async () => timers() <= before);
  });
});
