import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LocalSnowflake, startLocalSnowflake } from '../../support/local-snowflake.js';
import { until } from '../../support/until.js';
import { type Envelope, type HttpSession, logIn } from './support/http.js';

interface Health {
  readonly status: string;
  readonly problems: readonly { readonly task: string; readonly error: string }[];
}

const health = async (url: string): Promise<Health> => (await (await fetch(`${url}/health`)).json()) as Health;
const logOf = (server: LocalSnowflake): string => readFileSync(server.application.logFile, 'utf8');
const rowset = async (session: HttpSession, sql: string) => {
  const answer = await session.query(sql);
  if (!answer.success) throw new Error(`${answer.code} ${answer.message}`);
  return answer.data?.rowset;
};

describe('text that is none', () => {
  let server: LocalSnowflake;
  beforeAll(async () => {
    server = await startLocalSnowflake();
  });
  afterAll(() => server.stop());

  it.each<readonly [path: string, body: string]>([
    ['sqlText', String.raw`{"sqlText":"select '\ud800'"}`],
    ['sqlText', String.raw`{"sqlText":"select '\uDFFF'", "asyncExec": true}`],
    ['bindings.1.value', String.raw`{"sqlText":"select ?","bindings":{"1":{"type":"TEXT","value":"a\ud800"}}}`],
    ['bindings.1.value.1', String.raw`{"sqlText":"select ?","bindings":{"1":{"type":"TEXT","value":["a","\udc00"]}}}`],
    ['parameters.QUERY_TAG', String.raw`{"sqlText":"select 1","parameters":{"QUERY_TAG":"\ud83d"}}`],
    ['a name in parameters', String.raw`{"sqlText":"select 1","parameters":{"\ud83d":"x"}}`],
  ])('is refused at the door, by the name of %s', async (path, body) => {
    const session = await logIn(server.url);
    const response = await fetch(`${server.url}/queries/v1/query-request?requestId=1`, {
      method: 'POST',
      headers: { authorization: `Snowflake Token="${session.token}"` },
      body,
    });
    const answer = (await response.json()) as Envelope;
    expect(answer).toMatchObject({ success: false, code: '100144', data: { sqlState: '22000' } });
    expect(answer.message).toContain(`${path} holds half a surrogate pair`);
  });

  it('is refused at the login, and as bytes that are no UTF-8', async () => {
    const post = async (body: string | Uint8Array<ArrayBuffer>) =>
      fetch(`${server.url}/session/v1/login-request`, { method: 'POST', body });
    const login = await post(String.raw`{"data":{"LOGIN_NAME":"\ud800","PASSWORD":"firn"}}`);
    expect(await login.json()).toMatchObject({ code: '100144', message: expect.stringContaining('data.LOGIN_NAME') });
    const bytes = await post(new Uint8Array([...Buffer.from('{"data":{"LOGIN_NAME":"'), 0xff, 0xfe, 0x22, 0x7d, 0x7d]));
    expect(bytes.status).toBe(400);
  });

  it('is refused inside a statement, whole pairs are not', async () => {
    const session = await logIn(server.url);
    for (const sql of [String.raw`select '\uD800'`, String.raw`alter session set query_tag = '\udc00\ud83d'`]) {
      expect(await session.query(sql)).toMatchObject({ success: false, code: '100144' });
    }
    expect(await session.query('select chr(55296)')).toMatchObject({ success: false, data: { sqlState: '22023' } });
    expect(await session.query(String.raw`select parse_json('"\\ud800"')`)).toMatchObject({ success: false });
    expect(await rowset(session, String.raw`select '\uD83D\uDE00', '😀'`)).toEqual([['😀', '😀']]);
    expect(await health(server.url)).toMatchObject({ status: 'ok', problems: [] });
  });

  it('leaves a folder that boots again', async () => {
    const session = await logIn(server.url);
    await session.query('create or replace table kept (a number)');
    await server.application.kill();
    await server.restart();
    expect(await rowset(await logIn(server.url), 'select count(*) from kept')).toEqual([['0']]);
  });
});

/** Where the entries of DuckDB's log begin: each has its length and a checksum in front. */
function entriesOf(log: Buffer): readonly number[] {
  const found: number[] = [];
  for (let at = 8; at < log.length; at += 16 + Number(log.readBigUInt64LE(at))) found.push(at);
  return found;
}

