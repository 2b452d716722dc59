import { type SqlEngine, sqlEngine } from '../commands/support/sql-engine.js';

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
  await engine.run('CREATE STAGE st DIRECTORY = (ENABLE = TRUE)');
  await engine.run('CREATE STAGE other');
  const options = 'FILE_FORMAT = (TYPE = CSV COMPRESSION = NONE) SINGLE = TRUE';
  await engine.run(`COPY INTO @st/in/a.csv FROM (SELECT 1, 'x') ${options}`);
  await engine.run(`COPY INTO @st/in/deep/b.csv FROM (SELECT 2, 'y') ${options}`);
  await engine.run(`COPY INTO @st/c.csv FROM (SELECT 3, 'z') ${options}`);
});
afterAll(() => engine.stop());

const rows = async (sql: string) => (await engine.run(sql)).rows;
const listed = async (stage: string) => (await rows(`LIST ${stage}`)).map(([name]) => name);

describe('COPY FILES', () => {
  it('copies files under the names that they have below the place, and names them', async () => {
    expect(await rows('COPY FILES INTO @other/out FROM @st/in/')).toEqual([['out/a.csv'], ['out/deep/b.csv']]);
    expect(await listed('@other')).toEqual(['other/out/a.csv', 'other/out/deep/b.csv']);
    expect(await rows('SELECT $1, $2 FROM @other/out/a.csv')).toEqual([['1', 'x']]);
    expect(await listed('@st')).toHaveLength(3);
    await rows('REMOVE @other');
  });

  it.each([
    ["'@other/' FROM '@st/' PATTERN = '.*b[.]csv'", [['in/deep/b.csv']]],
    ["@other FROM @st FILES = ('c.csv', 'in/a.csv')", [['c.csv'], ['in/a.csv']]],
    ['@other FROM @st/in/deep/b.csv', [['b.csv']]],
    ['@other FROM @st/nothing', []],
    ['@other FROM @st DETAILED_OUTPUT = FALSE', [['3']]],
    ['@st/in FROM @st/in/ DETAILED_OUTPUT = TRUE', [['in/a.csv'], ['in/deep/b.csv']]],
  ])('COPY FILES INTO %s', async (rest, expected) => {
    expect(await rows(`COPY FILES INTO ${rest}`)).toEqual(expected);
    await rows('REMOVE @other');
  });

  it.each([
    ['@other FROM @no_stage', '002003'],
    ['@other FROM @st OVERWRITE = TRUE', '001420'],
    ['@other', '001003'],
  ])('refuses COPY FILES INTO %s', async (rest, code) => {
    await expect(engine.run(`COPY FILES INTO ${rest}`)).rejects.toMatchObject({ code });
  });
});

describe('COPY FILES from a query', () => {
  afterEach(() => rows('REMOVE @other'));

  it.each([
    ["@other FROM (SELECT '@st/c.csv', 'x/d.csv')", [['x/d.csv']]],
    ["@other/out FROM (SELECT '@st/in/a.csv')", [['out/in/a.csv']]],
    [`'@other/out/' FROM (SELECT '@firn.public."ST"/c.csv', 'it''s.csv')`, [["out/it's.csv"]]],
    [
      "@other FROM (SELECT file_url, 'n' || size || '.csv' FROM DIRECTORY(@st) WHERE relative_path = 'c.csv')",
      [['n4.csv']],
    ],
    [
      "@other FROM (SELECT file_url FROM DIRECTORY(@st) WHERE relative_path LIKE 'in/%' ORDER BY 1) DETAILED_OUTPUT = FALSE",
      [['2']],
    ],
    ["@other FROM (SELECT '@st/c.csv' WHERE 1 = 0)", []],
  ])('%s', async (rest, expected) => {
    expect(await rows(`COPY FILES INTO ${rest}`)).toEqual(expected);
  });

  it('gives the copies what is in the files', async () => {
    await rows("COPY FILES INTO @other FROM (SELECT * FROM VALUES ('@st/c.csv', 'one'), ('@st/in/a.csv', 'two'))");
    expect(await rows('SELECT $1, $2 FROM @other/one')).toEqual([['3', 'z']]);
    expect(await rows('SELECT $1, $2 FROM @other/two')).toEqual([['1', 'x']]);
  });

  it.each([
    ["(SELECT '@st/c.csv', 'a', 'b')", '001044'],
    ['(SELECT 1)', '001044'],
    ["(SELECT '@no_stage/c.csv')", '002003'],
    ["(SELECT 'c.csv')", '001015'],
    ["(SELECT 'https://firn.snowflakecomputing.com/api/files/FIRN/PUBLIC/ST/%E0%A4%A')", '001015'],
    ["(SELECT '@st/in/')", '091016'],
    ['(SELECT NULL::VARCHAR)', '000002'],
    ["(SELECT '@st/c.csv') PATTERN = '.*'", '001420'],
    ["(SELECT '@st/c.csv') FILES = ('c.csv')", '001420'],
  ])('refuses %s', async (source, code) => {
    await expect(engine.run(`COPY FILES INTO @other FROM ${source}`)).rejects.toMatchObject({ code });
  });

  it('copies nothing where one of the files is not there', async () => {
    const missing = "COPY FILES INTO @other FROM (SELECT * FROM VALUES ('@st/c.csv'), ('@st/none.csv'))";
    await expect(engine.run(missing)).rejects.toMatchObject({
      code: '091016',
      message: expect.stringContaining("'@st/none.csv'"),
    });
    expect(await listed('@other')).toEqual([]);
  });
});

describe('DIRECTORY', () => {
  it('has a row for each file of a stage that has one', async () => {
    const sql = `SELECT relative_path, size, md5 = etag, file_url, last_modified > '2020-01-01'::timestamp_tz FROM DIRECTORY(@st) d
      WHERE d.relative_path LIKE 'in/%' ORDER BY 1`;
    expect(await rows(sql)).toEqual([
      ['in/a.csv', '4', '1', expect.stringMatching(/\/api\/files\/FIRN\/PUBLIC\/ST\/in%2Fa\.csv$/), '1'],
      ['in/deep/b.csv', '4', '1', expect.any(String), '1'],
    ]);
    expect(await rows('SELECT COUNT(*) FROM DIRECTORY(@st) a JOIN DIRECTORY(@st) b USING (relative_path)')).toEqual([
      ['3'],
    ]);
  });

  it('is refused where a stage has none, and comes with ALTER STAGE', async () => {
    await expect(engine.run('SELECT * FROM DIRECTORY(@other)')).rejects.toMatchObject({ code: '093023' });
    await engine.run('ALTER STAGE other SET DIRECTORY = (ENABLE = TRUE)');
    await engine.run('ALTER STAGE other REFRESH');
    expect(await rows('SELECT * FROM DIRECTORY(@other)')).toEqual([]);
  });
});
