import fc from 'fast-check';
import { type ColumnEncoding, Encoding } from '../../../libs/snowflake/src/rows/cell-encoding.js';
import { jsonRows } from '../../../libs/snowflake/src/rows/json-rows.js';
import { LineWriter } from '../../../libs/snowflake/src/rows/line-writer.js';
import { MalformedRows, RowScanner } from '../../../libs/snowflake/src/rows/row-scanner.js';
import { scanInlineRows } from '../../../libs/snowflake/src/rows/scan-rows.js';

const text: ColumnEncoding = { encoding: Encoding.text, scale: 0 };
const integer: ColumnEncoding = { encoding: Encoding.integer, scale: 0 };

/** All lines that a scanner gives for `wire`, fed in pieces of `size` bytes. */
function scan(
  wire: string,
  columns: readonly ColumnEncoding[],
  size = 1 << 20,
  skipRows = 0,
  batchBytes = 64,
): unknown[] {
  const scanner = new RowScanner(columns, new LineWriter(batchBytes), skipRows);
  const bytes = Buffer.from(wire, 'utf8');
  const rows: unknown[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    for (const batch of scanner.push(bytes.subarray(at, at + size))) rows.push(...jsonRows(batch));
  }
  for (const batch of scanner.finish()) rows.push(...jsonRows(batch));
  return rows;
}

describe('the row scanner', () => {
  it('reads rows joined by commas without outer brackets', () => {
    expect(scan('["1","a"],["2",null]', [integer, text])).toEqual([
      [1, 'a'],
      [2, null],
    ]);
  });

  it('gives the same rows however the bytes are cut and spaced', () =>
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.option(fc.bigInt()), fc.option(fc.string({ unit: 'binary' }))), { maxLength: 20 }),
        fc.integer({ min: 1, max: 17 }),
        fc.constantFrom('', ' ', '\n', '\r\n\t'),
        (rows, size, space) => {
          const wire = rows
            .map(
              ([id, name]) =>
                `${space}[${space}${id === null ? 'null' : `"${id}"`}${space},${space}${JSON.stringify(name)}${space}]${space}`,
            )
            .join(',');
          const expected = rows.map(([id, name]) => [
            id === null ? null : Number.isSafeInteger(Number(id)) ? Number(id) : String(id),
            name,
          ]);
          expect(scan(wire, [integer, text], size)).toEqual(expected);
        },
      ),
    ));

  it('keeps the digits of integers that a double would round', () => {
    const wire = [
      '9007199254740991',
      '9007199254740992',
      '-9007199254740993',
      '99999999999999999999999999999999999999',
      '-0',
      '0',
    ];
    expect(scan(wire.map((digits) => `["${digits}"]`).join(','), [integer])).toEqual([
      [9007199254740991],
      ['9007199254740992'],
      ['-9007199254740993'],
      ['99999999999999999999999999999999999999'],
      [0],
      [0],
    ]);
  });

  it('passes over the rows that an earlier read delivered', () => {
    expect(scan('["1"],["2"],["3"]', [integer], 2, 2)).toEqual([[3]]);
  });

  it('hands a batch over as soon as it is full, and never less than a row', () => {
    const scanner = new RowScanner([text], new LineWriter(10));
    const batches = [...scanner.push(Buffer.from('["0123456789"],["a"],["b"],["0123456789"]'))];
    expect(batches.map((batch) => batch.rows)).toEqual([1, 2, 1]);
    expect([...scanner.finish()]).toEqual([]);
  });

  it('reads a row that is larger than all pieces and batches', () => {
    const long = 'x'.repeat(300_000);
    expect(scan(`["${long}"],["y"]`, [text], 1_000)).toEqual([[long], ['y']]);
  });

  it.each([
    ['["1"', 'ends inside a row', true],
    ['["1","2"],["3"]', '1 cells in a row of 2', false],
    ['["1","2","3"]', 'more than the 2 cells', false],
    ['["a\nb","2"]', 'control character', false],
    ['["1" "2"]', 'after a cell', false],
    ['<html>', 'between rows', false],
  ])('refuses %s', (wire, what, truncated) => {
    const caught = caughtBy(() => scan(wire, [text, text]));
    expect(caught.message).toContain(what);
    expect(caught.truncated).toBe(truncated);
  });

  it('reads the rows inside an answer piece by piece, however many there are, in batches of a bounded size', () => {
    for (const count of [1, 999, 1_000, 1_001, 3_500]) {
      const given = Array.from({ length: count }, (_, at) => [String(at), at % 3 === 0 ? null : `"name",\n${at}`]);
      const batches: number[] = [];
      const rows: unknown[] = [];
      for (const batch of scanInlineRows(given, { columns: [integer, text], batchBytes: 4_096 })) {
        batches.push(batch.lines.length);
        rows.push(...jsonRows(batch));
      }
      expect(rows).toEqual(given.map(([id, name]) => [Number(id), name]));
      expect(Math.max(...batches)).toBeLessThan(4_200);
    }
  });
});

function caughtBy(action: () => unknown): MalformedRows {
  try {
    action();
  } catch (error) {
    if (error instanceof MalformedRows) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
