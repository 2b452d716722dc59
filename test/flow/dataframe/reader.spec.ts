import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { durableSession } from '@firn/client';
import { directSession } from '@firn/snowflake';
import { col, DateType, DecimalType, LongType, type Session, SnowDate, StructField, StructType } from '@firn/snowpark';
import { Duck } from '../../../apps/snowflake-local/src/execute/duck.js';
import { localConnection } from '../../../scripts/system/local-connection.js';
import { type AdminSession, adminSession } from '../../support/admin-session.js';
import { LOCAL_PROFILE, type System, startSystem } from '../../support/system.js';

const FILES = {
  'people.csv': 'id|name|born\n1|ann|29.02.2024\n2||01.03.2024\n',
  'broken.csv': 'id|name|born\nx|bob|soon\n',
  'people.json': '{"id": 1, "tags": ["a"], "big": 12345678901234567890123}\n{"id": null}\n',
};

describe('files of a stage', () => {
  let system: System;
  let admin: AdminSession;
  let folder: string;

  beforeAll(async () => {
    system = await startSystem();
    admin = await adminSession(system.snowflake.url);
    folder = mkdtempSync(join(tmpdir(), 'firn-reader-'));
    for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text);
    await writeParquet(join(folder, 'people.parquet'));
    await admin.rows('create stage files');
    await admin.rows(`put 'file://${folder}/*' @files auto_compress = false`);
  });
  afterAll(async () => {
    await admin?.close();
    await system?.stop();
    if (folder !== undefined) rmSync(folder, { recursive: true });
  });

  async function writeParquet(file: string): Promise<void> {
    const duck = await Duck.open({
      file: ':memory:',
      allowedFolders: [folder],
      spillFolder: null,
      memoryLimit: '256MB',
      threads: 1,
      concurrentCalls: 1,
    });
    await duck.use((connection) =>
      connection.run(
        `COPY (SELECT 1 AS id, 1.50::DECIMAL(10, 2) AS n, DATE '2024-02-29' AS d) TO '${file}' (FORMAT parquet)`,
      ),
    );
    await duck.close();
  }

  describe.each([
    ['direct', () => directSession(localConnection(system.snowflake.url))],
    ['durable', () => durableSession({ url: system.apiUrl, apiKey: system.apiKey, profile: LOCAL_PROFILE })],
  ])('%s', (_mode, open) => {
    let session: Session;
    beforeAll(async () => {
      session = await open();
    });
    afterAll(() => session?.close());

    const csv = () => session.read.options({ HEADER: true, SEP: '|', DATE_FORMAT: 'DD.MM.YYYY' });

    it('are rows of a schema, with the files that they are from', async () => {
      const rows = await csv()
        .schema('id int, name string, born date')
        .withMetadata('METADATA$FILENAME', 'METADATA$FILE_ROW_NUMBER')
        .csv('@files/people.csv')
        .filter(col('id').geq(1))
        .sort('id')
        .collect();
      expect(rows.map((row) => row.toArray())).toEqual([
        ['people.csv', 1n, 1n, 'ann', SnowDate.of(2024, 2, 29)],
        ['people.csv', 2n, 2n, null, SnowDate.of(2024, 3, 1)],
      ]);
    });

    it('are found by a pattern, and NULL where a value does not fit', async () => {
      const all = csv().schema('id int, name string, born date').option('PATTERN', '.*[.]csv');
      await expect(all.csv('@files').collect()).rejects.toThrow(/x|soon/);
      const rows = await all.option('TRY_CAST', true).csv('@files').sort('name').select('name', 'id', 'born').collect();
      expect(rows.map((row) => row.toArray())).toEqual([
        [null, 2n, SnowDate.of(2024, 3, 1)],
        ['ann', 1n, SnowDate.of(2024, 2, 29)],
        ['bob', null, null],
      ]);
    });

    it('are read by the schema that is inferred from them', async () => {
      const schema = await csv().format('csv').inferSchema('@files/people.csv');
      expect(schema.fields.slice(0, 2).map(({ name, type }) => [name, type.kind])).toEqual([
        ['id', 'decimal'],
        ['name', 'string'],
      ]);
      const frame = csv().schema(schema).csv('@files/people.csv');
      expect((await frame.schema()).fields.map(({ name }) => name)).toEqual(['id', 'name', 'born']);
      expect(await frame.count()).toBe(2);
      const columns = await session.read.format('parquet').inferSchema('@files/people.parquet');
      const [row] = await session.read.schema(columns).parquet('@files/people.parquet').collect();
      expect(row?.toArray().map(String)).toEqual(['1', '1.5', '2024-02-29']);
      await expect(session.read.format('json').inferSchema('@files/nothing/')).rejects.toMatchObject({
        code: 'schema_not_inferred',
      });
    });

    it('are rows by names, or of one VARIANT each', async () => {
      const rows = await session.read
        .schema(
          StructType.of([
            StructField('"id"', LongType),
            StructField('"big"', DecimalType(38, 0)),
            StructField('"d"', DateType),
          ]),
        )
        .json('@files/people.json')
        .collect();
      expect(rows.map((row) => row.toArray().map((value) => (value === null ? null : String(value))))).toEqual([
        ['1', '12345678901234567890123', null],
        [null, null, null],
      ]);
      const whole = await session.read.json('@files/people.json').select(col('$1').getItem('tags').as('t')).collect();
      expect(whole.map((row) => row.parsed('t'))).toEqual([['a'], null]);
    });

    it('leave no file format behind, and can be saved as a table', async () => {
      const frame = csv().schema('id int, name string, born date').csv('@files/people.csv');
      await frame.write.saveAsTable(`people_${_mode}`, { mode: 'overwrite' });
      expect(await session.read.table(`people_${_mode}`).count()).toBe(2);
      const formats = await admin.rows('show file formats in account');
      expect(formats.filter(({ name }) => /^(FIRN_|SNOWPARK_TEMP_)/.test(String(name)))).toEqual([]);
    });
  });
});
