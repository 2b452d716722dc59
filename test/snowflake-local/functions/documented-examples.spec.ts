import { type SqlEngine, sqlEngine } from '../commands/support/sql-engine.js';
import { type Case, check } from './table.js';

/** Examples that Snowflake's documentation prints with their results, and the rules beside them, by kind. */

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
});
afterAll(() => engine.stop());

const JSON_ERRORS: readonly Case[] = [
  ...(
    [
      ['cdefg', 'unknown keyword "cdefg", pos 6'],
      ['-a', 'unknown keyword "-a", pos 3'],
      ['{"a":[1,{"b":x}]}', 'unknown keyword "x", pos 15'],
      ['}', 'misplaced }, pos 1'],
      ['{bad}', 'misplaced }, pos 5'],
      ['{"a":}', 'misplaced }, pos 6'],
      ['[1}', 'misplaced }, pos 3'],
      ['{"a":1]', 'misplaced ], pos 7'],
      ['{a[b:1}', 'misplaced [, pos 3'],
      ['{"a":1,,}', 'misplaced comma, pos 8'],
      ['{', 'incomplete object value, pos 2'],
      ['{"a":[1,2', 'incomplete array value, pos 10'],
      ['"abc', 'unfinished string, pos 5'],
      ['[1 2]', 'missing comma, pos 4'],
      ['{"a" 1}', 'missing colon, pos 6'],
      ['{a-b:1}', 'missing colon, pos 3'],
      ['{1a:1}', 'object attribute name cannot be a number, pos 2'],
      ['{ "a" : "123", "b" : "456", "a": "789"} ', 'duplicate object attribute "a", pos 31'],
      ['[@]', "invalid character outside of a string: '@', pos 2"],
      ['{ab\u20ac:1}', 'invalid character outside of a string: U+20AC, pos 6'],
      ['-', 'no number after a sign, pos 2'],
      ['--1', 'stray minus sign, pos 2'],
      ['1e+', "missing decimal exponent digits: '1e+', pos 4"],
      ['1a', 'garbage in the numeric literal: 1a , pos 3'],
      ['{} {}', 'more than one document in the input'],
      ['{} 1', 'garbage after valid input document'],
      [',1', 'garbage after valid input document'],
    ] as const
  ).flatMap(([text, error]): Case[] => [
    [`parse_json($$${text}$$)`, `!100069 Error parsing JSON: ${error}`],
    [`check_json($$${text}$$)`, error],
  ]),
];

describe('JSON', () => {
  it('is refused in the words and at the place that Snowflake names', () => check(engine, JSON_ERRORS));

  it('may have keys without quotes, and numbers that the standard has not', () =>
    check(engine, [
      ['to_json(parse_json(\'{ name: { first: "John" }, b_1: [1] }\'))', '{"b_1":[1],"name":{"first":"John"}}'],
      ["to_json(parse_json('[+1, 007, .5, 5., -00.50]'))", '[1,7,0.5,5,-0.5]'],
    ]));

  it('is read along paths with colons', () =>
    check(engine, [
      [`get_path(parse_json('{"a":{"b":[1,2]}}'), 'a:b[1]')`, '2'],
      [`get_path(parse_json('{"a":{"b":[1,2]}}'), p) from values ('a:b[0]') v(p)`, '1'],
      [`get_path(parse_json('{"a":{"b":1}}'), 'a:') `, "!Invalid extraction path 'a:'"],
    ]));
});

