import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SqlEngine, sqlEngine } from '../commands/support/sql-engine.js';

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
  await engine.run('create stage st');
  const stage = engine.catalog.view('').stage({ database: 'FIRN', schema: 'PUBLIC', name: 'ST' });
  const folder = join(engine.stages, 'named', String(stage?.objectId));
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'a.json'),
    '{"n": 1, "d": "2024-01-01"}\n{"n": "two", "d": "2024-01-02"}\n{"n": 3, "d": null}\n',
  );
  writeFileSync(join(folder, 'b.json'), '{"n": 4, "d": "2024-01-04"}\n');
  writeFileSync(join(folder, 'cut.json'), '{"n": 5, "d": "2024-01-05"}\n{"n": 6, oops\n{"n": 7}\n');
  writeFileSync(join(folder, 'c.csv'), '1,2024-01-01\nx,2024-01-02\n3,"open\n');
  writeFileSync(join(folder, 'h1.csv'), 'N,extra,d\n1,z,2024-01-01\n');
  writeFileSync(join(folder, 'h2.csv'), 'd,n\n2024-01-02,2\n2024-01-03\n');
  await engine.run(
    `copy into @st/p from (select column1 as n, column2 as d from values ('1', '2024-01-01'), ('x', '2024-01-02'), (null, 'never'))
     file_format = (type = parquet) header = true`,
  );
});
afterAll(() => engine.stop());
beforeEach(() => engine.run('create or replace table t (n int, d date not null)'));

const byName = 'match_by_column_name = case_insensitive';
const refused = (sql: string, code: string, message: string) =>
  expect(engine.run(sql)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
/** file, status, rows_parsed, rows_loaded, error_limit, errors_seen, first_error, …column_name, without the middle. */
const copied = async (sql: string) => (await engine.rows(sql)).map((row) => row.toSpliced(7, 2));

describe('ON_ERROR of files that are read by expressions', () => {
  const bad = ["Numeric value 'two' is not recognized", '"T"["N":1]'];

  it('leaves out rows of JSON files that do not fit, and tells of the first', async () => {
    expect(
      await copied(`copy into t from @st/a.json file_format = (type = json) ${byName} on_error = continue`),
    ).toEqual([['st/a.json', 'PARTIALLY_LOADED', '3', '1', '3', '2', ...bad]]);
    expect(await engine.rows('select * from t')).toEqual([['1', '19723']]);
  });

  it.each([
    ['skip_file', 'LOAD_FAILED', '1'],
    ['skip_file_2', 'LOAD_FAILED', '1'],
    ['skip_file_3', 'PARTIALLY_LOADED', '2'],
    ["'skip_file_50%'", 'LOAD_FAILED', '1'],
    ["'skip_file_90%'", 'PARTIALLY_LOADED', '2'],
  ])('%s decides for each file', async (onError, status, rows) => {
    const copy = `copy into t from @st file_format = (type = json) ${byName} files = ('a.json', 'b.json') on_error = ${onError}`;
    expect((await engine.rows(copy)).map((row) => row[1])).toEqual([status, 'LOADED']);
    expect(await engine.value('select count(*) from t')).toBe(rows);
  });

  it('counts what is no JSON as a row, and reads what stands before it', async () => {
    expect(
      await copied(`copy into t from @st/cut.json file_format = (type = json) ${byName} on_error = continue`),
    ).toEqual([
      [
        'st/cut.json',
        'PARTIALLY_LOADED',
        '2',
        '1',
        '2',
        '1',
        expect.stringContaining('Error parsing JSON'),
        '"T"["$1"]',
      ],
    ]);
  });

  it('holds for Parquet files and for queries over CSV files', async () => {
    expect(await copied(`copy into t from @st/p file_format = (type = parquet) ${byName} on_error = continue`)).toEqual(
      [
        [
          'st/p_0_0_0.snappy.parquet',
          'PARTIALLY_LOADED',
          '3',
          '1',
          '3',
          '2',
          "Numeric value 'x' is not recognized",
          '"T"["N":1]',
        ],
      ],
    );
    const query = '(select $1::int * 10, to_date($2) from @st/c.csv)';
    const format = `file_format = (type = csv field_optionally_enclosed_by = '"')`;
    expect(await copied(`copy into t from ${query} ${format} on_error = continue`)).toEqual([
      [
        'st/c.csv',
        'PARTIALLY_LOADED',
        '3',
        '1',
        '3',
        '2',
        expect.stringMatching(/'x' is not recognized/),
        '"T"["N":1]',
      ],
    ]);
    expect(await engine.rows('select n from t order by n')).toEqual([['1'], ['10']]);
    await refused(
      `copy into t from ${query.replace('c.csv)', 'c.csv where $1 > 0)')} on_error = continue`,
      '000002',
      'ON_ERROR',
    );
  });

  it('knows afterwards what it has loaded, and what it has not', async () => {
    const copy = `copy into t from @st file_format = (type = json) ${byName} files = ('a.json', 'b.json') on_error = skip_file`;
    await engine.run(copy);
    expect((await engine.rows(copy)).map((row) => row[0])).toEqual(['st/a.json']);
  });
});

it('SIZE_LIMIT begins no further file once it is reached', async () => {
  const copy = `copy into t from @st file_format = (type = json) ${byName} files = ('b.json', 'a.json') on_error = continue`;
  expect((await engine.rows(`${copy} size_limit = 5`)).map((row) => row[0])).toEqual(['st/b.json']);
  expect((await engine.rows(`${copy} size_limit = 100000`)).map((row) => row[0])).toEqual(['st/a.json']);
});

it('a CSV file is loaded by the names of its header', async () => {
  const format = 'file_format = (type = csv parse_header = true)';
  await engine.run(`copy into t from @st/h1.csv ${format} ${byName}`);
  expect(await copied(`copy into t from @st/h2.csv ${format} ${byName} on_error = continue`)).toEqual([
    [
      'st/h2.csv',
      'PARTIALLY_LOADED',
      '2',
      '1',
      '2',
      '1',
      expect.stringContaining('Number of columns in file (1)'),
      '"T"["N":1]',
    ],
  ]);
  expect(await engine.rows('select * from t order by n')).toEqual([
    ['1', '19723'],
    ['2', '19724'],
  ]);
  await refused(
    `copy into t from @st/h1.csv ${format} match_by_column_name = case_sensitive force = true`,
    '100072',
    'NULL result',
  );
  await refused(`copy into t from @st/h1.csv ${byName}`, '001420', 'PARSE_HEADER');
});

it('staged files tell when they changed and when they were read', async () => {
  expect(
    await engine.rows(
      `select metadata$filename, metadata$file_row_number, metadata$file_last_modified > '2020-01-01', metadata$start_scan_time = current_timestamp()
       from @st/h (file_format => (type = csv)) where metadata$file_row_number = 1`,
    ),
  ).toEqual([
    ['h1.csv', '1', '1', '1'],
    ['h2.csv', '1', '1', '1'],
  ]);
});
