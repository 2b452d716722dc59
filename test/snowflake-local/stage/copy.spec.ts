import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { type SqlEngine, sqlEngine } from '../commands/support/sql-engine.js';

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
  await engine.run('CREATE TABLE four (a FLOAT, b INT, c STRING)');
  await engine.run("INSERT INTO four VALUES (4.0, 3, 'x'), (2.5, -4, 'a,b'), (3, NULL, ''), (NULL, 6, NULL)");
});
afterAll(() => engine.stop());

beforeEach(async () => {
  await engine.run('CREATE OR REPLACE STAGE st');
});

const folder = (): string => {
  const stage = engine.catalog.view('').stage({ database: 'FIRN', schema: 'PUBLIC', name: 'ST' });
  return join(engine.stages, 'named', String(stage?.objectId));
};

/** Puts a file in the stage, as a driver's PUT would. */
function put(name: string, content: string | Buffer): void {
  mkdirSync(join(folder(), name, '..'), { recursive: true });
  writeFileSync(join(folder(), name), content);
}

const staged = (name: string): string => {
  const bytes = readFileSync(join(folder(), name));
  return (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString();
};

it('loads what lies in the stage of a table that it names alone', async () => {
  await engine.run('create or replace table own (a int, b varchar)');
  await engine.run("copy into @%own from (select 1, 'x') file_format = (type = csv)");
  await engine.run('copy into own file_format = (type = csv)');
  expect(await engine.rows('select * from own')).toEqual([['1', 'x']]);
});

it('lists, loads and removes files in their order, however many there are', async () => {
  const names = Array.from({ length: 100 }, (_, at) => `many/${String(at).padStart(3, '0')}.csv`);
  for (const [at, name] of names.entries()) put(name, `${at}\n`);
  const listed = await engine.run('list @st/many');
  expect(listed.rows.map(([name]) => name)).toEqual(names.map((name) => `st/${name}`));
  expect(listed.rows[7]?.[2]).toBe(createHash('md5').update('7\n').digest('hex'));
  await engine.run('create or replace table many_files (n int)');
  await engine.run(`copy into many_files from @st/many/ files = ('000.csv', '099.csv')`);
  await engine.run('copy into many_files from @st/many/');
  expect(await engine.rows('select count(*), sum(n) from many_files')).toEqual([['100', '4950']]);
  expect((await engine.run('remove @st/many')).rows).toHaveLength(100);
  expect((await engine.run('list @st')).rows).toEqual([]);
});

describe('COPY INTO a stage', () => {
  it.each([
    ['a backslash', "'@st/a\\\\b/out'", 'st/a\\b/out_0_0_0.csv.gz'],
    ['a space and a quote', "'@st/it''s here/out'", "st/it's here/out_0_0_0.csv.gz"],
    ['a folder that would lead out', "'@st/../../out'", 'st/../../out_0_0_0.csv.gz'],
    ['names that are dots', "'@st/a/./../b..c/out'", 'st/a/./../b..c/out_0_0_0.csv.gz'],
    ['slashes that say nothing', '@st//a///out', 'st/a/out_0_0_0.csv.gz'],
    ['percent signs and letters of any script', "'@st/50%2e/über'", 'st/50%2e/über_0_0_0.csv.gz'],
  ])('stores a path with %s under the name that LIST and REMOVE find', async (_, place, name) => {
    await engine.run(`COPY INTO ${place} FROM (SELECT 1)`);
    expect((await engine.run('LIST @st')).rows.map(([found]) => found)).toEqual([name]);
    expect((await engine.run(`LIST ${place}`)).rows.map(([found]) => found)).toEqual([name]);
    expect((await engine.run(`SELECT $1 FROM ${place}`)).rows).toEqual([['1']]);
    expect((await engine.run(`REMOVE ${place}`)).rows).toEqual([[name, 'removed']]);
    expect((await engine.run('LIST @st')).rows).toEqual([]);
  });

  it('writes gzipped CSV and answers what it wrote', async () => {
    const { columns, rows } = await engine.run('COPY INTO @st/out FROM (SELECT * FROM four ORDER BY b)');
    expect(columns).toEqual(['rows_unloaded', 'input_bytes', 'output_bytes']);
    const text = staged('out_0_0_0.csv.gz');
    expect(text.split('\n')).toEqual(['2.5,-4,a\\,b', '4,3,x', '\\N,6,\\N', '3,\\N,', '']);
    expect(rows).toEqual([['4', String(text.length), expect.stringMatching(/^\d+$/)]]);
    const list = await engine.run('LIST @st');
    expect(list.columns).toEqual(['name', 'size', 'md5', 'last_modified']);
    expect(list.rows).toEqual([
      ['st/out_0_0_0.csv.gz', rows[0]?.[2], expect.stringMatching(/^[0-9a-f]{32}$/), expect.stringMatching(/GMT$/)],
    ]);
  });

  it.each<[string, string, string]>([
    ['COPY INTO @st FROM four FILE_FORMAT = (TYPE = CSV COMPRESSION = NONE)', 'data_0_0_0.csv', '4,3,x'],
    ['COPY INTO @st/a/ FROM four FILE_FORMAT = (COMPRESSION = NONE)', 'a/data_0_0_0.csv', '4,3,x'],
    ['COPY INTO @st/one.csv FROM four FILE_FORMAT = (COMPRESSION = NONE) SINGLE = TRUE', 'one.csv', '4,3,x'],
    [
      "COPY INTO '@st/h' FROM four FILE_FORMAT = (TYPE = csv COMPRESSION = 'NONE') overwrite = True HEADER = True",
      'h_0_0_0.csv',
      'A,B,C',
    ],
    [
      `COPY INTO @"FIRN"."PUBLIC".ST/q FROM four FILE_FORMAT = (COMPRESSION = NONE FIELD_OPTIONALLY_ENCLOSED_BY = '"' NULL_IF = ('nil')) HEADER = TRUE`,
      'q_0_0_0.csv',
      '"A","B","C"',
    ],
    [
      `COPY INTO @st/p FROM four FILE_FORMAT = (COMPRESSION = NONE FIELD_DELIMITER = '|' RECORD_DELIMITER = ';' FILE_EXTENSION = 'txt')`,
      'p_0_0_0.txt',
      '4|3|x;2.5|-4|a,b;3|\\N|;\\N|6|\\N;',
    ],
  ])('%s', async (text, name, firstLine) => {
    await engine.run(text);
    expect(staged(name).split('\n')[0]).toBe(firstLine);
  });

  it('encloses texts and nothing else, and doubles quotes', async () => {
    await engine.run(`COPY INTO @st/q FROM (SELECT 1, 'a"b', TRUE, DATE '2024-01-02', NULL::STRING, 1.5::FLOAT)
      FILE_FORMAT = (COMPRESSION = NONE FIELD_OPTIONALLY_ENCLOSED_BY = '"' NULL_IF = ('nil'))`);
    expect(staged('q_0_0_0.csv')).toBe('1,"a""b",true,"2024-01-02",nil,1.5\n');
  });

  it('splits at MAX_FILE_SIZE, and tells of each file with DETAILED_OUTPUT', async () => {
    const { columns, rows } = await engine.run(
      `COPY INTO @st/big FROM (SELECT SEQ4(), REPEAT('x', 50) FROM TABLE(GENERATOR(ROWCOUNT => 20000)))
       FILE_FORMAT = (COMPRESSION = NONE) MAX_FILE_SIZE = 300000 DETAILED_OUTPUT = TRUE`,
    );
    expect(columns).toEqual(['FILE_NAME', 'FILE_SIZE', 'ROW_COUNT']);
    expect(rows.length).toBeGreaterThan(2);
    expect(rows.reduce((sum, row) => sum + Number(row[2]), 0)).toBe(20_000);
    expect(rows[1]?.[0]).toBe('st/big_0_0_1.csv');
    expect(await engine.value("SELECT COUNT(*) FROM @st/big (PATTERN => '.*csv')")).toBe('20000');
  });

  it('refuses to overwrite unless told to, and leaves nothing behind when it fails', async () => {
    const copy = 'COPY INTO @st/x FROM four FILE_FORMAT = (COMPRESSION = NONE)';
    await engine.run(copy);
    await expect(engine.run(copy)).rejects.toMatchObject({ code: '001030' });
    await engine.run(`${copy} OVERWRITE = TRUE`);
    await expect(engine.run('COPY INTO @st/y FROM (SELECT 1 / (b - 3) FROM four)')).rejects.toMatchObject({
      code: '100051',
    });
    expect(readdirSync(folder())).toEqual(['x_0_0_0.csv']);
  });

  it('fails when the query fails late, and when it is cancelled, and leaves nothing', async () => {
    const endless = (rows: number, value: string) =>
      `COPY INTO @st/late FROM (SELECT ${value} FROM TABLE(GENERATOR(ROWCOUNT => ${rows})))`;
    await expect(engine.run(endless(100_000, '1 / (90000 - SEQ8())'))).rejects.toMatchObject({ code: '100051' });
    const query = engine.submit(endless(1_000_000_000, 'SEQ8()'));
    const spilled = () => readdirSync(join(engine.folder, 'spill')).length;
    while (spilled() === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(await engine.rows('LIST @st')).toEqual([]);
    await engine.run(`SELECT SYSTEM$CANCEL_QUERY('${query.id}')`);
    expect(await query.ended).toMatchObject({ kind: 'failure', failure: { code: '000604' } });
    expect(existsSync(folder()) ? readdirSync(folder()) : []).toEqual([]);
    while (spilled() > 0) await new Promise((resolve) => setImmediate(resolve));
  });

  it('writes no file for no rows', async () => {
    expect(await engine.rows('COPY INTO @st/none FROM (SELECT * FROM four WHERE FALSE)')).toEqual([['0', '0', '0']]);
    expect(await engine.rows('LIST @st')).toEqual([]);
  });

  it.each([
    ['COPY INTO @nowhere FROM four', '002003'],
    ["COPY INTO '@st/a\\x01' FROM four", '001003'],
    ['COPY INTO @st FROM four PARTITION BY (c) SINGLE = TRUE', '001420'],
    ['COPY INTO @st FROM four PARTITION BY (c) OVERWRITE = TRUE', '001420'],
    ['COPY INTO @st FROM four PARTITION BY (c) INCLUDE_QUERY_ID = FALSE', '001420'],
    ['COPY INTO @st FROM four PARTITION BY (nothing)', '000904'],
    ['COPY INTO @st FROM four SPEED = 9', '001420'],
    ['COPY INTO @st FROM four FILE_FORMAT = (TYPE = AVRO)', '000002'],
    ['COPY INTO @st FROM four FILE_FORMAT = (TYPE = JSON)', '002134'],
    ['COPY INTO @st FROM four FILE_FORMAT = (TYPE = PARQUET COMPRESSION = LZO)', '000002'],
    ['COPY INTO @st FROM four FILE_FORMAT = (FIELD_SEPARATOR = 1)', '001420'],
    ["COPY INTO 's3://bucket/x' FROM four", '000002'],
  ])('%s is refused', async (text, code) => {
    await expect(engine.run(text)).rejects.toMatchObject({ code, isCompilation: true });
  });
});

describe('SELECT from a stage', () => {
  it('reads fields by position, with the format that is named', async () => {
    put('people.csv', 'name|age\nann|30\n"bob|by"|\n');
    await engine.run(
      `CREATE OR REPLACE FILE FORMAT people TYPE = CSV FIELD_DELIMITER = '|' SKIP_HEADER = 1 FIELD_OPTIONALLY_ENCLOSED_BY = '"'`,
    );
    const read = "SELECT $1::STRING AS name, $2::INT AS age FROM @st/people.csv (FILE_FORMAT => 'people')";
    expect(await engine.run(read)).toMatchObject({
      columns: ['NAME', 'AGE'],
      rows: [
        ['ann', '30'],
        ['bob|by', null],
      ],
    });
    expect(await engine.value(`SELECT SUM(age) FROM (${read})`)).toBe('30');
  });

  it('reads gzipped and several files, and what they are called', async () => {
    put('in/a.csv.gz', gzipSync('1\n2\n'));
    put('in/b.csv', '3\n');
    expect(
      await engine.rows('SELECT METADATA$FILENAME, METADATA$FILE_ROW_NUMBER, $1 FROM @st/in/ ORDER BY 1, 2'),
    ).toEqual([
      ['in/a.csv.gz', '1', '1'],
      ['in/a.csv.gz', '2', '2'],
      ['in/b.csv', '1', '3'],
    ]);
    expect(await engine.value("SELECT COUNT(*) FROM @st (PATTERN => '.*[.]gz')")).toBe('2');
  });

  it('reads back exactly what it has written', async () => {
    await engine.run('COPY INTO @st/round FROM four');
    expect(
      await engine.rows(
        'SELECT $1::FLOAT, $2::INT, $3 FROM @st/round (FILE_FORMAT => (EMPTY_FIELD_AS_NULL = FALSE)) ORDER BY 2',
      ),
    ).toEqual(await engine.rows('SELECT * FROM four ORDER BY b'));
  });

  it.each([
    ['GZIP', gzipSync('1,2\n').subarray(0, 12)],
    ['GZIP', Buffer.from('1,2\n')],
    ['BROTLI', Buffer.from('no brotli at all')],
    ['DEFLATE', Buffer.from('1,2\n')],
  ])('says so when a file is no %s', async (compression, bytes) => {
    put('broken.csv', bytes);
    await engine.run(`CREATE OR REPLACE FILE FORMAT broken TYPE = CSV COMPRESSION = ${compression}`);
    await expect(engine.run("SELECT $1 FROM @st/broken.csv (FILE_FORMAT => 'broken')")).rejects.toMatchObject({
      code: '100082',
      message: `Invalid data encountered during decompression for file: 'broken.csv', compression type used: '${compression}'`,
    });
  });

  it('refuses bytes that are not UTF-8, or replaces them', async () => {
    put('latin.csv', Buffer.from([0x61, 0xe9, 0x0a]));
    await expect(engine.run('SELECT $1 FROM @st/latin.csv')).rejects.toMatchObject({ code: '100144' });
    await engine.run('CREATE OR REPLACE FILE FORMAT lenient TYPE = CSV REPLACE_INVALID_CHARACTERS = TRUE');
    expect(await engine.value("SELECT $1 FROM @st/latin.csv (FILE_FORMAT => 'lenient')")).toBe('a\ufffd');
  });

  it('names file, line and column of what cannot be read', async () => {
    put('bad.csv', '"a",1\n"b"x,2\n');
    await engine.run(`CREATE OR REPLACE FILE FORMAT quoted TYPE = CSV FIELD_OPTIONALLY_ENCLOSED_BY = '"'`);
    await expect(engine.run("SELECT $1, $2 FROM @st/bad.csv (FILE_FORMAT => 'quoted')")).rejects.toMatchObject({
      code: '100016',
      message: expect.stringMatching(
        /Found character 'x' instead of field delimiter ','\n {2}File 'bad.csv', line 2, character 4/,
      ),
    });
  });
});

describe('COPY INTO a table', () => {
  beforeEach(async () => {
    await engine.run('CREATE OR REPLACE TABLE target (id INT NOT NULL, name STRING(5), at DATE)');
  });
  const rows = () => engine.rows('SELECT id, name, at::STRING FROM target ORDER BY id');

  it('loads files once, unless forced', async () => {
    put('a.csv', '1,ann,2024-01-02\n2,bob,\n');
    put('b.csv.gz', gzipSync('3,cy,2024-02-29\n'));
    const first = await engine.run('COPY INTO target FROM @st');
    expect(first.columns).toEqual([
      ...['file', 'status', 'rows_parsed', 'rows_loaded', 'error_limit', 'errors_seen'],
      ...['first_error', 'first_error_line', 'first_error_character', 'first_error_column_name'],
    ]);
    expect(first.rows).toEqual([
      ['st/a.csv', 'LOADED', '2', '2', '1', '0', null, null, null, null],
      ['st/b.csv.gz', 'LOADED', '1', '1', '1', '0', null, null, null, null],
    ]);
    expect(await rows()).toEqual([
      ['1', 'ann', '2024-01-02'],
      ['2', 'bob', null],
      ['3', 'cy', '2024-02-29'],
    ]);
    expect(await engine.run('COPY INTO target FROM @st')).toMatchObject({
      columns: ['status'],
      rows: [['Copy executed with 0 files processed.']],
    });
    await engine.run("COPY INTO target FROM @st FILES = ('b.csv.gz') FORCE = TRUE");
    expect(await engine.value('SELECT COUNT(*) FROM target')).toBe('4');
    put('a.csv', '9,new,\n');
    await engine.run('COPY INTO target FROM @st');
    expect(await engine.value('SELECT COUNT(*) FROM target')).toBe('5');
    await engine.run('TRUNCATE TABLE target');
    await engine.run('COPY INTO target FROM @st');
    expect(await engine.value('SELECT COUNT(*) FROM target')).toBe('2');
  });

  const BAD = '1,ann,2024-01-02\nx,bob,\n3,far too long,\n,dan,\n5,eve,2024-13-01\n6,fay\n7,gus,2024-07-07\n';

  it('ends at the first row that does not fit, naming file, line and column', async () => {
    put('bad.csv', BAD);
    await expect(engine.run('COPY INTO target FROM @st')).rejects.toMatchObject({
      code: '100038',
      sqlState: '22018',
      message: [
        "Numeric value 'x' is not recognized",
        "  File 'bad.csv', line 2, character 1",
        '  Row 2, column "TARGET"["ID":1]',
        "  If you would like to continue loading when an error is encountered, use other values such as 'SKIP_FILE' or 'CONTINUE' for the ON_ERROR option. For more information on loading options, please run 'info loading_data' in a SQL client.",
      ].join('\n'),
    });
    expect(await rows()).toEqual([]);
  });

  it.each([
    ['BZ2', '425a6839314159265359'],
    ['ZSTD', '28b52ffd0458'],
  ])('names %s, which it does not unpack, where a file is packed so', async (name, begins) => {
    put('packed.csv', Buffer.from(`${begins}00000000`, 'hex'));
    const message = expect.stringContaining(`Unsupported feature 'COMPRESSION = ${name}'`);
    await expect(engine.run('COPY INTO target FROM @st')).rejects.toMatchObject({ code: '000002', message });
    await expect(engine.run('SELECT $1 FROM @st')).rejects.toMatchObject({ code: '000002', message });
  });

  it('goes on with the rows that fit', async () => {
    put('bad.csv', BAD);
    const report = await engine.rows("COPY INTO target FROM @st ON_ERROR = 'CONTINUE'");
    expect(report).toEqual([
      [
        'st/bad.csv',
        'PARTIALLY_LOADED',
        '7',
        '2',
        '7',
        '5',
        "Numeric value 'x' is not recognized",
        '2',
        '1',
        '"TARGET"["ID":1]',
      ],
    ]);
    expect(await rows()).toEqual([
      ['1', 'ann', '2024-01-02'],
      ['7', 'gus', '2024-07-07'],
    ]);
  });

  it('skips files, all or by their number of errors', async () => {
    put('bad.csv', BAD);
    put('good.csv', '8,hal,\n');
    const report = await engine.rows('COPY INTO target FROM @st ON_ERROR = SKIP_FILE');
    expect(report.map((row) => row.slice(0, 4))).toEqual([
      ['st/bad.csv', 'LOAD_FAILED', '7', '0'],
      ['st/good.csv', 'LOADED', '1', '1'],
    ]);
    await engine.run("COPY INTO target FROM @st ON_ERROR = 'SKIP_FILE_6'");
    expect(await engine.value('SELECT COUNT(*) FROM target')).toBe('3');
  });

  it('takes other numbers of fields, and cuts texts, when told to', async () => {
    put('wide.csv', '1,too long to keep,2024-01-01,extra\n2\n');
    await engine.run(
      'COPY INTO target FROM @st FILE_FORMAT = (ERROR_ON_COLUMN_COUNT_MISMATCH = FALSE) TRUNCATECOLUMNS = TRUE',
    );
    expect(await rows()).toEqual([
      ['1', 'too l', '2024-01-01'],
      ['2', null, null],
    ]);
  });

  it('loads columns by name, and through a query', async () => {
    put('q.csv', 'ann,1\nbob,2\n');
    await engine.run('COPY INTO target (name, id) FROM @st/q.csv');
    await engine.run('COPY INTO target (id, name) FROM (SELECT $2::INT + 10, UPPER($1) FROM @st/q.csv) FORCE = TRUE');
    put('r.csv', 'cy,3\ndan,four\n');
    await engine.run("COPY INTO target (id, name) FROM (SELECT $2::INT, $1 FROM @st/r.csv) ON_ERROR = 'continue'");
    expect((await rows()).map(([id, name]) => `${id}${name}`)).toEqual(['1ann', '2bob', '3cy', '11ANN', '12BOB']);
  });

  it('keeps digits beyond 64 bits, and formats of the file', async () => {
    await engine.run('CREATE OR REPLACE TABLE exact (n NUMBER(38,0), d DATE, b BINARY)');
    put('exact.csv', '12345678901234567890123456789012345678;31/12/2024;6162\n');
    await engine.run("COPY INTO exact FROM @st FILE_FORMAT = (FIELD_DELIMITER = ';' DATE_FORMAT = 'DD/MM/YYYY')");
    expect(await engine.rows('SELECT n, d::STRING, b FROM exact')).toEqual([
      ['12345678901234567890123456789012345678', '2024-12-31', '6162'],
    ]);
  });

  it('is part of a transaction, its memory of files too', async () => {
    put('t.csv', '1,ann,\n');
    await engine.run('BEGIN');
    await engine.run('COPY INTO target FROM @st');
    await engine.run('ROLLBACK');
    expect(await rows()).toEqual([]);
    await engine.run('COPY INTO target FROM @st PURGE = TRUE');
    expect(await rows()).toHaveLength(1);
    while (readdirSync(folder()).length > 0) await new Promise((resolve) => setImmediate(resolve));
  });

  it.each([
    ["COPY INTO target FROM @st FILES = ('nope.csv')", '091016'],
    ['COPY INTO target FROM @st ON_ERROR = MAYBE', '001008'],
    ['COPY INTO target (nothing) FROM @st', '000904'],
    ['COPY INTO nowhere FROM @st', '002003'],
    ['COPY INTO target FROM (SELECT $1 FROM @st)', '002020'],
  ])('%s is refused', async (text, code) => {
    await expect(engine.run(text)).rejects.toMatchObject({ code });
  });
});

describe('stages', () => {
  it.each([
    ['LIST @no_stage', "Stage 'FIRN.PUBLIC.NO_STAGE' does not exist or not authorized."],
    ['DESCRIBE STAGE public.no_stage', "Stage 'FIRN.PUBLIC.NO_STAGE' does not exist or not authorized."],
    ['DROP STAGE no_stage', "Stage 'FIRN.PUBLIC.NO_STAGE' does not exist or not authorized."],
    ['ALTER STAGE no_stage SET COMMENT = $$x$$', "Stage 'FIRN.PUBLIC.NO_STAGE' does not exist or not authorized."],
    ['DROP FILE FORMAT no_format', "File format 'FIRN.PUBLIC.NO_FORMAT' does not exist or not authorized."],
    ['SELECT $1 FROM @st (FILE_FORMAT => no_format)', "File format 'FIRN.PUBLIC.NO_FORMAT' does not exist"],
  ])('%s names what is missing by its whole name', async (text, message) => {
    await expect(engine.run(text)).rejects.toMatchObject({ code: '002003', message: expect.stringContaining(message) });
  });

  it('are listed and emptied by prefix and pattern', async () => {
    for (const name of ['a/1.csv', 'a/2.txt', 'ab.csv']) put(name, 'x');
    const names = async (text: string) => (await engine.rows(text)).map(([name]) => name);
    expect(await names('LS @st/a')).toEqual(['st/a/1.csv', 'st/a/2.txt', 'st/ab.csv']);
    expect(await names("LIST @st PATTERN = '.*csv'")).toEqual(['st/a/1.csv', 'st/ab.csv']);
    expect(await engine.run("RM @st/a/ PATTERN = '.*txt'")).toMatchObject({
      columns: ['name', 'result'],
      rows: [['st/a/2.txt', 'removed']],
    });
    expect(await names('REMOVE @st/a/1.csv')).toEqual(['st/a/1.csv']);
    expect(await names('LIST @st')).toEqual(['st/ab.csv']);
    expect(await names('LIST @~')).toEqual([]);
    expect(await names('LIST @%four')).toEqual([]);
  });

  it('knows no transient stage, as Snowflake does not', async () => {
    await expect(engine.run('CREATE TRANSIENT STAGE ts')).rejects.toMatchObject({
      code: '001003',
      message: expect.stringContaining("syntax error line 1 at position 17 unexpected 'STAGE'"),
    });
  });

  it('start empty when they are replaced', async () => {
    put('old.csv', 'x');
    await engine.run('CREATE OR REPLACE STAGE st');
    expect(await engine.rows('LIST @st')).toEqual([]);
  });

  it('tell a driver where to put and get files', async () => {
    const end = await engine.submit(
      "PUT 'file:///data/a*.csv' '@st/in' parallel = 4 source_compression = 'AUTO_DETECT' auto_compress = False overwrite = False",
    ).ended;
    expect(end).toMatchObject({
      kind: 'success',
      result: {
        body: {
          instructions: {
            command: 'UPLOAD',
            src_locations: ['/data/a*.csv'],
            autoCompress: false,
            overwrite: false,
            sourceCompression: 'auto_detect',
          },
          folder: `${join(folder(), 'in')}/`,
        },
      },
    });
  });
});
