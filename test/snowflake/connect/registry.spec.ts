import { randomUUID } from 'node:crypto';
import { ConnectionRegistry } from '@firn/snowflake';
import { until } from '../../support/until.js';
import { monitored, OTHER_QUERY, refusal, success } from '../support/protocol-server.js';
import { profileFor, rejection, scripted } from '../support/sessions.js';

const LOGOUT = '/session';
const accepted = (seen: { body: Record<string, unknown> }) =>
  seen.body.asyncExec === true ? success({ queryId: OTHER_QUERY }, '333334') : undefined;
const write = { text: 'insert into t select 1', binds: [] };

describe('the connection registry', () => {
  it('gives shared sessions in turn, up to their number', async () => {
    await using test = await scripted(() => undefined, { sharedSessions: 2 });
    const sessions = await Promise.all([test.session(), test.session()]);
    expect(new Set(sessions).size).toBe(2);
    expect([await test.session(), await test.session()]).toEqual(sessions);
    expect(test.registry.counts()).toEqual({ test: { shared: 2, exclusive: 0, control: 0 } });
  });

  it('lets nobody wait for a login while another session is up', async () => {
    let letIn = () => {};
    const held = new Promise<void>((resolve) => {
      letIn = resolve;
    });
    await using test = await scripted(() => undefined, { controlSessions: 2 });
    const first = await test.session('control');
    test.server.script = async ({ path }) => {
      if (path.includes('login')) await held;
      return undefined;
    };
    const others = [await test.session('control'), await test.session('control'), await test.session('control')];
    expect(others).toEqual([first, first, first]);
    letIn();
    await until('the second one is up', async () => test.registry.counts().test?.control === 2);
    expect(test.server.requests('/session/v1/login-request')).toHaveLength(2); // asked for once
    expect(await test.session('control')).not.toBe(await test.session('control'));
  });

  it('logs control sessions in to a warehouse of their own, where the profile names one', async () => {
    await using test = await scripted();
    const profile = { ...test.profile, controlWarehouse: 'CONTROL_WH' };
    await test.registry.session(profile, 'shared');
    await test.registry.session(profile, 'control');
    const logins = test.server.requests('/session/v1/login-request');
    expect(logins.map(({ query }) => query.get('warehouse'))).toEqual(['COMPUTE_WH', 'CONTROL_WH']);
  });

  it('gives a profile that was changed sessions of its own', async () => {
    await using test = await scripted(() => undefined, { sharedSessions: 1 });
    const session = await test.session();
    expect(await test.registry.session({ ...test.profile, role: 'ANALYST' }, 'shared')).not.toBe(session);
    expect(await test.registry.session({ ...test.profile }, 'shared')).toBe(session);
  });

  it('gives each write a session of its own, never more than the cap, in order of arrival', async () => {
    await using test = await scripted(() => undefined, { exclusiveSessions: 2 });
    const [one, two] = [await test.session('exclusive'), await test.session('exclusive')];
    expect(one).not.toBe(two);
    const order: string[] = [];
    const third = test.session('exclusive').then((session) => {
      order.push('third');
      return session;
    });
    const fourth = test.session('exclusive').then((session) => {
      order.push('fourth');
      return session;
    });
    await test.session('control'); // a login later nobody has got a third session
    expect(order).toEqual([]);
    expect(test.registry.counts()).toMatchObject({ test: { exclusive: 2 } });
    await test.registry.release(two);
    expect(await third).toBe(two); // used again
    await test.registry.evict(one, { logout: true });
    expect(await fourth).not.toBe(one); // ended, so another one
    expect(order).toEqual(['third', 'fourth']);
    expect(test.server.requests(LOGOUT).map((seen) => seen.query.get('delete'))).toEqual(['true']);
  });

  it('lets a waiting caller give up, and passes its place on', async () => {
    await using test = await scripted(() => undefined, { exclusiveSessions: 1 });
    const held = await test.session('exclusive');
    const stop = new AbortController();
    const impatient = test.registry.session(test.profile, 'exclusive', stop.signal);
    const patient = test.session('exclusive');
    stop.abort(new Error('no longer wanted'));
    expect(await rejection(impatient)).toMatchObject({ message: 'no longer wanted' });
    await test.registry.release(held);
    expect(await patient).toBe(held);
  });

  it('gives the place back when a login fails', async () => {
    await using test = await scripted(() => undefined, { exclusiveSessions: 1 });
    test.server.script = (seen) => (seen.path.includes('login') ? { status: 403, body: '' } : undefined);
    await rejection(test.session('exclusive'));
    test.server.script = () => undefined;
    expect((await test.session('exclusive')).sessionId).toBe('1001');
  });

  it('does not log out of a session whose query is not known to have ended', async () => {
    await using test = await scripted(accepted);
    const session = await test.session('exclusive');
    await session.submit(write, { requestId: randomUUID() });
    expect(session.inFlight).toBe(1);
    await test.registry.release(session); // still running: not for the next write, and not to be ended either
    expect(await test.session('exclusive')).not.toBe(session);
    await test.registry.close();
    expect(test.server.requests(LOGOUT)).toHaveLength(1); // of the second session only
  });

  it('logs out once the query was seen ended', async () => {
    await using test = await scripted((seen) =>
      seen.path.startsWith('/monitoring/') ? monitored(OTHER_QUERY, 'SUCCESS') : accepted(seen),
    );
    const session = await test.session('shared');
    await session.submit(write, { requestId: randomUUID() });
    await session.status(OTHER_QUERY);
    expect(session.inFlight).toBe(0);
    await test.registry.close();
    expect(test.server.requests(LOGOUT)).toHaveLength(1);
  });

  it('does not log out of a session whose submit may have been taken', async () => {
    await using test = await scripted((seen) => (seen.body.asyncExec === true ? { status: 403, body: '' } : undefined));
    const session = await test.session('exclusive');
    await rejection(session.submit(write, { requestId: randomUUID() }));
    expect(session.inFlight).toBe(1);
    await test.registry.close();
    expect(test.server.requests(LOGOUT)).toEqual([]);
  });

  it('replaces a session that Snowflake calls dead and the driver calls up', async () => {
    await using test = await scripted(
      (seen) =>
        seen.token === 'session-1' && seen.body.sqlText === 'select 1' ? refusal('390114', 'expired') : undefined,
      { sharedSessions: 1 },
    );
    const session = await test.session('shared');
    await rejection(session.execute({ text: 'select 1', binds: [] }));
    expect(session.isLost).toBe(true);
    expect(await test.session('shared')).not.toBe(session);
  });

  it('replaces a session that has grown old, whatever its purpose', async () => {
    await using test = await scripted();
    let now = 0;
    const registry = new ConnectionRegistry({ now: () => now });
    const profile = profileFor(test.server.url, { limits: { sharedSessions: 1, sessionAgeSeconds: 60 } });
    const [shared, exclusive] = [
      await registry.session(profile, 'shared'),
      await registry.session(profile, 'exclusive'),
    ];
    await registry.release(exclusive);
    now = 60_000;
    expect(await registry.session(profile, 'shared')).toBe(shared);
    now = 60_001;
    expect(await registry.session(profile, 'shared')).not.toBe(shared);
    expect(await registry.session(profile, 'exclusive')).not.toBe(exclusive);
    await registry.close();
  });
});
