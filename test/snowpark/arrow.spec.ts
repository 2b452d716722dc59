import { type JsonCell, type ResultColumn, type ResultStream, SnowDate, SnowTime, SnowTimestamp } from '@firn/snowpark';
import { arrowBatches, arrowTable } from '@firn/snowpark/arrow';
import { decodeCell } from '@firn/snowpark/internal';
import { DataType, type RecordBatch, type Table, tableFromIPC, tableToIPC, type Vector } from 'apache-arrow';
import fc from 'fast-check';
import { propertyRuns } from '../support/property-runs.js';

const column = (
  name: string,
  type: ResultColumn['type'],
  scale: number | null = null,
  precision: number | null = null,
): ResultColumn => ({
  name,
  type,
  nullable: true,
  precision,
  scale,
  length: null,
});

const COLUMNS = [
  column('I', 'fixed', 0, 10),
  column('W', 'fixed', 0, 38),
  column('D', 'fixed', 2, 12),
  column('F', 'real'),
  column('S', 'text'),
  column('B', 'boolean'),
  column('DT', 'date'),
  column('T', 'time', 9),
  column('N', 'timestamp_ntz', 9),
  column('L', 'timestamp_ltz', 9),
  column('Z', 'timestamp_tz', 9),
  column('X', 'binary'),
];
const FIRST = [
  7,
  8,
  '-1.50',
  4,
  'é',
  true,
  '2020-01-02',
  '00:00:01.000000001',
  '1970-01-01T00:00:00.000000002',
  '1970-01-01T00:00:00.000000003Z',
  '1970-01-01T01:00:00.000000004+01:00',
  '00FF',
];
const NULLS = FIRST.map(() => null);

const stream = (...batches: readonly (readonly (readonly JsonCell[])[])[]): ResultStream => ({
  columns: COLUMNS,
  async *batches() {
    yield* batches;
  },
});

const types = (table: Table): readonly string[] => table.schema.fields.map(({ type }) => String(type));
const decimal = (table: Table, name: string, row: number): bigint => {
  const words: unknown = table.getChild(name)?.get(row);
  if (!(words instanceof Uint32Array)) throw new Error(`${name} is no decimal.`);
  return BigInt.asIntN(
    128,
    [...words].reduceRight((value, word) => (value << 32n) | BigInt(word), 0n),
  );
};

