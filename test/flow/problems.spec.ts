import { JobView, Problem, type ProblemCode } from '@firn/contract';
import { call, KEYS, startTestApi } from '../api/support/api.js';
import { type Setting, useSetting } from '../api/support/setting.js';
import { startRedis } from '../support/redis.js';

/** What a caller sends, and what it is told: the status, the code, where, and the words that name the cure. */
interface Row {
  readonly input: string;
  readonly send: (at: Setting) => Promise<Response>;
  readonly status: number;
  readonly code: ProblemCode;
  readonly cure: RegExp;
  readonly path?: string;
  readonly detail?: RegExp;
}

const UNKNOWN = '01JD7Z3V9Q5W8N2R4T6Y0B1C3D';
const job = { profile: 'main', sql: 'select 1' };
const table = { kind: 'table', name: ['T'] };
const post =
  (body: unknown, headers: Readonly<Record<string, string>> = {}) =>
  (at: Setting) =>
    at.call('POST', '/v1/jobs', { body, headers });
const text =
  (body: string, type = 'application/json') =>
  (at: Setting) =>
    at.call('POST', '/v1/jobs', { body, headers: { 'content-type': type } });
const get = (path: string, key?: string | null) => (at: Setting) =>
  at.call('GET', path, key === undefined ? {} : { key });
const action = (content: object) => post({ profile: 'main', action: { version: 1, ...content } });
const sql = (statement: string) => post({ ...job, sql: statement });

async function twice(at: Setting): Promise<Response> {
  await post(job, { 'idempotency-key': 'one' })(at);
  return post({ ...job, sql: 'select 2' }, { 'idempotency-key': 'one' })(at);
}

async function resultOfCancelled(at: Setting): Promise<Response> {
  const { id } = await at.submit();
  await at.call('POST', `/v1/jobs/${id}/cancel`);
  return at.call('GET', `/v1/jobs/${id}/result`);
}

async function resultOfRepeatedNames(at: Setting): Promise<Response> {
  const { id } = await at.submit();
  const column = { name: 'A', type: 'text', nullable: true, precision: null, scale: null, length: 1 } as const;
  await at.worker.succeed(id, [column, column], [['1', '2']]);
  return at.call('GET', `/v1/jobs/${id}/result?rows=objects`);
}

async function jobOfClosedSession(at: Setting): Promise<Response> {
  const { id } = (await (await at.call('POST', '/v1/sessions', { body: { profile: 'main' } })).json()) as {
    id: string;
  };
  await at.call('DELETE', `/v1/sessions/${id}`);
  return post({ ...job, session: id })(at);
}

async function tooOften(at: Setting): Promise<Response> {
  for (let count = 0; count < 3; count += 1) await get('/v1/jobs', KEYS.hasty)(at);
  return get('/v1/jobs', KEYS.hasty)(at);
}

const deep = () => {
  let nested = '{"kind":"table","name":["T"]}';
  for (let depth = 0; depth < 20_000; depth += 1) nested = `{"kind":"limit","rows":1,"offset":0,"input":${nested}}`;
  return `{"profile":"main","action":{"version":1,"kind":"collect","plan":${nested}}}`;
};

