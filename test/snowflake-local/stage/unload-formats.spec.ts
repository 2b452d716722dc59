import { type SqlEngine, sqlEngine } from '../commands/support/sql-engine.js';

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
  await engine.run('create stage st');
  await engine.run('create file format js type = json');
  await engine.run('create file format pq type = parquet');
  await engine.run(
    'create table t (id int, "Name" varchar, d date, tm time, ts timestamp_ntz, n number(38, 5), r float, ok boolean, b binary, v variant)',
  );
  await engine.run(
    `insert into t select 1, 'it''s', '2024-02-29', '23:59:59.5', '1969-12-31 23:59:59.123456789',
       123456789012345678901234567890123.12345, 0.1, true, to_binary('0aff', 'hex'), parse_json('{"k": [1, {"z": null}]}')
     union all select 2, null, null, null, null, null, null, null, null, null`,
  );
});
afterAll(() => engine.stop());
afterEach(() => engine.run('remove @st'));

const refused = (sql: string, code: string, message: string) =>
  expect(engine.run(sql)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
/** Paths in the stage, the query's ID left out. */
const paths = async (): Promise<readonly string[]> =>
  (await engine.rows('list @st')).map(([name]) =>
    (name ?? '').replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/, '<id>'),
  );

describe('unloading as JSON', () => {
  it('writes one value a line, packed as it is told', async () => {
    const copy =
      'copy into @st/rows from (select object_construct_keep_null(*) from (select id, "Name", v from t)) file_format = (type = json';
    expect((await engine.rows(`${copy})`))[0]?.[0]).toBe('2');
    await engine.run(`${copy} compression = none) overwrite = true`);
    await engine.run(`${copy} compression = none file_extension = 'ndjson')`);
    await engine.run(`${copy} compression = brotli) single = true`);
    expect(await paths()).toEqual(['st/rows', 'st/rows_0_0_0.json', 'st/rows_0_0_0.json.gz', 'st/rows_0_0_0.ndjson']);
    expect(
      await engine.rows(`select $1 from @st/rows_0_0_0.ndjson (file_format => (type = csv field_delimiter = none))`),
    ).toEqual([['{"ID":1,"Name":"it\'s","V":{"k":[1,{"z":null}]}}'], ['{"ID":2,"Name":null,"V":null}']]);
    expect(
      await engine.rows(`select $1:ID::int, $1:"Name"::varchar from @st/rows_0_0_0.json.gz (file_format => 'js')`),
    ).toEqual([
      ['1', "it's"],
      ['2', null],
    ]);
  });

  it('takes one semi-structured column, and nothing else', async () => {
    await refused(
      'copy into @st from (select id, v from t) file_format = (type = json)',
      '002134',
      'one and only one column',
    );
    await refused(`copy into @st from (select 'x') file_format = (type = json)`, '002134', 'one and only one column');
    await engine.run(`copy into @st/a from (select array_construct(id) from t) file_format = (type = json)`);
    expect(await engine.rows(`select $1[0]::int from @st/a (file_format => 'js')`)).toEqual([['1'], ['2']]);
  });
});

