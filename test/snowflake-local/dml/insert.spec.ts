import { bindColumn } from '../../../apps/snowflake-local/src/execute/bind-column.js';
import type { BindValue } from '../../../apps/snowflake-local/src/execute/bind-value.js';
import { type SqlEngine, sqlEngine } from '../commands/support/sql-engine.js';

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
});
afterAll(() => engine.stop());

const array = (type: BindValue['type'], values: readonly (string | null)[]): BindValue => ({
  type,
  value: values[0] ?? null,
  column: bindColumn(type, values),
});

describe('INSERT', () => {
  it('answers the number of rows, under Snowflake’s name', async () => {
    await engine.run('create table answered (a int, b varchar)');
    const answer = await engine.run(`insert into answered values (1, 'x'), (2, 'y')`);
    expect(answer).toMatchObject({ columns: ['number of rows inserted'], rows: [['2']] });
    expect(await engine.rows('insert into answered select a + 10, b from answered')).toEqual([['2']]);
    expect(await engine.rows('select a, b from answered order by a')).toEqual([
      ['1', 'x'],
      ['2', 'y'],
      ['11', 'x'],
      ['12', 'y'],
    ]);
  });

  it('takes columns in any order, defaults and DEFAULT', async () => {
    await engine.run(
      `create table defaults (a int default 7, b varchar default 'none', c date default current_date(), d int)`,
    );
    await engine.run('insert into defaults (d, a) values (1, 2)');
    await engine.run(`insert into defaults (b, a) values (default, 3), ('x', default)`);
    expect(await engine.rows('select a, b, c = current_date(), d from defaults order by a')).toEqual([
      ['2', 'none', '1', '1'],
      ['3', 'none', '1', null],
      ['7', 'x', '1', null],
    ]);
  });

  it('converts as Snowflake does by itself', async () => {
    await engine.run('create table converted (n number(5,2), t varchar(3), d date, b boolean, v variant)');
    await engine.run(`insert into converted select '12.345', 12, '2024-02-29', 'yes', to_variant('x')`);
    expect(await engine.rows('select * from converted')).toEqual([['12.35', '12', '19782', '1', '"x"']]);
  });

  it('makes a VARIANT of numbers, truth values and what is semi-structured, and of nothing else', async () => {
    await engine.run('create table anything (v variant)');
    await engine.run(`insert into anything values (1), (true), (null), ([1]), (parse_json('"x"'))`);
    expect((await engine.rows('select to_json(v) from anything order by v nulls first')).flat()).toEqual([
      null,
      '1',
      '"x"',
      'true',
      '[1]',
    ]);
    const mismatch = (type: string) => ({
      code: '002023',
      message: expect.stringContaining(`expecting VARIANT but got ${type} for column V`),
    });
    const refused = [
      [`insert into anything values ('x')`, 'VARCHAR(1)'],
      [`insert into anything select 'x' || 'y'`, 'VARCHAR(2)'],
      [`insert into anything values ('2024-02-29'::date)`, 'DATE'],
      [`update anything set v = to_binary('00')`, 'BINARY(8388608)'],
      [`merge into anything using (select 'x' as t) s on true when matched then update set v = s.t`, 'VARCHAR(1)'],
    ] as const;
    for (const [sql, type] of refused) await expect(engine.run(sql)).rejects.toMatchObject(mismatch(type));
  });

  it.each([
    [`insert into limited values (1, 'abcd')`, '100078', `String 'abcd' is too long and would be truncated`],
    [`insert into limited select 1, 'ab' || 'cd'`, '100078', `String 'abcd' is too long and would be truncated`],
    [
      'insert into limited values (1000, null)',
      '100046',
      'Number out of representable range: type FIXED[SB2](3,0){not null}, value 1000',
    ],
    [`insert into limited values ('x', null)`, '100038', `Numeric value 'x' is not recognized`],
    ['insert into limited values (null, null)', '100072', 'NULL result in a non-nullable column'],
    ['insert into limited (b) values (null)', '100072', 'NULL result in a non-nullable column'],
    ['insert into limited values (1)', '002020', 'Insert value list does not match column list expecting 2 but got 1'],
    ['insert into limited (a, a) values (1, 2)', '002025', `duplicate column name 'A'`],
    ['insert into limited (x) values (1)', '000904', `invalid identifier 'X'`],
    ['insert into nowhere values (1)', '002003', `Table 'NOWHERE' does not exist or not authorized.`],
  ])('%s is refused with %s', async (sql, code, words) => {
    await engine.run('create table if not exists limited (a number(3,0) not null, b varchar(3))');
    await expect(engine.run(sql)).rejects.toMatchObject({ code, message: expect.stringContaining(words) });
    expect(await engine.value('select count(*) from limited')).toBe('0');
  });

  it('replaces all rows with OVERWRITE, also by what they were', async () => {
    await engine.run('create table overwritten as select a::int as a from values (1), (2), (3) as v(a)');
    expect(await engine.rows('insert overwrite into overwritten select a * 10 from overwritten where a > 1')).toEqual([
      ['2'],
    ]);
    expect(await engine.rows('select a from overwritten order by a')).toEqual([['20'], ['30']]);
    await engine.run('insert overwrite into overwritten values (5)');
    expect(await engine.rows('select a from overwritten')).toEqual([['5']]);
  });
});

