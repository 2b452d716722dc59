import { Decimal, type JsonCell, type ResultColumn, SnowDate, SnowTime, SnowTimestamp } from '@firn/snowpark';
import { decodeCell } from '@firn/snowpark/internal';
import * as fc from 'fast-check';

const column = (type: ResultColumn['type'], scale: number | null = null): ResultColumn => ({
  name: 'X',
  type,
  nullable: true,
  precision: 38,
  scale,
  length: null,
});

describe('a cell', () => {
  it.each<[ResultColumn['type'], number | null, JsonCell, unknown]>([
    ['fixed', 0, 7, 7n],
    ['fixed', 0, '-12345678901234567890123456789012345678', -12345678901234567890123456789012345678n],
    ['fixed', 2, '1.50', new Decimal('1.5')],
    ['fixed', 37, `0.${'1'.repeat(37)}`, new Decimal(`0.${'1'.repeat(37)}`)],
    ['real', null, 4, 4],
    ['real', null, 'NaN', Number.NaN],
    ['real', null, '-inf', -Infinity],
    ['text', null, 'x', 'x'],
    ['boolean', null, false, false],
    ['date', null, '0001-02-03', SnowDate.of(1, 2, 3)],
    ['time', 9, '23:59:59.123456789', SnowTime.of(23, 59, 59, 123_456_789)],
    ['timestamp_ntz', 9, '1969-12-31T23:59:59.999999999', SnowTimestamp.of('ntz', -1n)],
    ['timestamp_tz', 3, '2020-01-01T01:00:00.500+01:00', SnowTimestamp.of('tz', 1_577_836_800_500_000_000n, 60)],
    ['timestamp_ltz', 0, '2020-01-01T00:00:00Z', SnowTimestamp.of('ltz', 1_577_836_800_000_000_000n)],
    ['binary', null, '00FF', Uint8Array.of(0, 255)],
    ['variant', null, '{"a": 1}', '{"a": 1}'],
    ['vector', null, '[1.5,2]', [1.5, 2]],
  ])('%s(%s) %j', (type, scale, cell, value) => {
    expect(decodeCell(column(type, scale), cell)).toEqual(value);
    expect(decodeCell(column(type, scale), null)).toBeNull();
  });

  it.each<[ResultColumn['type'], JsonCell]>([
    ['real', 'x'],
    ['boolean', 'true'],
    ['date', 5],
    ['date', '2020-02-30'],
    ['time', '24:00:00'],
    ['timestamp_ntz', '2020-01-01T00:00:00Z'],
    ['timestamp_tz', '2020-01-01T00:00:00'],
    ['binary', '0'],
  ])('%s cannot be %j', (type, cell) => expect(() => decodeCell(column(type), cell)).toThrow());

  it('keeps every digit of a number', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }),
        fc.integer({ min: 1, max: 37 }),
        (unscaled, scale) => {
          const digits = unscaled
            .toString()
            .replace('-', '')
            .padStart(scale + 1, '0');
          const text = `${unscaled < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
          const value = decodeCell(column('fixed', scale), text);
          expect(value instanceof Decimal && value.toFixed(scale)).toBe(
            new Decimal(text).isZero() ? text.replace('-', '') : text,
          );
        },
      ),
    );
  });
});

describe('moments', () => {
  it('keep nanoseconds and offsets through text', () => {
    const nanoseconds = fc.bigInt({ min: -62_135_596_800_000_000_000n, max: 253_402_300_799_999_999_999n });
    fc.assert(
      fc.property(nanoseconds, fc.integer({ min: -840, max: 840 }), (epoch, offset) => {
        const ntz = SnowTimestamp.of('ntz', epoch);
        expect(SnowTimestamp.parse(ntz.toString()).equals(ntz)).toBe(true);
        const wall = epoch + BigInt(offset) * 60_000_000_000n;
        fc.pre(wall >= -62_135_596_800_000_000_000n && wall <= 253_402_300_799_999_999_999n);
        const tz = SnowTimestamp.of('tz', epoch, offset);
        expect(SnowTimestamp.parse(tz.toString()).equals(tz)).toBe(true);
      }),
    );
  });

  it('give and take what JavaScript has', () => {
    expect(SnowTimestamp.fromDate(new Date(5)).toString()).toBe('1970-01-01T00:00:00.005Z');
    expect(SnowTimestamp.of('tz', 1_999_999n, -90).toDate().getTime()).toBe(1);
    expect(SnowTimestamp.of('ntz', -1n).toDate().getTime()).toBe(-1);
    expect(JSON.stringify({ d: SnowDate.fromEpochDays(18_628), t: SnowTime.parse('01:02:03.5') })).toBe(
      '{"d":"2021-01-01","t":"01:02:03.5"}',
    );
    expect(SnowDate.of(99, 1, 1).epochDays).toBe(-683_368);
    expect(() => SnowDate.of(2021, 2, 29)).toThrow('There is no day 2021-2-29');
  });
});