/** The table of the documentation of TO_CHAR, column by column. */
const FORMATS: readonly (readonly [format: string, ...shown: string[]])[] = [
  ['">"$99.0"<"', '>-$12.4<', '>  $0.0<', '> -$1.0<', '>  $0.1<', '>  $0.0<', '> $##.#<', '>  $1.1<'],
  ['">"B9,999.0"<"', '>   -12.4<', '>      .0<', '>    -1.0<', '>      .1<', '>      .0<', '> 3,987.0<', '>     1.1<'],
  ['">"TME"<"', '>-1.2391E1<', '>0E0<', '>-1E0<', '>1E-1<', '>1E-2<', '>3.987E3<', '>1.111E0<'],
  ['">"TM9"<"', '>-12.391<', '>0.000<', '>-1.000<', '>0.100<', '>0.010<', '>3987.000<', '>1.111<'],
  ['">"0XXX"<"', '>FFF4<', '>0000<', '>FFFF<', '>0000<', '>0000<', '>0F93<', '>0001<'],
  ['">"S0XXX"<"', '>-000C<', '>+0000<', '>-0001<', '>+0000<', '>+0000<', '>+0F93<', '>+0001<'],
];
const AMOUNTS = ['-12.391', '0', '-1', '0.10', '0.01', '3987', '1.111'];

const NUMBERS: readonly Case[] = [
  ...FORMATS.flatMap(([format, ...shown]) =>
    AMOUNTS.map((amount, index): Case => [`to_char(${amount}::number(10,3), '${format}')`, shown[index] ?? null]),
  ),
  ["to_varchar(-123.45, '999.99MI')", '123.45-'],
  ["to_varchar(1.2::float, '999,999.999')", '       1.2  '],
  ["to_varchar(1234.56::float, '999,999.999')", '   1,234.56 '],
  ["to_varchar(-123456.789::float, '999,999.999')", '-123,456.789'],
  ["to_varchar(1.2::float, 'S000,000.000')", '+000,001.200'],
  ["to_varchar(1234.56::float, 'S999,999.999')", '  +1,234.56 '],
  ["to_varchar(1234.56::float, 'FM999,999.999')", '1,234.56'],
  ["to_char(1234, '9d999EE')", '1.234E3'],
  ["to_char(0.000123, '9.99eeee')", '1.23e-04'],
  ["to_char(9.999, '9.9EE')", '1.0E1'],
  ['to_char(12, \'">"99"<"\')', '> 12<'],
  ["to_char(12, 'MI99')", ' 12'],
  ["to_char(-7, 'MI99')", '- 7'],
  ["to_char(-7, 'S99')", ' -7'],
  ["to_char(12, '99S')", '12+'],
  ["to_char(-7, '99MI')", ' 7-'],
  ["to_char(-7, '$99')", ' -$7'],
  ["to_char(-7, 'FM99')", '-7'],
  ["to_char(0.25, 'TM9%')", '25%'],
  ["to_char(1234567.891, 'TM9(2,3)')", '1,234,567.89'],
  ["to_char(1234567.891, 'TM9(ALL,3)')", '1,234,567.891'],
  ["to_char(255, 'xx')", 'ff'],
  ["to_char(256, 'XX')", '##'],
  ["to_char(1e30::float, '999')", ' ###'],
  ["to_char('inf'::float, '999')", ' ###'],
  ["to_char(null::number, '999')", null],
  ["to_char(1, '9Q')", '!000002 SQL compilation error'],
  ["to_decimal('ae5', 'XXX')", '2789'],
  ["to_decimal('ae5', 'XX')", "!100140 Can't parse 'ae5' as number with format 'XX'"],
  ["to_decimal('- 0.1', '99.9', 9, 5)", '-0.10000'],
  ["to_decimal('- 0.1', 'TM9', 9, 5)", '-0.10000'],
  ["to_decimal('3,741.72', '9,999.99', 6, 2)", '3741.72'],
  ["to_number('012,345.67', '999,999.99', 8, 2)", '12345.67'],
  ["to_number(' 12,345.67', '999,999.99', 8, 2)", '12345.67'],
  ["to_number('012,345.67', '000,000.00', 8, 2)", '12345.67'],
  ["to_number('12,345.67', '000,000.00', 8, 2)", "!100140 Can't parse '12,345.67'"],
  ["try_to_number(' 12,345.67', '000,000.00', 8, 2)", null],
  ["try_to_number('1,2345.67', '999,999.99', 8, 2)", null],
  ["to_number('-101', 'MI999|999MI')", '-101'],
  ["to_number('102-', 'MI999|999MI')", '-102'],
  ["to_number('103', 'MI999|999MI')", '103'],
  ["to_number('1.5E3', 'TME')", '1500'],
  ["try_to_number('1500', 'TME')", null],
  ["try_to_number('1.5E3', 'TM9')", null],
  ["to_number('25%', 'TM9%', 4, 2)", '0.25'],
  ["to_number('(5)', '(9)')", '5'],
  ["try_to_number('.5', '9.9')", null],
  ["to_number('.5', 'B9.9', 4, 1)", '0.5'],
];

