import { type SqlEngine, sqlEngine } from '../commands/support/sql-engine.js';

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
  await engine.run('create table t as select column1 as a, column2 as b from values (1, 2), (3, null)');
});
afterAll(() => engine.stop());

describe('a star as an argument', () => {
  it('is every column, with its name for an object', async () => {
    expect(
      await engine.rows('select to_json(object_construct(*)), array_construct(*)::text from t order by a'),
    ).toEqual([
      ['{"a":1,"b":2}'.toUpperCase(), '[1,2]'],
      ['{"A":3}', '[3,undefined]'],
    ]);
    expect(
      await engine.rows('select hash(*) = hash(a, b), coalesce(t.*), greatest(* exclude b) from t order by a'),
    ).toEqual([
      ['1', '1', '1'],
      ['1', '3', '3'],
    ]);
  });

  it('is what stands before a table function in FROM', async () => {
    const sql = (star: string) =>
      `select a, f.key from t, lateral flatten(input => object_construct(${star})) f order by 1, 2`;
    const expected = [
      ['1', 'A'],
      ['1', 'B'],
      ['3', 'A'],
    ];
    expect(await engine.rows(sql('*'))).toEqual(expected);
    expect(await engine.rows(sql('t.*'))).toEqual(expected);
    expect(await engine.rows('select (select hash(t.*) = hash(t.a, t.b)) from t')).toEqual([['1'], ['1']]);
  });

  it.each([
    ['without a FROM', 'select hash(*)', 'SELECT with no columns'],
    ['in a sub-query without a FROM', 'select (select hash(*)) from t', 'SELECT with no columns'],
    ['of none of the columns', `select hash(* ilike 'x%') from t`, 'not enough arguments'],
  ])('is refused %s', async (_, sql, message) => {
    await expect(engine.run(sql)).rejects.toThrow(message);
  });

  it('of none of the columns is an object of nothing', async () => {
    expect(await engine.value(`select to_json(object_construct(* ilike 'x%')) from t limit 1`)).toBe('{}');
  });

  it('reads columns that GROUP BY has to know', async () => {
    await expect(engine.run('select a, hash(*) from t group by a')).rejects.toThrow(
      "'T.B' in select clause is neither an aggregate nor in the group by clause.",
    );
    expect(await engine.rows('select a, hash(*) = hash(a, b) from t group by a, b order by a')).toEqual([
      ['1', '1'],
      ['3', '1'],
    ]);
    expect(await engine.rows('select a, count(distinct *) from t group by a order by a')).toEqual([
      ['1', '1'],
      ['3', '0'],
    ]);
  });
});
