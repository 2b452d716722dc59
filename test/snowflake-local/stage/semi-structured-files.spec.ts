import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Duck } from '../../../apps/snowflake-local/src/execute/duck.js';
import { JsonSplitter } from '../../../apps/snowflake-local/src/stage/json-splitter.js';
import { type SqlEngine, sqlEngine } from '../commands/support/sql-engine.js';

let engine: SqlEngine;
let folder: string;
beforeAll(async () => {
  engine = await sqlEngine();
  await engine.run('create stage st');
  await engine.run('create file format js type = json');
  await engine.run('create file format items type = json strip_outer_array = true');
  await engine.run('create file format pq type = parquet');
  await engine.run('create file format headed type = csv parse_header = true');
  const stage = engine.catalog.view('').stage({ database: 'FIRN', schema: 'PUBLIC', name: 'ST' });
  folder = join(engine.stages, 'named', String(stage?.objectId));
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'a.json'),
    '{"b": 2, "a": "x", "n": 12345678901234567890.5}\n{"a": null, "b": [1,2]}\n\n 7 "s"\n',
  );
  const items = '[{"id": 1, "when": "2024-01-01", "v": 1.5}, {"id": 22, "when": "2024-01-02 10:00:00", "v": 2}]';
  writeFileSync(join(folder, 'items.json.gz'), gzipSync(items));
  writeFileSync(join(folder, 'broken.json'), '{"a": 1}\n{"a": oops}\n');
  writeFileSync(
    join(folder, 'moments.csv'),
    '20240131,31/01/2024,10.30,20240131 1030\n20240229,29/02/2024,23.59,20240229 2359\n',
  );
  writeFileSync(join(folder, 'h.csv'), 'id,name,ok\n1,ann,true\n22,bob,false\n');
  await writeParquet(join(folder, 'p.parquet'));
});
afterAll(() => engine.stop());

/** A file that another program wrote. */
async function writeParquet(file: string): Promise<void> {
  const duck = await Duck.open({
    file: ':memory:',
    allowedFolders: [folder],
    spillFolder: null,
    memoryLimit: '256MB',
    threads: 1,
    concurrentCalls: 1,
  });
  const rows = `SELECT 1 AS "ID", 'x' AS name, DATE '2024-02-29' AS d, TIMESTAMP '2024-02-29 12:00:00' AS t, 1.5::DECIMAL(10,2) AS n, [1, 2] AS l
    UNION ALL SELECT 2, 'y', NULL, NULL, NULL, NULL`;
  await duck.use((connection) => connection.run(`COPY (${rows}) TO '${file}' (FORMAT parquet)`));
  await duck.close();
}

const refused = (sql: string, code: string, message: string) =>
  expect(engine.run(sql)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });

