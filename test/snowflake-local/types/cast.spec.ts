import { castTo, coerceTo, tryCastTo } from '../../../apps/snowflake-local/src/types/cast/cast.js';
import {
  booleanLiteral,
  nullLiteral,
  numberLiteral,
  realLiteral,
  textLiteral,
} from '../../../apps/snowflake-local/src/types/literal.js';
import { typeFromName } from '../../../apps/snowflake-local/src/types/type-name.js';
import type { Emitted } from '../../../apps/snowflake-local/src/types/typed.js';
import { context, type Outcome, ValueEngine } from './engine.js';

let engine: ValueEngine;
beforeAll(async () => {
  engine = await ValueEngine.open();
});
afterAll(() => engine.close());

/** The same value as a column would give it: nothing of it is known beforehand. */
const column = (value: Emitted): Emitted => ({
  sql: value.sql,
  type: value.type,
  physical: value.physical,
  nullable: true,
});
const type = (text: string) => {
  const [, name = '', args = ''] = /^([A-Z_ ]+)(?:\(([\d,]+)\))?$/.exec(text) ?? [];
  return typeFromName(name, args === '' ? [] : args.split(',').map(Number));
};
/** A constant and a column of the same value must give the same: the one is computed here, the other in DuckDB. */
async function cast(value: Emitted, to: string, parameters: Record<string, string> = {}): Promise<Outcome> {
  const session = context(parameters);
  const [constant, stored] = [
    await engine.outcome(() => castTo({ ...value, nullable: true }, type(to), session)),
    await engine.outcome(() => castTo(column(value), type(to), session)),
  ];
  expect(stored).toEqual(constant);
  return stored;
}
const cellOf = async (value: Emitted, to: string, parameters: Record<string, string> = {}) => {
  const outcome = await cast(value, to, parameters);
  return 'cell' in outcome ? outcome.cell : outcome.error;
};

describe('CAST to NUMBER', () => {
  it.each([
    ['12.5', 'NUMBER(10,0)', '13'],
    ['-12.5', 'NUMBER(10,0)', '-13'],
    ['12.49', 'INT', '12'],
    ['2147483648', 'NUMBER', '2147483648'],
    ['99999999999999999999999999999999999999', 'NUMBER', '99999999999999999999999999999999999999'],
    ['1e3', 'INT', '1000'],
    ['  42  ', 'INT', '42'],
    ['+5', 'INT', '5'],
    ['.5', 'NUMBER(4,2)', '0.50'],
    ['1.005', 'NUMBER(4,2)', '1.01'],
    ['-0.004', 'NUMBER(4,2)', '0.00'],
    ['abc', 'INT', "100038 22018 Numeric value 'abc' is not recognized"],
    ['', 'INT', "100038 22018 Numeric value '' is not recognized"],
    ['1_000', 'INT', "100038 22018 Numeric value '1_000' is not recognized"],
    ['1000', 'NUMBER(3,0)', "100039 22003 Numeric value '1000' is out of range"],
    ['1e40', 'NUMBER', "100039 22003 Numeric value '1e40' is out of range"],
  ])('text %p as %s is %s', async (text, to, cell) => {
    expect(await cellOf(textLiteral(text), to)).toBe(cell);
  });

  it.each([
    [
      '1000',
      'NUMBER(2,0)',
      '100046 22003 Number out of representable range: type FIXED[SB2](2,0){nullable}, value 1000',
    ],
    ['12.345', 'NUMBER(10,2)', '12.35'],
    ['-2.5', 'NUMBER(38,0)', '-3'],
    ['7', 'NUMBER(10,3)', '7.000'],
    ['1', 'BOOLEAN', '1'],
    ['0', 'BOOLEAN', '0'],
    ['1.50', 'VARCHAR', '1.50'],
    ['0.50', 'VARCHAR', '0.50'],
    ['-7', 'VARCHAR', '-7'],
    ['2', 'FLOAT', '2'],
  ])('number %s as %s is %s', async (digits, to, cell) => {
    expect(await cellOf(numberLiteral(digits), to)).toBe(cell);
  });

  it.each([
    ['2.5', 'INT', '3'],
    ['-2.5', 'INT', '-3'],
    ['1e20', 'NUMBER', '100000000000000000000'],
    ['1e20', 'VARCHAR', '1e+20'],
    ['1', 'VARCHAR', '1'],
    ['0.1', 'VARCHAR', '0.1'],
    ['nan', 'VARCHAR', 'NaN'],
    ['-inf', 'VARCHAR', '-inf'],
    ['-0', 'FLOAT', '-0'],
    ['-0', 'VARCHAR', '-0'],
    ['-0', 'NUMBER', '0'],
  ])('FLOAT %s as %s is %s', async (digits, to, cell) => {
    expect(await cellOf(realLiteral(digits), to)).toBe(cell);
  });
});