describe('number formats', () => {
  it('write and read what the format models say', () => check(engine, NUMBERS));
});

/** Days of the documentation of WEEK_START and WEEK_OF_YEAR_POLICY, and what it prints of each. */
const DAYS = [
  '2016-12-30',
  '2016-12-31',
  '2017-01-01',
  '2017-01-02',
  '2017-01-03',
  '2017-01-04',
  '2017-01-05',
  '2017-12-30',
  '2017-12-31',
];

describe('weeks', () => {
  afterEach(() => engine.run('alter session unset week_start, week_of_year_policy'));

  it.each([
    [0, 0, '52 52 52 1 1 1 1 52 52', '2016 2016 2016 2017 2017 2017 2017 2017 2017'],
    [0, 3, '53 53 53 53 53 1 1 52 52', '2016 2016 2016 2016 2016 2017 2017 2017 2017'],
    [1, 1, '53 53 1 2 2 2 2 53 53', '2016 2016 2017 2017 2017 2017 2017 2017 2017'],
    [1, 3, '53 53 1 1 1 2 2 53 53', '2016 2016 2017 2017 2017 2017 2017 2017 2017'],
  ])('are numbered by policy %d from day %d on', async (policy, start, weeks, years) => {
    await engine.run(`alter session set week_of_year_policy = ${policy}, week_start = ${start}`);
    const listed = DAYS.map((day) => `('${day}'::date)`).join(', ');
    const rows = await engine.rows(`select week(d), yearofweek(d), weekiso(d) from values ${listed} v(d) order by d`);
    expect(rows.map((row) => row[0]).join(' ')).toBe(weeks);
    expect(rows.map((row) => row[1]).join(' ')).toBe(years);
    expect(rows.map((row) => row[2]).join(' ')).toBe('52 52 52 1 1 1 1 52 52');
  });

  it.each([
    [0, '5 6 0 1 2 3 4 6 0', '2016-12-26', '2017-01-01', '0 0 0 1 1 1 1 52 52'],
    [1, '5 6 7 1 2 3 4 6 7', '2016-12-26', '2017-01-01', '0 0 0 1 1 1 1 52 52'],
    [3, '3 4 5 6 7 1 2 4 5', '2016-12-28', '2017-01-03', '0 0 0 0 0 1 1 52 52'],
  ])('begin on day %d', async (start, days, first, last, apart) => {
    await engine.run(`alter session set week_start = ${start}`);
    const listed = DAYS.map((day) => `('${day}'::date)`).join(', ');
    const rows = await engine.rows(
      `select dayofweek(d), date_trunc('week', d)::varchar, last_day(d, 'week')::varchar, datediff('week', '2017-01-01', d) from values ${listed} v(d) order by d`,
    );
    expect(rows.map((row) => row[0]).join(' ')).toBe(days);
    expect(rows[0]?.slice(1, 3)).toEqual([first, last]);
    expect(rows.map((row) => row[3]).join(' ')).toBe(apart);
  });

  it('are sliced from the week that holds 1970-01-01', async () => {
    await check(engine, [
      ["time_slice('2018-07-31'::date, 2, 'week')::varchar", '2018-07-23'],
      ["time_slice('2018-07-31'::date, 2, 'week', 'end')::varchar", '2018-08-06'],
      ["time_slice('2018-08-25 10:00'::timestamp, 2, 'week')::varchar", '2018-08-20 00:00:00.000'],
      ["time_slice('1969-12-29'::date, 2, 'week')::varchar", '1969-12-29'],
      ["time_slice('2019-02-28'::date, 4, 'month', 'end')::varchar", '2019-05-01'],
    ]);
    await engine.run('alter session set week_start = 7');
    await check(engine, [["time_slice('1970-01-11'::date, 2, 'week')::varchar", '1970-01-11']]);
  });
});

