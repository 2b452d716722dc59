import { type SqlEngine, sqlEngine } from '../commands/support/sql-engine.js';
import { type Case, check } from './table.js';

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
});
afterAll(() => engine.stop());

describe('SYSTEM$TYPEOF says how Snowflake holds a value', () => {
  it('by the value of a constant, else by its type', () =>
    check(engine, [
      ['system$typeof(null)', 'NULL[LOB]'],
      ['system$typeof(1)', 'NUMBER(1,0)[SB1]'],
      ['system$typeof(-1.5)', 'NUMBER(2,1)[SB1]'],
      ['system$typeof(10000)', 'NUMBER(5,0)[SB2]'],
      ['system$typeof(100000)', 'NUMBER(6,0)[SB4]'],
      ['system$typeof(10000000000)', 'NUMBER(11,0)[SB8]'],
      ['system$typeof(99999999999999999999)', 'NUMBER(20,0)[SB16]'],
      ["system$typeof('5'::number(2,0) + 0)", 'NUMBER(3,0)[SB2]'],
      ["'1.2350000000000000976996261670137755572795867919921875'::number(38,18)", '1.235000000000000098'],
      ['1.2350000000000000976996261670137755572795867919921875', '1.2350000000000000976996261670137755573'],
      ['-9.9999999999999999999999999999999999999999', '-10.000000000000000000000000000000000000'],
      ['99999999999999999999999999999999999999.5', '!100039'],
      ["' -0.123456789012345678901234567890123456789012345 '::number(10,5)", '-0.12346'],
      ["system$typeof(hash('x')::number(9,2))", 'NUMBER(9,2)[SB4]'],
      ["system$typeof(hash('x')::number(18,0))", 'NUMBER(18,0)[SB8]'],
      ["system$typeof(hash('x')::number(38,0))", 'NUMBER(38,0)[SB16]'],
      ["system$typeof('abc')", 'VARCHAR(3)[LOB]'],
      ["system$typeof('abc'::varchar)", 'VARCHAR(16777216)[LOB]'],
      ['system$typeof(1::float)', 'FLOAT[DOUBLE]'],
      ['system$typeof(true)', 'BOOLEAN[SB1]'],
      ['system$typeof(current_date)', 'DATE[SB4]'],
      ["system$typeof('10:00'::time)", 'TIME(9)[SB8]'],
      ["system$typeof('10:00'::time(3))", 'TIME(3)[SB4]'],
      ["system$typeof('2024-01-01'::timestamp_ntz)", 'TIMESTAMP_NTZ(9)[SB16]'],
      ["system$typeof('2024-01-01'::timestamp_ntz(3))", 'TIMESTAMP_NTZ(3)[SB8]'],
      ['system$typeof(current_timestamp)', 'TIMESTAMP_LTZ(9)[SB16]'],
      ["system$typeof(to_binary('AA'))", 'BINARY(8388608)[LOB]'],
      ["system$typeof(parse_json('1'))", 'VARIANT[LOB]'],
      ['system$typeof(array_construct())', 'ARRAY[LOB]'],
      ['system$typeof(object_construct())', 'OBJECT[LOB]'],
    ]));
});

const TIMES = "'It was the best of times, it was the worst of times'";

