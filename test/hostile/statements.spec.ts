import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { z } from 'zod';
import { type LocalSnowflake, startLocalSnowflake } from '../support/local-snowflake.js';
import { propertyRuns, propertySeed } from '../support/property-runs.js';
import { until } from '../support/until.js';
import { LATEST_MS } from './support/attacked-system.js';
import { Meters } from './support/meters.js';

jest.setTimeout(120_000 * propertyRuns(1));

const Login = z.object({ data: z.object({ token: z.string() }) });
const Answer = z.object({
  success: z.boolean(),
  code: z.string().nullable().optional(),
  message: z.string().nullable(),
});

const WORDS =
  "select from where group by having qualify order limit union all with recursive as case when then else end cast ( ( ( ) ) ) [ ] { } , , ; . .. : :: => = <> < + - * / % || ? ' '' \" $$ -- /* */ // @ @~ $1 1 1e400 1.5 'a' \"a\" t a null true values merge into insert update delete create table or replace temporary drop begin declare let execute immediate return exception show describe alter session set use call function over partition rows between unbounded preceding and following array_agg object_construct parse_json to_date seq4 generator table lateral flatten pivot unpivot sample interval date timestamp \u0000 \u202e é 😀 x'zz' 0x1 e'\\\\u' \n".split(
    ' ',
  );
const soup = fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 40 }).map((words) => words.join(' '));

/** Bodies of anybody, before a login. */
const STRANGERS: readonly (readonly [string, () => Buffer, Readonly<Record<string, string>>])[] = [
  ['260 KB of gzip that are 256 MB', () => gzipSync(Buffer.alloc(256 * 1_048_576)), { 'content-encoding': 'gzip' }],
  ['what is no gzip', () => Buffer.from('no gzip'), { 'content-encoding': 'gzip' }],
  [
    'gzip that breaks off',
    () => gzipSync(Buffer.alloc(100_000, 'abc')).subarray(0, 60),
    { 'content-encoding': 'gzip' },
  ],
  ['20 MB of JSON', () => Buffer.from(`{"data":"${'x'.repeat(20_000_000)}"}`), {}],
  ['100,000 brackets', () => Buffer.from('['.repeat(100_000)), {}],
  ['objects within objects, 20,000 deep', () => Buffer.from(`${'{"data":'.repeat(20_000)}1${'}'.repeat(20_000)}`), {}],
  ['what is no UTF-8', () => Buffer.from('{"data":{"LOGIN_NAME":"\xff\xfe"}}', 'latin1'), {}],
  ['half of a pair', () => Buffer.from(String.raw`{"data":{"LOGIN_NAME":"\ud800","PASSWORD":"\udfff"}}`), {}],
  ['a name that is a list', () => Buffer.from('{"data":{"LOGIN_NAME":[[]],"PASSWORD":{}}}'), {}],
];

/** Whoever asks is to ask again: it has not ended. */
const IN_PROGRESS = '333333';

/** CPU between two turns of the server's loop. */
const MOST_MS = 250;
const list = (count: number, part: (at: number) => string, between = ','): string =>
  Array.from({ length: count }, (_, at) => part(at)).join(between);
const arrayOf = (count: number): string => `parse_json('[' || repeat('1,', ${count}) || '1]')`;
const column = (type: string, count: number) => ({ type, value: Array.from({ length: count }, (_, at) => String(at)) });

