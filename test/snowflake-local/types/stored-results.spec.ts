import { type SqlEngine, sqlEngine } from '../commands/support/sql-engine.js';

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
});
afterAll(() => engine.stop());

/** More rows than are kept in memory: the result goes through a Parquet file. */
const ROWS = 3_000;

it('keeps every digit of numbers and times in a stored result', async () => {
  const query = engine.submit(`
    select id, sum(wide) over () as s, wide, small, at, zoned, clock, f, b, j from (
      select seq4() as id, 12345678901234567890123456789012345::number(38,0) + seq4() as wide, (seq4() * 0.01)::number(20,10) as small,
        dateadd(nanosecond, seq4(), '2024-02-29 23:59:59.999999998'::timestamp_ntz) as at,
        dateadd(nanosecond, seq4(), '0001-01-01 00:00:00 -09:30'::timestamp_tz) as zoned,
        timeadd(nanosecond, seq4(), '23:59:59.999999999'::time) as clock,
        seq4() / 3::float as f, to_binary(lpad(seq4(), 4, '0')) as b, object_construct('k', 12345678901234567890.5::number(38,1)) as j
      from table(generator(rowcount => ${ROWS})))
    order by id`);
  expect((await query.ended).kind).toBe('success');
  const scanned = `table(result_scan('${query.id}'))`;
  const sum = 12345678901234567890123456789012345n * BigInt(ROWS) + (BigInt(ROWS) * BigInt(ROWS - 1)) / 2n;
  expect(await engine.rows(`select count(*), max(s), min(wide), max(wide), sum(wide) from ${scanned}`)).toEqual([
    [
      String(ROWS),
      String(sum),
      '12345678901234567890123456789012345',
      '12345678901234567890123456789015344',
      String(sum),
    ],
  ]);
  expect(await engine.rows(`select small, at, zoned, clock, f, b, to_json(j) from ${scanned} where id = 2999`)).toEqual(
    [
      [
        '29.9900000000',
        '1709251200.000002997',
        '-62135562599.999997001 870',
        '0.000002998',
        '999.6666666666666',
        '2999',
        '{"k":12345678901234567890.5}',
      ],
    ],
  );
});

it('keeps sums past 2^53 and past 2^63', async () => {
  await engine.run(
    'create table large as select 9007199254740993::int + seq4() as n from table(generator(rowcount => 2000))',
  );
  const query = engine.submit(
    'select n, sum(n) over (order by n) as s, sum(n * 1000) over () as t from large order by n',
  );
  expect((await query.ended).kind).toBe('success');
  const total = 2000n * 9007199254740993n + 1999000n;
  expect(await engine.rows(`select max(n), max(s), max(t) from table(result_scan('${query.id}'))`)).toEqual([
    ['9007199254742992', String(total), String(total * 1000n)],
  ]);
});