describe('a data folder with damage', () => {
  let server: LocalSnowflake;
  const data = (...names: readonly string[]) => join(server.folder, 'data', ...names);
  beforeEach(async () => {
    server = await startLocalSnowflake();
  });
  afterEach(() => server.stop());

  it('starts over a journal with bad lines, names each, keeps them, and loses no other', async () => {
    const session = await logIn(server.url);
    const before = await session.query('select 1');
    await server.application.kill();
    const [first = ''] = readFileSync(data('history.journal'), 'utf8').split('\n');
    const illFormed = first
      .replace('"queryText":"', String.raw`"queryText":"\ud800`)
      .replaceAll(String(before.data?.queryId), '01000000-0000-0000-0000-000000000001');
    writeFileSync(
      data('history.journal'),
      `garbage\n${readFileSync(data('history.journal'), 'utf8')}${illFormed}\n{"event":"begin","row":{"que`,
    );
    await server.restart();
    const next = await logIn(server.url);
    expect(await next.get(`/monitoring/queries/${before.data?.queryId}`)).toMatchObject({
      data: { queries: [{ status: 'SUCCESS' }] },
    });
    expect(await next.get('/monitoring/queries/01000000-0000-0000-0000-000000000001')).toMatchObject({
      data: { queries: [{ sqlText: expect.stringContaining('\ufffd') }] },
    });
    expect(logOf(server)).toContain('a line of the history journal cannot be read');
    expect(logOf(server)).toContain('history.journal, line 1, byte 0');
    expect(logOf(server)).toContain('the end of the history journal is cut off');
    expect(readFileSync(data('history.journal.unreadable'), 'utf8')).toBe('garbage\n{"event":"begin","row":{"que\n');
  });

  it('answers for a damaged result alone, and names its file', async () => {
    const session = await logIn(server.url);
    const small = await session.query('select 42');
    const large = await session.query(`select seq4() n, repeat('y', 80) t from table(generator(rowcount => 30000))`);
    const fine = await session.query('select 43');
    await server.application.kill();
    const file = (answer: Envelope, extension: string) => {
      const id = String(answer.data?.queryId);
      return data('results', id.slice(-2), `${id}.${extension}`);
    };
    truncateSync(file(small, 'json'), 20);
    truncateSync(file(large, 'parquet'), statSync(file(large, 'parquet')).size >> 1);
    await server.restart();
    const next = await logIn(server.url);
    expect(await next.get(`/queries/${small.data?.queryId}/result`)).toMatchObject({ success: false, code: '000709' });
    // The log comes through a pipe.
    await until('the result to be named', async () =>
      logOf(server).includes(`a stored result cannot be read: ${file(small, 'json')}`),
    );
    const { data: answer } = await next.get(`/queries/${large.data?.queryId}/result`);
    const [chunk] = (answer?.chunks ?? []) as readonly { readonly url: string }[];
    expect((await fetch(chunk?.url ?? '')).status).toBe(404);
    await until('the chunk to be named', async () => logOf(server).includes('chunk 0 of the result of'));
    expect(await next.get(`/queries/${fine.data?.queryId}/result`)).toMatchObject({ data: { rowset: [['43']] } });
  });

  it('starts over a log of the database with damage, names the place, keeps what it leaves out, and has what was committed before', async () => {
    const session = await logIn(server.url);
    await session.query('create table counted (n number)');
    for (let n = 0; n < 12; n += 1) await session.query(`insert into counted values (${n})`);
    await server.application.kill();
    const [log, copy] = [data('engine.duckdb.wal'), join(server.folder, 'copy')];
    const whole = readFileSync(log);
    cpSync(data(), copy, { recursive: true });
    // Of the last inserts, each of which has several.
    const entries = entriesOf(whole).slice(-12);
    const place = (at: number) => entries[at] ?? 0;
    const garbled = (at: number) => {
      const bytes = Buffer.from(whole);
      bytes.writeUInt8(bytes.readUInt8(at) ^ 0xff, at);
      return bytes;
    };
    const cutOff = "the end of the database's log cannot be read";
    const damages: readonly (readonly [what: string, log: Buffer, says: string, from: number])[] = [
      ['a frame cut off', whole.subarray(0, place(2) + 9), cutOff, place(2)],
      ['an entry cut off', whole.subarray(0, place(8) + 20), cutOff, place(8)],
      ['a length that leads nowhere', garbled(place(5) + 6), cutOff, place(5)],
      ['an entry garbled', garbled(place(7) + 17), "the database's log cannot be read", place(7)],
    ];
    let before = -1;
    for (const [what, damaged, says, from] of damages.toSorted(([, , , a], [, , , b]) => a - b)) {
      rmSync(data(), { recursive: true });
      cpSync(copy, data(), { recursive: true });
      writeFileSync(log, damaged);
      await server.restart();
      const next = await logIn(server.url);
      const [[count, most]] = (await rowset(next, 'select count(*), max(n) from counted')) as [[string, string]];
      // Those from the first on, none between left out, and the more the later the damage is.
      expect([what, Number(most)]).toEqual([what, Number(count) - 1]);
      expect([what, Number(count) >= before && Number(count) < 12]).toEqual([what, true]);
      before = Number(count);
      await until(what, async () => logOf(server).includes(`${says}: ${log}, from byte ${from} on`));
      expect((await next.query('insert into counted values (99)')).success).toBe(true);
      const kept = readFileSync(`${log}.${says === cutOff ? 'cut-off' : 'unreadable'}`);
      expect([what, kept.equals(damaged.subarray(from))]).toEqual([what, true]);
      await server.application.kill();
    }
  });

  it.each<readonly [what: string, damage: () => void, says: RegExp]>([
    [
      'a version file that says nothing',
      () => writeFileSync(data('version.json'), '{"vers'),
      /version\.json is missing or damaged/,
    ],
    [
      'a database that is none',
      () => writeFileSync(data('engine.duckdb'), 'garbage'.repeat(1_000)),
      /The database \S+engine\.duckdb cannot be opened/,
    ],
    [
      'a file where a folder belongs',
      () => {
        rmSync(data('results'), { recursive: true });
        writeFileSync(data('results'), '');
      },
      /The data folder \S+ cannot be used: EEXIST/,
    ],
  ])('refuses %s in one sentence', async (_, damage, says) => {
    await server.application.stop();
    damage();
    await expect(server.restart()).rejects.toThrow();
    // The log comes through a pipe, after the end of the process.
    await until('the sentence', async () => says.test(logOf(server)));
    expect(logOf(server)).not.toContain('    at ');
  });

  it('refuses a folder that another process has, and says which', async () => {
    const second = startLocalSnowflake({ env: { FIRN_LOCAL_DATA: data() }, folder: server.folder });
    await expect(second).rejects.toThrow();
    await until('the sentence', async () => /is in use by/.test(logOf(server)));
    expect(logOf(server)).toMatch(/The data folder \S+ is in use by .*PID \d+/);
  });
});