/** Requests of who has logged in, each large in a way of its own. All are answered, whatever with. */
const LARGE: readonly (readonly [string, () => Readonly<Record<string, unknown>>])[] = [
  [
    '16,000 rows of 4 texts',
    () => ({ sqlText: `select count(*) from values ${list(16_000, (at) => `('${at}','b','c','d')`)}` }),
  ],
  ['IN of 100,000', () => ({ sqlText: `select 1 from (select 1 as a) where a in (${list(100_000, String)})` })],
  ['a sum of 100,000', () => ({ sqlText: `select ${list(100_000, () => '1', '+')}` })],
  [
    'OR of 50,000',
    () => ({ sqlText: `select 1 from (select 1 as a) where ${list(50_000, (at) => `a=${at}`, ' or ')}` }),
  ],
  ['an array of 50,000', () => ({ sqlText: `select [${list(50_000, String)}]` })],
  [
    'CASE of 50,000',
    () => ({ sqlText: `select case a ${list(50_000, (at) => `when ${at} then ${at}`, ' ')} end from (select 1 as a)` }),
  ],
  [
    'IN of as much as a statement holds',
    () => ({ sqlText: `select 1 from (select 1 as a) where a in (${list(99_980, String)})` }),
  ],
  ['DECODE of 90,000', () => ({ sqlText: `select decode(a, ${list(90_000, String)}) from (select 1 as a)` })],
  ['UNION ALL of 14,000', () => ({ sqlText: list(14_000, () => 'select 1', ' union all ') })],
  [
    'INSERT of 49,000 rows',
    () => ({ sqlText: `insert into large_binds (a) values ${list(49_000, (at) => `(${at})`)}` }),
  ],
  ['five million doubled quotes', () => ({ sqlText: `select length('${"''".repeat(5_000_000)}')` })],
  ['ten million backslashes', () => ({ sqlText: `select length('${'\\\\'.repeat(10_000_000)}')` })],
  ['40,000 calls', () => ({ sqlText: `select ${list(40_000, (at) => `abs(${at})`, '+')}` })],
  [
    '30,000 calls in an OR',
    () => ({ sqlText: `select 1 from (select 1 as a) where ${list(30_000, (at) => `abs(a)=${at}`, ' or ')}` }),
  ],
  ['14,000 sub-queries', () => ({ sqlText: `select ${list(14_000, () => '(select 1)', '+')}` })],
  ['ten million comments', () => ({ sqlText: `${'--\n'.repeat(10_000_000)}select 1` })],
  ['20,000 items', () => ({ sqlText: `select ${list(20_000, String)}` })],
  ['500,000 signs', () => ({ sqlText: `select ${'('.repeat(500_000)}` })],
  ['3 MB of words', () => ({ sqlText: `select ${'a '.repeat(1_500_000)}` })],
  ['a block of 20,000 statements', () => ({ sqlText: `begin ${list(20_000, (at) => `let x${at} := 1;`, ' ')} end` })],
  ['a comment of 30 MB', () => ({ sqlText: `select /*${'x'.repeat(30_000_000)}*/ 1` })],
  ['a text of 30 MB', () => ({ sqlText: `select length('${'x'.repeat(30_000_000)}')` })],
  [
    'a bind of 30 MB',
    () => ({ sqlText: 'select length(?)', bindings: { 1: { type: 'TEXT', value: 'x'.repeat(30_000_000) } } }),
  ],
  [
    'a bind of 6 MB of JSON',
    () => ({
      sqlText: 'select array_size(?)',
      bindings: { 1: { type: 'ARRAY', value: `[${'1,'.repeat(3_000_000)}1]` } },
    }),
  ],
  [
    'a million binds',
    () => ({
      sqlText: 'insert into large_binds values (?, ?)',
      bindings: { 1: column('FIXED', 500_000), 2: column('TEXT', 500_000) },
    }),
  ],
  ['JSON of 8 MB', () => ({ sqlText: `select array_size(${arrayOf(8_000_000)})` })],
  ['JSON of 30 MB', () => ({ sqlText: `select length(parse_json('"' || repeat('x', 30000000) || '"')::varchar)` })],
  ['a large array that is sorted', () => ({ sqlText: `select array_size(array_sort(${arrayOf(1_000_000)}))` })],
  [
    'a large array in each row',
    () => ({ sqlText: `select sum(array_size(${arrayOf(50_000)})) from table(generator(rowcount => 2000))` }),
  ],
];