const ROWS: readonly Row[] = [
  {
    input: 'JSON cut short',
    send: text('{"profile":'),
    status: 400,
    code: 'malformed_json',
    cure: /valid JSON/,
    path: 'profile',
  },
  { input: 'no body', send: text(''), status: 400, code: 'malformed_json', cure: /valid JSON/ },
  { input: 'a body that is a list', send: post([]), status: 422, code: 'invalid_job', cure: /Correct/ },
  {
    input: 'a poisoned prototype',
    send: text('{"profile":"main","sql":"select 1","__proto__":{"a":1}}'),
    status: 422,
    code: 'invalid_job',
    cure: /Correct/,
    detail: /__proto__/,
  },
  {
    input: 'a limit of 0',
    send: get('/v1/jobs?limit=0'),
    status: 400,
    code: 'invalid_request',
    cure: /parameter/,
    path: 'query.limit',
    detail: /1 to 1000/,
  },
  {
    input: 'a parameter that there is not',
    send: get('/v1/jobs?sort=asc'),
    status: 400,
    code: 'invalid_request',
    cure: /parameter/,
    detail: /sort/,
  },
  {
    input: 'a text that is no job ID',
    send: get('/v1/jobs/42'),
    status: 400,
    code: 'invalid_request',
    cure: /parameter/,
    path: 'path.id',
    detail: /job_/,
  },
  {
    input: 'an address that cannot be decoded',
    send: get('/v1/%zz'),
    status: 400,
    code: 'invalid_request',
    cure: /%XX/,
  },
  {
    input: 'a key with a space',
    send: post(job, { 'idempotency-key': 'a b' }),
    status: 400,
    code: 'invalid_request',
    cure: /header/,
    path: 'header.Idempotency-Key',
  },
  {
    input: 'a result as CSV',
    send: get(`/v1/jobs/job_00${UNKNOWN}/result?format=csv`),
    status: 400,
    code: 'invalid_request',
    cure: /parameter/,
    path: 'query.format',
    detail: /json or ndjson/,
  },
  {
    input: 'objects of columns with one name',
    send: resultOfRepeatedNames,
    status: 400,
    code: 'invalid_request',
    cure: /AS/,
    path: 'query.rows',
  },

  {
    input: 'no key',
    send: get('/v1/jobs', null),
    status: 401,
    code: 'unauthorized',
    cure: /Bearer <key>/,
    path: 'header.Authorization',
  },
  {
    input: 'a key that nobody knows',
    send: get('/v1/jobs', 'who-are-you'),
    status: 401,
    code: 'unauthorized',
    cure: /keys file/,
  },
  {
    input: 'another way to log in',
    send: (at) => at.call('GET', '/v1/jobs', { key: null, headers: { authorization: 'Basic YTpi' } }),
    status: 401,
    code: 'unauthorized',
    cure: /Bearer/,
  },

  {
    input: 'the profile of another tenant',
    send: post({ ...job, profile: 'other' }),
    status: 403,
    code: 'forbidden',
    cure: /tenant/,
    path: 'profile',
  },

  {
    input: 'a job that there is not',
    send: get(`/v1/jobs/job_00${UNKNOWN}`),
    status: 404,
    code: 'not_found',
    cure: /Check the ID/,
  },
  {
    input: 'a job of another tenant',
    send: async (at) => get(`/v1/jobs/${(await at.submit()).id}`, KEYS.globex)(at),
    status: 404,
    code: 'not_found',
    cure: /tenant/,
  },
  {
    input: 'a batch that there is not',
    send: get(`/v1/batches/bat_${UNKNOWN}`),
    status: 404,
    code: 'not_found',
    cure: /Check the ID/,
  },
  {
    input: 'a session that there is not',
    send: post({ ...job, session: `ses_${UNKNOWN}` }),
    status: 404,
    code: 'not_found',
    cure: /Check the ID/,
    path: 'session',
  },
  { input: 'a route that there is not', send: get('/v1/job'), status: 404, code: 'route_not_found', cure: /OpenAPI/ },

  {
    input: 'a method that the route does not take',
    send: (at) => at.call('DELETE', '/v1/jobs'),
    status: 405,
    code: 'method_not_allowed',
    cure: /Allow/,
    detail: /GET, HEAD, POST/,
  },

  {
    input: 'the same key with another body',
    send: twice,
    status: 409,
    code: 'idempotency_conflict',
    cure: /new Idempotency-Key/,
    detail: /job_/,
  },
  {
    input: 'the result of a job that waits',
    send: async (at) => get(`/v1/jobs/${(await at.submit()).id}/result`)(at),
    status: 409,
    code: 'result_not_ready',
    cure: /\?wait=/,
  },
  {
    input: 'the result of a cancelled job',
    send: resultOfCancelled,
    status: 409,
    code: 'no_result',
    cure: /Submit it again/,
    detail: /cancelled/,
  },
  {
    input: 'a verdict about a job that needs none',
    send: async (at) => at.call('POST', `/v1/jobs/${(await at.submit()).id}/resolve`, { body: { outcome: 'failed' } }),
    status: 409,
    code: 'not_in_review',
    cure: /needs_review/,
  },
  {
    input: 'a job of a closed session',
    send: jobOfClosedSession,
    status: 409,
    code: 'session_closed',
    cure: /POST \/v1\/sessions/,
  },

  {
    input: 'a body over the limit',
    send: post({ ...job, sql: `select '${'x'.repeat(70_000)}'` }),
    status: 413,
    code: 'payload_too_large',
    cure: /less in one request/,
    detail: /FIRN_API_BODY_BYTES/,
  },

  {
    input: 'a job as text',
    send: text('select 1', 'text/plain'),
    status: 415,
    code: 'unsupported_media_type',
    cure: /application\/json/,
  },
  {
    input: 'a batch as JSON',
    send: (at) => at.call('POST', '/v1/batches', { body: [job] }),
    status: 415,
    code: 'unsupported_media_type',
    cure: /application\/x-ndjson/,
  },

  {
    input: 'neither action nor SQL',
    send: post({ profile: 'main' }),
    status: 422,
    code: 'invalid_job',
    cure: /field/,
    path: 'action',
    detail: /exactly one/,
  },
  {
    input: 'a field that there is not',
    send: post({ ...job, timeout: 5 }),
    status: 422,
    code: 'invalid_job',
    cure: /field/,
    detail: /timeout/,
  },
  {
    input: 'a timeout as text',
    send: post({ ...job, timeoutMs: '5s' }),
    status: 422,
    code: 'invalid_job',
    cure: /field/,
    path: 'timeoutMs',
  },
  {
    input: 'a bind that has lost digits',
    send: text('{"profile":"main","sql":"select ?","binds":[1,12345678901234567890]}'),
    status: 422,
    code: 'invalid_job',
    cure: /field/,
    path: 'binds.1',
    detail: /text/,
  },
  {
    input: 'a parameter of the session',
    send: post({ ...job, parameters: { AUTOCOMMIT: 'false' } }),
    status: 422,
    code: 'invalid_job',
    cure: /field/,
    detail: /AUTOCOMMIT/,
  },
  {
    input: 'a profile that there is not',
    send: post({ ...job, profile: 'mian' }),
    status: 422,
    code: 'unknown_profile',
    cure: /profiles file/,
    path: 'profile',
    detail: /main, bare/,
  },
  {
    input: 'a plan with a node that there is not',
    send: action({
      kind: 'collect',
      plan: { kind: 'limit', rows: 1, offset: 0, input: { kind: 'tabel', name: ['T'] } },
    }),
    status: 422,
    code: 'invalid_plan',
    cure: /path/,
    path: 'action.plan.input',
    detail: /tabel/,
  },
  {
    input: 'a plan with a wrong value deep inside',
    send: action({ kind: 'collect', plan: { kind: 'limit', rows: -1, offset: 0, input: table } }),
    status: 422,
    code: 'invalid_plan',
    cure: /path/,
    path: 'action.plan.rows',
  },
  {
    input: 'an action that there is not',
    send: action({ kind: 'colect', plan: table }),
    status: 422,
    code: 'invalid_plan',
    cure: /path/,
    path: 'action',
    detail: /colect/,
  },
  {
    input: 'a plan of a newer version',
    send: post({ profile: 'main', action: { version: 99, kind: 'collect', plan: table } }),
    status: 422,
    code: 'plan_version_newer',
    cure: /Upgrade/,
  },
  { input: 'a plan nested without end', send: text(deep()), status: 413, code: 'payload_too_large', cure: /less/ },
  {
    input: 'PUT',
    send: sql('put file:///etc/passwd @s'),
    status: 422,
    code: 'refused_sql',
    cure: /COPY INTO|createDataFrame/,
    path: 'sql',
    detail: /PUT at line 1, column 1/,
  },
  {
    input: 'USE behind a comment',
    send: sql('-- quiet\n/* hush */ uSe role accountadmin'),
    status: 422,
    code: 'refused_sql',
    cure: /profile/,
    detail: /USE at line 2/,
  },
  {
    input: 'ALTER SESSION as a second statement',
    send: sql('select 1; Alter /* */ Session set autocommit = false'),
    status: 422,
    code: 'refused_sql',
    cure: /profile/,
    detail: /ALTER SESSION/,
  },
  { input: 'BEGIN', send: sql('begin'), status: 422, code: 'refused_sql', cure: /one block/, detail: /BEGIN/ },
  {
    input: 'GET inside session.sql of a plan',
    send: action({ kind: 'count', plan: { kind: 'sql', text: 'GET @s file:///tmp', binds: [] } }),
    status: 422,
    code: 'refused_sql',
    cure: /COPY INTO|createDataFrame/,
    path: 'action.plan.text',
  },

  {
    input: 'more requests than the key may send',
    send: tooOften,
    status: 429,
    code: 'too_many_requests',
    cure: /Retry-After/,
    detail: /3 requests a minute/,
  },
];

