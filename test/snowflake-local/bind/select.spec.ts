import { bindQuery } from '../../../apps/snowflake-local/src/bind/bind-query.js';
import { parseStatement } from '../../../apps/snowflake-local/src/parse/parse.js';
import { nullLiteral } from '../../../apps/snowflake-local/src/types/literal.js';
import type { QueryEngine } from './support/query-engine.js';
import { shop } from './support/shop.js';

let engine: QueryEngine;
beforeAll(async () => {
  engine = await shop();
});
afterAll(() => engine.close());

describe('a select list', () => {
  it.each<[string, string[]]>([
    ['select 1', ['1']],
    ['select 1 as a, 2 b, "c".id as "d" from customers "c" limit 0', ['A', 'B', 'd']],
    [
      'select \'Hi\', 1 +  id, "ID" + 1, count(*) from customers group by all limit 0',
      ["'Hi'", '1 +  ID', '"ID" + 1', 'COUNT(*)'],
    ],
    ['select c.name, $1, c.$2 from customers c limit 0', ['NAME', '$1', 'C.$2']],
    ['select * from customers limit 0', ['ID', 'NAME', 'CITY']],
    ['select c.*, o.amount from customers c, orders o limit 0', ['ID', 'NAME', 'CITY', 'AMOUNT']],
    ['select * exclude (name, city) from customers limit 0', ['ID']],
    ['select * exclude name rename (id as x) from customers limit 0', ['X', 'CITY']],
    ["select * ilike '%I%' from customers limit 0", ['ID', 'CITY']],
    ['select * replace (id * 2 as id) from customers limit 0', ['ID', 'NAME', 'CITY']],
    ['select id, id from customers limit 0', ['ID', 'ID']],
    ['select id as a, id as a from customers limit 0', ['A', 'A']],
    ['select current_date', ['CURRENT_DATE']],
  ])('%s is called', async (text, names) => {
    expect((await engine.query(text)).names).toEqual(names);
  });

  it.each<[string, string[]]>([
    [
      "select 1, 12.50, 'abc', true, null, 1e2",
      ['NUMBER(1,0)', 'NUMBER(4,2)', 'VARCHAR(3)', 'BOOLEAN', 'VARCHAR(16777216)', 'NUMBER(3,0)'],
    ],
    [
      'select 1e10, 1.234E2, 15e-03, -1E+2, .5e1, 1e37, 1e38, 1e-37, 1e-38, 1.5e300',
      [
        ...['NUMBER(11,0)', 'NUMBER(4,1)', 'NUMBER(4,3)', 'NUMBER(3,0)', 'NUMBER(1,0)'],
        ...['NUMBER(38,0)', 'FLOAT', 'NUMBER(38,37)', 'FLOAT', 'FLOAT'],
      ],
    ],
    [
      'select id, name, amount, placed from customers join orders using (id) limit 0',
      ['NUMBER(1,0)', 'VARCHAR(3)', 'NUMBER(10,2)', 'DATE'],
    ],
    [
      'select id::int, name::string(10), id::float, placed::timestamp_ltz(3) from customers join orders using (id) limit 0',
      ['NUMBER(38,0)', 'VARCHAR(10)', 'FLOAT', 'TIMESTAMP_LTZ(3)'],
    ],
  ])('%s has the types', async (text, types) => {
    expect((await engine.query(text)).types).toEqual(types);
  });

  it('groups by nothing at all', async () => {
    expect(await engine.rows('select count(*) from customers where false group by ()')).toEqual([['0']]);
    expect(await engine.rows('select count(*) > 1 from customers group by ()')).toEqual([['1']]);
    await expect(engine.rows('select city from customers group by ()')).rejects.toMatchObject({ code: '001104' });
  });

  it('lets an alias stand for its expression in every clause', async () => {
    expect(
      await engine.rows('select id + 1 as next, next * 10 as ten from customers where ten > 20 order by ten desc'),
    ).toEqual([
      ['5', '50'],
      ['4', '40'],
      ['3', '30'],
    ]);
    expect(
      await engine.rows('select city as c, count(*) as n from customers group by c having n > 1 order by n'),
    ).toEqual([['Oslo', '2']]);
    expect(await engine.rows('select later * 2 as twice, id + 1 as later from customers where id = 1')).toEqual([
      ['4', '2'],
    ]);
  });

  it('takes a column before an alias of its name, except in ORDER BY', async () => {
    expect(await engine.rows('select -id as id from customers where id = 2')).toEqual([['-2']]);
    expect(await engine.rows('select -id as id from customers order by id limit 1')).toEqual([['-4']]);
    expect(
      await engine.rows("select 'x' as city, count(*) from customers group by city order by 2 desc limit 1"),
    ).toEqual([['x', '2']]);
  });

  it('refuses to repeat what is new each time', async () => {
    const error = await engine.failure('select random() as r, r + 1 from customers');
    expect(error).toMatchObject({ code: '000002', position: { column: 22 } });
    expect(await engine.rows('select count(*) from (select random() as r from customers order by r)')).toEqual([['4']]);
  });

  it('finds nothing but columns of its own tables', async () => {
    expect(await engine.failure('select nope from customers')).toMatchObject({
      code: '000904',
      sqlState: '42000',
      message: "SQL compilation error: error line 1 at position 7\ninvalid identifier 'NOPE'",
    });
    expect((await engine.failure('select\n  c.nope from customers c')).message).toContain(
      "line 2 at position 2\ninvalid identifier 'C.NOPE'",
    );
    expect((await engine.failure('select "name" from customers')).message).toContain(`invalid identifier '"name"'`);
    expect((await engine.failure('select customers.id from customers c')).code).toBe('000904');
    expect(await engine.failure('select id from customers, orders')).toMatchObject({
      code: '002028',
      message: expect.stringContaining("ambiguous column name 'ID'"),
    });
    expect(await engine.failure('select * exclude nope from customers')).toMatchObject({ code: '000904' });
    expect(await engine.failure('select x.* from customers')).toMatchObject({ code: '000904' });
    expect(await engine.failure('select * exclude (id, name, city) from customers')).toMatchObject({ code: '002080' });
  });
});

