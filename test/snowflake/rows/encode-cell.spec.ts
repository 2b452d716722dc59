import { type JsonCell, type ResultColumn, type SnowflakeTypeName, SnowTimestamp } from '@firn/snowpark';
import { decodeCell } from '@firn/snowpark/internal';
import fc from 'fast-check';
import { dateText } from '../../../libs/snowflake/src/rows/calendar.js';
import { columnEncoding } from '../../../libs/snowflake/src/rows/cell-encoding.js';
import { encodeCell } from '../../../libs/snowflake/src/rows/encode-cell.js';

const column = (type: SnowflakeTypeName, scale: number | null = null): ResultColumn => ({
  name: 'C',
  type,
  nullable: true,
  precision: null,
  scale,
  length: null,
});
const encode = (type: SnowflakeTypeName, wire: string, scale: number | null = null): JsonCell =>
  JSON.parse(encodeCell(columnEncoding(column(type, scale)), wire));

describe('the JSON cell of a wire cell', () => {
  it.each<[SnowflakeTypeName, number | null, string, JsonCell]>([
    ['fixed', 0, '42', 42],
    ['fixed', 2, '3.10', '3.10'],
    ['fixed', 37, '0.1234567890123456789012345678901234567', '0.1234567890123456789012345678901234567'],
    ['real', null, '1.5', 1.5],
    ['real', null, '1e308', 1e308],
    ['real', null, '4', 4],
    ['real', null, '.5', 0.5],
    ['real', null, 'NaN', 'NaN'],
    ['real', null, 'inf', 'inf'],
    ['real', null, '-inf', '-inf'],
    ['decfloat', null, '1.23e-40', '1.23e-40'],
    ['boolean', null, '1', true],
    ['boolean', null, '0', false],
    ['date', null, '18628', '2021-01-01'],
    ['date', null, '-1', '1969-12-31'],
    ['date', null, '-719162', '0001-01-01'],
    ['date', null, '2932896', '9999-12-31'],
    ['time', 3, '3723.123', '01:02:03.123'],
    ['time', 0, '86399', '23:59:59'],
    ['time', 9, '0.000000001', '00:00:00.000000001'],
    ['timestamp_ntz', 9, '1609459200.123456789', '2021-01-01T00:00:00.123456789'],
    ['timestamp_ntz', 0, '1609459200', '2021-01-01T00:00:00'],
    ['timestamp_ntz', 3, '-0.001', '1969-12-31T23:59:59.999'],
    ['timestamp_ntz', 9, '-1.000000001', '1969-12-31T23:59:58.999999999'],
    ['timestamp_ntz', 3, '-86400.000', '1969-12-31T00:00:00.000'],
    ['timestamp_ltz', 3, '1609459200.123', '2021-01-01T00:00:00.123Z'],
    ['timestamp_tz', 3, '1609459200.123 1500', '2021-01-01T01:00:00.123+01:00'],
    ['timestamp_tz', 0, '1609459200 1080', '2020-12-31T18:00:00-06:00'],
    ['timestamp_tz', 0, '1609459200 1770', '2021-01-01T05:30:00+05:30'],
    ['timestamp_tz', 0, '1609459200 1440', '2021-01-01T00:00:00+00:00'],
  ])('%s(%s) %s', (type, scale, wire, expected) => {
    expect(encode(type, wire, scale)).toBe(expected);
  });

  it('is what the domain decodes', () => {
    const cell = encode('timestamp_tz', '1609459200.123456789 1500', 9);
    const value = decodeCell(column('timestamp_tz', 9), cell);
    expect(value).toBeInstanceOf(SnowTimestamp);
    expect(String(value)).toBe('2021-01-01T01:00:00.123456789+01:00');
  });

  it('agrees with the calendar of JavaScript on every day of ten thousand years', () =>
    fc.assert(
      fc.property(fc.integer({ min: -719_162, max: 2_932_896 }), (days) => {
        expect(dateText(days)).toBe(new Date(days * 86_400_000).toISOString().slice(0, 10));
      }),
    ));

  it.each<[SnowflakeTypeName, string, number | null]>([
    ['boolean', 'yes', null],
    ['date', '2021-01-01', null],
    ['time', '86400', 0],
    ['timestamp_ntz', '1.5', 0],
    ['timestamp_tz', '1609459200', 0],
    ['real', 'four', null],
  ])('guesses nothing: %s %s', (type, wire, scale) => {
    expect(() => encode(type, wire, scale)).toThrow(RangeError);
  });
});
