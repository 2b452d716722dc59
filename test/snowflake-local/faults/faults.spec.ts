import { faultControl } from '../../../apps/snowflake-local/src/faults/control.js';
import { Faults } from '../../../apps/snowflake-local/src/faults/faults.js';
import { BadRule, type RequestFacts, readRule } from '../../../apps/snowflake-local/src/faults/rule.js';

const facts: RequestFacts = {
  route: 'query-request',
  sessionId: '7',
  queryId: null,
  chunk: null,
  requestId: 'r',
  sqlText: 'insert into t values (1)',
  tag: '{"job":"job_1"}',
};
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('fault rules', () => {
  it.each([
    [{ route: 'query', phase: 'before', action: 'drop' }, 'route is query'],
    [{ route: 'result', phase: 'during', action: 'drop' }, 'phase is during'],
    [{ route: 'result', phase: 'after', action: 'explode' }, 'action is explode'],
    [{ route: 'result', phase: 'after', action: 'delay', ms: -1 }, 'ms is -1'],
    [{ route: 'result', phase: 'after', action: 'drop', tag: 'x' }, 'unknown field tag'],
    [{ route: 'result', phase: 'after', action: 'slow', ms: 5 }, 'needs the route chunk and the phase after'],
    [{ route: 'chunk', phase: 'after', action: 'slow' }, 'needs ms'],
    [{ route: '*', phase: 'before', action: 'lag', ms: 5 }, 'needs the route history'],
    [{ route: 'history', phase: 'before', action: 'drop' }, 'route is history'],
    ['drop', 'must be an object'],
  ])('refuse %j by name', (json, message) => {
    expect(() => readRule(json)).toThrow(BadRule);
    expect(() => readRule(json)).toThrow(message);
  });

  it('meet only what they match, and so often as they say', async () => {
    const faults = new Faults();
    faults.set(readRule({ route: 'query-request', phase: 'after', action: 'drop', times: 1, match: { tag: 'job_1' } }));
    expect(await faults.meet('before', facts)).toMatchObject({ action: 'none' });
    expect(await faults.meet('after', { ...facts, tag: null })).toMatchObject({ action: 'none' });
    expect(await faults.meet('after', facts)).toMatchObject({ action: 'drop' });
    expect(await faults.meet('after', facts)).toMatchObject({ action: 'none' });
    expect(faults.rules()).toMatchObject([{ hits: 1 }]);
  });

  it('hold until released, and tell when a request is held', async () => {
    const faults = new Faults();
    const rule = faults.set(readRule({ route: '*', phase: 'before', action: 'delay', match: { sqlText: 'insert' } }));
    let isOver = false;
    const watched = faults.whenHeld(1, rule, 60_000);
    const met = faults.meet('before', facts).then(() => {
      isOver = true;
    });
    expect(await watched).toMatchObject([{ rule, phase: 'before', sqlText: facts.sqlText }]);
    await settle();
    expect(isOver).toBe(false);
    expect(faults.release({ rule })).toBe(1);
    await met;
    expect(faults.heldRequests()).toEqual([]);
  });

  it('let what they hold go when they are cleared', async () => {
    const faults = new Faults();
    faults.set(readRule({ route: '*', phase: 'before', action: 'delay' }));
    const met = faults.meet('before', facts);
    expect(faults.clear()).toBe(1);
    expect(await met).toMatchObject({ action: 'none' });
  });
});

describe('the control endpoint', () => {
  const ask = (faults: Faults | null, method: string, path: string, body: unknown = null) => {
    const url = new URL(path, 'http://host');
    return faultControl(faults, method, url.pathname, url.searchParams, body);
  };

  it('says how to switch faults on', async () => {
    expect(await ask(null, 'GET', '/faults')).toMatchObject({
      status: 404,
      body: { error: expect.stringContaining('--faults') },
    });
  });

  it('sets, lists, clears and refuses', async () => {
    const faults = new Faults();
    const made = await ask(faults, 'POST', '/faults', { route: 'result', phase: 'before', action: '503' });
    expect(made).toMatchObject({ status: 201, body: { id: 'rule-1' } });
    expect(await ask(faults, 'GET', '/faults')).toMatchObject({
      body: { rules: [{ id: 'rule-1', action: '503' }], held: [] },
    });
    expect(await ask(faults, 'DELETE', '/faults/rule-1')).toMatchObject({ body: { cleared: 1 } });
    expect(await ask(faults, 'POST', '/faults', { route: 'x' })).toMatchObject({ status: 422 });
    expect(await ask(faults, 'PUT', '/faults')).toMatchObject({ status: 405 });
  });
});