/** The process that serves: the launcher's child. */
const servingPid = (server: LocalSnowflake): string => {
  const { pid } = server.application;
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
};
/** No file may grow beyond this many bytes: to whoever writes, as good as a full disk. */
const limitFiles = (server: LocalSnowflake, bytes: number | 'unlimited'): void => {
  execFileSync('prlimit', ['--pid', servingPid(server), `--fsize=${bytes}:unlimited`]);
};

describe('a disk that is full', () => {
  let server: LocalSnowflake;
  beforeAll(async () => {
    server = await startLocalSnowflake();
  });
  afterAll(() => server.stop());

  it('fails statements and background work with the reason, and everything works again once there is room', async () => {
    const session = await logIn(server.url);
    await session.query('create table filled (a number, t varchar)');
    await session.query(`insert into filled select seq4(), uuid_string() from table(generator(rowcount => 1000))`);
    limitFiles(server, 1);
    const write = await session.query(
      `insert into filled select seq4(), uuid_string() from table(generator(rowcount => 1000))`,
    );
    expect(write).toMatchObject({ success: false, code: '000603', data: { sqlState: 'XX000' } });
    expect(write.message).toContain('the server cannot use its data folder: ');
    await until('the trouble to show', async () => (await health(server.url)).status === 'degraded');
    expect((await health(server.url)).problems.map(({ task }) => task)).toContain('writing the history journal');
    limitFiles(server, 'unlimited');
    await session.query('select 1');
    await until('the trouble to end', async () => (await health(server.url)).status === 'ok');
    expect(await rowset(session, 'select count(*) from filled')).toEqual([['1000']]);
    await session.query(`insert into filled values (1, 'x')`);
    expect(await rowset(await logIn(server.url), 'select count(*) from filled')).toEqual([['1001']]);
    const failed = await rowset(
      session,
      `select error_code from table(information_schema.query_history(result_limit => 10000)) where query_id = '${String(write.data?.queryId)}'`,
    );
    expect(failed).toEqual([['603']]);
  });
});