describe('Arrow', () => {
  it('has exact types and values', async () => {
    const table = await arrowTable(stream([FIRST, NULLS], [FIRST]));
    expect(types(table)).toEqual([
      'Int64', 'Int64', 'Decimal[12e+2]', 'Float64', 'Utf8', 'Bool', 'Date32<DAY>', 'Time64<NANOSECOND>',
      'Timestamp<NANOSECOND>', 'Timestamp<NANOSECOND, UTC>', 'Struct<{instant:Timestamp<NANOSECOND, UTC>, offsetMinutes:Int32}>', 'Binary',
    ]); // biome-ignore format: a table
    const again = tableFromIPC(tableToIPC(table));
    expect(again.numRows).toBe(3);
    expect(decimal(again, 'D', 0)).toBe(-150n);
    const cell = (name: string, row = 0): unknown => again.getChild(name)?.get(row);
    expect([cell('I'), cell('W'), cell('F'), cell('S'), cell('B'), cell('T')]).toEqual([
      7n,
      8n,
      4,
      'é',
      true,
      1_000_000_001n,
    ]);
    expect(COLUMNS.map(({ name }) => cell(name, 1))).toEqual(NULLS);
    expect(again.schema.fields[2]?.metadata.get('logicalType')).toBe('FIXED');
    const data = (name: string): unknown => again.getChild(name)?.data[0]?.values[0];
    expect([data('N'), data('L')]).toEqual([2n, 3n]);
    expect(again.getChild('Z')?.getChild('offsetMinutes')?.get(0)).toBe(60);
  });

  it('widens an integer column that one value makes too large', async () => {
    const big = FIRST.map((cell, at) => (at === 1 ? '-12345678901234567890123456789012345678' : cell));
    const table = await arrowTable(stream([FIRST, NULLS], [big]));
    expect(types(table)[1]).toBe('Decimal[38e0]');
    expect([decimal(table, 'W', 0), table.getChild('W')?.get(1), decimal(table, 'W', 2)]).toEqual([
      8n,
      null,
      -12345678901234567890123456789012345678n,
    ]);
  });

  it('streams batches of one schema', async () => {
    const seen = [];
    for await (const batch of arrowBatches(stream([FIRST], [FIRST, NULLS]))) seen.push(batch);
    expect(seen.map(({ numRows }) => numRows)).toEqual([1, 2]);
    expect(seen.every(({ schema }) => DataType.isDecimal(schema.fields[1]?.type))).toBe(true);
  });

  it('streams the schema of a result without rows', async () => {
    const seen = [];
    for await (const batch of arrowBatches(stream())) seen.push(batch);
    expect(seen.map(({ numRows, schema }) => [numRows, schema.fields.length])).toEqual([[0, COLUMNS.length]]);
  });

  it('says where a timestamp does not fit', async () => {
    const late = FIRST.map((cell, at) => (at === 8 ? '9999-01-01T00:00:00' : cell));
    await expect(arrowTable(stream([late]))).rejects.toThrow('Column N: 9999-01-01T00:00:00 is outside');
  });

  it('gives an empty table its columns', async () => {
    const table = await arrowTable(stream());
    expect([table.numRows, table.schema.fields.length]).toEqual([0, COLUMNS.length]);
  });

  it('reads every cell from the text of the rows as from their values', async () => {
    const text = (scale: number) =>
      fc.integer({ min: -999_999, max: 999_999 }).map((n) => (n / 10 ** scale).toFixed(scale));
    const two = (most: number, least = 0) =>
      fc.integer({ min: least, max: most }).map((n) => String(n).padStart(2, '0'));
    const day = fc
      .date({ min: new Date('1700-01-01'), max: new Date('2260-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10));
    const time = fc
      .tuple(two(23), two(59), two(59), fc.integer({ min: 0, max: 999_999_999 }))
      .map(([hour, minute, second, fraction]) => `${hour}:${minute}:${second}.${String(fraction).padStart(9, '0')}`);
    const moment = fc.tuple(day, time).map(([date, clock]) => `${date}T${clock}`);
    const row = fc.tuple(
      fc.maxSafeInteger(),
      fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }).map(String),
      text(2),
      fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom('NaN', 'inf', '-inf')),
      fc.string({ unit: 'binary' }),
      fc.boolean(),
      day,
      time,
      moment,
      moment.map((local) => `${local}Z`),
      fc
        .tuple(moment, fc.constantFrom('+', '-'), two(14), two(59))
        .map(([local, sign, h, m]) => `${local}${sign}${h}:${m}`),
      fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('hex').toUpperCase()),
    );
    const cells = row.chain((whole) => fc.tuple(...whole.map((cell) => fc.option(fc.constant(cell), { freq: 5 }))));
    await fc.assert(
      fc.asyncProperty(fc.array(cells, { minLength: 1, maxLength: 20 }), async (rows) => {
        const seen: RecordBatch[] = [];
        for await (const batch of arrowBatches(stream(rows))) seen.push(batch);
        expect(rows.map((_, at) => COLUMNS.map((each) => shown(seen[0]?.getChild(each.name), at)))).toEqual(
          rows.map((cellsOfRow) => COLUMNS.map((each, at) => expected(each, cellsOfRow[at] ?? null))),
        );
        const half = Math.floor(rows.length / 2);
        const table = await arrowTable(stream(rows.slice(0, half), rows.slice(half)));
        const narrow = COLUMNS.filter(({ name }) => name !== 'W'); // it has the type that its values need
        expect(rows.map((_, at) => narrow.map(({ name }) => shown(table.getChild(name), at)))).toEqual(
          rows.map((cellsOfRow) => narrow.map((each) => expected(each, cellsOfRow[COLUMNS.indexOf(each)] ?? null))),
        );
      }),
      { numRuns: propertyRuns(100) },
    );
  });
});

/** What lies in Arrow's memory for one value: the getters of apache-arrow cut nanoseconds. */
function shown(vector: Vector | null | undefined, at: number): unknown {
  const data = vector?.data[0];
  if (vector == null || data === undefined || !data.getValid(at)) return null;
  if (DataType.isStruct(data.type)) return data.children.map((child) => child.values[at]);
  if (DataType.isTimestamp(data.type) || DataType.isTime(data.type) || DataType.isDate(data.type))
    return data.values[at];
  return vector.get(at);
}

function expected(column: ResultColumn, cell: JsonCell): unknown {
  const value = decodeCell(column, cell);
  if (value instanceof SnowTimestamp) {
    const zoned = column.type === 'timestamp_tz';
    return zoned ? [value.epochNanoseconds, value.offsetMinutes] : value.epochNanoseconds;
  }
  if (value instanceof SnowTime) return BigInt(value.nanosecondOfDay);
  if (value instanceof SnowDate) return value.toDate().getTime() / 86_400_000;
  if (column.name === 'W' || column.name === 'D') {
    if (cell === null) return null;
    const words = new Uint32Array(4);
    let rest = BigInt.asUintN(128, BigInt(String(cell).replace('.', '')));
    for (let at = 0; at < 4; at += 1, rest >>= 32n) words[at] = Number(rest & 0xffff_ffffn);
    return words;
  }
  return value;
}
