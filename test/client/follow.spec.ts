import { FirnClient, type TenantNews } from '@firn/client';
import { KEYS, startTestApi } from '../api/support/api.js';
import { useSetting } from '../api/support/setting.js';
import { until } from '../support/until.js';

const job = { profile: 'main', sql: 'select 1' };

describe('FirnClient waits', () => {
  const setting = useSetting({ FIRN_API_EVENT_STREAMS: '1', FIRN_API_MAX_WAIT_MS: '2000' });
  /** Counts the requests that a client sends. */
  const counting = () => {
    const sent: string[] = [];
    const counted: typeof fetch = (input, init) => {
      sent.push(`${init?.method} ${String(input).replace(setting.api.url, '')}`);
      return fetch(input, init);
    };
    return { sent, client: new FirnClient({ url: setting.api.url, apiKey: KEYS.acme, fetch: counted }) };
  };
  const newest = async () => {
    const listing = new FirnClient({ url: setting.api.url, apiKey: KEYS.acme });
    return until('a job is there', async () => (await listing.list({ limit: 1, state: 'queued' })).jobs[0]);
  };

  it('with one request, from the submit to the end', async () => {
    const { sent, client } = counting();
    const ended = client.run(job);
    const { id } = await newest();
    await setting.worker.succeed(id, [], []);

    expect(await ended).toMatchObject({ id, state: 'succeeded' });
    expect(sent).toEqual(['POST /v1/jobs?wait=25000']);
  });

  it('with two, where the job outlasts the first', async () => {
    const { sent, client } = counting();
    const ended = client.run(job);
    const { id } = await newest();
    await until('it follows the job', async () => sent.length === 2);
    await setting.worker.succeed(id, [], []);

    expect(await ended).toMatchObject({ state: 'succeeded' });
    expect(sent).toEqual(['POST /v1/jobs?wait=25000', `GET /v1/jobs/${id}/events`]);
  });

  it('with long polls, where no stream is left', async () => {
    const [{ id }, other] = [await setting.submit(), await setting.submit()];
    const { sent, client } = counting();
    const first = client.wait(id);
    await until('the stream is open', async () => sent.length === 1);
    const second = counting();
    const waiting = second.client.wait(other.id);
    await until('it polls', async () => second.sent.includes(`GET /v1/jobs/${other.id}`));
    await setting.worker.succeed(other.id, [], []);
    expect(await waiting).toMatchObject({ state: 'succeeded' });
    await setting.worker.succeed(id, [], []);
    expect(await first).toMatchObject({ state: 'succeeded' });
  });

  it('over the end of the process that it asked', async () => {
    const { id } = await setting.submit();
    const first = await startTestApi(setting.redisUrl);
    const urls = [first.url, setting.api.url];
    const roaming: typeof fetch = (input, init) => fetch(String(input).replace(first.url, urls[0] ?? ''), init);
    const waiting = new FirnClient({ url: first.url, apiKey: KEYS.acme, fetch: roaming }).waitUntil(
      id,
      ({ state }) => state === 'running',
    );
    const channel = `firn:{00}:changes:${id}`;
    await until('it follows', async () => (await setting.worker.redis.pubsub('NUMSUB', channel)).at(-1) === 1);
    urls.shift();
    await first.close();
    await setting.worker.submit(id);
    expect(await waiting).toMatchObject({ state: 'running' });
  });

  it('not for ever for what an ended job will not do', async () => {
    const { id } = await setting.submit();
    await setting.worker.succeed(id, [], []);
    const { client } = counting();
    await expect(client.waitUntil(id, ({ state }) => state === 'running')).rejects.toMatchObject({
      code: 'no_result',
      message: expect.stringContaining('is succeeded'),
    });
  });
});

describe('FirnClient follows', () => {
  const setting = useSetting();
  const client = () => new FirnClient({ url: setting.api.url, apiKey: KEYS.acme });

  it('a job through its changes', async () => {
    const { id } = await client().submit(job);
    const states: string[] = [];
    for await (const { state } of client().follow(id)) {
      states.push(state);
      if (state === 'queued') await setting.worker.succeed(id, [], []);
    }
    expect(states.at(0)).toBe('queued');
    expect(states.at(-1)).toBe('succeeded');
  });

  it('a batch until it is done, and tells how far it is', async () => {
    const { batch, lines } = await client().submitBatch([job, job]);
    const seen: number[] = [];
    const done = client().waitBatch(batch.id, { onProgress: ({ ended }) => void seen.push(ended) });
    await until('it is followed', async () => seen.length > 0);
    for (const line of lines) if ('id' in line) await setting.worker.succeed(line.id, [], []);

    expect(await done).toMatchObject({ done: true, succeeded: 2 });
    expect([seen.at(0), seen.at(-1)]).toEqual([0, 2]);
  });

  it('all jobs of its tenant, and goes on behind a position', async () => {
    const news: TenantNews[] = [];
    const stop = new AbortController();
    const following = (async () => {
      for await (const one of client().changes({ signal: stop.signal })) news.push(one);
    })().catch((error: unknown) => error);
    await until('it listens', async () => (await setting.worker.redis.exists('firn:{00}:listened:acme')) === 1);
    const { id } = await client().submit(job);
    await until('it is told', async () => news.length >= 2);
    stop.abort(new Error('enough'));
    expect(await following).toMatchObject({ message: 'enough' });
    expect(news[0]).toMatchObject({ kind: 'job', job: { id, state: 'accepted' } });

    for await (const one of client().changes({ after: news[0]?.position ?? '' })) {
      expect(one).toEqual(news[1]);
      break;
    }
  });
});