describe('what a caller is told', () => {
  const setting = useSetting({ FIRN_API_BODY_BYTES: '65536' });

  it.each(ROWS.map((row) => [row.status, row.input, row] as const))('%d for %s', async (_status, _input, row) => {
    const response = await row.send(setting);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    const problem = Problem.parse(await response.json());

    expect({ status: response.status, code: problem.code }).toEqual({ status: row.status, code: row.code });
    expect(problem.cure).toMatch(row.cure);
    expect(problem.requestId).toBe(response.headers.get('x-request-id'));
    if (row.path !== undefined) expect(problem.path).toBe(row.path);
    if (row.detail !== undefined) expect(problem.detail).toMatch(row.detail);
    if (row.status === 429) expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('has a row for every status that a request can be refused with', () => {
    expect(new Set(ROWS.map(({ status }) => status))).toEqual(
      new Set([400, 401, 403, 404, 405, 409, 413, 415, 422, 429]),
    );
    expect(ROWS.length).toBeGreaterThanOrEqual(25);
  });

  it('503 while Redis is away, and how to repeat', async () => {
    const redis = await startRedis();
    const api = await startTestApi(redis.url);
    try {
      await redis.stop();
      const response = await call(api, 'POST', '/v1/jobs', { body: job });
      expect(response.status).toBe(503);
      expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(Problem.parse(await response.json())).toMatchObject({
        code: 'redis_unavailable',
        retryable: true,
        cure: expect.stringContaining('Idempotency-Key'),
      });
    } finally {
      await api.close();
    }
  });

  it('413 for a plan that is nested without end', async () => {
    const wide = await startTestApi(setting.redisUrl);
    try {
      const response = await call(wide, 'POST', '/v1/jobs', {
        body: deep(),
        headers: { 'content-type': 'application/json' },
      });
      expect(Problem.parse(await response.json())).toMatchObject({
        status: 413,
        code: 'payload_too_large',
        path: expect.stringMatching(/^action/),
      });
      expect(JobView.safeParse(await (await call(wide, 'POST', '/v1/jobs', { body: job })).json()).success).toBe(true);
    } finally {
      await wide.close();
    }
  });
});
