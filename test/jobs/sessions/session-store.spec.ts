import { ScratchRegistry, SessionStore, toSessionView } from '@firn/jobs';
import { startStore, type TestStore } from '../store.js';

describe('durable sessions', () => {
  let test: TestStore;
  let sessions: SessionStore;
  let scratch: ScratchRegistry;
  beforeAll(async () => {
    test = await startStore(2);
    sessions = new SessionStore(test.redis, 2);
    scratch = new ScratchRegistry(test.redis, 2);
  });
  afterAll(() => test.stop());

  it('are used until they close, by their own tenant', async () => {
    const session = await sessions.open('default', 'local', 60_000);
    expect(toSessionView(session, null)).toMatchObject({ id: session.id, state: 'open', stage: null });
    expect(await sessions.find('other', session.id)).toBeNull();
    await expect(sessions.use('other', session.id)).rejects.toMatchObject({ problem: { code: 'not_found' } });
    expect((await sessions.use('default', session.id)).state).toBe('open');
    await sessions.beginClose(session.id);
    await expect(sessions.use('default', session.id)).rejects.toMatchObject({
      problem: { code: 'session_closed', status: 409 },
    });
    expect((await sessions.due(await test.store.now(), 10)).sessions.map(({ id }) => id)).toContain(session.id);
    await sessions.closed(session.id);
    await sessions.beginClose(session.id);
    expect((await sessions.find('default', session.id))?.state).toBe('closed');
    expect((await sessions.due(Date.now() + 1e9, 10)).sessions).toEqual([]);
  });

  it('are due when nobody used them for too long', async () => {
    const session = await sessions.open('default', 'local', 1_000);
    const now = await test.store.now();
    expect((await sessions.due(now, 10)).sessions).toEqual([]);
    expect((await sessions.due(now + 1_500, 10)).sessions.map(({ id }) => id)).toEqual([session.id]);
  });

  it('own what they made until it is dropped', async () => {
    const session = await sessions.open('default', 'local', 60_000);
    const object = { kind: 'table', name: '"S"."T"', tenant: 'default', profile: 'local', userName: 'T' } as const;
    await scratch.add(session.id, [object, { ...object, name: '"S"."U"' }], 5);
    expect((await scratch.objectsOf(session.id)).objects.map(({ name }) => name).sort()).toEqual([
      '"S"."T"',
      '"S"."U"',
    ]);
    expect((await scratch.due(4, 10)).owners).toEqual([]);
    expect((await scratch.due(5, 10)).owners).toEqual([session.id]);
    await scratch.putOff(session.id, 50);
    expect((await scratch.due(5, 10)).owners).toEqual([]);
    await scratch.dropped(session.id, '"S"."T"');
    expect((await scratch.due(60, 10)).owners).toEqual([session.id]);
    await scratch.dropped(session.id, '"S"."U"');
    expect((await scratch.due(60, 10)).owners).toEqual([]);
  });
});