describe('a staged JSON file', () => {
  it('is one VARIANT a value, with its file and number', async () => {
    expect(
      await engine.rows(
        `select to_json($1), $1:a::varchar, metadata$filename, metadata$file_row_number from @st/a.json (file_format => 'js')`,
      ),
    ).toEqual([
      ['{"a":"x","b":2,"n":12345678901234567890.5}', 'x', 'a.json', '1'],
      ['{"a":null,"b":[1,2]}', null, 'a.json', '2'],
      ['7', null, 'a.json', '3'],
      ['"s"', null, 'a.json', '4'],
    ]);
  });

  it('is the items of its array by STRIP_OUTER_ARRAY, packed or not, and opens by FLATTEN', async () => {
    expect(
      await engine.rows(
        `select t.$1:id::int, f.key from @st/items (file_format => 'items') t, lateral flatten(t.$1) f`,
      ),
    ).toEqual([
      ['1', 'id'],
      ['1', 'v'],
      ['1', 'when'],
      ['22', 'id'],
      ['22', 'v'],
      ['22', 'when'],
    ]);
  });

  it('is loaded as VARIANTs, by the names of columns, and by a query', async () => {
    await engine.run('create or replace table whole (v variant)');
    const copied = await engine.rows('copy into whole from @st/a.json file_format = (type = json)');
    expect(copied[0]?.slice(0, 4)).toEqual(['st/a.json', 'LOADED', '4', '4']);
    expect(await engine.rows('copy into whole from @st/a.json file_format = (type = json)')).toEqual([
      ['Copy executed with 0 files processed.'],
    ]);
    expect(await engine.value('select count(*) from whole where v:b = 2')).toBe('1');
    await engine.run('create or replace table named (id int, "when" timestamp_ntz, v float, extra varchar)');
    await engine.run(
      'copy into named from @st/items file_format = (format_name = items) match_by_column_name = case_insensitive',
    );
    expect(await engine.rows('select id, "when"::varchar, v, extra from named order by id')).toEqual([
      ['1', '2024-01-01 00:00:00.000', '1.5', null],
      ['22', '2024-01-02 10:00:00.000', '2', null],
    ]);
    await engine.run(
      `copy into named (id, extra) from (select $1:id + 100, 'q' from @st/items) file_format = (format_name = items) force = true`,
    );
    expect(await engine.rows(`select id from named where extra = 'q' order by 1`)).toEqual([['101'], ['122']]);
  });

  it('is refused where it is no JSON, or has columns', async () => {
    await engine.run('create or replace table whole (v variant)');
    await refused(
      'copy into whole from @st/broken.json file_format = (type = json)',
      '100069',
      "File 'broken.json', row 2",
    );
    await engine.run('create or replace table two (a int, b int)');
    await refused(
      'copy into two from @st/a.json file_format = (type = json)',
      '002134',
      'one and only one column of variant',
    );
    await refused(`select $2 from @st/a.json (file_format => 'js')`, '000904', "invalid identifier '$2'");
    await refused(
      `create file format bad type = json field_delimiter = ','`,
      '001420',
      "invalid property 'FIELD_DELIMITER'",
    );
    await refused('create file format bad type = xml', '000002', 'TYPE = XML');
  });

  it('is changed by the options of its format', async () => {
    const value = (options: string) => engine.rows(`select to_json($1) from @st/opt.json (file_format => ${options})`);
    writeFileSync(join(folder, 'opt.json'), '{"a": " x ", "b": "NA", "c": null, "c": 1}');
    await engine.run(
      `create or replace file format opt type = json allow_duplicate = true trim_space = true null_if = ('NA') strip_null_values = true`,
    );
    expect(await value('opt')).toEqual([['{"a":"x","c":1}']]);
    await expect(value('js')).rejects.toMatchObject({ code: '100069' });
  });
});

describe('a staged Parquet file', () => {
  it('is an OBJECT a row, whose values keep their types', async () => {
    expect(
      await engine.rows(
        `select to_json($1), $1:d::date::varchar, typeof($1:t), typeof($1:n) from @st/p.parquet (file_format => 'pq')`,
      ),
    ).toEqual([
      [
        '{"ID":1,"d":"2024-02-29","l":[1,2],"n":1.5,"name":"x","t":"2024-02-29 12:00:00.000"}',
        '2024-02-29',
        'TIMESTAMP_NTZ',
        'DECIMAL',
      ],
      ['{"ID":2,"name":"y"}', null, null, null],
    ]);
  });

  it('is loaded by the names of columns', async () => {
    await engine.run('create or replace table p (id int, name varchar, n number(10,2))');
    await engine.run(
      'copy into p from @st/p.parquet file_format = (type = parquet) match_by_column_name = case_insensitive',
    );
    expect(await engine.rows('select * from p order by id')).toEqual([
      ['1', 'x', '1.50'],
      ['2', 'y', null],
    ]);
  });
});

it('is loaded with binds for table and options, as the pandas functions of the Python connector write it', async () => {
  await engine.run('create or replace table bound (id int, "name" text)');
  const text = (value: string) => ({ type: 'TEXT', value }) as const;
  const sql = `copy into identifier(?) (id, "name") from (select $1:"ID"::number(38, 0), $1:"name"::text from '@st/p.parquet')
    file_format = (type = parquet compression = auto binary_as_text = false) force = true on_error = ?`;
  await engine.run(sql, { binds: [text('BOUND'), text('abort_statement')] });
  expect(await engine.rows('select * from bound order by id')).toEqual([
    ['1', 'x'],
    ['2', 'y'],
  ]);
  await expect(engine.run(sql, { binds: [text('BOUND'), text('hope')] })).rejects.toMatchObject({ code: '001008' });
  const inferred = `select count(*) from table(infer_schema(location => ?, file_format => ?))`;
  expect(await engine.rows(inferred, { binds: [text('@st/p.parquet'), text('pq')] })).toEqual([['6']]);
});