describe('names of tables', () => {
  it.each([
    'select id from customers',
    'select customers.id from public.customers',
    'select public.customers.id from db.public.customers',
    'select db.public.customers.id from db..customers',
    'select "X".id from "CUSTOMERS" as x',
    "select id from identifier('db.public.customers')",
    "select id from table('customers')",
    'select id from (customers)',
    'select id from ((customers)) c',
  ])('%s', async (text) => {
    expect(await engine.rows(`${text} order by 1 limit 1`)).toEqual([['1']]);
  });

  it('says which object is missing', async () => {
    expect(await engine.failure('select 1 from nope')).toMatchObject({
      code: '002003',
      sqlState: '42S02',
      message: "SQL compilation error:\nObject 'NOPE' does not exist or not authorized.",
    });
    // The catalog of these tests has tables alone.
    expect((await engine.failure('select 1 from other."x y"')).message).toContain(`Database 'DB' does not exist`);
    expect((await engine.failure('select 1 from "x y"')).message).toContain(`Object '"x y"' does not exist`);
  });

  it('tells names apart by case, as written in quotes', async () => {
    const rows = await engine.rows('select "a", "A", a from (select 1 as "a", 2 as "A")');
    expect(rows).toEqual([['1', '2', '2']]);
  });

  it('reads a view from its own schema', async () => {
    expect(await engine.rows('select * from per_city where n > 1')).toEqual([['Oslo', '2']]);
    expect(engine.bind('select * from per_city').reads).toEqual(['"DB.PUBLIC"."CUSTOMERS"']);
  });
});

describe('positions and VALUES', () => {
  it.each<[string, (string | null)[][]]>([
    [
      `SELECT $1 AS "A", $2 AS "B" FROM VALUES (1 :: FLOAT, 0 :: BIGINT), ('NAN' :: FLOAT, NULL :: BIGINT)`,
      [
        ['1', '0'],
        ['NaN', null],
      ],
    ],
    [
      'select column2, column1 from values (1, 2), (3, 4)',
      [
        ['2', '1'],
        ['4', '3'],
      ],
    ],
    [
      "select n, s from (values (1, 'a'), (2, null)) as v(n, s)",
      [
        ['1', 'a'],
        ['2', null],
      ],
    ],
    ['select $1 + 1 from values (1), (2.5), (null)', [['2.0'], ['3.5'], [null]]],
    ['select v.$1, w.$1 from values (1) v, (values (2)) w', [['1', '2']]],
    ['select $3 from customers where $1 = 1', [['Oslo']]],
    [`SELECT * FROM ( SELECT $1 AS "A" FROM VALUES (NULL :: INT)) WHERE 1 = 0`, []],
  ])('%s', async (text, rows) => {
    expect(await engine.rows(text)).toEqual(rows);
  });

  it('refuses a position that is not there, and rows of unequal width', async () => {
    expect(await engine.failure('select $3 from values (1, 2)')).toMatchObject({ code: '000904' });
    expect(await engine.failure('select $1 from values (1, 2), (3)')).toMatchObject({ code: '002055' });
  });
});

