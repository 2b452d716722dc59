import { randomUUID } from 'node:crypto';
import { JobView, Problem } from '@firn/contract';
import { Queue } from 'bullmq';
import { KEYS } from './support/api.js';
import { useSetting } from './support/setting.js';

describe('POST /v1/jobs', () => {
  const setting = useSetting();
  const post = (body: unknown, headers: Readonly<Record<string, string>> = {}) =>
    setting.call('POST', '/v1/jobs', { body, headers });

  it('answers 202 with the job and where it is, once it is recorded and its step waits', async () => {
    const response = await post({ profile: 'main', sql: 'select 1', tags: { team: 'a' }, timeoutMs: 5_000 });

    expect(response.status).toBe(202);
    const job = JobView.parse(await response.json());
    expect(job).toMatchObject({
      action: 'sql',
      profile: 'main',
      tags: { team: 'a' },
      state: 'queued',
      cancelling: false,
    });
    expect(Date.parse(job.deadlineAt) - Date.parse(job.acceptedAt)).toBe(5_000);
    expect(response.headers.get('location')).toBe(`/v1/jobs/${job.id}`);

    const queue = new Queue('submit', { connection: setting.worker.redis, prefix: 'firn:{00}' });
    const steps = await queue.getJobs(['waiting']);
    expect(steps.map(({ data }) => data)).toContainEqual({ id: job.id });
  });

  it('takes binds, and an action as the library encodes it', async () => {
    const withBinds = await post({ profile: 'main', sql: 'select ?, ?', binds: [1, 'a'] });
    const collect = await post({ profile: 'main', action: { version: 1, kind: 'sql', text: 'select 1', binds: [] } });

    expect([withBinds.status, collect.status]).toEqual([202, 202]);
  });

  it('gives the same job for the same key and body, and refuses another body', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const [first, again] = [
      await post({ profile: 'main', sql: 'select 1' }, key),
      await post({ sql: 'select 1', profile: 'main' }, key),
    ];
    const other = await post({ profile: 'main', sql: 'select 2' }, key);

    expect([first.status, again.status, other.status]).toEqual([202, 200, 409]);
    const { id } = JobView.parse(await first.json());
    expect(JobView.parse(await again.json()).id).toBe(id);
    expect(Problem.parse(await other.json())).toMatchObject({
      code: 'idempotency_conflict',
      detail: expect.stringContaining(id),
    });
  });

  it('takes many requests with one key at once as one job', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => post({ profile: 'main', sql: 'select 7' }, key)),
    );
    const ids = await Promise.all(answers.map(async (answer) => JobView.parse(await answer.json()).id));

    expect(new Set(ids).size).toBe(1);
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(1);
  });

  it('keeps the keys of tenants apart', async () => {
    const headers = { 'idempotency-key': 'the-same' };
    const one = JobView.parse(await (await post({ profile: 'main', sql: 'select 1' }, headers)).json());
    const other = await setting.call('POST', '/v1/jobs', {
      key: KEYS.globex,
      body: { profile: 'other', sql: 'select 1' },
      headers,
    });

    expect(other.status).toBe(202);
    expect(JobView.parse(await other.json()).id).not.toBe(one.id);
  });

  it('puts a large plan away and keeps only its digest in the record', async () => {
    const text = `select '${'x'.repeat(20_000)}'`;
    const { id } = await setting.submit({ sql: text });

    const job = await setting.worker.jobs.readWhole(id);
    expect(job?.plan).toMatchObject({ kind: 'blob', digest: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });

  it('accepts a job for an open session of the same profile only', async () => {
    const open = await setting.call('POST', '/v1/sessions', { body: { profile: 'main' } });
    const { id } = (await open.json()) as { id: string };
    const good = await post({ profile: 'main', sql: 'select 1', session: id });
    const otherProfile = await post({ profile: 'bare', sql: 'select 1', session: id });
    await setting.call('DELETE', `/v1/sessions/${id}`);
    const closed = await post({ profile: 'main', sql: 'select 1', session: id });

    expect([good.status, otherProfile.status, closed.status]).toEqual([202, 422, 409]);
    expect(Problem.parse(await closed.json()).code).toBe('session_closed');
  });
});