describe('INFER_SCHEMA', () => {
  const infer = (path: string, format: string, more = '') =>
    engine.rows(
      `select column_name, type, nullable, expression, filenames, order_id
       from table(infer_schema(location => '@st/${path}', file_format => '${format}'${more})) order by order_id`,
    );

  it('finds names and types in JSON, Parquet and CSV', async () => {
    expect(await infer('items', 'items')).toEqual([
      ['id', 'NUMBER(2, 0)', '1', '$1:id::NUMBER(2, 0)', 'items.json.gz', '0'],
      ['v', 'NUMBER(2, 1)', '1', '$1:v::NUMBER(2, 1)', 'items.json.gz', '1'],
      ['when', 'TIMESTAMP_NTZ', '1', '$1:when::TIMESTAMP_NTZ', 'items.json.gz', '2'],
    ]);
    expect((await infer('p.parquet', 'pq')).map((row) => row.slice(0, 2))).toEqual([
      ['ID', 'NUMBER(38, 0)'],
      ['name', 'TEXT'],
      ['d', 'DATE'],
      ['t', 'TIMESTAMP_NTZ'],
      ['n', 'NUMBER(10, 2)'],
      ['l', 'VARIANT'],
    ]);
    expect((await infer('h.csv', 'headed', ', ignore_case => true')).map((row) => [row[0], row[3]])).toEqual([
      ['ID', '$1::NUMBER(2, 0)'],
      ['NAME', '$2::TEXT'],
      ['OK', '$3::BOOLEAN'],
    ]);
  });

  it('reads dates and times as the format says, digits alone too', async () => {
    await engine.run(
      "create file format moments type = csv date_format = 'YYYYMMDD' time_format = 'HH24.MI' timestamp_format = 'YYYYMMDD HH24MI'",
    );
    expect((await infer('moments.csv', 'moments')).map((row) => row[1])).toEqual([
      'DATE',
      'TEXT',
      'TIME',
      'TIMESTAMP_NTZ',
    ]);
    await engine.run("create file format slashed type = csv date_format = 'DD/MM/YYYY'");
    expect((await infer('moments.csv', 'slashed')).map((row) => row[1])).toEqual([
      'NUMBER(8, 0)',
      'DATE',
      'NUMBER(4, 2)',
      'TEXT',
    ]);
  });

  it('looks at as many records as it is told, and refuses what it does not know', async () => {
    expect((await infer('items', 'items', ', max_records_per_file => 1')).map((row) => row[1])).toEqual([
      'NUMBER(1, 0)',
      'NUMBER(2, 1)',
      'DATE',
    ]);
    await refused(`select * from table(infer_schema(location => 'st'))`, '001015', 'is no stage');
    await refused(
      `select * from table(infer_schema(location => '@st', depth => 1))`,
      '000002',
      'argument DEPTH of INFER_SCHEMA',
    );
    await refused(`select * from table(infer_schema(file_format => 'js'))`, '000938', 'LOCATION');
  });
});

it.each([
  [false, '{"a":"}"} [1,[2]]\n3,"x\\"y" null', ['{"a":"}"}', '[1,[2]]', '3', '"x\\"y"', 'null']],
  [true, ' [ {"a":[1]}, 2,"]" ] ', ['{"a":[1]}', '2', '"]"']],
  [true, '[]', []],
  [true, '{"a":1,"b":[2]} {"c":[]}', ['{"a":1,"b":[2]}', '{"c":[]}']],
])('JSON values are found wherever the text is cut (strips: %s)', (strips, text, expected) => {
  for (let at = 0; at <= text.length; at += 1) {
    const splitter = new JsonSplitter(strips);
    expect([...splitter.push(text.slice(0, at)), ...splitter.push(text.slice(at)), ...splitter.end()]).toEqual(
      expected,
    );
  }
});
