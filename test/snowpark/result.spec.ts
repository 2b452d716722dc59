import { Decimal, type JsonCell, type ResultColumn, type ResultStream, Row } from '@firn/snowpark';
import { formatTable } from '@firn/snowpark/internal';
import { readResult } from '../../libs/snowpark/src/async/read-result.js';
import { RowHeader } from '../../libs/snowpark/src/row.js';

const column = (
  name: string,
  type: ResultColumn['type'],
  scale: number | null = null,
  precision: number | null = 38,
): ResultColumn => ({
  name,
  type,
  nullable: true,
  precision,
  scale,
  length: null,
});

const stream = (
  columns: readonly ResultColumn[],
  ...batches: readonly (readonly (readonly JsonCell[])[])[]
): ResultStream => ({
  columns,
  async *batches() {
    yield* batches;
  },
});

const COLUMNS = [column('A', 'real'), column('B', 'fixed', 0), column('a b', 'text')];

describe('a row', () => {
  const row = new Row<Record<string, unknown>>(new RowHeader(COLUMNS), [4, 3, 'x']);

  it('is read by name, by position and as a whole', () => {
    expect([row.get('A'), row.get('b'), row.get('"a b"'), row.get('a b'), row.get(1)]).toEqual([4, 3n, 'x', 'x', 3n]);
    expect(row.toObject()).toEqual({ A: 4, B: 3n, 'a b': 'x' });
    expect([...row]).toEqual([4, 3n, 'x']);
    expect(row.length).toBe(3);
    expect(() => row.get('nope')).toThrow('The row has no column nope. Available: A, B, "a b".');
    expect(() => row.get(3)).toThrow('no column 3');
  });

  it('shows itself, a FLOAT with its point', () => {
    expect(`${row}`).toBe(`Row(A=4.0, B=3, "a b"='x')`);
  });

  it('is JSON as over the HTTP API, cell by cell', () => {
    const every: readonly [type: ResultColumn['type'], scale: number, cell: JsonCell][] = [
      ['fixed', 0, 7],
      ['fixed', 0, '9007199254740993'],
      ['fixed', 2, '1.50'],
      ['real', 0, 1.5],
      ['real', 0, 'NaN'],
      ['boolean', 0, true],
      ['text', 0, 'x'],
      ['date', 0, '2024-02-29'],
      ['time', 9, '01:02:03.000000000'],
      ['timestamp_ntz', 3, '2024-02-29T01:02:03.000'],
      ['timestamp_tz', 0, '2024-02-29T01:02:03+02:00'],
      ['binary', 0, 'FF00'],
      ['variant', 0, '{"a":1}'],
      ['vector', 0, '[1,2]'],
      ['text', 0, null],
    ];
    const columns = every.map(([type, scale], at) => column(`C${at}`, type, scale));
    const cells = every.map(([, , cell]) => cell);
    const written = JSON.stringify([new Row(new RowHeader(columns), cells)]);
    expect(JSON.parse(written)).toEqual([Object.fromEntries(cells.map((cell, at) => [`C${at}`, cell]))]);
  });

  it('gives JSON in a parsed form, which keeps every digit', () => {
    const text =
      '{"small":1,"float":0.1,"whole":12345678901234567890,"exact":0.10000000000000000001,"large":1e22,' +
      '"list":[true,null,undefined,"1234567890123456789",NaN],"\\u0000k":"\\u00001","__proto__":1}';
    const parsed = new Row<Record<string, unknown>>(new RowHeader([column('V', 'variant')]), [text]).parsed('v');
    expect(parsed).toEqual(
      Object.fromEntries<unknown>([
        ['small', 1],
        ['float', 0.1],
        ['whole', 12345678901234567890n],
        ['exact', new Decimal('0.10000000000000000001')],
        ['large', 1e22],
        ['list', [true, null, null, '1234567890123456789', Number.NaN]],
        ['\0k', '\u00001'],
        ['__proto__', 1],
      ]),
    );
    const plain = new Row<Record<string, unknown>>(new RowHeader([column('V', 'object'), column('T', 'text')]), [
      null,
      '1',
    ]);
    expect(plain.parsed(0)).toBeNull();
    expect(() => plain.parsed('t')).toThrow('Column t is of type text, which is no JSON: use get(…).');
    expect(() => plain.parsed('w')).toThrow('The row has no column w. Available: V, T.');
  });

  it('prefers the exact name, and gives the first of two', () => {
    const both = new Row<Record<string, unknown>>(
      new RowHeader([column('A', 'text'), column('a', 'text'), column('A', 'text')]),
      ['1', '2', '3'],
    );
    expect([both.get('A'), both.get('a'), both.toArray()]).toEqual(['1', '2', ['1', '2', '3']]);
    expect(() => both.toObject()).toThrow('has a name twice');
    expect(() => JSON.stringify(both)).toThrow('has a name twice');
  });
});

