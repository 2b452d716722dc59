import { type SqlEngine, sqlEngine } from '../commands/support/sql-engine.js';

const SIDE = `SELECT * FROM (
  SELECT DISTINCT * FROM (
    SELECT * FROM (SELECT "A", "b", "c d", UPPER("c d") AS "n1" FROM (SELECT DISTINCT * FROM "SECOND"))
    PIVOT (MAX("b") FOR "n1" IN ('x', 'y'))
  )
) AS "FIRN_LEFT" INNER JOIN (SELECT "c d", "b" AS "N2" FROM "SECOND") AS "FIRN_RIGHT" USING ("c d")`;

/** A query that DuckDB's optimizer ends with "unordered_map::at". */
const TEXT = `SELECT "c d", IFF(("A" IS NULL), 0, "A") AS "N4", IFF(("'x'" IS NULL), 0, "'x'") AS "'x'", IFF(("'y'" IS NULL), 0, "'y'") AS "'y'", IFF(("N2" IS NULL), 0, "N2") AS "n3"
FROM (SELECT "c d", CASE WHEN ("A" = 1) THEN 2 WHEN ("A" = 4) THEN NULL ELSE "A" END AS "A", CASE WHEN ("'x'" = 1) THEN 2 WHEN ("'x'" = 4) THEN NULL ELSE "'x'" END AS "'x'", CASE WHEN ("'y'" = 1) THEN 2 WHEN ("'y'" = 4) THEN NULL ELSE "'y'" END AS "'y'", CASE WHEN ("N2" = 1) THEN 2 WHEN ("N2" = 4) THEN NULL ELSE "N2" END AS "N2"
FROM ((${SIDE})
UNION ALL (${SIDE} WHERE (((ABS("'x'") % 11) IN (0, 1, 2, 4, 5)) OR ("c d" IN ('x', 'y', 'q', 'it''s'))))))`;

describe('a query that the optimizer of DuckDB fails on', () => {
  let engine: SqlEngine;
  beforeAll(async () => {
    engine = await sqlEngine();
    await engine.run('create table second (a number, "b" number, "c d" varchar)');
    await engine.run("insert into second values (1, 2, 'x'), (2, 3, 'y'), (2, null, 'q')");
  });
  afterAll(() => engine.stop());

  it('is planned without it', async () => {
    expect(await engine.rows(`${TEXT} order by 1, 5`)).toEqual([
      ['q', '2', '0', '0', '0'],
      ['q', '2', '0', '0', '0'],
      ['x', '2', '0', '0', '2'],
      ['x', '2', '0', '0', '2'],
      ['y', '2', '0', '0', '3'],
      ['y', '2', '0', '0', '3'],
    ]);
  });
});
