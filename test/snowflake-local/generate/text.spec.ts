import { type QueryEngine } from '../bind/support/query-engine.js';
import { shop } from '../bind/support/shop.js';

let engine: QueryEngine;
beforeAll(async () => {
  engine = await shop();
});
afterAll(() => engine.close());

/** What DuckDB is given, where the form of it matters; that it runs and what it gives, the tests of bind/ say. */
describe('generated SQL', () => {
  it.each([
    ['select 1 as a', 'SELECT CAST(1 AS BIGINT) AS c0'],
    [
      'select "ID", name as "x" from customers c',
      'SELECT t1."ID" AS c0, t1."NAME" AS c1 FROM "DB.PUBLIC"."CUSTOMERS" AS t1',
    ],
    [
      'select id from customers where id > 1 order by id desc limit 2 offset 1',
      'SELECT t1."ID" AS c0 FROM "DB.PUBLIC"."CUSTOMERS" AS t1 WHERE (t1."ID" > CAST(1 AS BIGINT)) ORDER BY 1 DESC NULLS FIRST LIMIT 2 OFFSET 1',
    ],
    [
      'select id from customers order by city, name desc nulls last',
      'SELECT t1."ID" AS c0 FROM "DB.PUBLIC"."CUSTOMERS" AS t1 ORDER BY t1."CITY" NULLS LAST, t1."NAME" DESC NULLS LAST',
    ],
    [
      'select city, max(id) from customers group by city having max(id) > 1',
      'SELECT t1."CITY" AS c0, CAST(max(t1."ID") AS BIGINT) AS c1 FROM "DB.PUBLIC"."CUSTOMERS" AS t1 GROUP BY t1."CITY" HAVING (max(t1."ID") > CAST(1 AS BIGINT))',
    ],
    [
      'select c.id from customers c join orders o on c.id = o.customer_id',
      'SELECT t1."ID" AS c0 FROM "DB.PUBLIC"."CUSTOMERS" AS t1 INNER JOIN "DB.PUBLIC"."ORDERS" AS t2 ON (t1."ID" = t2."CUSTOMER_ID")',
    ],
    [
      'select id from customers union all select id from orders',
      'SELECT t1."ID" AS c0 FROM "DB.PUBLIC"."CUSTOMERS" AS t1',
    ],
    ["select $1 from values ('a'), ('b')", "SELECT t1.c0 AS c0 FROM (VALUES ('a'), ('b')) AS t1(c0)"],
    [
      'with w as (select id from customers) select a.id from w a, w b',
      'WITH w1 AS (SELECT t2."ID" AS c0 FROM "DB.PUBLIC"."CUSTOMERS" AS t2) SELECT t3.c0 AS c0 FROM w1 AS t3, w1 AS t4',
    ],
    [
      'select id from customers qualify row_number() over (partition by city order by id) = 1',
      'OVER (PARTITION BY t1."CITY" ORDER BY t1."ID" NULLS LAST)',
    ],
    [
      'select a and b and c and d from (select true a, false b, null::boolean c, true d)',
      '(t1.c0 AND t1.c1 AND t1.c2 AND t1.c3)',
    ],
  ])('%s', (text, sql) => {
    expect(engine.bind(text).sql).toContain(sql);
  });

  it('is the same for the same query', () => {
    const text =
      'with w as (select id, row_number() over (order by id) n from customers) select * from w join orders o using (id)';
    expect(engine.bind(text).sql).toBe(engine.bind(text).sql);
  });

  it('never pastes a text that could end its quotes', async () => {
    const nasty = "'); DROP TABLE x; --\\";
    const written = nasty.replaceAll('\\', '\\\\').replaceAll("'", "''");
    expect(await engine.rows(`select '${written}' as a`)).toEqual([[nasty]]);
    expect(await engine.rows('select ? as a', { binds: [{ type: 'TEXT', value: nasty }] })).toEqual([[nasty]]);
    expect((await engine.query(`select 1 as "${nasty.replaceAll('"', '""')} ""x"""`)).names).toEqual([`${nasty} "x"`]);
  });
});
