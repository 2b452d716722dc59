import { logIn } from '../snowflake-local/wire/support/http.js';
import { mostMegabytes } from '../snowflake-local/wire/support/memory.js';
import { type LocalSnowflake, startLocalSnowflake } from '../support/local-snowflake.js';

/** What docs/local-snowflake.md says the server may have beyond --memory. */
const BEYOND = 512;
const MEMORY = 512;
const TOO_MUCH = '300010';

const generator = (rows: number): string => `table(generator(rowcount => ${rows}))`;
/** Texts of 50 MB, each made of one that is the same in all rows. */
const COPIES = `(select repeat('abcdefghij', 5000000) || seq4() as s, seq4() as i from ${generator(200)})`;
/** Texts of 10 MB, each made for itself. */
const LONG = `(select repeat('abcdefghij', 1000000 + seq4()) as s, seq4() as i from ${generator(200)})`;
/** As long as a statement may be, in each row. */
const WRITTEN = `(select '${'x'.repeat(20_000_000)}' || seq4() as s, seq4() as i from ${generator(200)})`;

const OVER = [
  's',
  's || s',
  'upper(lower(reverse(s)))',
  'array_construct(s, s)::varchar',
  "object_construct('a', s)::varchar",
  'first_value(s) over (order by i)',
  'last_value(s) over (partition by i % 2 order by i)',
  'nth_value(s, 2) over (order by i)',
  'max(s) over (order by i rows between 3 preceding and current row)',
  'min(s) over (partition by i % 3)',
  'any_value(s) over ()',
  'lag(s) over (order by i)',
  'lead(s, 2) over (order by i)',
  'listagg(s) over (partition by i)',
  'array_agg(s) over (order by i rows between 1 preceding and current row)::varchar',
];
const GROUPED = ['max(s)', 'any_value(s)', 'listagg(s)', 'array_agg(s)::varchar', 'count(distinct s)::varchar'];

const over = (value: string, source: string) => `select max(length(x)) from (select ${value} as x from ${source})`;
const STATEMENTS = [
  ...[COPIES, LONG].flatMap((source) => [
    ...OVER.map((value) => [value, over(value, source)] as const),
    ...GROUPED.map((value) => [value, `select i % 50, length(${value}) from ${source} group by 1`] as const),
  ]),
  ['a long literal', over('s', WRITTEN)],
] as const;

describe('values of many megabytes in a local Snowflake with little memory', () => {
  jest.setTimeout(120_000);
  let server: LocalSnowflake;
  beforeAll(async () => {
    server = await startLocalSnowflake({ memory: `${MEMORY}MB` });
  });
  afterAll(() => server.stop());

  it('end the statement that has too many of them, in whatever it computes', async () => {
    const [attacker, neighbour] = [await logIn(server.url), await logIn(server.url)];
    for (const [value, sql] of STATEMENTS) {
      const attack = attacker.query(sql);
      expect(await neighbour.query('select 1')).toMatchObject({ success: true });
      expect([value, (await attack).code]).toEqual([value, TOO_MUCH]);
      const most = mostMegabytes(server.application.pid);
      expect([value, most < MEMORY + BEYOND || most]).toEqual([value, true]);
    }
  });

  it('are stored or refused, and all that were stored are there after a kill', async () => {
    const writer = await logIn(server.url);
    await writer.query('create table long_values (s varchar, i int)');
    let stored = 0;
    for (let at = 0; at < 30; at += 1) {
      const { code } = await writer.query(
        `insert into long_values select repeat('abcdefghij', 1000000) || ${at}, ${at}`,
      );
      expect([null, TOO_MUCH]).toContain(code);
      if (code === null) stored += 1;
    }
    // More than DuckDB's part of the memory holds.
    expect(stored).toBeGreaterThan(20);
    expect(mostMegabytes(server.application.pid)).toBeLessThan(MEMORY + BEYOND);
    await server.application.kill();
    await server.restart();
    const reader = await logIn(server.url);
    expect(await reader.query('select count(*), count(distinct i) from long_values')).toMatchObject({
      data: { rowset: [[String(stored), String(stored)]] },
    });
    expect(await reader.query('select length(s) from long_values where i = 1')).toMatchObject({
      data: { rowset: [['10000001']] },
    });
  });
});
