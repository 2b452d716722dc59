import fc from 'fast-check';
import { type ColumnEncoding, Encoding } from '../../../libs/snowflake/src/rows/cell-encoding.js';
import { encodeCell } from '../../../libs/snowflake/src/rows/encode-cell.js';
import { CELL_RESERVE, NOT_PLAIN, writePlainCell } from '../../../libs/snowflake/src/rows/write-cell.js';

/** What is written for a wire cell, which stands among others; null where it is not plain. */
function written(column: ColumnEncoding, wire: string): string | null {
  const source = Buffer.from(`12${wire}34`, 'latin1');
  const into = Buffer.alloc(wire.length + CELL_RESERVE + 7);
  const behind = writePlainCell(column, source, 2, 2 + wire.length, into, 7);
  return behind === NOT_PLAIN ? null : into.toString('latin1', 7, behind);
}

function encoded(column: ColumnEncoding, wire: string): string | null {
  try {
    return encodeCell(column, wire);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

const digits = (most: number) => fc.stringMatching(new RegExp(`^-?\\d{1,${most}}$`));
const seconds = fc.oneof(
  fc.integer({ min: -70_000_000_000, max: 260_000_000_000 }).map(String),
  fc.integer({ min: 0, max: 90_000 }).map(String),
  digits(20),
);
const fraction = fc.oneof(fc.constant(''), fc.stringMatching(/^\.\d{0,10}$/));
const moment = fc.tuple(seconds, fraction).map(([whole, rest]) => `${whole}${rest}`);
const offset = fc.oneof(fc.integer({ min: 0, max: 2_880 }).map(String), digits(5));
const wire = fc.oneof(
  digits(20),
  moment,
  fc.tuple(moment, offset).map(([at, minutes]) => `${at} ${minutes}`),
  fc.integer({ min: -800_000, max: 3_000_000 }).map(String),
  fc.double().map(String),
  fc.constantFrom(
    '0',
    '1',
    '-0',
    '00',
    '.5',
    '5.',
    '-.5',
    '1e5',
    'NaN',
    'inf',
    '-inf',
    '',
    '-',
    '.',
    ' ',
    'true',
    'FALSE',
    '1.',
  ),
  fc.string({ unit: fc.constantFrom(...'0123456789.- e+') }),
);
const column = fc.record({
  encoding: fc.constantFrom<Encoding>(...Object.values(Encoding)),
  scale: fc.integer({ min: 0, max: 9 }),
});

describe('a plain cell', () => {
  it('is written from its bytes as it would be by way of its value, or left to that', () =>
    fc.assert(
      fc.property(column, wire, (of, text) => {
        const plain = written(of, text);
        if (plain !== null) expect(plain).toBe(encoded(of, text));
      }),
      { numRuns: 20_000 },
    ));

  const of = (encoding: Encoding, scale = 0): ColumnEncoding => ({ encoding, scale });
  it.each<[string, ColumnEncoding, string, string]>([
    ['an integer', of(Encoding.integer), '-999999999999999', '-999999999999999'],
    ['a FLOAT', of(Encoding.real), '-0.142857142857', '-0.142857142857'],
    ['a flag', of(Encoding.boolean), '1', 'true'],
    ['a date', of(Encoding.date), '-719162', '"0001-01-01"'],
    ['the last date of four digits', of(Encoding.date), '2932896', '"9999-12-31"'],
    ['a time', of(Encoding.time, 3), '3723.12', '"01:02:03.120"'],
    ['a moment', of(Encoding.timestampNtz, 9), '1609459200.123456789', '"2021-01-01T00:00:00.123456789"'],
    ['a moment in UTC', of(Encoding.timestampLtz), '951782400', '"2000-02-29T00:00:00Z"'],
    ['a moment with its offset', of(Encoding.timestampTz, 3), '1609459200.123 1080', '"2020-12-31T18:00:00.123-06:00"'],
  ])('is %s in the form that tables have most of', (_what, as, text, expected) => {
    expect(written(as, text)).toBe(expected);
  });
});