describe('a local Snowflake under hostile requests', () => {
  const folder = mkdtempSync(join(tmpdir(), 'firn-statements-'));
  const meters = new Meters(join(folder, 'meters'));
  let server: LocalSnowflake | undefined;
  let token = '';
  beforeAll(async () => {
    server = await startLocalSnowflake({ folder, env: meters.env });
    await meters.look();
  });
  afterAll(async () => {
    meters.print('hostile statements');
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const post = (path: string, body: string | Buffer, headers: Readonly<Record<string, string>> = {}) =>
    fetch(`${server?.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : new Uint8Array(body),
    });

  async function expectWell(name: string): Promise<void> {
    await meters.note(name);
    expect(server?.application.isRunning()).toBe(true);
    await logIn();
    expect(await run('select 1')).toMatchObject({ success: true });
  }

  async function logIn(): Promise<void> {
    const answer = await post(
      '/session/v1/login-request?databaseName=FIRN&schemaName=PUBLIC&warehouse=COMPUTE_WH',
      JSON.stringify({ data: { LOGIN_NAME: 'firn', PASSWORD: 'firn', ACCOUNT_NAME: 'local' } }),
    );
    ({ token } = Login.parse(await answer.json()).data);
  }

  /** Whenever its answer comes: a large value may hold the thread of the database for seconds. */
  async function query(
    sqlText: string,
    fields: Readonly<Record<string, unknown>> = {},
  ): Promise<z.infer<typeof Answer>> {
    const response = await post(
      `/queries/v1/query-request?requestId=${crypto.randomUUID()}`,
      JSON.stringify({ sqlText, ...fields }),
      { authorization: `Snowflake Token="${token}"` },
    );
    return Answer.parse(await response.json());
  }

  async function run(sqlText: unknown): Promise<z.infer<typeof Answer>> {
    const began = performance.now();
    const response = await post(
      `/queries/v1/query-request?requestId=${crypto.randomUUID()}`,
      JSON.stringify({ sqlText, asyncExec: false, sequenceId: 1 }),
      { authorization: `Snowflake Token="${token}"` },
    );
    const answer = await response.text();
    expect([sqlText, response.status]).toEqual([sqlText, 200]);
    expect(performance.now() - began).toBeLessThan(LATEST_MS);
    return Answer.parse(JSON.parse(answer));
  }

  it.each(STRANGERS)('refuses %s of a stranger', async (name, body, headers) => {
    for (const path of ['/session/v1/login-request', '/queries/v1/query-request', '/session/token-request']) {
      // A connection may be cut where the rest of its body is not waited for.
      const response = await post(path, body(), headers).catch(() => null);
      if (response === null) continue;
      expect([path, response.status >= 500]).toEqual([path, false]);
      const answer = await response.text();
      if (response.status === 200) expect(JSON.parse(answer)).toMatchObject({ success: false });
    }
    await expectWell(name);
  });

  it.each<readonly [string, unknown]>([
    ['half of a pair', "select '\ud800'"],
    ['a NUL', "select '\u0000'"],
    ['2,000 terms', `select ${'1+'.repeat(2_000)}1`],
    ['5,000 brackets', `select ${'('.repeat(5_000)}1${')'.repeat(5_000)}`],
    ['a text of 2 MB', `select '${'x'.repeat(2_000_000)}'`],
    ['a name of 1 MB', `select 1 as "${'n'.repeat(1_000_000)}"`],
    ['300 columns of nothing', `select ${','.repeat(300)}`],
    ['a comment that does not end', 'select /*'.repeat(1_000)],
    ['repeat beyond VARCHAR', "select repeat('abcdefghij', 100000000)"],
    ['no text', 7],
    ['a list', ['select 1']],
    ['nothing', null],
  ])('answers a statement of %s', async (name, sqlText) => {
    await logIn();
    await run(sqlText);
    await expectWell(name);
  });

  it.each(LARGE)('keeps its loop free under %s', async (name, body) => {
    await logIn();
    await query('create table if not exists large_binds (a int, b varchar)');
    await meters.look();
    const { code } = await query('', { ...body(), parameters: { STATEMENT_TIMEOUT_IN_SECONDS: 3 } });
    expect(code).not.toBe('300002');
    for (const [app, ms] of await meters.note(name))
      expect([name, app, ms <= MOST_MS || ms]).toEqual([name, app, true]);
    expect(server?.application.isRunning()).toBe(true);
  });

  it('answers statements again once it is done with all of them', async () => {
    await until('a statement is answered', async () => {
      const { success, code } = await query('select 1');
      return success && code !== IN_PROGRESS;
    });
  });

  it('answers any soup of tokens, and never with an internal error', async () => {
    await logIn();
    const runs = propertyRuns(300);
    for (const text of fc.sample(soup, { seed: propertySeed, numRuns: runs })) {
      const { success, code } = await run(text);
      if (!success) expect([text, code]).toEqual([text, expect.not.stringMatching(/^300002$/)]);
    }
    await expectWell(`${runs} soups of tokens, seed ${propertySeed}`);
  });
});
