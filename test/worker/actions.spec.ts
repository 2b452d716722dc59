import { LongType, type Plan, StringType } from '@firn/snowpark';
import { encodeAction } from '@firn/snowpark/internal';
import type { RunningWorker } from '../../apps/worker/src/start-worker.js';
import { startWorld, type World } from './world.js';

const numbers = (rows: number): Plan => ({
  kind: 'local',
  fields: [
    { name: 'ID', type: LongType, nullable: false },
    { name: 'NAME', type: StringType, nullable: true },
  ],
  rows: Array.from({ length: rows }, (_, at) => [at + 1, `name ${at + 1}`]),
});

describe('the actions of jobs', () => {
  let world: World;
  let worker: RunningWorker;
  beforeAll(async () => {
    world = await startWorld();
    worker = await world.worker('w', { FIRN_WORKER_PAGE_ROWS: '1000' });
  });
  afterAll(() => world.stop());

  const run = async (request: Parameters<World['submit']>[0]) => world.until(await world.submit(request));
  const sql = (text: string, more = {}) => run({ sql: text, ...more });
  const objects = async () =>
    [...(await world.rows('SHOW TABLES IN DATABASE FIRN')), ...(await world.rows('SHOW STAGES IN DATABASE FIRN'))].map(
      ({ name }) => name,
    );

  it('give rows with their columns, bound values and digits', async () => {
    const job = await sql('SELECT ? + 1 AS N, 12345678901234567890123456789012345678 AS BIG, ? AS T', {
      binds: [41, "it's"],
    });
    expect(job.inline).toEqual([[42, '12345678901234567890123456789012345678', "it's"]]);
    expect(job.result).toMatchObject({ kind: 'rows', rows: 1, pages: 0 });
    expect(job.result?.columns.map(({ name, type }) => [name, type])).toEqual([
      ['N', 'fixed'],
      ['BIG', 'fixed'],
      ['T', 'text'],
    ]);
  });

  it('put many rows into pages, in order', async () => {
    const job = await sql('SELECT SEQ4() AS N FROM TABLE(GENERATOR(ROWCOUNT => 4500)) ORDER BY 1');
    expect(job).toMatchObject({ state: 'succeeded', inline: null, result: { rows: 4500, pages: 5, epoch: job.epoch } });
    const page = await worker.ports.results.page({ tenant: 'default', jobId: job.id, epoch: job.epoch }, 4);
    const text: Buffer[] = [];
    for await (const part of page.content) text.push(part);
    const lines = Buffer.concat(text).toString('utf8').trim().split('\n');
    expect([lines.length, lines[0], lines.at(-1)]).toEqual([500, '[4000]', '[4499]']);
  });

  it('put few rows of many bytes into pages', async () => {
    const job = await sql("SELECT REPEAT('x', 20000) AS T");
    expect(job).toMatchObject({ inline: null, result: { rows: 1, pages: 1 } });
  });

  it('change data, and give the counts of Snowflake', async () => {
    expect((await sql('CREATE OR REPLACE TABLE THINGS (ID INT, NAME TEXT)')).state).toBe('succeeded');
    expect(await sql("INSERT INTO THINGS VALUES (1, 'a'), (2, 'b')")).toMatchObject({
      state: 'succeeded',
      inline: [[2]],
      writes: true,
    });
    expect((await sql('SELECT COUNT(*) FROM THINGS')).inline).toEqual([[2]]);
  });

  it('count, and find the first', async () => {
    const plan = numbers(3);
    expect(await run({ action: encodeAction({ kind: 'count', plan }) })).toMatchObject({
      inline: [[3]],
      result: { kind: 'count' },
    });
    expect((await run({ action: encodeAction({ kind: 'first', plan }) })).inline).toEqual([[1, 'name 1']]);
  });

  it('describe without running anything', async () => {
    const job = await run({ action: encodeAction({ kind: 'describe', plan: { kind: 'table', name: ['THINGS'] } }) });
    expect(job).toMatchObject({ state: 'succeeded', queryId: null, inline: [] });
    expect(job.result?.columns.map(({ name }) => name)).toEqual(['ID', 'NAME']);
  });

  it('load much local data first, and leave nothing of it behind', async () => {
    const job = await run({ action: encodeAction({ kind: 'count', plan: numbers(5_000) }) });
    expect(job).toMatchObject({ state: 'succeeded', inline: [[5000]] });
    expect((await objects()).filter((name) => String(name).includes(job.id.slice(4)))).toEqual([]);
  });

  it('leave nothing behind of a plan that fails', async () => {
    const failing: Plan = { kind: 'filter', input: numbers(5_000), condition: { kind: 'sql', text: '1 / 0 = 1' } };
    const job = await run({ action: encodeAction({ kind: 'collect', plan: failing }) });
    expect(job.state).toBe('failed');
    expect((await objects()).filter((name) => String(name).includes(job.id.slice(4)))).toEqual([]);
  });

  it('save a table for all, and refuse one for a session that is not named', async () => {
    const save = {
      kind: 'save_as_table',
      plan: numbers(2),
      table: ['SAVED'],
      mode: 'overwrite',
      columnOrder: 'index',
    } as const;
    expect((await run({ action: encodeAction({ ...save, tableType: 'transient' }) })).state).toBe('succeeded');
    const saved = await sql('SELECT * FROM SAVED ORDER BY 1');
    expect([saved.problem, saved.inline]).toEqual([
      null,
      [
        [1, 'name 1'],
        [2, 'name 2'],
      ],
    ]);
    const refused = await run({ action: encodeAction({ ...save, tableType: 'temporary' }) });
    expect(refused).toMatchObject({ state: 'failed', problem: { code: 'compile_failed' } });
    expect(refused.problem?.cure).toContain('/v1/sessions');
  });

  it('fail with the figures where the columns of a table make the SQL too large', async () => {
    const names = Array.from({ length: 400 }, (_, at) => `${'C'.repeat(250)}${at}`);
    await sql(`CREATE TABLE WIDE (${names.map((name) => `${name} INT`).join(', ')})`);
    const part = (at: number): Plan => ({
      kind: 'rename',
      input: { kind: 'table', name: ['WIDE'] },
      renames: [{ from: { kind: 'column', name: names[at] ?? '' }, to: 'A' }],
    });
    let plan = part(0);
    for (let at = 1; at < 11; at += 1)
      plan = { kind: 'set', op: 'union_all', match: 'position', left: plan, right: part(at) };
    expect(await run({ action: encodeAction({ kind: 'collect', plan }) })).toMatchObject({
      state: 'failed',
      problem: {
        code: 'plan_too_large',
        detail: expect.stringMatching(/has 1\d{6} bytes, and 1000000 are the most in one statement/),
      },
    });
  });

  it('say what Snowflake said of a statement that it refused', async () => {
    const job = await sql('SELECT * FROM NO_SUCH_TABLE');
    expect(job).toMatchObject({ state: 'failed', problem: { code: 'snowflake_error', snowflake: { code: '002003' } } });
    expect(job.problem?.detail).toContain('NO_SUCH_TABLE');
  });

  it('say what Snowflake said of a statement that failed on its way, with its query ID', async () => {
    const job = await sql("SELECT TO_NUMBER('x') FROM TABLE(GENERATOR(ROWCOUNT => 3))");
    expect(job).toMatchObject({ state: 'failed', problem: { code: 'snowflake_error', queryId: job.queryId } });
    expect(job.queryId).not.toBeNull();
  });

  it('say which column a plan names that is not there', async () => {
    const plan: Plan = {
      kind: 'select',
      input: { kind: 'table', name: ['THINGS'] },
      items: [{ kind: 'column', name: 'NOPE' }],
    };
    const job = await run({ action: encodeAction({ kind: 'collect', plan }) });
    expect(job.state).toBe('failed');
    expect(job.problem?.detail).toContain('NOPE');
  });

  it('run a block on a session that nobody else gets', async () => {
    const job = await sql('BEGIN LET x := 1; RETURN x; END');
    expect(job).toMatchObject({ state: 'succeeded', writes: true, inline: [[1]] });
    const sessions = await world.rows(
      `SELECT DISTINCT SESSION_ID FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY(RESULT_LIMIT => 10000)) WHERE QUERY_TAG LIKE '%${job.id}%'`,
    );
    expect(sessions).toHaveLength(1);
    await sql("INSERT INTO THINGS VALUES (9, 'z')");
    const [session] = sessions;
    const later = await world.rows(
      `SELECT QUERY_TEXT FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY_BY_SESSION(SESSION_ID => ${session?.SESSION_ID})) WHERE QUERY_TEXT LIKE 'INSERT%'`,
    );
    expect(later).toEqual([]);
  });

  it('say of a block that failed on its way what it may have left', async () => {
    await sql('CREATE OR REPLACE TABLE PARTS (A INT)');
    const block = 'BEGIN\n  INSERT INTO PARTS VALUES (1);\n  INSERT INTO PARTS SELECT 1 / 0;\nEND';
    expect(await sql(block)).toMatchObject({
      state: 'failed',
      problem: { detail: expect.stringMatching(/committed before line 3 at position \d+ stays: look at its targets/) },
    });
    expect(await world.rows('SELECT A FROM PARTS')).toEqual([{ A: '1' }]);
  });

  it('adopt a query of the same tenant, and no other', async () => {
    const first = await sql('SELECT 1 AS A, 2 AS B, 3 AS C');
    const adopted = await run({ action: { kind: 'adopt', queryId: first.queryId ?? '' } });
    expect(adopted).toMatchObject({ state: 'succeeded', queryId: first.queryId, inline: [[1, 2, 3]] });
    expect(adopted.queryText).toEqual({ kind: 'inline', text: 'SELECT 1 AS A, 2 AS B, 3 AS C' });
    const foreign = await world.rows('SELECT LAST_QUERY_ID() AS ID, 1');
    const [row] = foreign;
    for (const queryId of [String(row?.ID ?? ''), '01b2c3d4-0000-0000-0000-00000000000a']) {
      const refused = await run({ action: { kind: 'adopt', queryId } });
      expect(refused).toMatchObject({ state: 'failed', problem: { code: 'adopt_refused' } });
    }
  });

  it('tell a statement its tag and its parameters', async () => {
    const job = await sql('SELECT 1', { parameters: { QUERY_TAG: 'mine' } });
    const [row] = await world.rows(
      `SELECT QUERY_TAG FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY(RESULT_LIMIT => 10000)) WHERE QUERY_ID = '${job.queryId}'`,
    );
    expect(JSON.parse(String(row?.QUERY_TAG))).toEqual({
      app: 'firn',
      tenant: 'default',
      job: job.id,
      does: 'read',
      epoch: 1,
      user: 'mine',
    });
  });

  it('end at their timeout', async () => {
    const job = await sql('SELECT SYSTEM$WAIT(30)', { timeoutMs: 1_200 });
    expect(job).toMatchObject({ state: 'timed_out', problem: { code: 'timeout' } });
  });
});
