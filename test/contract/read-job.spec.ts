import { ProblemError, parseStoredAction, readJob } from '@firn/contract';
import { PLAN_LIMITS, type Plan } from '@firn/snowpark';
import { encodeAction } from '@firn/snowpark/internal';

const refusal = (body: unknown) => {
  try {
    readJob(body);
  } catch (error) {
    if (error instanceof ProblemError) return error.problem;
    throw error;
  }
  throw new Error('It was read.');
};
const job = (more: object) => ({ profile: 'local', ...more });
const sqlAction = (text: string) => ({ version: 1, kind: 'collect', plan: { kind: 'sql', text, binds: [] } });

describe('reading a job', () => {
  it('takes SQL with its values, and gives what the worker reads back', () => {
    const read = readJob(job({ sql: 'select ?, ?, ?, ?', binds: [1, 1.5, 'x', null] }));
    expect(read.kind).toBe('sql');
    expect(read.request).toMatchObject({ timeoutMs: 3_600_000, tags: {}, inlineRows: 100 });
    expect(parseStoredAction(read.encoded)).toEqual(read.action);
  });

  it('takes an action, and one that adopts a query', () => {
    const action = encodeAction({ kind: 'count', plan: { kind: 'table', name: ['T'] } });
    expect(readJob(job({ action })).kind).toBe('count');
    const adopt = { kind: 'adopt', queryId: '01b2c3d4-0000-0000-0000-00000000000a' };
    const read = readJob(job({ action: adopt }));
    expect([read.kind, parseStoredAction(read.encoded)]).toEqual(['adopt', adopt]);
  });

  it.each([
    [{ sql: 'select 1' }, 'profile'],
    [job({}), 'action'],
    [job({ sql: 'select 1', action: sqlAction('select 1') }), 'action'],
    [job({ action: sqlAction('select 1'), binds: [1] }), 'binds'],
    [job({ sql: 'select ?' }), 'sql'],
    [job({ sql: 'select 1', binds: [1] }), 'sql'],
    [job({ sql: 'select ?, ?', binds: [1] }), 'sql'],
    [job({ sql: 'select 1', timeoutMs: 1 }), 'timeoutMs'],
    [job({ sql: 'select 1', tags: { 'a b': 'x' } }), 'tags'],
    [job({ sql: 'select 1', parameters: { AUTOCOMMIT: 'false' } }), 'parameters'],
    [job({ sql: 'select 1', parameters: { WEEK_START: '8' } }), 'parameters.WEEK_START'],
    [job({ sql: 'select 1', parameters: { QUERY_TAG: '"'.repeat(1_000) } }), 'parameters.QUERY_TAG'],
    [job({ sql: 'select 1', parameters: { USE_CACHED_RESULT: 'perhaps' } }), 'parameters.USE_CACHED_RESULT'],
  ])('refuses %j as invalid_job, at %s', (body, path) => {
    const problem = refusal(body);
    expect(problem).toMatchObject({ code: 'invalid_job', status: 422 });
    expect(problem.path).toMatch(new RegExp(`^${path}`));
  });

  it('refuses a field that it does not know, by name, and leads to the body where that is no object', () => {
    const wrong: readonly (readonly [unknown, string])[] = [
      [job({ sql: 'select 1', timeout: 5 }), 'timeout'],
      [job({ sql: 'select 1', retry: { atempts: 5 } }), 'retry.atempts'],
      [JSON.parse('{"profile":"p","sql":"select 1","tags":{"__proto__":"x"}}'), 'tags.__proto__'],
      [JSON.parse('{"profile":"p","sql":"select 1","parameters":{"__proto__":"x"}}'), 'parameters.__proto__'],
      [[], 'body'],
      [null, 'body'],
    ];
    for (const [body, path] of wrong) expect(refusal(body)).toMatchObject({ code: 'invalid_job', path });
  });

  it('leads into the plan, where that is wrong', () => {
    const wrong = { version: 1, kind: 'collect', plan: { kind: 'filter', input: { kind: 'nothing' } } };
    expect(refusal(job({ action: wrong }))).toMatchObject({
      code: 'invalid_plan',
      path: expect.stringMatching(/^action\.plan/),
    });
  });

  it('leaves a newer version to a newer server', () => {
    expect(refusal(job({ action: { version: 999, kind: 'collect' } }))).toMatchObject({
      code: 'plan_version_newer',
      path: 'action.version',
    });
  });

  const t: Plan = { kind: 'table', name: ['T'], frame: 1 };
  const drawn = (text: string): Plan => ({
    kind: 'select',
    input: t,
    items: [{ kind: 'alias', name: 'R', operand: { kind: 'sql', text } }],
  });
  /** Itself beside itself, each time: what is volatile is written anew for each use. */
  const doubled = (from: Plan, times: number): Plan => {
    let all: Plan = { ...from, frame: 100 };
    for (let at = 1; at <= times; at += 1) {
      const right = { kind: 'same', frame: 99 + at } as object as Plan;
      all = { kind: 'set', op: 'union_all', match: 'position', left: all, right, frame: 100 + at };
    }
    return all;
  };
  const column = { kind: 'column', name: 'A' } as const;
  const constants = Array.from({ length: 40_000 }, (_, at) => [
    { kind: 'constant', value: `value ${at} of many in a list` } as const,
  ]);
  const filtered = (input: Plan): Plan => ({
    kind: 'filter',
    input,
    condition: { kind: 'in_list', operands: [column], rows: constants },
  });
  const renamed = (input: Plan): Plan => ({ kind: 'rename', input, renames: [{ from: column, to: 'B' }] });

  it.each<[string, Plan, RegExp]>([
    ['doubled sixty times', doubled(drawn('random()'), 60), /more than 1000000000000000 nodes, and 100000 are/],
    ['with much SQL for each use', doubled(drawn(`random() + ${'1 + '.repeat(500)} 1`), 9), /at least 10\d{5} bytes/],
    ['with a long list', filtered(t), /at least \d{7} bytes, and 1000000 are the most in one statement/],
    ['with a long list, over columns that nobody knows yet', filtered(renamed(t)), /at least \d{7} bytes/],
    [
      'with a long list in a subquery',
      {
        kind: 'filter',
        input: renamed(t),
        condition: { kind: 'in_query', operands: [column], query: filtered(t) },
      },
      /at least \d{7} bytes/,
    ],
    [
      'over much SQL',
      renamed({ kind: 'sql', text: `select '${'x'.repeat(PLAN_LIMITS.sqlBytes)}' as a`, binds: [] }),
      /at least 10000\d{2} bytes/,
    ],
  ])('refuses a plan %s, with the figures, before anything is known of its tables', (_, plan, figures) => {
    expect(refusal(job({ action: { version: 1, kind: 'count', plan } }))).toMatchObject({
      code: 'plan_too_large',
      status: 422,
      path: 'action',
      detail: expect.stringMatching(figures),
    });
  });

  it('refuses SQL that is no job, wherever it stands', () => {
    expect(refusal(job({ sql: '/* x */ Put file://a @b' }))).toMatchObject({
      code: 'refused_sql',
      path: 'sql',
      detail: expect.stringContaining('PUT at line 1'),
    });
    expect(refusal(job({ action: sqlAction('use role x') }))).toMatchObject({
      code: 'refused_sql',
      path: 'action.plan.text',
    });
  });
});