const REGEXP: readonly Case[] = [
  [String.raw`regexp_instr(${TIMES}, 'the\\W+(\\w+)', 1, 2, 0, 'e', 1)`, '38'],
  [String.raw`regexp_instr(${TIMES}, 'the\\W+(\\w+)', 1, 2, 1, 'e', 1)`, '43'],
  [String.raw`regexp_instr(${TIMES}, 'the\\W+(\\w+)', 1, 2, 0, 'e')`, '38'],
  [String.raw`regexp_instr(${TIMES}, 'the\\W+(\\w+)', 1, 2, 0, '', 1)`, '38'],
  [String.raw`regexp_instr(${TIMES}, 'the\\W+\\w+', 1, 2, 0, 'e')`, '34'],
  [String.raw`regexp_instr(${TIMES}, 'the\\W+(\\w+)', 1, 3, 0, 'e')`, '0'],
  [String.raw`regexp_instr('A MAN A PLAN A CANAL', 'A\\W+(\\w)(\\w)(\\w)', 1, 1, 0, 'e', 3)`, '5'],
  [String.raw`regexp_instr('A MAN A PLAN A CANAL', 'A\\W+(\\w)', 1, 1, 0, 'e', 2)`, '0'],
  ["regexp_instr('x\u00e9\u{1F600}A', '(a)', 2, 1, 1, 'ie')", '5'],
  ["regexp_instr('a1 b2', '([[:alpha:]])([[:digit:]])', 1, 2, 0, 'e', 2)", '5'],
  ["regexp_instr(null, '(a)', 1, 1, 0, 'e')", null],
  [String.raw`regexp_substr(${TIMES}, 'the\\W+(\\w+)', 1, 2, 'e')`, 'worst'],
  [String.raw`regexp_substr(${TIMES}, 'the\\W+\\w+', 1, 1, 'e')`, 'the best'],
  ["regexp_substr('ab', '(a)(b)', 1, 1, '', 2)", 'b'],
  ["regexp_substr('ab', '(a)(b)', 1, 1, '', 3)", null],
  [String.raw`regexp_substr('a(b', '[(]\\(?b', 1, 1, 'e')`, '(b'],
  ["regexp_substr('ab', p, 1, 1, 'e') from values ('a(b)') v(p)", 'b'],
  ["regexp_substr('ab', p, 1, 1, 'e') from values ('[(]|ab') v(p)", 'ab'],
  // Nothing of Perl's: a repetition behind another repeats that, and a group cannot begin with one.
  ["regexp_substr('aXbXc', 'a.*?X')", 'aXbX'],
  ["regexp_substr('aaa', 'a+?')", 'aaa'],
  ["regexp_substr('aaaaa', 'a{2}{2}')", 'aaaa'],
  ["regexp_substr('aXbXc', p) from values ('a.*?X') v(p)", 'aXbX'],
  ["regexp_substr('a]c', '[]]')", ']'],
  ["regexp_substr('a-c', '[^[:alpha:]]')", '-'],
  ["regexp_substr('xa{b', 'a{b')", 'a{b'],
  ["regexp_substr('é😀b', '😀+')", '😀'],
  [
    "regexp_like('ab', 'a(?:b)')",
    "!100048 Invalid regular expression: 'a(?:b)', no argument for repetition operator: ?",
  ],
  [
    "regexp_like('ab', '(?i)AB')",
    "!100048 Invalid regular expression: '(?i)AB', no argument for repetition operator: ?",
  ],
  [
    "regexp_replace('foobarbarfoo', 'bar(?=bar)', '***')",
    "!100048 Invalid regular expression: 'bar(?=bar)', no argument for repetition operator: ?",
  ],
  ["regexp_substr('ab', p) from values ('a(?:b)') v(p)", "!100048 Invalid regular expression: 'a(?:b)'"],
  ["regexp_substr('a', '(')", "!100048 Invalid regular expression: '(', missing ): ("],
  ["regexp_substr('a', 'b)')", "!100048 Invalid regular expression: 'b)', unexpected ): b)"],
  ["regexp_substr('a', '[a')", "!100048 Invalid regular expression: '[a', missing ]: [a"],
  ["'a' rlike '*a'", "!100048 Invalid regular expression: '*a', no argument for repetition operator: *"],
  ["regexp_substr('ab', p, 1, 1, '', 2) from values ('a(b)') v(p)", null],
  ["to_json(regexp_substr_all('a1_a2b3_a4A5a6', 'a[[:digit:]]'))", '["a1","a2","a4","a6"]'],
  ["to_json(regexp_substr_all('a1_a2b3_a4A5a6', 'a([[:digit:]])', 1, 2, 'ie'))", '["2","4","5","6"]'],
  ["to_json(regexp_substr_all('a1', 'b'))", '[]'],
  ["to_json(regexp_substr_all(null, 'b'))", null],
  ["regexp_count('a A a', 'a', 1, 'i')", '3'],
  ["regexp_count('a A a', 'a', 2, 'ic')", '1'],
  ["regexp_replace('a\\nb', '^b', 'x', 1, 0, 'm')", 'a\nx'],
  ["regexp_instr('a\\nb', '^(b)', 1, 1, 0, 'me')", '3'],
  ["regexp_count('a\\nb', '^.$')", '0'],
  ["regexp_count('a\\nb', '^.$', 1, 'm')", '2'],
  ["regexp_like('a\\nb', 'a.b')", '0'],
  ["regexp_like('a\\nb', 'a.b', 's')", '1'],
  ["'AB' rlike 'ab'", '0'],
  ["regexp_substr('abc', 'b', 0)", '!Position must be positive'],
  ["regexp_instr('abc', 'b', 1, 0)", '!Occurrence must be positive'],
  ["regexp_replace('abc', 'b', 'x', 1, -1)", '!Occurrence must be non-negative'],
  ["regexp_count('abc', 'b', 1, 'q')", "!invalid regular expression parameter 'q'"],
  ["regexp_instr('abc', '(b', 1, 1, 0, 'e', 1)", '!100048 Invalid regular expression'],
];

