import { BatchAnswer, JobView, Problem } from '@firn/contract';
import { until } from '../support/until.js';
import { call, KEYS, startTestApi } from './support/api.js';
import { EventReader } from './support/event-reader.js';
import { useSetting } from './support/setting.js';

const lines = (count: number) => `${JSON.stringify({ profile: 'main', sql: 'select 1' })}\n`.repeat(count);

describe('events of a job', () => {
  const setting = useSetting({ FIRN_API_EVENT_STREAMS: '3', FIRN_API_TENANT_EVENT_STREAMS: '2' });
  const open = (path: string, last?: string, key: string = KEYS.acme) =>
    setting.call('GET', path, { key, headers: { ...(last !== undefined && { 'last-event-id': last }) } });
  const waitedFor = async () => {
    const text = await (await setting.call('GET', '/metrics', { key: null })).text();
    return Number(/^firn_waited_for (\d+)$/m.exec(text)?.[1]);
  };

  it('brings the job as it is and after each change, and ends with its end', async () => {
    const { id, version } = await setting.submit();
    const answer = await open(`/v1/jobs/${id}/events`);
    const events = new EventReader(answer);

    expect(answer.headers.get('content-type')).toContain('text/event-stream');
    expect(await events.next()).toMatchObject({ name: 'job', id: String(version) });
    await setting.worker.submit(id, 'select 42');
    const running = await events.until(({ state }) => state === 'running');
    expect(JobView.parse(JSON.parse(running.data))).toMatchObject({ queryText: 'select 42' });
    await setting.call('POST', `/v1/jobs/${id}/cancel`);
    await events.until(({ cancelling }) => cancelling === true);
    await events.leave();
  });

  it('goes on behind the last event, and says when there is nothing more to come', async () => {
    const { id } = await setting.submit();
    await setting.worker.succeed(id, [], []);
    const first = await new EventReader(await open(`/v1/jobs/${id}/events`, '1')).next();
    expect(JobView.parse(JSON.parse(first?.data ?? ''))).toMatchObject({ state: 'succeeded' });

    const again = await open(`/v1/jobs/${id}/events`, first?.id ?? '');
    expect(again.status).toBe(204);
    const strange = await open(`/v1/jobs/${id}/events`, 'yesterday');
    expect(Problem.parse(await strange.json())).toMatchObject({
      code: 'invalid_request',
      path: 'header.Last-Event-ID',
    });
    expect((await open(`/v1/jobs/${id}/events`, undefined, KEYS.globex)).status).toBe(404);
  });

  it('reach only the process where somebody waits, and nobody listens when all have gone', async () => {
    const { id } = await setting.submit();
    const other = await startTestApi(setting.redisUrl);
    try {
      const events = new EventReader(await open(`/v1/jobs/${id}/events`));
      await events.next();
      const channels = async () => (await setting.worker.redis.pubsub('NUMSUB', `firn:{00}:changes:${id}`)).at(-1);
      expect(await channels()).toBe(1);
      const waiting = call(other, 'GET', `/v1/jobs/${id}?wait=20000`);
      await until('both listen', async () => (await channels()) === 2);
      await setting.worker.succeed(id, [], []);

      expect(JobView.parse(await (await waiting).json())).toMatchObject({ state: 'succeeded' });
      await events.until(({ state }) => state === 'succeeded');
      expect(await events.next()).toBeNull();
      await until('nobody listens', async () => (await channels()) === 0);
      await until('nobody waits', async () => (await waitedFor()) === 0);
    } finally {
      await other.close();
    }
  });

  it('are for so many readers at once, of one tenant and in all', async () => {
    const { id } = await setting.submit();
    const path = `/v1/jobs/${id}/events`;
    const open3 = [await open(path), await open(path)].map((answer) => new EventReader(answer));
    const refused = Problem.parse(await (await open(path)).json());
    expect(refused).toMatchObject({ code: 'too_many_streams', status: 503, retryAfterMs: expect.any(Number) });
    expect(refused.detail).toContain('FIRN_API_TENANT_EVENT_STREAMS');

    const foreign = new EventReader(await open('/v1/events', undefined, KEYS.globex));
    const full = Problem.parse(await (await open('/v1/events', undefined, KEYS.globex)).json());
    expect(full.detail).toContain('FIRN_API_EVENT_STREAMS');
    for (const reader of [...open3, foreign]) await reader.leave();
    await until('there is a place again', async () => {
      const answer = await open(path);
      await answer.body?.cancel();
      return answer.status === 200;
    });
  });

  it('end when the process does, so that their readers go elsewhere', async () => {
    const { id } = await setting.submit();
    const other = await startTestApi(setting.redisUrl);
    const events = new EventReader(await call(other, 'GET', `/v1/jobs/${id}/events`));
    const seen = await events.next();
    const closing = other.close();
    const last = await events.until((_, { name }) => name === 'problem');
    expect(last.id).toBe(seen?.id); // from which its reader goes on
    expect(Problem.parse(JSON.parse(last.data))).toMatchObject({ code: 'shutting_down', retryable: true });
    expect(await events.next()).toBeNull();
    await closing;
  });

  it('are heads without events for HEAD', async () => {
    const { id } = await setting.submit();
    const answer = await setting.call('HEAD', `/v1/jobs/${id}/events`, { key: KEYS.acme });
    expect(answer.headers.get('content-type')).toContain('text/event-stream');
    expect(await answer.text()).toBe('');
  });
});

