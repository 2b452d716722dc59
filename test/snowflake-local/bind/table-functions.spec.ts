import { type SqlEngine, sqlEngine } from '../commands/support/sql-engine.js';

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
  await engine.run(`create table people as select column1 as id, parse_json(column2) as doc from values
    (1, '{"name": "Ann", "tags": ["x", null, "y"]}'), (2, '{"name": "Bob", "tags": []}'), (3, null)`);
});
afterAll(() => engine.stop());

const DOCUMENT = `parse_json('{"a": 1, "b": [77, 88], "c": {"d": "X", "e f": [[2]]}}')`;

describe('FLATTEN', () => {
  it('gives SEQ, KEY, PATH, INDEX, VALUE and THIS of each item', async () => {
    const { columns, rows } = await engine.run(
      `select seq, key, path, index, to_json(value) as value, to_json(this) as this from table(flatten(${DOCUMENT}))`,
    );
    expect(columns).toEqual(['SEQ', 'KEY', 'PATH', 'INDEX', 'VALUE', 'THIS']);
    const whole = '{"a":1,"b":[77,88],"c":{"d":"X","e f":[[2]]}}';
    expect(rows).toEqual([
      ['1', 'a', 'a', null, '1', whole],
      ['1', 'b', 'b', null, '[77,88]', whole],
      ['1', 'c', 'c', null, '{"d":"X","e f":[[2]]}', whole],
    ]);
  });

  it('opens the value at PATH, and shows paths from the input on', async () => {
    const sql = (path: string) =>
      `select path, index, to_json(value), to_json(this) from table(flatten(input => ${DOCUMENT}, path => '${path}'))`;
    expect(await engine.rows(sql('b'))).toEqual([
      ['b[0]', '0', '77', '[77,88]'],
      ['b[1]', '1', '88', '[77,88]'],
    ]);
    expect(await engine.rows(sql(`c["e f"]`))).toEqual([[`c['e f'][0]`, '0', '[2]', '[[2]]']]);
    expect(await engine.rows(sql('no.such'))).toEqual([]);
  });

  it('goes down by RECURSIVE, as far as MODE lets it', async () => {
    const paths = (options: string) =>
      `select path from table(flatten(input => ${DOCUMENT}, recursive => true${options}))`;
    const down = ['a', 'b', 'b[0]', 'b[1]', 'c', 'c.d', `c['e f']`, `c['e f'][0]`, `c['e f'][0][0]`];
    expect((await engine.rows(paths(''))).flat()).toEqual(down);
    expect((await engine.rows(paths(`, mode => 'OBJECT'`))).flat()).toEqual(['a', 'b', 'c', 'c.d', `c['e f']`]);
    expect((await engine.rows(paths(`, mode => 'ARRAY'`))).flat()).toEqual([]);
    expect(
      await engine.rows(
        `select to_json(this) from table(flatten(input => ${DOCUMENT}, recursive => true)) where path in ('b[1]', 'c.d')`,
      ),
    ).toEqual([['[77,88]'], ['{"d":"X","e f":[[2]]}']]);
  });

  it.each([
    ['of what is empty', `parse_json('[]')`, [['', null, '[]']]],
    ['of what cannot be opened', `parse_json('7')`, [['', null, null]]],
    ['of NULL', 'null', [['', null, null]]],
  ])('gives a row by OUTER %s', async (_, input, expected) => {
    const sql = (outer: boolean) =>
      `select path, value, this from table(flatten(input => ${input}, outer => ${String(outer)}))`;
    expect(await engine.rows(sql(true))).toEqual(expected);
    expect(await engine.rows(sql(false))).toEqual([]);
  });

  it('tells SQL NULL from JSON null, keeps types and every digit', async () => {
    const input = `array_construct(null, parse_json('null'), 1.5::float, '2024-02-29'::date, 12345678901234567890123)`;
    expect(
      await engine.rows(`select index, value is null, typeof(value), value::varchar from table(flatten(${input}))`),
    ).toEqual([
      ['0', '1', null, null],
      ['1', '0', 'NULL_VALUE', null],
      ['2', '0', 'DOUBLE', '1.5'],
      ['3', '0', 'DATE', '2024-02-29'],
      ['4', '0', 'INTEGER', '12345678901234567890123'],
    ]);
  });

  it('follows the rows of what it is computed from, in their order, and numbers them by SEQ', async () => {
    const sql =
      'select id, f.seq, f.index, f.value::varchar from people, lateral flatten(input => doc:tags, outer => true) f';
    expect(await engine.rows(sql)).toEqual([
      ['1', '1', '0', 'x'],
      ['1', '1', '1', null],
      ['1', '1', '2', 'y'],
      ['2', '2', null, null],
      ['3', '3', null, null],
    ]);
    await engine.run('create table many as select seq4() as n from table(generator(rowcount => 10000))');
    const far = await engine.rows(
      `select count_if(seq <> n + 1), count(*) from (
         select n, f.seq, row_number() over (order by null) as r from many, lateral flatten(array_construct(n, n)) f)`,
    );
    expect(far).toEqual([['0', '20000']]);
  });

  it('stands in a join, behind another, in a sub-query and in a correlated one', async () => {
    expect(
      await engine.rows(
        `select t_left.id, t_right.key from (select * from people) as t_left join table (flatten(input => doc)) as t_right
         order by 1, 2`,
      ),
    ).toEqual([
      ['1', 'name'],
      ['1', 'tags'],
      ['2', 'name'],
      ['2', 'tags'],
    ]);
    expect(
      await engine.rows(
        `select p.id, f.key, g.value::varchar from people p, lateral flatten(p.doc) f, lateral flatten(f.value) g order by g.index`,
      ),
    ).toEqual([
      ['1', 'tags', 'x'],
      ['1', 'tags', null],
      ['1', 'tags', 'y'],
    ]);
    expect(
      await engine.rows(
        `select id, (select listagg(f.key, '|') from table(flatten(p.doc)) f) from people p order by 1`,
      ),
    ).toEqual([
      ['1', 'name|tags'],
      ['2', 'name|tags'],
      ['3', ''],
    ]);
    expect(
      await engine.rows(
        'select p.id, x.n from people p, lateral (select count(*) as n from table(flatten(p.doc:tags))) x order by 1',
      ),
    ).toEqual([
      ['1', '3'],
      ['2', '0'],
      ['3', '0'],
    ]);
  });

  it('groups and filters by its columns', async () => {
    expect(
      await engine.rows(
        `select f.key, count(*) from people, lateral flatten(doc) f where f.value is not null group by f.key having count(*) > 1 order by 1`,
      ),
    ).toEqual([
      ['name', '2'],
      ['tags', '2'],
    ]);
  });

  it.each([
    [`table(flatten('abc'))`, '001044', `Invalid argument types for function 'FLATTEN': (VARCHAR(3))`],
    [
      `table(flatten(${DOCUMENT}, mode => 'LIST'))`,
      '001015',
      "Argument MODE of FLATTEN must be 'OBJECT', 'ARRAY' or 'BOTH'.",
    ],
    [`table(flatten(${DOCUMENT}, path => 'a['))`, '001015', 'Argument PATH'],
    [`table(flatten(${DOCUMENT}, outer => 1))`, '001015', 'Argument OUTER of FLATTEN must be TRUE or FALSE.'],
    [`table(flatten(${DOCUMENT}, depth => 1))`, '000002', 'argument DEPTH of FLATTEN'],
    ['table(flatten())', '000938', 'INPUT'],
    ['people, lateral flatten(count(*))', '002035', 'aggregate'],
    ['people left join lateral flatten(doc) f on true', '000002', 'OUTER JOIN syntax or a join predicate (ON clause)'],
  ])('refuses %s', async (source, code, message) => {
    await expect(engine.run(`select * from ${source}`)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
  });
});

describe('SPLIT_TO_TABLE and STRTOK_SPLIT_TO_TABLE', () => {
  it('give a row for each piece', async () => {
    expect(await engine.rows(`select * from (table (split_to_table('a..b', '.')))`)).toEqual([
      ['1', '1', 'a'],
      ['1', '2', ''],
      ['1', '3', 'b'],
    ]);
    expect(await engine.rows(`select index, value from table(strtok_split_to_table('a.b c..d', '. '))`)).toEqual([
      ['1', 'a'],
      ['2', 'b'],
      ['3', 'c'],
      ['4', 'd'],
    ]);
    expect(await engine.rows(`select value from table(strtok_split_to_table(' a  b'))`)).toEqual([['a'], ['b']]);
    expect(await engine.rows(`select * from table(split_to_table(null, '.'))`)).toEqual([]);
  });

  it('follow the rows of a table', async () => {
    expect(
      await engine.rows(
        `select id, s.seq, s.index, s.value from people p, lateral split_to_table(p.doc:name::varchar || '-' || id, '-') s`,
      ),
    ).toEqual([
      ['1', '1', '1', 'Ann'],
      ['1', '1', '2', '1'],
      ['2', '2', '1', 'Bob'],
      ['2', '2', '2', '2'],
    ]);
  });

  it.each([
    [`split_to_table('a')`, '000938', 'DELIMITER'],
    [`split_to_table('a', ',', 1)`, '000939', 'too many arguments'],
  ])('refuse %s', async (call, code, message) => {
    await expect(engine.run(`select * from table(${call})`)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
  });
});
