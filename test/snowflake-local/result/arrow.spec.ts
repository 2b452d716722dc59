import { StructRow, tableFromIPC, Vector } from 'apache-arrow';
import type { OutColumn } from '../../../apps/snowflake-local/src/bind/query.js';
import { arrowChunk } from '../../../apps/snowflake-local/src/result/arrow/chunk.js';
import { columnsOf, columnsOfRows } from '../../../apps/snowflake-local/src/result/arrow/columns.js';
import { ArrowStream } from '../../../apps/snowflake-local/src/result/arrow/stream.js';
import { wideForm } from '../../../apps/snowflake-local/src/types/physical.js';
import {
  BOOLEAN,
  binary,
  DATE,
  DECFLOAT,
  fixed,
  REAL,
  type SnowType,
  text,
  time,
  timestamp,
  VARIANT,
} from '../../../apps/snowflake-local/src/types/snow-type.js';

const column = (type: SnowType, name = 'A'): OutColumn => ({ name, type, physical: wideForm(type), nullable: true });

/** The values of a column of wire cells, as another implementation reads them, behind its Arrow type. */
function read(type: SnowType, cells: readonly (string | null)[]) {
  const rows = cells.map((cell) => [cell]);
  const table = tableFromIPC(new ArrowStream(columnsOfRows([column(type)], rows)).whole(rows));
  const vector = table.getChildAt(0);
  const values = Array.from({ length: table.numRows }, (_, at): unknown => shown(vector?.get(at)));
  return [String(vector?.type), ...values];
}

const shown = (value: unknown): unknown => {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (value instanceof Uint32Array) {
    const words = BigInt.asIntN(
      128,
      [...value].reduceRight((sum, word) => (sum << 32n) | BigInt(word), 0n),
    );
    return words;
  }
  if (value instanceof Vector) return [...value];
  return value instanceof StructRow ? value.toJSON() : value;
};

const VECTOR: SnowType = { kind: 'array', element: { type: REAL, nullable: false }, dimension: 2 };
const EPOCH = 'epoch:Int64, fraction:Int32';

describe('a result as an Arrow stream', () => {
  it.each<[string, SnowType, readonly (string | null)[], readonly unknown[]]>([
    [
      'floating decimals as their power of ten and their digits',
      DECFLOAT,
      ['1.5', '-1e50', '0', '-200', null],
      [
        'Struct<{exponent:Int16, significand:Binary}>',
        { exponent: -1, significand: new Uint8Array([15]) },
        { exponent: 50, significand: new Uint8Array([255]) },
        { exponent: 0, significand: new Uint8Array([0]) },
        { exponent: 0, significand: new Uint8Array([255, 56]) },
        null,
      ],
    ],
    ['small whole numbers', fixed(38), ['127', '-128', null], ['Int8', 127, -128, null]],
    ['whole numbers of 16 bits', fixed(38), ['128'], ['Int16', 128]],
    ['whole numbers of 32 bits', fixed(38), ['-32769'], ['Int32', -32_769]],
    ['whole numbers of 64 bits', fixed(38), ['9223372036854775807'], ['Int64', 9_223_372_036_854_775_807n]],
    [
      'whole numbers of 38 digits',
      fixed(38),
      [`-${'9'.repeat(38)}`, null, '7'],
      ['Decimal[38e0]', BigInt(`-${'9'.repeat(38)}`), null, 7n],
    ],
    ['decimals without their point', fixed(10, 2), ['1.50', '-0.05'], ['Int16', 150, -5]],
    [
      'floats',
      REAL,
      ['1.5', 'inf', '-inf', 'NaN', null, '1e308'],
      ['Float64', 1.5, Infinity, -Infinity, NaN, null, 1e308],
    ],
    ['truth values', BOOLEAN, ['1', null, '0'], ['Bool', true, null, false]],
    ['days', DATE, ['-719162', null], ['Date32<DAY>', -719_162 * 86_400_000, null]],
    ['times', time(3), ['3723.123', null], ['Int32', 3_723_123, null]],
    ['times of nanoseconds', time(9), ['86399.999999999'], ['Int64', 86_399_999_999_999n]],
    ['moments', timestamp('timestamp_ntz', 6), ['-0.500000', null], ['Int64', -500_000n, null]],
    [
      'moments of nanoseconds, before 1970 too',
      timestamp('timestamp_ltz', 9),
      ['-0.500000000', '-1.000000000', '253402300799.999999999', null],
      [
        `Struct<{${EPOCH}}>`,
        { epoch: -1n, fraction: 500_000_000 },
        { epoch: -1n, fraction: 0 },
        { epoch: 253_402_300_799n, fraction: 999_999_999 },
        null,
      ],
    ],
    [
      'moments with a zone',
      timestamp('timestamp_tz', 9),
      ['1709209800.000000001 1560', null],
      [`Struct<{${EPOCH}, timezone:Int32}>`, { epoch: 1_709_209_800n, fraction: 1, timezone: 1_560 }, null],
    ],
    ['texts, of an even number of rows', text(), ['é', '', null, 'x'], ['Utf8', 'é', '', null, 'x']],
    ['bytes', binary(), ['00FF', null], ['Binary', '00ff', null]],
    ['vectors', VECTOR, ['[\n  1.5,\n  -2\n]', null], ['FixedSizeList[2]<Float32>', [1.5, -2], null]],
    ['semi-structured values', VARIANT, ['[\n  1\n]', null], ['Utf8', '[\n  1\n]', null]],
  ])('%s', (_, type, cells, expected) => {
    expect(read(type, cells)).toEqual(expected);
  });

  it('tells what a client reads a column by', () => {
    const columns = [column(fixed(10, 2)), column(timestamp('timestamp_tz', 3), 'B')];
    const { schema } = tableFromIPC(new ArrowStream(columnsOf(columns)).whole([['1.00', '0.000 1440']]));
    expect(schema.fields.map(({ name, metadata }) => [name, Object.fromEntries(metadata)])).toEqual([
      ['A', { logicalType: 'FIXED', finalType: 'T', precision: '10', scale: '2' }],
      ['B', { logicalType: 'TIMESTAMP_TZ', finalType: 'T', precision: '0', scale: '3', byteLength: '16' }],
    ]);
  });

  it('is nothing at all without rows', () => {
    expect(new ArrowStream(columnsOfRows([column(text())], [])).whole([])).toHaveLength(0);
  });

  it('is made of the text of a chunk, wherever that is cut, with the same columns as every other', async () => {
    const rows = Array.from({ length: 5_000 }, (_, at) => [
      String(at),
      at % 7 === 0 ? null : `"é\n${'x'.repeat(at % 90)}`,
    ]);
    const chunk = Buffer.from(rows.map((row) => JSON.stringify(row)).join(',\n'));
    const columns = columnsOf([{ ...column(fixed(38)), physical: 'bigint' }, column(text(), 'B')]);
    async function* pieces() {
      for (let at = 0; at < chunk.length; at += 9_973) yield chunk.subarray(at, at + 9_973);
    }
    const stream: Uint8Array[] = [];
    for await (const piece of arrowChunk(pieces(), new ArrowStream(columns))) stream.push(piece);
    const table = tableFromIPC(Buffer.concat(stream));
    expect(table.batches.length).toBeGreaterThan(1);
    expect(table.schema.fields.map(({ type }) => String(type))).toEqual(['Int64', 'Utf8']);
    expect(table.toArray().map((row) => [String(row.A), row.B])).toEqual(rows);
  });
});