describe('unloading as Parquet', () => {
  it('keeps types and digits, which reading gives back', async () => {
    await engine.run('copy into @st/all from t file_format = (type = parquet) header = true');
    expect(await paths()).toEqual(['st/all_0_0_0.snappy.parquet']);
    expect(
      (
        await engine.rows(`select column_name, type from table(infer_schema(location => '@st', file_format => 'pq'))`)
      ).map((row) => row.join(' ')),
    ).toEqual([
      'ID NUMBER(38, 0)',
      'Name TEXT',
      'D DATE',
      'TM TIME',
      'TS TIMESTAMP_NTZ',
      'N NUMBER(38, 5)',
      'R REAL',
      'OK BOOLEAN',
      'B TEXT',
      'V TEXT',
    ]);
    await engine.run('create or replace table back like t');
    await engine.run(
      `copy into back from (select $1:ID, $1:"Name", $1:D, $1:TM, $1:TS::timestamp_ntz, $1:N, $1:R, $1:OK, $1:B::binary, parse_json($1:V) from @st)
       file_format = (type = parquet binary_as_text = false)`,
    );
    expect(await engine.rows('select * from back minus select * from t')).toEqual([]);
    expect(await engine.value(`select to_char(ts, 'FF9') from back where id = 1`)).toBe('123456789');
  });

  it('packs files as it is told', async () => {
    await engine.run('copy into @st/z from (select id from t) file_format = (type = parquet compression = gzip)');
    expect(await paths()).toEqual(['st/z_0_0_0.parquet']);
    const stage = "create or replace temporary stage packed file_format = (type = parquet compression = 'gzip')";
    expect(await engine.rows(stage)).toEqual([['Stage area PACKED successfully created.']]);
    await engine.run('copy files into @packed from @st');
    expect(await engine.rows('select $1:_COL_0::int from @packed order by 1')).toEqual([['1'], ['2']]);
  });

  it('numbers the columns without HEADER, and knows what it cannot write', async () => {
    await engine.run('copy into @st/x from (select id, d from t) file_format = (type = parquet compression = none)');
    expect(await paths()).toEqual(['st/x_0_0_0.parquet']);
    expect(await engine.rows(`select $1:_COL_0::int, $1:_COL_1::date from @st (file_format => 'pq')`)).toEqual([
      ['1', '19782'],
      ['2', null],
    ]);
    const unload = (columns: string) =>
      `copy into @st from (select ${columns} from t) file_format = (type = parquet) header = true`;
    await refused(unload('ts::timestamp_tz as z'), '100070', 'Column Z');
    await refused(unload('id as a, id as a'), '002025', "'A'");
    await refused(unload('id as a, id as "a"'), '000002', 'differ in case alone');
  });

  it('begins the next file at MAX_FILE_SIZE, and refuses a single one beyond it', async () => {
    const rows = '(select seq8() as s, md5(seq8()) as m from table(generator(rowcount => 300000)))';
    const copy = `copy into @st/big from ${rows} file_format = (type = parquet) max_file_size = 2000000 header = true`;
    const files = await engine.rows(`${copy} detailed_output = true`);
    expect(files.length).toBeGreaterThan(1);
    expect(files.reduce((sum, file) => sum + Number(file[2]), 0)).toBe(300_000);
    expect(await engine.rows(`select count(*), count(distinct $1:S) from @st (file_format => 'pq')`)).toEqual([
      ['300000', '300000'],
    ]);
    await refused(`${copy.replace('@st/big', '@st/one')} single = true`, '100083', 'Max file size');
    await refused(copy, '001030', 'already existing');
    expect((await paths()).filter((path) => path.includes('one'))).toEqual([]);
  });
});

describe('PARTITION BY', () => {
  it.each([
    ['csv', '.csv.gz'],
    ['json', '.json.gz'],
    ['parquet', '.snappy.parquet'],
  ])('puts %s files into a folder for each value', async (type, extension) => {
    const columns = type === 'json' ? 'object_construct(*) as o' : '*';
    const source = `(select ${columns} from (select id, "Name" from t union all select 3, 'a/../b'))`;
    const by = type === 'json' ? 'o:"Name"::varchar' : '"Name"';
    const files = await engine.rows(
      `copy into @st/out from ${source} partition by ('n=' || ${by}) file_format = (type = ${type}) detailed_output = true`,
    );
    expect(files.map((file) => file[2])).toEqual(['1', '1', '1']);
    expect([...(await paths())].sort()).toEqual(
      ['__NULL__', 'n=a/../b', "n=it's"].map((folder) => `st/out/${folder}/data_<id>_0_0_0${extension}`),
    );
  });

  it('writes many partitions, each whole', async () => {
    const rows = '(select mod(seq8(), 300) as k, seq8() as s from table(generator(rowcount => 60000)))';
    for (const type of ['csv', 'parquet']) {
      const files = await engine.rows(
        `copy into @st/${type} from ${rows} partition by (to_varchar(k)) file_format = (type = ${type}) detailed_output = true`,
      );
      expect(files).toHaveLength(300);
      expect(new Set(files.map((file) => file[2]))).toEqual(new Set(['200']));
    }
  });
});
