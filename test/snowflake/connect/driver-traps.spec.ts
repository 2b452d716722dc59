import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ConnectionRegistry, failureOf } from '@firn/snowflake';
import { until } from '../../support/until.js';
import type { Script } from '../support/open-and-close.js';
import {
  OTHER_QUERY,
  type Reply,
  refusal,
  resultData,
  type Seen,
  success,
  textColumn,
} from '../support/protocol-server.js';
import { profileFor, rejection, scripted } from '../support/sessions.js';

const isQuery = (seen: Seen): boolean => seen.body.sqlText === 'select 1';
const isLogin = (seen: Seen): boolean => seen.path.includes('login');
const isPut = (seen: Seen): boolean => String(seen.body.sqlText).startsWith('put');
const isHeartbeat = ({ path }: Seen): boolean => path === '/session/heartbeat';
const isRenewal = ({ path }: Seen): boolean => path === '/session/token-request';
const isResult = ({ path }: Seen): boolean => path === `/queries/${OTHER_QUERY}/result`;
const isSetUp = (seen: Seen): boolean => String(seen.body.sqlText).startsWith('ALTER SESSION');
const select = { text: 'select 1', binds: [] };
const busy = { status: 503, body: 'busy' };
const inProgress = (code: string) => ({ json: { success: true, code, data: { queryId: OTHER_QUERY } } });

/** What a process is in the middle of: requests that are answered so, and how many of them were sent. */
const UNDER_WAY: readonly [meant: (seen: Seen) => boolean, answer: Reply | undefined, times: number][] = [
  [isQuery, undefined, 1],
  // Some refusals on, its pauses are longer than a test has patience for.
  [isQuery, busy, 3],
  [({ path }) => path === '/', 'hang', 1],
  [isLogin, 'hang', 1],
  [isLogin, busy, 3],
  [isSetUp, 'hang', 1],
  [isSetUp, busy, 3],
  [isPut, 'hang', 1],
  [isPut, busy, 2],
  [isHeartbeat, 'hang', 1],
  [isHeartbeat, busy, 2],
  [isRenewal, 'hang', 1],
  [isResult, 'hang', 1],
  [isResult, busy, 3],
];

/** What has to be answered before a process comes to what is meant. */
function leadingTo(meant: (seen: Seen) => boolean, seen: Seen): Reply | undefined {
  if (meant === isResult) return isQuery(seen) ? inProgress('333334') : undefined;
  const isExpired = isQuery(seen) || (meant === isRenewal && isHeartbeat(seen));
  return isExpired && (meant === isRenewal || meant === isHeartbeat) ? refusal('390112', 'expired') : undefined;
}

async function underWay([meant, answer, times]: (typeof UNDER_WAY)[number]) {
  const { server } = await scripted((seen) => {
    if (meant(seen) && answer !== undefined) return answer;
    const leading = leadingTo(meant, seen);
    if (leading !== undefined) return leading;
    if (!isLogin(seen)) return undefined;
    // The server turns the driver's heartbeat timer on for every connection of the process.
    const parameters = [{ name: 'CLIENT_SESSION_KEEP_ALIVE', value: true }];
    return success({ token: 't', masterToken: 'm', sessionId: 1, parameters });
  });
  const address = meant === isPut ? `put:${server.url}` : server.url;
  return { server, address, isUnderWay: () => server.seen.filter(meant).length >= times };
}