const MOMENT = "'2005-03-04 05:06:07.089'::timestamp";

describe('date and time formats', () => {
  it('write every element, and what is none as it stands', () =>
    check(engine, [
      ["to_varchar('2024-04-05 01:02:03'::timestamp, 'mm/dd/yyyy, hh24:mi hours')", '04/05/2024, 01:02 hours'],
      [`to_varchar(${MOMENT}, 'Y-MO-D H:ME:S')`, '5-3-4 5:6:7'],
      [`to_varchar(${MOMENT}, 'YY UUUU MON MMMM DY')`, '05 2005 Mar March Fri'],
      [`to_varchar(dateadd(hour, 12, ${MOMENT}), 'H24 H12 HH12 AM P')`, '17 5 05 PM P'],
      [`to_varchar(${MOMENT}, 'YYYY-MM-DDTHH24:MI:SS EST')`, '2005-03-04T05:06:07 EST'],
      [`to_varchar(${MOMENT}, 'YYYYMMDDHH24MISSFF3')`, '20050304050607089'],
      [`to_varchar(${MOMENT}, '"HH24" HH24')`, 'HH24 05'],
      [`to_varchar(${MOMENT}, 'Quatre')`, 'Quatre'],
      [`to_varchar(d, 'H:ME P') from values (${MOMENT}) v(d)`, '5:6 A'],
    ]));

  it('read what they write, names of months in full or short, and blanks between fields', () =>
    check(engine, [
      ["to_date('January 5, 2024', 'MON D, YYYY')::varchar", '2024-01-05'],
      ["to_date('5-Jan-2024', 'DD-MMMM-YYYY')::varchar", '2024-01-05'],
      ["to_timestamp('7:8:9 P', 'H12:ME:S P')::varchar", '1970-01-01 19:08:09.000'],
      ["to_date('536-1-2', 'YYYY-MM-DD')::varchar", '0536-01-02'],
      ["to_timestamp('2026-01-02T03:04:05 EST', 'YYYY-MM-DDTHH24:MI:SS EST')::varchar", '2026-01-02 03:04:05.000'],
      [
        'to_timestamp(\'2026-01-02T03:04:05 EST\', \'YYYY-MM-DD"T"HH24:MI:SS "EST"\')::varchar',
        '2026-01-02 03:04:05.000',
      ],
      ["to_timestamp('2019-02-28 23:59:59.0', 'YYYY-MM-DDHH24:MI:SS.FF')::varchar", '2019-02-28 23:59:59.000'],
      [
        "to_timestamp('2019-02-2823:59:59', 'YYYY-MM-DD HH24:MI:SS')",
        "!100096 Can't parse '2019-02-2823:59:59' as timestamp with format 'YYYY-MM-DD HH24:MI:SS'",
      ],
    ]));

  it('are detected as the documentation lists them', () =>
    check(engine, [
      ["'03-April-2024'::date::varchar", '2024-04-03'],
      ["'17-DEC-1980'::date::varchar", '1980-12-17'],
      ["'12/17/1980'::date::varchar", '1980-12-17'],
      ["'2/18/2008 02:36:48'::timestamp::varchar", '2008-02-18 02:36:48.000'],
      ["'2013-04-28T20'::timestamp::varchar", '2013-04-28 20:00:00.000'],
      ["'2013-04-28 20:57+07:00'::timestamp_tz::varchar", '2013-04-28 20:57:00.000 +0700'],
      ["'2013-04-28 20:57:01.123456789+07'::timestamp_tz::varchar", '2013-04-28 20:57:01.123 +0700'],
      ["'Thu, 21 Dec 2000 16:01:07 +0200'::timestamp_tz::varchar", '2000-12-21 16:01:07.000 +0200'],
      ["'Thu, 21 Dec 2000 16:01:07.5 +0200'::timestamp_tz::varchar", '2000-12-21 16:01:07.500 +0200'],
      ["'Thu, 21 Dec 2000 04:01:07 PM +0200'::timestamp_tz::varchar", '2000-12-21 16:01:07.000 +0200'],
      ["'Thu, 21 Dec 2000 04:01:07.5 PM'::timestamp::varchar", '2000-12-21 16:01:07.500'],
      ["'Mon Jul 08 18:09:51 +0000 2013'::timestamp_tz::varchar", '2013-07-08 18:09:51.000 +0000'],
      ["'07:57:01.5 AM'::time::varchar", '07:57:01'],
      ["'04:01 PM'::time::varchar", '16:01:00'],
      ["'20:57:01.5+07:00'::time::varchar", '20:57:01'],
      ["'2019/01/02'::date", "!100040 Date '2019/01/02' is not recognized"],
    ]));

  it.each([
    ['DATE_OUTPUT_FORMAT', 'nonsense'],
    ['DATE_OUTPUT_FORMAT', ''],
    ['DATE_INPUT_FORMAT', 'YYYY-MM-DD HH24'],
    ['TIME_OUTPUT_FORMAT', 'YYYY HH24'],
    ['TIME_INPUT_FORMAT', 'XX:YY'],
    ['TIMESTAMP_OUTPUT_FORMAT', 'AUTO'],
    ['TIMESTAMP_INPUT_FORMAT', '?'],
    ['TIMESTAMP_TZ_OUTPUT_FORMAT', '12'],
  ])('%s cannot be %p', async (name, value) => {
    const error = `SQL compilation error:\ninvalid value [${value}] for parameter '${name}'`;
    await expect(engine.run(`alter session set ${name} = '${value}'`)).rejects.toMatchObject({ message: error });
  });

  it('of the session can be any that fit their type', async () => {
    const set = `DATE_OUTPUT_FORMAT = 'D.MO.YY' TIME_OUTPUT_FORMAT = 'H12:MI P' TIMESTAMP_TZ_OUTPUT_FORMAT = '' TIMESTAMP_NTZ_OUTPUT_FORMAT = 'YYYY-MM-DD "at" HH24' TIME_INPUT_FORMAT = 'AUTO'`;
    await engine.run(`alter session set ${set}`);
    await check(engine, [
      ["'2024-05-01'::date::varchar", '1.5.24'],
      ["'15:04'::time::varchar", '3:04 P'],
      [`${MOMENT}::varchar`, '2005-03-04 at 05'],
    ]);
    await engine.run(`alter session unset ${set.match(/[A-Z_]+FORMAT/g)?.join(', ')}`);
  });
});