describe('CAST to BOOLEAN and VARCHAR', () => {
  it.each([
    ['Yes', '1'],
    ['T', '1'],
    ['on', '1'],
    ['0', '0'],
    ['n', '0'],
    ['maybe', "100037 22018 Boolean value 'maybe' is not recognized"],
  ])('%s is %s', async (text, cell) => {
    expect(await cellOf(textLiteral(text), 'BOOLEAN')).toBe(cell);
  });

  it('cuts a text in a cast and refuses it in an assignment', async () => {
    expect(await cellOf(textLiteral('abcdef'), 'VARCHAR(3)')).toBe('abc');
    expect(await engine.outcome(() => coerceTo(textLiteral('abcdef'), type('VARCHAR(3)'), context()))).toEqual({
      error: "100078 22000 String 'abcdef' is too long and would be truncated",
    });
    expect(await engine.cell(coerceTo(textLiteral('abc'), type('VARCHAR(3)'), context()))).toBe('abc');
    expect(await cellOf(booleanLiteral(true), 'VARCHAR')).toBe('true');
  });

  it('reads and writes hex', async () => {
    expect(await cellOf(textLiteral('48656c6C6f'), 'BINARY')).toBe('48656C6C6F');
    expect(await cellOf(textLiteral('xyz'), 'BINARY')).toMatch(/^100115 22000 .*'xyz'/);
  });
});

describe('CAST to dates and times', () => {
  it.each([
    ['2024-02-29', 'DATE', '19782'],
    ['2024-02-29 23:00:00', 'DATE', '19782'],
    ['29-FEB-2024', 'DATE', '19782'],
    ['02/29/2024', 'DATE', '19782'],
    ['1709164800', 'DATE', '19782'],
    ['2023-02-29', 'DATE', "100040 22007 Date '2023-02-29' is not recognized"],
    ['soon', 'DATE', "100040 22007 Date 'soon' is not recognized"],
    ['01:02:03', 'TIME', '3723.000000000'],
    ['01:02:03.123456789', 'TIME', '3723.123456789'],
    ['01:02', 'TIME', '3720.000000000'],
    ['25:00:00', 'TIME', "100108 22007 Time '25:00:00' is not recognized"],
    ['2024-02-29 12:34:56', 'TIMESTAMP_NTZ', '1709210096.000000000'],
    ['2024-02-29T12:34:56.789012345', 'TIMESTAMP_NTZ', '1709210096.789012345'],
    ['2024-02-29 12:34:56.789012345', 'TIMESTAMP_NTZ(3)', '1709210096.789'],
    ['2024-02-29 12:34:56.789012345', 'TIMESTAMP_NTZ(7)', '1709210096.7890123'],
    ['2024-02-29 12:34:56.9', 'TIMESTAMP_NTZ(0)', '1709210096'],
    ['2024-02-29 12:34:56 +01:00', 'TIMESTAMP_NTZ', '1709210096.000000000'],
    ['2024-02-29 12:34:56 +01:00', 'TIMESTAMP_TZ', '1709206496.000000000 1500'],
    ['2024-02-29 12:34:56-0330', 'TIMESTAMP_TZ', '1709222696.000000000 1230'],
    ['2024-02-29 12:34:56Z', 'TIMESTAMP_TZ', '1709210096.000000000 1440'],
    ['2024-02-29 12:34:56', 'TIMESTAMP_LTZ', '1709210096.000000000'],
    ['1969-12-31 23:59:59.5', 'TIMESTAMP_NTZ', '-0.500000000'],
    ['1969-12-31 23:59:59.000000001', 'TIMESTAMP_NTZ', '-0.999999999'],
    ['0001-01-01 00:00:00', 'TIMESTAMP_NTZ', '-62135596800.000000000'],
    ['9999-12-31 23:59:59.999999999', 'TIMESTAMP_NTZ', '253402300799.999999999'],
    ['2024-13-01 00:00:00', 'TIMESTAMP_NTZ', "100035 22007 Timestamp '2024-13-01 00:00:00' is not recognized"],
  ])('%s as %s is %s', async (text, to, cell) => {
    expect(await cellOf(textLiteral(text), to)).toBe(cell);
  });

  it('reads a local time in the zone of the session', async () => {
    const zone = { TIMEZONE: 'America/New_York' };
    expect(await cellOf(textLiteral('2024-07-01 00:00:00'), 'TIMESTAMP_LTZ', zone)).toBe('1719806400.000000000');
    expect(await cellOf(textLiteral('2024-07-01 00:00:00'), 'TIMESTAMP_TZ', zone)).toBe('1719806400.000000000 1200');
    expect(await cellOf(textLiteral('2024-01-01 00:00:00.123456789'), 'TIMESTAMP_TZ', zone)).toBe(
      '1704085200.123456789 1140',
    );
  });

  it('moves between the kinds of timestamps', async () => {
    const zone = { TIMEZONE: 'America/New_York' };
    const make = (text: string, kind: string) => castTo(textLiteral(text), type(kind), context(zone));
    const ntz = make('2024-07-01 10:00:00.000000007', 'TIMESTAMP_NTZ');
    const tz = make('2024-07-01 10:00:00 +02:00', 'TIMESTAMP_TZ');
    expect(await cellOf(ntz, 'TIMESTAMP_LTZ', zone)).toBe('1719842400.000000007');
    expect(await cellOf(ntz, 'TIMESTAMP_TZ', zone)).toBe('1719842400.000000007 1200');
    expect(await cellOf(tz, 'TIMESTAMP_NTZ', zone)).toBe('1719828000.000000000');
    expect(await cellOf(tz, 'TIMESTAMP_LTZ', zone)).toBe('1719820800.000000000');
    expect(await cellOf(tz, 'DATE', zone)).toBe('19905');
    expect(await cellOf(tz, 'TIME', zone)).toBe('36000.000000000');
    expect(await cellOf(make('2024-07-01', 'DATE'), 'TIMESTAMP_LTZ', zone)).toBe('1719806400.000000000');
    expect(await cellOf(numberLiteral('1719842400'), 'TIMESTAMP_NTZ', zone)).toBe('1719842400.000000000');
    expect(await cellOf(numberLiteral('1.123456789'), 'TIMESTAMP_NTZ', zone)).toBe('1.123456789');
  });

  it('writes them in the formats of the session', async () => {
    const make = (text: string, kind: string) => castTo(textLiteral(text), type(kind), context());
    expect(await cellOf(make('2024-02-29', 'DATE'), 'VARCHAR')).toBe('2024-02-29');
    expect(await cellOf(make('01:02:03.5', 'TIME'), 'VARCHAR')).toBe('01:02:03');
    expect(await cellOf(make('2024-02-29 01:02:03.123456789', 'TIMESTAMP_NTZ'), 'VARCHAR')).toBe(
      '2024-02-29 01:02:03.123',
    );
    expect(await cellOf(make('2024-02-29 01:02:03 -03:30', 'TIMESTAMP_TZ'), 'VARCHAR')).toBe(
      '2024-02-29 01:02:03.000 -0330',
    );
    expect(
      await cellOf(make('2024-02-29 01:02:03.123456789', 'TIMESTAMP_NTZ'), 'VARCHAR', {
        TIMESTAMP_NTZ_OUTPUT_FORMAT: 'DY, DD MON YYYY HH12:MI:SS.FF9 AM',
      }),
    ).toBe('Thu, 29 Feb 2024 01:02:03.123456789 AM');
  });
});