const INITCAP: readonly Case[] = [
  ["initcap('the quick-brown fox_jumps o''neil a1b2 x.y:z')", "The Quick-Brown Fox_Jumps O'neil A1b2 X.Y:Z"],
  ["initcap('hello big WORLD', '')", 'Hello big world'],
  ["initcap('a-b]c^d fGH', ']^-')", 'A-B]C^D fgh'],
  ["initcap('one.two three', '.')", 'One.Two three'],
  ["initcap('this is', null)", null],
  ["initcap(null, ' ')", null],
  ["initcap('')", ''],
];

const FLOATS: readonly Case[] = [
  ['pi()::varchar', '3.141592654'],
  ['to_varchar(log(3, 4))', '1.261859507'],
  ["(1::float / 3) || ''", '0.3333333333'],
  ['123456.123456789::float::varchar', '123456.1235'],
  ['1234567890::float::varchar', '1234567890'],
  ['1e10::float::varchar', '1e+10'],
  ['1e-5::float::varchar', '1e-05'],
  ["'inf'::float::varchar", 'inf'],
  ["'-inf'::float::varchar", '-inf'],
  ["'nan'::float::varchar", 'NaN'],
  ['null::float::varchar', null],
  ["to_varchar(1e10::float, 'TM9')", '10000000000'],
  ['1::float / 3', '0.3333333333333333'],
  ['2.5::float::int', '3'],
  ['-2.5::float::int', '-3'],
  ['123.456::float::number(5,1)', '123.5'],
  ['1e20::float::number(38,0)', '100000000000000000000'],
  ["'inf'::float::int", '!100046'],
  ['1e38::float::int', '!100046'],
];

const TRIED: readonly Case[] = [
  ["try_cast('ABCD' as char(2))", null],
  ["try_cast('ABCD' as varchar(3))", null],
  ["try_cast('ABCD' as varchar(10))", 'ABCD'],
  ["'ABCD'::varchar(2)", 'AB'],
  ["try_cast('12.345' as number(4,1))", '12.3'],
  ["try_cast('12345' as number(4,1))", null],
  ["try_cast('AABBCC' as binary(2))", null],
  ["try_to_number('1_000')", null],
  ["'not_a_number'::int", "!100038 Numeric value 'not_a_number' is not recognized"],
  ["'1_0'::float", "!100038 Numeric value '1_0' is not recognized"],
  ["to_number(column1) from values ('1_000')", "!100038 Numeric value '1_000' is not recognized"],
];

const MOMENTS: readonly Case[] = [
  ["to_timestamp('99999999999999999999999')", "!Timestamp '99999999999999999999999' is not recognized"],
  ["to_timestamp('-999999999999999999999')", "!Timestamp '-999999999999999999999' is not recognized"],
  ['date_from_parts(99999999, 1, 1)', "!Date '99999999-1-1' is not recognized"],
  ["dateadd(year, 300000, '2024-01-01'::date)", '!100046'],
];

describe.each([
  ['regular expressions', REGEXP],
  ['INITCAP', INITCAP],
  ['FLOAT as text and as NUMBER', FLOATS],
  ['what is tried', TRIED],
  ['moments out of the calendar', MOMENTS],
] as const)('%s', (_, cases) => {
  it.each(cases)('%s', async (sql, expected) => check(engine, [[sql, expected]]));
});

it('refuses a bind that no calendar has with its own digits', async () => {
  for (const [type, word] of [
    ['DATE', 'Date'],
    ['TIME', 'Time'],
    ['TIMESTAMP_NTZ', 'Timestamp'],
    ['TIMESTAMP_LTZ', 'Timestamp'],
    ['TIMESTAMP_TZ', 'Timestamp'],
  ] as const) {
    const value = '999999999999999999999999999';
    await expect(engine.run('select ?', { binds: [{ type, value }] })).rejects.toThrow(
      `${word} '${value}' is not recognized`,
    );
  }
});

it('reads digits as seconds of UTC, whatever the session’s zone', async () => {
  const session = engine.newSession({ TIMEZONE: 'America/Los_Angeles' });
  const items =
    "to_timestamp_ntz('0')::varchar, to_timestamp_ltz('0')::varchar, to_timestamp_tz('0')::varchar, to_timestamp_tz(0)::varchar";
  expect(await engine.rows(`select ${items}`, { session })).toEqual([
    [
      '1970-01-01 00:00:00.000',
      '1969-12-31 16:00:00.000 -0800',
      '1970-01-01 00:00:00.000 +0000',
      '1969-12-31 16:00:00.000 -0800',
    ],
  ]);
});