const SCALES =
  'from values (-975.975::float, -1), (-975.975, 0), (-975.975, 2), (135.135, -2), (135.135, 1), (135.135, 50), (135.135, null) v(n, s)';

describe('rounding', () => {
  it('goes to a number of digits that is known row by row', async () => {
    expect(await engine.rows(`select round(n, s), trunc(n, s) ${SCALES} order by n, s`)).toEqual([
      ['-980', '-970'],
      ['-976', '-975'],
      ['-975.98', '-975.97'],
      ['100', '100'],
      ['135.1', '135.1'],
      ['135.135', '135.135'],
      [null, null],
    ]);
    await check(engine, [
      ['round(n, s) from values (12.345, 2) v(n, s)', '12.350'],
      ['round(n, s) from values (96.345, -2) v(n, s)', '100.000'],
      ['ceil(n, s) from values (-12.345, 1) v(n, s)', '-12.300'],
      ['floor(n, s) from values (-12.345, 1) v(n, s)', '-12.400'],
      ['trunc(n, s) from values (12.345, -5) v(n, s)', '0.000'],
      ['trunc(n, s) from values (12.345, 38) v(n, s)', '12.345'],
    ]);
  });

  it('takes halves away from zero or to the even digit, and arguments by name', () =>
    check(engine, [
      ['round(2.5, 0)', '3'],
      ["round(2.5, 0, 'HALF_TO_EVEN')", '2'],
      ["round(-2.5, 0, 'half_to_even')", '-2'],
      ["round(3.5, 0, 'HALF_TO_EVEN')", '4'],
      ["round(2.51, 0, 'HALF_TO_EVEN')", '3'],
      ["round(0.125, 2, 'HALF_TO_EVEN')", '0.12'],
      ["round(-2.5, 0, 'HALF_AWAY_FROM_ZERO')", '-3'],
      ['round(expr => -2.5, scale => 0)', '-3'],
      ["round(EXPR => -2.5, SCALE => 0, ROUNDING_MODE => 'HALF_TO_EVEN')", '-2'],
      ['round(-2.5, SCALE => 0)', '-3'],
      ["round(2.5::float, 0, 'HALF_TO_EVEN')", "!Invalid argument types for function 'ROUND'"],
      ["round(2.5, 0, 'UP')", "!invalid value [UP] for parameter 'ROUNDING_MODE'"],
      ['round(scale => 0, expr => 1)', '!000002'],
      ['round(2.5, digits => 0)', '!000002'],
      ['abs(x => 1)', '!000002'],
      ['system$typeof(truncate(3.14, 1))', 'NUMBER(4,1)[SB2]'],
      ['system$typeof(truncate(33.33, -1))', 'NUMBER(5,0)[SB4]'],
      ['trunc(-9.6)', '-9'],
    ]));

  it('of dates and times goes to a part', () =>
    check(engine, [
      ["trunc('2024-05-09'::date, 'month')::varchar", '2024-05-01'],
      ["truncate('08:50:48'::time, 'minute')::varchar", '08:50:00'],
      ["trunc('2024-05-09 08:50:57.891'::timestamp, 'quarter')::varchar", '2024-04-01 00:00:00.000'],
      ["trunc('2024-05-09'::date)", '!Invalid argument types'],
      ["next_day('2025-05-06'::date, 'Friday ')::varchar", '2025-05-09'],
      ["previous_day(d, n)::varchar from values ('2025-05-06'::date, ' tu') v(d, n)", '2025-04-29'],
      ["next_day('2025-05-06'::date, 'x')", "!Invalid day of week: 'x'"],
    ]));
});