describe('variables and binds', () => {
  const variable = {
    type: { kind: 'text', length: 10 },
    physical: 'varchar',
    sql: "'customers'",
    text: 'customers',
  } as const;

  it('puts them in where they stand', async () => {
    const binds = [
      { type: 'FIXED', value: '2' },
      { type: 'TEXT', value: 'Oslo' },
    ] as const;
    expect(await engine.rows('select id from customers where id >= ? and city = ? order by 1', { binds })).toEqual([
      ['4'],
    ]);
    expect(await engine.rows('select :2, :1, ?', { binds })).toEqual([['Oslo', '2', '2']]);
    expect(await engine.rows('select id from customers order by id limit ? offset 1', { binds })).toEqual([
      ['2'],
      ['3'],
    ]);
    expect(await engine.rows('select count(*) from identifier($t)', { variables: { T: variable } })).toEqual([['4']]);
    expect(
      await engine.rows('select $t, :s', { variables: { T: variable }, scriptVariables: { S: variable } }),
    ).toEqual([['customers', 'customers']]);
  });

  it('can be described before a bind is given', () => {
    const statement = parseStatement('select ? as a, ? + 1 as b');
    if (statement.kind !== 'query') throw new Error('It is a query');
    const context = { ...engine.context('select ? as a, ? + 1 as b'), unbound: nullLiteral() };
    expect(bindQuery(statement.query, context).columns.map(({ name }) => name)).toEqual(['A', 'B']);
  });

  it('names the one that is missing', async () => {
    expect(await engine.failure('select ?')).toMatchObject({
      code: '002049',
      message: expect.stringContaining('Bind variable ? not set.'),
    });
    expect(await engine.failure('select $x')).toMatchObject({
      code: '002211',
      message: expect.stringContaining("Session variable '$X' does not exist"),
    });
    expect(await engine.failure('select :x')).toMatchObject({
      code: '002049',
      message: expect.stringContaining('Bind variable :x not set.'),
    });
    expect(await engine.failure('select id from customers limit id')).toMatchObject({ code: '001011' });
  });
});

describe('depth', () => {
  const nested = (levels: number): string => {
    let text = 'SELECT "ID" FROM CUSTOMERS';
    for (let level = 0; level < levels; level += 1) text = `SELECT ("ID" :: INT) AS "ID" FROM ( ${text} )`;
    return text;
  };

  it('binds and runs 200 sub-selects with a cast in each on the stack that Node has by default', async () => {
    expect(await engine.rows(`select sum(id) from (${nested(200)})`)).toEqual([['10']]);
  });

  it('refuses more levels than there may be, by name', async () => {
    expect(await engine.failure(nested(1_600))).toMatchObject({
      code: '000002',
      message: expect.stringContaining('nested levels'),
    });
  });
});

describe('what is known of a query', () => {
  it.each<[string, object]>([
    ['select 1', { needsWarehouse: false, atMost: 1, reads: [], volatile: false }],
    ['select count(*) from customers', { needsWarehouse: true, atMost: 1, reads: ['"DB.PUBLIC"."CUSTOMERS"'] }],
    ['select id from customers limit 3', { atMost: 3 }],
    [
      'select a.id from customers a, customers b, other.items',
      { reads: ['"DB.PUBLIC"."CUSTOMERS"', '"DB.OTHER"."ITEMS"'] },
    ],
    [
      'select 1 from customers a join per_city p on true',
      { tableScans: ['"DB.PUBLIC"."CUSTOMERS"', '"DB.PUBLIC"."CUSTOMERS"'] },
    ],
    ['select uuid_string()', { volatile: true }],
    [
      "select system$wait(2, 'SECONDS'), system$cancel_query('q')",
      {
        needsWarehouse: true,
        calls: [
          { name: 'SYSTEM$WAIT', args: ['2', 'SECONDS'] },
          { name: 'SYSTEM$CANCEL_QUERY', args: ['q'] },
        ],
      },
    ],
  ])('%s', (text, expected) => {
    expect(engine.bind(text)).toMatchObject(expected);
  });

  it.each(['select 1 from customers, (values (1))', 'with a as (select id from customers) select 1 from a, a b'])(
    'cannot tell the size of %s',
    (text) => {
      expect(engine.bind(text).tableScans).toBeUndefined();
    },
  );

  it('says which table a column comes from', () => {
    const [id, doubled] = engine.bind('select id, id * 2 from customers').columns;
    expect(id?.source).toEqual({ database: 'DB', schema: 'PUBLIC', table: 'CUSTOMERS' });
    expect(doubled?.source).toBeUndefined();
  });

  it('takes only constants for what the server does', async () => {
    expect(await engine.failure('select system$wait(id) from customers')).toMatchObject({ code: '000002' });
    expect(await engine.failure('select system$wait()')).toMatchObject({ code: '000938' });
    expect(await engine.rows('select system$wait(1) as w')).toEqual([['SYSTEM$WAIT(1)']]);
  });
});
