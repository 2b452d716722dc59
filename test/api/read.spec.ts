import { JobHistory, JobList, JobListQuery, JobView, Problem } from '@firn/contract';
import { until } from '../support/until.js';
import { call, KEYS, startTestApi } from './support/api.js';
import { useSetting } from './support/setting.js';

const newest = JobListQuery.parse({ limit: '1' });

describe('GET /v1/jobs/{id}', () => {
  const setting = useSetting({ FIRN_API_MAX_WAIT_MS: '3000' });
  const read = async (path: string) => JobView.parse(await (await setting.call('GET', path)).json());

  it('answers at once without wait', async () => {
    const { id } = await setting.submit();
    expect(await read(`/v1/jobs/${id}`)).toMatchObject({ id, state: 'queued' });
  });

  it('with wait and version, answers with the next change', async () => {
    const { id, version } = await setting.submit();
    const waiting = read(`/v1/jobs/${id}?wait=3000&version=${version}`);
    await setting.worker.submit(id, 'select 42');

    const seen = await waiting;
    expect(seen.version).toBeGreaterThan(version);
    expect(await read(`/v1/jobs/${id}`)).toMatchObject({ state: 'running', queryText: 'select 42', worker: 'w1' });
  });

  it('with wait alone, answers once the job has ended, also at another process', async () => {
    const { id } = await setting.submit();
    const other = await startTestApi(setting.redisUrl);
    try {
      const waiting = call(other, 'GET', `/v1/jobs/${id}?wait=3000`);
      await setting.worker.succeed(id, [], []);
      expect(JobView.parse(await (await waiting).json())).toMatchObject({ state: 'succeeded', result: { rows: 0 } });
    } finally {
      await other.close();
    }
  });

  it('a submit with wait answers once the job has ended, and again with the same key', async () => {
    const body = { profile: 'main', sql: 'select 1' };
    const submit = () =>
      setting.call('POST', '/v1/jobs?wait=20000', { body, headers: { 'Idempotency-Key': 'waited-for' } });
    const waiting = submit();
    await until(
      'it is accepted',
      async () => (await setting.worker.jobs.list('acme', newest)).jobs[0]?.keyDigest != null,
    );
    const [job] = (await setting.worker.jobs.list('acme', newest)).jobs;
    if (job === undefined) throw new Error('There is no job.');
    await setting.worker.succeed(job.id, [], []);

    const answer = await waiting;
    expect(answer.status).toBe(200);
    expect(JobView.parse(await answer.json())).toMatchObject({ id: job.id, state: 'succeeded', queryText: 'select 1' });
    const again = await submit();
    expect(JobView.parse(await again.json())).toMatchObject({ id: job.id, state: 'succeeded' });
  });

  it('a submit with wait answers after it with the job as it is', async () => {
    const answer = await setting.call('POST', '/v1/jobs?wait=50', { body: { profile: 'main', sql: 'select 1' } });
    expect(answer.status).toBe(202);
    expect(JobView.parse(await answer.json())).toMatchObject({ state: 'queued' });
    const wrong = await setting.call('POST', '/v1/jobs?wait=long', { body: { profile: 'main', sql: 'select 1' } });
    expect(Problem.parse(await wrong.json())).toMatchObject({ code: 'invalid_request', path: 'query.wait' });
  });

  it('answers after the wait with the job as it is', async () => {
    const { id, version } = await setting.submit();
    expect(await read(`/v1/jobs/${id}?wait=50&version=${version}`)).toMatchObject({ state: 'queued', version });
  });

  it('shows a query text that lies in the blob store', async () => {
    const { id } = await setting.submit();
    const text = `select '${'y'.repeat(20_000)}'`;
    await setting.worker.submit(id, text);
    expect((await read(`/v1/jobs/${id}`)).queryText).toBe(text);
  });

  it('hides the jobs of other tenants as if there were none', async () => {
    const { id } = await setting.submit();
    const answers = await Promise.all(
      [
        ['GET', `/v1/jobs/${id}`],
        ['GET', `/v1/jobs/${id}/history`],
        ['GET', `/v1/jobs/${id}/result`],
        ['POST', `/v1/jobs/${id}/cancel`],
      ].map(([method = '', path = '']) => setting.call(method, path, { key: KEYS.globex })),
    );
    for (const answer of answers)
      expect(Problem.parse(await answer.json())).toMatchObject({ code: 'not_found', status: 404 });
    expect(await read(`/v1/jobs/${id}`)).toMatchObject({ state: 'queued', cancelling: false });
  });

  it('tells what happened to a job, oldest first', async () => {
    const { id } = await setting.submit();
    await setting.worker.succeed(id, [], []);
    const { events } = JobHistory.parse(await (await setting.call('GET', `/v1/jobs/${id}/history`)).json());

    expect(events.map(({ kind }) => kind)).toEqual([
      'accepted',
      'queued',
      'claimed',
      'intent',
      'submitted',
      'storing',
      'ended',
    ]);
    expect(events.at(4)).toMatchObject({ queryId: expect.any(String) });
  });
});

describe('GET /v1/jobs', () => {
  const setting = useSetting();
  const list = async (query: string, key?: string) =>
    JobList.parse(await (await setting.call('GET', `/v1/jobs?${query}`, key === undefined ? {} : { key })).json());

  it('finds jobs by state, profile, tag, action and time, newest first, page by page', async () => {
    const first = await setting.submit({ tags: { team: 'a' } });
    const second = await setting.submit({ tags: { team: 'b c' } });
    const third = await setting.submit({ profile: 'bare', tags: { team: 'a' } });
    await setting.call('POST', `/v1/jobs/${second.id}/cancel`);
    const ids = async (query: string) => (await list(query)).jobs.map(({ id }) => id);

    expect(await ids('')).toEqual([third.id, second.id, first.id]);
    expect(await ids('tag=team:a')).toEqual([third.id, first.id]);
    expect(await ids(`tag=${encodeURIComponent('team:b c')}`)).toEqual([second.id]);
    expect(await ids('state=cancelled')).toEqual([second.id]);
    expect(await ids('profile=bare&tag=team:a')).toEqual([third.id]);
    expect(await ids('action=merge')).toEqual([]);
    expect(await ids(`acceptedAfter=${first.acceptedAt}`)).toContain(third.id);

    const page = await list('limit=2');
    expect(page.jobs).toHaveLength(2);
    expect((await list(`limit=2&cursor=${page.cursor}`)).jobs.map(({ id }) => id)).toEqual([first.id]);
    expect((await list('', KEYS.globex)).jobs).toEqual([]);
  });

  it.each([
    ['state=done', 'query.state'],
    ['limit=0', 'query.limit'],
    ['limit=many', 'query.limit'],
    ['tag=a', 'query.tag'],
    ['cursor=abc', 'query.cursor'],
    ['acceptedAfter=yesterday', 'query.acceptedAfter'],
    ['sort=asc', 'query.sort'],
  ])('refuses %s and names it', async (query, path) => {
    const response = await setting.call('GET', `/v1/jobs?${query}`);
    expect(Problem.parse(await response.json())).toMatchObject({ status: 400, code: 'invalid_request', path });
  });
});