describe('bits', () => {
  it('of whole numbers and of BINARY values are combined', () =>
    check(engine, [
      ['bitand(16, 24)', '16'],
      ["bitor('12.3', 3)", '15'],
      ["bitxor(x'BCBC', x'EEFF')", '5243'],
      ["bitand(x'1010', x'0101')", '0000'],
      ["bitor(x'1100', x'0011')", '1111'],
      ["bitand(x'BCBC', x'ABCDABCD', 'LEFT')", '0000A88C'],
      ["bitor(x'BCBC', x'ABCDABCD', 'RIGHT')", 'BFFDABCD'],
      ["bitxor(null::binary, x'01')", null],
      ["bitnot(x'0FBC')", 'F043'],
      [
        "bitand(x'1010', x'11001010')",
        '!100544 The lengths of two variable-sized fields do not match: first length 2, second length 4',
      ],
      ["bitand(1, 2, 'LEFT')", "!Invalid argument types for function 'BITAND'"],
      ["bitand(1, x'01')", "!Invalid argument types for function 'BITAND'"],
    ]));

  it('are shifted', () =>
    check(engine, [
      ['bitshiftleft(16, 1)', '32'],
      ['bitshiftright(65504, 1)', '32752'],
      ['bitshiftleft(1, 70)', '1180591620717411303424'],
      ['bitshiftleft(-1, 63)', '-9223372036854775808'],
      ['bitshiftleft(1, 128)', '0'],
      ['bitand(-4, bitnot(bitshiftleft(-1, 63)))', '9223372036854775804'],
      ['bitxor(99999999999999999999, 1)', '99999999999999999998'],
      ['getbit(18446744073709551616, 64)', '1'],
      ["bitshiftleft(x'BCBC', 1)", '7978'],
      ["bitshiftleft(x'ABCDABCD', 16)", 'ABCD0000'],
      ["bitshiftright(x'1010', 8)", '0010'],
    ]));
});