describe('storage that widens by itself', () => {
  it('takes a NUMBER past 64 bits', async () => {
    await engine.run('create table wide (a int, b varchar)');
    await engine.run(`insert into wide values (1, 'narrow')`);
    await engine.run(`insert into wide values (99999999999999999999999999999999999999, 'written')`);
    await engine.run(`insert into wide select 9223372036854775807 + a, 'computed' from wide where a = 1`);
    await engine.run(`insert into wide select '-12345678901234567890', 'text'`);
    expect(await engine.rows('select a, b from wide order by a')).toEqual([
      ['-12345678901234567890', 'text'],
      ['1', 'narrow'],
      ['9223372036854775808', 'computed'],
      ['99999999999999999999999999999999999999', 'written'],
    ]);
    expect(await engine.value('select sum(a) from wide where a < 9999999999999999999')).toBe(
      '-3122306863999792082'.replace(/.*/, String(-12345678901234567890n + 1n + 9223372036854775808n)),
    );
  });

  it('takes nine fraction digits', async () => {
    await engine.run('create table precise (id int, t time, n timestamp_ntz, l timestamp_ltz, z timestamp_tz)');
    const row = (id: number, fraction: string) =>
      `insert into precise select ${id}, '01:02:03${fraction}', '2024-02-29 01:02:03${fraction}', '2024-02-29 01:02:03${fraction}', '2024-02-29 01:02:03${fraction} +01:00'`;
    await engine.run(row(1, '.123456'));
    await engine.run(row(2, '.123456789'));
    expect(await engine.rows('select t, n, l, z from precise order by id')).toEqual([
      ['3723.123456000', '1709168523.123456000', '1709197323.123456000', '1709164923.123456000 1500'],
      ['3723.123456789', '1709168523.123456789', '1709197323.123456789', '1709164923.123456789 1500'],
    ]);
    expect(await engine.rows('select max(n), min(t) from precise')).toEqual([
      ['1709168523.123456789', '3723.123456000'],
    ]);
  });

  it('inside a transaction, and is undone with it', async () => {
    await engine.run('create table undone (a int)');
    await engine.run('insert into undone values (1)');
    await engine.run('begin');
    await engine.run('insert into undone values (2)');
    await engine.run('insert into undone values (99999999999999999999)');
    await engine.run('update undone set a = a + 99999999999999999999 where a = 2');
    expect(await engine.value('select sum(a) from undone')).toBe('200000000000000000001');
    await engine.run('rollback');
    await engine.run('insert into undone values (3)');
    expect(await engine.value('select sum(a) from undone')).toBe('4');
  });
});

describe('binds', () => {
  it('inserts single values of every tag', async () => {
    await engine.run(
      'create table bound (f number(10,2), r float, t varchar, b boolean, d date, c time, n timestamp_ntz, z timestamp_tz, x binary)',
    );
    const binds: BindValue[] = [
      { type: 'FIXED', value: '12.5' },
      { type: 'REAL', value: '1e-3' },
      { type: 'TEXT', value: "it's" },
      { type: 'BOOLEAN', value: 'true' },
      { type: 'DATE', value: '1709164800000' },
      { type: 'TIME', value: '3723123456789' },
      { type: 'TIMESTAMP_NTZ', value: '1709168523123456789' },
      { type: 'TIMESTAMP_TZ', value: '1709164923123456789 1500' },
      { type: 'BINARY', value: 'CAFE' },
    ];
    await engine.run('insert into bound values (?, ?, ?, ?, ?, ?, ?, ?, ?)', { binds });
    expect(await engine.rows('select * from bound')).toEqual([
      [
        '12.50',
        '0.001',
        "it's",
        '1',
        '19782',
        '3723.123456789',
        '1709168523.123456789',
        '1709164923.123456789 1500',
        'CAFE',
      ],
    ]);
  });

  it('inserts an array bind as one statement', async () => {
    await engine.run('create table bulk (a number(20,0), b varchar, n timestamp_ntz, d date)');
    const binds = [
      array('FIXED', ['1', null, '12345678901234567890']),
      array('TEXT', ['a', 'b\u0000c', null]),
      array('TIMESTAMP_NTZ', ['1709168523123456789', '-1', null]),
      array('DATE', ['1709164800000', null, '-86400000']),
    ];
    expect(await engine.rows('insert into bulk values (?, ?, ?, ?)', { binds })).toEqual([['3']]);
    expect(await engine.rows('select a, b, n, d from bulk order by a nulls last')).toEqual([
      ['1', 'a', '1709168523.123456789', '19782'],
      ['12345678901234567890', null, null, '-1'],
      [null, 'b\u0000c', '-0.000000001', null],
    ]);
  });

  it('computes with an array bind, row by row', async () => {
    await engine.run('create table computed (a int, v variant)');
    const binds = [array('FIXED', ['1', '2']), array('TEXT', ['{"k": 1}', '[2]'])];
    await engine.run('insert into computed select ? * 10, parse_json(?)', { binds });
    expect(await engine.rows('select a, to_json(v) from computed order by a')).toEqual([
      ['10', '{"k":1}'],
      ['20', '[2]'],
    ]);
  });

  it('fails as a whole when one row of an array bind does', async () => {
    await engine.run('create table whole (a int)');
    await expect(
      engine.run('insert into whole values (?)', { binds: [array('TEXT', ['1', 'x'])] }),
    ).rejects.toMatchObject({ code: '100038' });
    expect(await engine.value('select count(*) from whole')).toBe('0');
  });

  it('takes 100,000 rows', async () => {
    await engine.run('create table large (a int, b varchar)');
    const numbers = Array.from({ length: 100_000 }, (_, index) => String(index));
    const binds = [
      array('FIXED', numbers),
      array(
        'TEXT',
        numbers.map((n) => `name ${n}`),
      ),
    ];
    expect(await engine.rows('insert into large values (?, ?)', { binds })).toEqual([['100000']]);
    expect(await engine.rows('select sum(a), max(b), count(*) from large')).toEqual([
      ['4999950000', 'name 99999', '100000'],
    ]);
  });
});
