import { FirnClient } from '@firn/client';
import { CancelView, Problem } from '@firn/contract';
import { CancelStore, selectedJobs } from '@firn/jobs';
import { KEYS } from './support/api.js';
import { useSetting } from './support/setting.js';

describe('POST /v1/cancels', () => {
  const setting = useSetting();
  const client = (apiKey: string = KEYS.acme) => new FirnClient({ url: setting.api.url, apiKey });
  const ask = (body: unknown) => setting.call('POST', '/v1/cancels', { body });

  /** What a worker does with what was recorded: asks each job, and notes which have ended. */
  async function carryOut(id: CancelView['id'], tenant = 'acme'): Promise<void> {
    const { redis, jobs } = setting.worker;
    const cancels = new CancelStore(redis, 1);
    for (let cancel = await cancels.find(tenant, id); !cancel.complete; cancel = await cancels.find(tenant, id)) {
      const { by, reason } = cancel;
      const { ids, cursor } = await selectedJobs(redis, 1, cancel, 500);
      const replies = await Promise.all(ids.map((one) => jobs.cancel(one, by, reason)));
      const open = ids.filter((_, at) => replies[at]?.outcome === 'wished');
      await cancels.asked(cancel, { asked: ids.length, open, cursor, complete: cursor === '' });
    }
  }

  it.each([
    ['a tag', { tags: { run: 'a' } }, 2],
    ['two tags, which both have to be there', { tags: { run: 'a', part: '1' } }, 1],
    ['the tenant', { all: true }, 3],
  ] as const)('asks all jobs of %s, and no others', async (_, jobs, asked) => {
    const tags = [{ run: 'a', part: '1' }, { run: 'a' }, { run: 'b' }];
    const own = await Promise.all(tags.map((given) => setting.submit({ tags: given })));
    const { id: foreign } = await client(KEYS.globex).submit({ profile: 'other', sql: 'select 1', tags: { run: 'a' } });
    const response = await ask({ jobs, reason: 'wrong day' });
    expect(response.status).toBe(202);
    const view = CancelView.parse(await response.json());
    expect(view).toMatchObject({ jobs, by: 'key-acme', reason: 'wrong day', asked: 0, complete: false, done: false });
    expect(response.headers.get('location')).toBe(`/v1/cancels/${view.id}`);

    await carryOut(view.id);
    expect(await client().cancelProgress(view.id)).toMatchObject({ asked, open: 0, complete: true });
    const states = await Promise.all(own.map(async ({ id }) => (await client().get(id)).state));
    expect(states.filter((state) => state === 'cancelled')).toHaveLength(asked);
    expect((await client(KEYS.globex).get(foreign)).state).not.toBe('cancelled');
    await client()
      .cancelMany({ all: true })
      .then(({ id }) => carryOut(id));
    await client(KEYS.globex).cancel(foreign);
  });

  it('asks the jobs of a batch, and of a durable session, as the client says it, and tells which have yet to end', async () => {
    const batch = await client().submitBatch([1, 2].map((at) => ({ profile: 'main', sql: `select ${at}` })));
    const session = await client().openSession({ profile: 'main' });
    const { id } = await setting.submit({ session: session.id });
    await setting.worker.submit(id);

    const ofBatch = await client().cancelMany({ batch: batch.batch.id });
    await carryOut(ofBatch.id);
    expect(await client().cancelProgress(ofBatch.id)).toMatchObject({ asked: 2, open: 0, reason: null });
    const ofSession = await client().cancelMany({ session: session.id }, 'no need');
    await carryOut(ofSession.id);
    expect(await client().cancelProgress(ofSession.id)).toMatchObject({ asked: 1, open: 1, done: false });
    expect(await client().get(id)).toMatchObject({ state: 'running', cancelling: true, cancel: { reason: 'no need' } });
  });

  it.each([
    [{}, 'jobs'],
    [{ jobs: {} }, 'exactly one of batch, session, tags and all'],
    [{ jobs: { all: true, tags: { run: 'a' } } }, 'exactly one of batch, session, tags and all'],
    [{ jobs: { tags: {} } }, 'at least one tag'],
    [{ jobs: { all: false } }, 'all'],
    [{ jobs: { job: 'job_1' } }, 'job'],
  ])('refuses %j by name', async (body, named) => {
    const response = await ask(body);
    expect(response.status).toBe(422);
    expect(JSON.stringify(Problem.parse(await response.json()))).toContain(named);
  });

  it('shows the progress to its own tenant alone', async () => {
    const { id } = await client().cancelMany({ all: true });
    await expect(client(KEYS.globex).cancelProgress(id)).rejects.toMatchObject({ code: 'not_found' });
    const response = await setting.call('GET', '/v1/cancels/can_nothing');
    expect(response.status).toBe(400);
  });

  it('is 404 for a batch that there is not, and for that of another tenant', async () => {
    const { batch } = await client(KEYS.globex).submitBatch([{ profile: 'other', sql: 'select 1' }]);
    for (const id of [batch.id, 'bat_01ARZ3NDEKTSV4RRFFQ69G5FAV']) {
      const response = await ask({ jobs: { batch: id } });
      expect(Problem.parse(await response.json())).toMatchObject({ code: 'not_found', path: 'jobs.batch' });
    }
    await client(KEYS.globex).cancelMany({ batch: batch.id });
  });

  it('is 404 for a session that there is not, and for that of another tenant', async () => {
    const own = await client(KEYS.globex).openSession({ profile: 'other' });
    for (const id of [own.id, 'ses_01ARZ3NDEKTSV4RRFFQ69G5FAV']) {
      const response = await ask({ jobs: { session: id } });
      expect(Problem.parse(await response.json())).toMatchObject({ code: 'not_found', path: 'jobs.session' });
    }
    await client(KEYS.globex).cancelMany({ session: own.id });
  });
});
