import { Problem, SessionView } from '@firn/contract';
import { Queue } from 'bullmq';
import { KEYS } from './support/api.js';
import { useSetting } from './support/setting.js';

describe('/v1/sessions', () => {
  const setting = useSetting();
  const open = (profile: string) => setting.call('POST', '/v1/sessions', { body: { profile } });

  it('opens a session and names its stage, where the profile has a schema for it', async () => {
    const response = await open('main');
    expect(response.status).toBe(201);
    const session = SessionView.parse(await response.json());
    expect(session).toMatchObject({
      profile: 'main',
      state: 'open',
      stage: `@"FIRN"."SCRATCH"."FIRN_${session.id.slice(4)}_STAGE"`,
    });
    expect(response.headers.get('location')).toBe(`/v1/sessions/${session.id}`);
    expect(SessionView.parse(await (await setting.call('GET', `/v1/sessions/${session.id}`)).json())).toEqual(session);

    expect(SessionView.parse(await (await open('bare')).json()).stage).toBeNull();
  });

  it('closes once, and hands the dropping to a worker', async () => {
    const { id } = SessionView.parse(await (await open('main')).json());
    const first = await setting.call('DELETE', `/v1/sessions/${id}`);
    const again = await setting.call('DELETE', `/v1/sessions/${id}`);

    expect([first.status, again.status]).toEqual([202, 202]);
    expect(SessionView.parse(await again.json()).state).toBe('closing');
    const queue = new Queue('control', { connection: setting.worker.redis, prefix: 'firn:{00}' });
    expect((await queue.getJobs(['waiting'])).map(({ data }) => data)).toContainEqual({ id });
  });

  it('keeps tenants apart', async () => {
    const { id } = SessionView.parse(await (await open('main')).json());
    const answers = await Promise.all(
      ['GET', 'DELETE'].map((method) => setting.call(method, `/v1/sessions/${id}`, { key: KEYS.globex })),
    );
    for (const answer of answers) expect(Problem.parse(await answer.json()).code).toBe('not_found');
    expect(Problem.parse(await (await open('other')).json())).toMatchObject({
      status: 403,
      code: 'forbidden',
      path: 'profile',
    });
    expect(Problem.parse(await (await open('none')).json())).toMatchObject({
      status: 422,
      code: 'unknown_profile',
      detail: expect.stringContaining('main, bare'),
    });
  });
});