describe('TRY_CAST', () => {
  it.each([
    ['abc', 'INT', null],
    ['12', 'INT', '12'],
    ['1000', 'NUMBER(3,0)', null],
    ['2023-02-29', 'DATE', null],
    ['2024-02-29', 'DATE', '19782'],
    ['nothing', 'BOOLEAN', null],
    ['x', 'TIMESTAMP_TZ', null],
    ['x', 'TIME', null],
    ['x', 'FLOAT', null],
    ['zz', 'BINARY', null],
  ])('%s as %s is %s', async (text, to, cell) => {
    expect(await engine.cell(tryCastTo(column(textLiteral(text)), type(to), context()))).toBe(cell);
    expect(await engine.cell(tryCastTo(textLiteral(text), type(to), context()))).toBe(cell);
  });

  it('takes texts alone', async () => {
    expect(await engine.outcome(() => tryCastTo(numberLiteral('1'), type('DATE'), context()))).toEqual({
      error: expect.stringMatching(
        /^001065 22023 [\s\S]*Function TRY_CAST cannot be used with arguments of types NUMBER\(1,0\) and DATE$/,
      ),
    });
  });
});

it('casts NULL to anything', async () => {
  for (const to of [
    'INT',
    'FLOAT',
    'VARCHAR',
    'BOOLEAN',
    'DATE',
    'TIME',
    'TIMESTAMP_NTZ',
    'TIMESTAMP_TZ',
    'VARIANT',
    'BINARY',
  ]) {
    expect(await engine.cell(castTo(nullLiteral(), type(to), context()))).toBeNull();
    expect(await engine.cell(castTo(column(nullLiteral()), type(to), context()))).toBeNull();
  }
});

it('refuses casts that Snowflake refuses', async () => {
  expect(await engine.outcome(() => castTo(numberLiteral('1'), type('DATE'), context()))).toEqual({
    error: expect.stringMatching(/^001007 22023 /),
  });
});