describe('the driver', () => {
  it.each(['shared', 'exclusive'] as const)(
    'does not hold a caller for ever at a login (%s), nor begin one for each who comes',
    async (purpose) => {
      let arrive = (): void => undefined;
      const late = new Promise<undefined>((resolve) => {
        arrive = () => resolve(undefined);
      });
      await using test = await scripted((seen) => (seen.path.includes('login') ? late : undefined));
      const registry = new ConnectionRegistry({ loginDeadlineMs: 50 });
      const profile = profileFor(test.server.url, { limits: { sharedSessions: 1, exclusiveSessions: 1 } });
      const failure = failureOf(await rejection(registry.session(profile, purpose)));
      expect(failure).toMatchObject({
        class: 'transient',
        code: '401001',
        message: expect.stringContaining('within 50 ms'),
      });
      await rejection(registry.session(profile, purpose));
      arrive();
      const session = await until('the login is through', () =>
        registry.session(profile, purpose).catch(() => false as const),
      );
      expect(session.sessionId).toBe('1001');
      expect(test.server.requests('/session/v1/login-request')).toHaveLength(1);
      await registry.close();
      expect(test.server.requests('/session')).toHaveLength(1);
    },
  );

  it.each([
    ['no parameters', { ...resultData(OTHER_QUERY, [textColumn('A')], [['x']]), parameters: undefined }],
    ['no columns', { queryId: OTHER_QUERY, parameters: [] }],
  ])('answers even when Snowflake sends %s', async (_what, data) => {
    await using test = await scripted((seen) => (isQuery(seen) ? success(data) : undefined));
    const session = await test.session();
    const settled = await session.execute(select).then(
      (queryId) => queryId,
      (error: unknown) => failureOf(error).class,
    );
    expect([OTHER_QUERY, 'unknown']).toContain(settled);
  });

  it('goes on with the same request ID after an answer that is no JSON, until the session is closed', async () => {
    await using test = await scripted((seen) =>
      isQuery(seen) ? { status: 200, body: '<html>busy</html>', headers: { 'content-type': 'text/html' } } : undefined,
    );
    const session = await test.session();
    const failed = rejection(session.execute(select));
    const sent = () => test.server.seen.filter(isQuery).map((seen) => seen.query.get('requestId'));
    await until('it is repeated', async () => sent().length > 1);
    expect(new Set(sent()).size).toBe(1);
    await session.close({ logout: false });
    const failure = failureOf(await failed);
    expect(failure).toMatchObject({ outcomeUnknown: true, message: expect.stringContaining('was closed') });
  });

  it('waits for a statement that Snowflake takes its time for', async () => {
    let asked = 0;
    await using test = await scripted((seen) => {
      if (isQuery(seen)) return inProgress('333334');
      if (seen.path !== `/queries/${OTHER_QUERY}/result`) return undefined;
      asked += 1;
      if (asked < 3) return inProgress('333333');
      return success(resultData(OTHER_QUERY, [textColumn('A')], [['late']]));
    });
    expect(await (await test.session()).run(select)).toMatchObject({ queryId: OTHER_QUERY, rows: [['late']] });
    expect(asked).toBe(3);
  });

  it('reads a status whose data is null', async () => {
    await using test = await scripted((seen) => (seen.path.startsWith('/monitoring') ? success(null) : undefined));
    expect((await (await test.session()).status(OTHER_QUERY)).state).toBe('unknown');
  });

  it('renews the token under a statement and repeats it with the same request ID', async () => {
    await using test = await scripted((seen) =>
      (isQuery(seen) || seen.path === '/session/heartbeat') && seen.token?.startsWith('session-')
        ? refusal('390112', 'expired')
        : undefined,
    );
    await (await test.session()).execute(select);
    const ids = test.server.seen.filter(isQuery).map((seen) => seen.query.get('requestId'));
    expect(ids).toHaveLength(2);
    expect(ids[0]).toBe(ids[1]);
  });

  it('keeps columns of the same name apart', async () => {
    await using test = await scripted((seen) =>
      isQuery(seen) ? success(resultData(OTHER_QUERY, [textColumn('A'), textColumn('A')], [['1', '2']])) : undefined,
    );
    const { rows } = await (await test.session()).run(select);
    expect(rows).toEqual([['1', '2']]);
  });

  it('never evaluates data: what is no JSON stays the text it is', async () => {
    const hostile = '{"a": undefined, "b": (() => { throw new Error("ran") })()}';
    await using test = await scripted((seen) =>
      isQuery(seen)
        ? success(resultData(OTHER_QUERY, [{ ...textColumn('V'), type: 'variant' }], [[hostile]]))
        : undefined,
    );
    expect((await (await test.session()).run(select)).rows).toEqual([[hostile]]);
  });

  it('tells NULL from the text NULL', async () => {
    await using test = await scripted((seen) =>
      isQuery(seen)
        ? success(resultData(OTHER_QUERY, [textColumn('A'), textColumn('B')], [[null, 'NULL']]))
        : undefined,
    );
    expect((await (await test.session()).run(select)).rows).toEqual([[null, 'NULL']]);
  });

  it('lets the process end once the registry is closed, whatever is under way', async () => {
    const cases = await Promise.all(UNDER_WAY.map(underWay));
    const name: Script = 'open-and-close';
    const file = join(import.meta.dirname, '..', 'support', `${name}.ts`);
    const child = spawn(process.execPath, ['--import', 'tsx', file, ...cases.map(({ address }) => address)], {
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    });
    const exited = once(child, 'exit');
    await until('the requests were sent', async () => cases.every((each) => each.isUnderWay()));
    child.send('close', () => undefined);
    await once(child, 'disconnect'); // the registry has closed
    const sent = cases.map(({ server }) => server.seen.length);
    expect(await exited).toEqual([0, null]);
    expect(cases.map(({ server }) => server.seen.length)).toEqual(sent);
    await Promise.all(cases.map(({ server }) => server.stop()));
  });

  it.each(['shared', 'exclusive'] as const)(
    'sends nothing once the registry is closed under a login (%s)',
    async (purpose) => {
      await using test = await scripted((seen) => (isLogin(seen) ? 'hang' : undefined), { exclusiveSessions: 1 });
      const waiting = [1, 2].map(() => rejection(test.session(purpose)).then(failureOf));
      await test.server.next('/session/v1/login-request');
      await test.registry.close();
      const sent = test.server.seen.length;
      for (const failure of await Promise.all(waiting)) {
        expect(failure).toMatchObject({
          class: 'transient',
          message: expect.stringContaining('connections were closed'),
        });
      }
      expect(test.server.seen).toHaveLength(sent);
      await test.server.quiet();
    },
  );
});