describe('events of a batch', () => {
  const setting = useSetting();

  it('tell how far it is, until it is done', async () => {
    const answer = await setting.call('POST', '/v1/batches', {
      body: lines(3),
      headers: { 'content-type': 'application/x-ndjson' },
    });
    const { batch, lines: accepted } = BatchAnswer.parse(await answer.json());
    const events = new EventReader(await setting.call('GET', `/v1/batches/${batch.id}/events`));
    await events.until(({ jobs, ended }) => jobs === 3 && ended === 0);
    for (const line of accepted) if ('id' in line) await setting.worker.succeed(line.id, [], []);

    const last = await events.until(({ done }) => done === true);
    expect(JSON.parse(last.data)).toMatchObject({ ended: 3, succeeded: 3, closed: true });
    expect(await events.next()).toBeNull();
    const again = await setting.call('GET', `/v1/batches/${batch.id}/events`, {
      headers: { 'last-event-id': last.id ?? '' },
    });
    expect(again.status).toBe(204);
  });
});

describe('events of a tenant', () => {
  const setting = useSetting();
  const open = async (last?: string, key: string = KEYS.acme) =>
    new EventReader(
      await setting.call('GET', '/v1/events', {
        key,
        headers: { ...(last !== undefined && { 'last-event-id': last }) },
      }),
    );

  it('are the changes of its own jobs since the head of the answer, in order, and go on where their reader was cut off', async () => {
    const events = await open();
    const first = await setting.submit();
    await setting.call('POST', '/v1/jobs', { key: KEYS.globex, body: { profile: 'other', sql: 'select 1' } });
    const seen = await events.until(({ id }) => id === first.id);
    expect(JSON.parse(seen.data)).toEqual({
      id: first.id,
      state: 'accepted',
      version: 1,
      cancelling: false,
      at: first.acceptedAt,
    });
    await events.leave();

    await setting.call('POST', `/v1/jobs/${first.id}/cancel`);
    const again = await open(seen.id ?? '');
    const states: unknown[] = [];
    await again.until(({ id, state }) => {
      expect(id).toBe(first.id);
      states.push(state);
      return state === 'cancelled';
    });
    expect(states).toEqual(['queued', 'queued', 'cancelled']);
    await again.leave();
  });

  it('say that some are missing, where they are', async () => {
    const events = await open();
    const { id } = await setting.submit();
    const seen = await events.until((change) => change.id === id);
    await events.leave();
    await setting.worker.redis.del('firn:{00}:events:acme', 'firn:{00}:listened:acme');

    const again = await open(seen.id ?? '');
    expect(await again.next()).toMatchObject({ name: 'reset' });
    const later = await setting.submit();
    expect(await again.until((change) => change.id === later.id)).toMatchObject({ name: 'job' });
    await again.leave();
  });

  it('cost nothing where nobody listens', async () => {
    const keys = ['firn:{00}:events:globex', 'firn:{00}:listened:globex'];
    await setting.call('POST', '/v1/jobs', { key: KEYS.globex, body: { profile: 'other', sql: 'select 1' } });
    expect(await setting.worker.redis.exists(...keys)).toBe(0);
  });
});
