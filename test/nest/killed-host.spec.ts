import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { handlerJob } from '@firn/client';
import { type Service, startService } from '../../scripts/system/service.js';
import { Faults } from '../support/faults.js';
import { queryHistory } from '../support/history.js';
import { until } from '../support/until.js';
import { startWorld, type World } from '../worker/world.js';
import { workerOptions } from './support/hosting.js';

jest.setTimeout(120_000);

describe('a job whose only host is killed', () => {
  let world: World;
  const hosts: Service[] = [];
  beforeAll(async () => {
    world = await startWorld({ faults: true });
    await world.rows('create table notes (k text, builder text)');
  });
  afterEach(async () => {
    await new Faults(world.snowflake.url).clear();
    for (const host of hosts.splice(0)) await host.kill();
    await world.stopProcesses();
  });
  afterAll(() => world?.stop());

  const host = async (name: string) => {
    const program = join(import.meta.dirname, 'support', 'host.mjs');
    const started = await startService({
      name,
      command: process.execPath,
      args: [program, JSON.stringify(workerOptions(world, { name })), name],
      logFile: join(world.folder, `${name}.log`),
      ready: /^ready /,
    });
    hosts.push(started);
    return started;
  };
  const worker = () =>
    world.process('plain', {
      FIRN_WORKER_RECONCILE_MS: '200',
      FIRN_WORKER_LOCK_MS: '1000',
      FIRN_TRACKER_HEARTBEAT_MS: '100',
      FIRN_TRACKER_TTL_MS: '1000',
    });
  const go = () => join(world.folder, `go-${randomUUID()}`);
  const submit = (key: string, file: string) =>
    world.submit(handlerJob('note', { key, go: file }, { profile: 'local' }));
  /** Texts of the statements that were sent for the notes of a key. */
  const sent = async (key: string) => {
    const found = await queryHistory(world.snowflake.url, ({ QUERY_TEXT }) => String(QUERY_TEXT).includes(key));
    return found
      .filter(({ QUERY_TEXT }) => /insert|create/i.test(String(QUERY_TEXT)))
      .map((row) => String(row.QUERY_TEXT));
  };

  it('waits and says so, and another host that comes builds and sends it', async () => {
    await worker();
    const first = await host('first');
    const key = randomUUID();
    const file = go();
    const id = await submit(key, file);
    await world.until(id, 'submitting');

    await first.kill();
    const waiting = await world.until(id, 'waiting');
    expect(waiting.problem).toMatchObject({ code: 'handler_unavailable', retryable: true });
    expect(waiting.problem?.detail).toContain('"note"');

    await writeFile(file, '');
    await host('second');
    expect(await world.until(id)).toMatchObject({ state: 'succeeded', problem: null });
    expect(await world.rows(`select builder from notes where k = '${key}'`)).toEqual([{ BUILDER: 'second' }]);
  });

  it('is sent as the killed host has built it, once, by another host that comes', async () => {
    const faults = new Faults(world.snowflake.url);
    const key = randomUUID();
    const rule = await faults.set({
      route: 'query-request',
      phase: 'before',
      action: 'delay',
      match: { sqlText: key },
    });
    const file = go();
    await writeFile(file, '');
    const first = await host('first');
    const id = await submit(key, file);
    await faults.held(rule);

    await first.kill();
    await faults.clear(rule); // what the killed host has sent arrives, or its session has ended before
    await host('second');
    expect(await world.until(id)).toMatchObject({ state: 'succeeded', problem: null });
    const { events } = await world.store.history(id);
    expect(events.filter(({ kind }) => kind === 'built')).toHaveLength(1);
    expect(await world.rows(`select builder from notes where k = '${key}'`)).toEqual([{ BUILDER: 'first' }]);
    expect(new Set(await sent(key)).size).toBe(1);
  });

  it('runs again as it was built where nothing of it arrived, by a worker that hosts nothing', async () => {
    const faults = new Faults(world.snowflake.url);
    const key = randomUUID();
    const rule = await faults.set({ route: 'query-request', phase: 'before', action: 'drop', match: { sqlText: key } });
    const file = go();
    await writeFile(file, '');
    const first = await host('first');
    const id = await submit(key, file);
    await until('the statement is about to be sent', async () => {
      const { events } = await world.store.history(id);
      return events.some(({ kind }) => kind === 'intent');
    });
    await first.kill();
    await faults.clear(rule);
    await worker();
    expect(await world.until(id)).toMatchObject({ state: 'succeeded', problem: null });
    expect(await world.rows(`select builder from notes where k = '${key}'`)).toEqual([{ BUILDER: 'first' }]);
  });
});