describe('texts', () => {
  it('are cut at any of no characters', () =>
    check(engine, [
      ["strtok('', '', 1)", null],
      ["strtok('a.b', '', 1)", 'a.b'],
      ["strtok('user@snowflake.com.', '@.', 4)", null],
      ["strtok('user@snowflake.com', '@.', 3)", 'com'],
      ["to_json(strtok_to_array('', ''))", '[]'],
      ["insert(null, 1, 2, 'Z')", null],
      ["insert('abc', 4, 0, 'Z')", 'abcZ'],
      ["insert('abcdef', 3, 2, 'zzz')", 'abzzzef'],
      ["insert('abc', 2, 1, '')", 'ac'],
      ['to_json(parse_json(31000000))', '31000000'],
      ['to_json(parse_json(true))', 'true'],
    ]));
});

describe('functions of every kind', () => {
  it('give what their examples print', () =>
    check(engine, [
      [
        '(select to_json(array_agg(x) within group (order by k)) from (select k, percentile_cont(0.25) within group (order by v) x from (select column1 k, column2::decimal(10,2) v from values (0,0),(0,10),(0,20),(0,30),(0,40),(1,10),(1,20),(2,10),(2,20),(2,25),(2,30),(3,60)) group by k))',
        '[10,12.5,17.5,60]',
      ],
      [
        'percentile_cont(0.25) within group (order by v) from (select column2::decimal(10,2) v from values (0,10),(1,20))',
        '12.50000',
      ],
      ["translate('peña','ñ','n')", 'pena'],
      ["translate('❄a❄bX❄dYZ❄','XYZ❄','cef')", 'abcdef'],
      ["translate('abc','a','xyz')", "!100078 String '(target alphabet)' is too long and would be truncated"],
      [
        "convert_timezone('America/Los_Angeles', 'America/New_York', '2024-01-01 14:00:00'::timestamp_ntz)::varchar",
        '2024-01-01 17:00:00.000',
      ],
      [
        "convert_timezone('Europe/Warsaw', 'UTC', '2024-01-01 00:00:00'::timestamp_ntz)::varchar",
        '2023-12-31 23:00:00.000',
      ],
      [
        "convert_timezone('America/Los_Angeles', '2024-04-05 12:00:00 +02:00')::varchar",
        '2024-04-05 03:00:00.000 -0700',
      ],
      ['div0(1, 2)', '0.500000'],
      ['div0(1, 0)', '0.000000'],
      ['1/0', '!100051 Division by zero'],
      ["dateadd(month, 1, '2023-01-31'::date)::varchar", '2023-02-28'],
      ["dateadd(hour, 2, '2022-04-05'::date)::varchar", '2022-04-05 02:00:00.000'],
      ["dateadd(hour, 3, to_time('05:00:00'))::varchar", '08:00:00'],
      ["array_position('hi'::variant, array_construct('hello', 'hi'))", '1'],
      ['array_position(null, [1, null])', '1'],
      ['to_json(array_slice([0,1,2,3,4,5,6], 0, -2))', '[0,1,2,3,4]'],
      ['to_json(array_slice([0,1,2,3,4,5,6], -5, -3))', '[2,3]'],
      ['to_json(array_slice([0,1,2,3,4,5,6], 10, 12))', '[]'],
      ['to_json(array_slice([0,1,2,3,4,5,6], -10, -12))', '[]'],
      ['array_slice([0,1], null, 2)', null],
      ["to_json(array_insert([0,1,2,3],5,'hello'))", '[0,1,2,3,undefined,"hello"]'],
      ["to_json(array_insert([0,1,2,3],-1,'hello'))", '[0,1,2,"hello",3]'],
      [
        'to_json(min_by(column1, column2, 3)) from values (1001, 10000),(1020,9000),(1030,8000),(2000,null),(2020,8500)',
        '[1030,2020,1020]',
      ],
      ['min_by(column1, column2) from values (1001, 10000),(1030,8000),(2000,null)', '1030'],
      ['booland(1, -2)', '1'],
      ['booland(0, null)', '0'],
      ['booland(null, 3)', null],
      ['booland(2, 0.3)', '0'],
      ['booland(-0.4, 5)', '0'],
      ['2 and 0.3', '1'],
      ['boolor(0, 0.4)', '0'],
      ['boolxor(2, 0.3)', '1'],
      ['boolnot(0.3)', '1'],
      ["to_boolean('on')", '1'],
      ["regexp_replace('Customers - (NY)','\\\\(|\\\\)','')", 'Customers - NY'],
      [
        "regexp_replace('firstname middlename lastname', '(.*) (.*) (.*)', '\\\\3, \\\\1 \\\\2')",
        'lastname, firstname middlename',
      ],
      ["regexp_replace('Hellooo World', '()', '*')", '*H*e*l*l*o*o*o* *W*o*r*l*d*'],
      ["regexp_replace('How are you doing today?', '[aeiou]', '', 1, 0, 'i')", 'Hw r y dng tdy?'],
      ["regexp_replace('How are you doing today?', '\\\\b(\\\\S*)o(\\\\S*)\\\\b')", ' are   ?'],
      [
        "regexp_replace('How are you doing today?', '\\\\b(\\\\S*)o(\\\\S*)\\\\b', '\\\\2@@\\\\1')",
        'w@@H are u@@y ing@@d day@@t?',
      ],
      ["regexp_replace('Hellooo World', '\\\\b(\\\\S*)o(\\\\S*)\\\\b', '\\\\2@@\\\\1', 3)", 'He@@lloo rld@@W'],
      [
        "regexp_replace('PACK MY BOX WITH FIVE DOZEN LIQUOR JUGS', '\\\\b(\\\\S*)o(\\\\S*)\\\\b', '\\\\2@@\\\\1', 3, 3, 'i')",
        'PACK MY BOX WITH FIVE DOZEN R@@LIQU JUGS',
      ],
      ["listagg(column1, '|') from values (null::varchar)", ''],
      ['parse_json(0)::timestamp_ntz::varchar', '1969-12-31 16:00:00.000'],
      ['parse_json(0)::int::timestamp_ntz::varchar', '1970-01-01 00:00:00.000'],
      ["editdistance('Gute nacht', 'Ich weis nicht')", '8'],
      ['nth_value(column1, 2) over (order by column1) from values (1),(2) limit 1', '2'],
      ["initcap('the quick')", 'The Quick'],
      ["soundex('x')", 'X000'],
      ['nvl2(null, 1, 2)', '2'],
      ['zeroifnull(null)', '0'],
      ['greatest_ignore_nulls(1, null, 3)', '3'],
      ["decode(null, null, 'x')", 'x'],
      ["'abc' ilike any ('A%', 'z')", '1'],
      ["'abc' ilike all ('A%', '%z')", '0'],
      ["'a%c' like 'a^%c' escape '^'", '1'],
      ["contains('te', 'ea')", '0'],
      ['mode(column1) from values (6),(6),(5)', '6'],
      ['median(column1) from values (1),(2)', '1.500'],
      ['to_json(array_unique_agg(column1)) from values (1),(1)', '[1]'],
      ['to_json(max_by(column1, column2, 2)) from values (1, 5), (null, 9), (3, 7)', '[undefined,3]'],
      ['max_by(column1, column2, 2) from values (1, null::number)', null],
      ['min_by(column1, column2, 1001) from values (1, 1)', '!argument 3 to function MIN_BY is not between 1 and 1000'],
      ["parse_json('1.5')::timestamp_ltz::varchar", '!100071'],
    ]));
});

describe('bits and unknown names', () => {
  it('leaves the sign of a number that is shifted past its end', () =>
    check(engine, [
      ['bitshiftright(-1, 128)', '-1'],
      ['bitshiftright(-100, 130)', '-1'],
      ['bitshiftright(5, 200)', '0'],
      ['bitshiftright(-5, 1)', '-3'],
    ]));

  it('names all functions that nobody knows', () =>
    check(engine, [
      ['foo(1), abs(1), bar(baz(2)), foo(3)', '!002140 SQL compilation error:\nUnknown functions FOO, BAR, BAZ.'],
      ['foo(1)', '!002140 SQL compilation error:\nUnknown function FOO.'],
    ]));
});