describe('an answer', () => {
  it('of counts is read by the names that Snowflake gives them', async () => {
    const count = (name: string): ResultColumn => column(name, 'fixed', 0);
    expect(await readResult(stream([count('COUNT')], [[4]]), 'count')).toBe(4);
    expect(
      await readResult(stream([count('number of rows updated'), count('number of rows deleted')], [[2, 1]]), 'merge'),
    ).toEqual({
      rowsInserted: 0,
      rowsUpdated: 2,
      rowsDeleted: 1,
    });
    expect(await readResult(stream([count('number of rows updated')], [[2]]), 'update')).toEqual({
      rowsUpdated: 2,
      multiJoinedRowsUpdated: null,
    });
    expect(
      await readResult(
        stream([count('number of rows updated'), count('number of multi-joined rows updated')], [[2, 1]]),
        'update',
      ),
    ).toEqual({
      rowsUpdated: 2,
      multiJoinedRowsUpdated: 1,
    });
    await expect(readResult(stream([count('u'), count('m')], [[2, 1]]), 'update')).rejects.toThrow('columns are u, m');
    await expect(readResult(stream([column('X', 'text')], [['x']]), 'count')).rejects.toThrow('Ask for rows');
    await expect(readResult(stream([count('COUNT')]), 'count')).rejects.toThrow('as count: it has no row');
  });

  it('of rows is whole, the first, or streamed and stopped', async () => {
    let stopped = false;
    const source: ResultStream = {
      columns: COLUMNS,
      async *batches() {
        try {
          yield [
            [1, 1, 'x'],
            [2, 2, 'y'],
          ];
          yield [[3, 3, 'z']];
        } finally {
          stopped = true;
        }
      },
    };
    expect(await readResult(source, 'rows')).toHaveLength(3);
    stopped = false;
    expect(String(await readResult(source, 'first'))).toBe(`Row(A=1.0, B=1, "a b"='x')`);
    expect(stopped).toBe(true);
    expect(await readResult(stream(COLUMNS), 'first')).toBeNull();
  });
});

describe('a table for people', () => {
  it('cuts what is long and writes NULL out', async () => {
    const columns = [...COLUMNS, column('D', 'fixed', 2)];
    expect(
      await formatTable(
        stream(columns, [
          [4, 10, 'x'.repeat(9), '1.5'],
          [null, 2, 'a\nb', '-2'],
        ]),
        10,
        8,
      ),
    ).toBe(
      [
        '--------------------------------',
        '| A    | B  | "a b"    | D     |',
        '--------------------------------',
        '| 4.0  | 10 | xxxxx... | 1.50  |',
        '| NULL | 2  | a        | -2.00 |',
        '|      |    | b        |       |',
        '--------------------------------',
      ].join('\n'),
    );
    expect(
      (
        await formatTable(
          stream(COLUMNS, [
            [1, 1, 'x'],
            [2, 2, 'y'],
          ]),
          1,
          8,
        )
      ).split('\n'),
    ).toHaveLength(5);
  });
});
