import { JobView } from '@firn/contract';
import { AttackedSystem } from './support/attacked-system.js';

/** CPU that the loop of an API or a worker may be held for by one turn. */
const MOST_MS = 250;
const ROWS = 100_000;
const TEXT_BYTES = 12_000_000;

const WIDE = `create or replace table WIDE as select seq4() as ID, (seq4() / 100)::number(12, 2) as PRICE, 'name ' || seq4() as NAME,
  dateadd(second, seq4(), '2020-01-01'::timestamp_ntz) as MOMENT from table(generator(rowcount => ${ROWS}))`;

const columns = (count: number) => Array.from({ length: count }, (_, at) => `${at} + 1 as C${at}`).join(', ');

describe('results, records and plans that are large', () => {
  jest.setTimeout(300_000);
  let attacked: AttackedSystem | undefined;
  beforeAll(async () => {
    attacked = await AttackedSystem.start();
    await ended({ sql: WIDE });
    await running().meters.look();
  });
  afterAll(async () => {
    attacked?.meters.print('large results');
    await attacked?.stop();
  });

  const running = (): AttackedSystem => {
    if (attacked === undefined) throw new Error('The system has not started.');
    return attacked;
  };
  const ended = async (job: Readonly<Record<string, unknown>>): Promise<JobView> => {
    const response = await running().post('/v1/jobs', JSON.stringify({ profile: 'local', ...job }));
    const view = await running().ended(JobView.parse(await response.json()).id);
    expect(view).toMatchObject({ state: 'succeeded', problem: null });
    return view;
  };
  const result = async (id: string, query: string) => (await running().send(`/v1/jobs/${id}/result?${query}`)).text();
  const linesOf = (text: string) => text.split('\n').length - 1;

  async function expectFree(what: string): Promise<void> {
    const worst = await running().meters.note(what);
    expect([what, (worst.get('api') ?? Infinity) < MOST_MS, (worst.get('worker') ?? Infinity) < MOST_MS]).toEqual([
      what,
      true,
      true,
    ]);
  }

  it('are decoded, hashed and stored without holding up the worker', async () => {
    const jobs = await Promise.all(Array.from({ length: 4 }, () => ended({ sql: 'select * from WIDE' })));
    expect(jobs.map((job) => job.result?.rows)).toEqual(jobs.map(() => ROWS));
    await expectFree('4 results stored at once');
  });

  it.each([
    ['NDJSON', 'format=ndjson&columns=false', ROWS],
    ['objects', 'format=ndjson&rows=objects', ROWS],
    ['a document', 'format=json', ROWS + 2],
    ['a document of objects', 'format=json&rows=objects', ROWS + 2],
  ])('are written as %s without holding up the API', async (form, query, lines) => {
    const { id } = await ended({ sql: 'select * from WIDE' });
    const texts = await Promise.all(Array.from({ length: 8 }, () => result(id, query)));
    expect(texts.map(linesOf)).toEqual(texts.map(() => lines));
    await expectFree(`8 readers of ${form}`);
  });

  it('may come within the answer that tells of them', async () => {
    const sql = `select ID, repeat('x', 70) as NOTE from WIDE where ID < 10000`; // nearly the megabyte that an answer may have
    const jobs = await Promise.all(Array.from({ length: 8 }, () => ended({ sql })));
    expect(jobs.map((job) => job.result?.rows)).toEqual(jobs.map(() => 10_000));
    expect((await result(jobs[0]?.id ?? '', 'format=ndjson&columns=false')).split('\n')[9_999]).toBe(
      `[9999,"${'x'.repeat(70)}"]`,
    );
    await expectFree('8 results within their answers');
  });

  it('may have one cell of many megabytes', async () => {
    const { id } = await ended({ sql: `select repeat('x\\ny', ${TEXT_BYTES / 3}) as LONG_TEXT, 7 as N` });
    const document: unknown = JSON.parse(await result(id, 'format=json&rows=objects'));
    expect(document).toMatchObject({ rows: [{ LONG_TEXT: 'x\ny'.repeat(TEXT_BYTES / 3), N: 7 }] });
    await expectFree(`a cell of ${TEXT_BYTES} bytes`);
  });

  it('may lie in many records at once', async () => {
    const sql = `select ID from WIDE where ID < 1000`;
    const jobs = await Promise.all(
      Array.from({ length: 20 }, () => ended({ sql, inlineRows: 1_000, inlineBytes: 65_536 })),
    );
    expect(jobs.map((job) => job.result?.inline?.length)).toEqual(jobs.map(() => 1_000));
    await expectFree('20 results of 1,000 rows within their records');
    const lists = await Promise.all(
      Array.from({ length: 8 }, async () => (await running().send('/v1/jobs?limit=100')).text()),
    );
    for (const job of jobs) expect(lists.every((list) => list.includes(job.id))).toBe(true);
    await expectFree('8 lists of these records');
  });

  it('may have thousands of columns', async () => {
    const { id, result: stored } = await ended({ sql: `select ${columns(2_000)} from WIDE where ID < 500` });
    expect([stored?.rows, stored?.columns.length]).toEqual([500, 2_000]);
    await expectFree('a result of 2,000 columns stored');
    const texts = await Promise.all(Array.from({ length: 8 }, () => result(id, 'format=ndjson&rows=objects')));
    expect(texts.map(linesOf)).toEqual(texts.map(() => 500));
    await expectFree('8 readers of a result of 2,000 columns');
  });

  it('may be plans of thousands of columns, in bodies and batches', async () => {
    const sql = `select ${columns(3_000)}`;
    const ids = await running().batch(
      Array.from({ length: 20 }, () => ({ version: 1, kind: 'collect', plan: { kind: 'sql', text: sql, binds: [] } })),
    );
    expect(ids.size).toBe(20);
    await expectFree('20 lines of 3,000 columns each');
  });
});
