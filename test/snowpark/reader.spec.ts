import { DoubleType, StringType, StructField, StructType, UsageError } from '@firn/snowpark';
import { compileAction, encodeAction, parseAction } from '@firn/snowpark/internal';
import { collected, DIRECT, offline, textOf } from './offline.js';

const { read } = offline();
const people = read.schema('id int, name string');
const FORMAT = (says: string) => ({
  setup: [{ text: `CREATE TEMPORARY FILE FORMAT "FIRN_TEMP_1" TYPE = ${says}`, binds: [] }],
  cleanup: [{ text: 'DROP FILE FORMAT IF EXISTS "FIRN_TEMP_1"', binds: [] }],
  created: [{ kind: 'file_format', name: '"FIRN_TEMP_1"', lifetime: 'action' }],
});
const FROM = `FROM '@s/f' (FILE_FORMAT => '"FIRN_TEMP_1"')`;

const refused = (build: () => unknown): string => {
  try {
    build();
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  throw new Error('Nothing was refused.');
};

describe('read', () => {
  it('takes the columns of CSV files by place, with a file format that is made for the action and dropped after it', () => {
    const frame = people
      .option('HEADER', true)
      .options({ sep: '|', NULLVALUE: ['', '-'] })
      .csv('@s/f');
    const { setup, cleanup, created, main } = collected(frame);
    expect(main.text).toBe(`SELECT $1::NUMBER(38, 0) AS "ID", $2::VARCHAR AS "NAME" ${FROM}`);
    expect({ setup, cleanup, created }).toEqual(
      FORMAT(`CSV FIELD_DELIMITER = '|' NULL_IF = ('', '-') SKIP_HEADER = 1`),
    );
  });

  it.each(['json', 'parquet', 'avro', 'orc'] as const)('takes the columns of %s files by name', (type) => {
    const schema = StructType.of([StructField('"a""b"', DoubleType), StructField('c', StringType)]);
    const frame = read.schema(schema)[type]("'@s/f'");
    expect(textOf(frame)).toBe(`SELECT $1:"a""b"::FLOAT AS "a""b", $1:"C"::VARCHAR AS "C" ${FROM}`);
    expect(textOf(read.schema(schema).format(type).load('@s/f'))).toBe(textOf(frame));
    expect(collected(frame)).toMatchObject(FORMAT(type.toUpperCase()));
  });

  it.each(['json', 'parquet', 'avro', 'orc', 'xml'] as const)(
    'takes a row of %s files without a schema as one VARIANT',
    (type) => {
      expect(textOf(read[type]('@s/f'))).toBe(`SELECT $1::VARIANT AS "$1" ${FROM}`);
      expect(textOf(read[type]('snow://x/y/f').limit(1))).toContain(`FROM 'snow://x/y/f' (`);
    },
  );

  it('names files by a pattern, and a format that is there', () => {
    const frame = people.options({ pattern: '.*\\.csv', FORMAT_NAME: 'db.sc."f"' }).csv("@s/it's");
    expect(collected(frame)).toMatchObject({ setup: [], cleanup: [], created: [] });
    expect(textOf(frame)).toBe(
      `SELECT $1::NUMBER(38, 0) AS "ID", $2::VARCHAR AS "NAME" FROM '@s/it''s' ` +
        `(FILE_FORMAT => '"DB"."SC"."f"', PATTERN => '.*\\\\.csv')`,
    );
    expect(textOf(people.option('FILENAMEPATTERN', 'x').csv('@s/f'))).toContain(`PATTERN => 'x'`);
  });

  it('puts what is known of the file before the columns', () => {
    const frame = people.withMetadata('METADATA$FILENAME', 'METADATA$FILE_ROW_NUMBER').csv('@s/f');
    expect(textOf(frame)).toBe(
      'SELECT METADATA$FILENAME AS "METADATA$FILENAME", METADATA$FILE_ROW_NUMBER AS "METADATA$FILE_ROW_NUMBER", ' +
        `$1::NUMBER(38, 0) AS "ID", $2::VARCHAR AS "NAME" ${FROM}`,
    );
    expect(textOf(frame.select('id', 'METADATA$FILENAME'))).toContain('SELECT "ID", "METADATA$FILENAME" FROM (');
  });

  it('reads values in the formats of the file, and with TRY_CAST as NULL where they do not fit', () => {
    const typed = read.schema('d date, t time, at timestamp_ntz, b binary, n int, v variant, l array').options({
      DATE_FORMAT: 'DD.MM.YYYY',
      TIME_FORMAT: 'AUTO',
      TIMESTAMP_FORMAT: 'YYYY',
      BINARY_FORMAT: 'base64',
    });
    expect(textOf(typed.csv('@s/f'))).toBe(
      `SELECT TO_DATE($1, 'DD.MM.YYYY')::DATE AS "D", $2::TIME AS "T", ` +
        `TO_TIMESTAMP_NTZ($3, 'YYYY')::TIMESTAMP_NTZ AS "AT", TO_BINARY($4, 'base64')::BINARY AS "B", ` +
        `$5::NUMBER(38, 0) AS "N", PARSE_JSON($6) AS "V", PARSE_JSON($7)::ARRAY AS "L" ${FROM}`,
    );
    expect(textOf(typed.option('TRY_CAST', true).csv('@s/f'))).toBe(
      `SELECT TRY_TO_DATE($1, 'DD.MM.YYYY')::DATE AS "D", TRY_CAST($2 AS TIME) AS "T", ` +
        `TRY_TO_TIMESTAMP_NTZ($3, 'YYYY')::TIMESTAMP_NTZ AS "AT", TRY_TO_BINARY($4, 'base64')::BINARY AS "B", ` +
        `TRY_CAST($5 AS NUMBER(38, 0)) AS "N", TRY_PARSE_JSON($6) AS "V", TRY_PARSE_JSON($7)::ARRAY AS "L" ${FROM}`,
    );
    expect(textOf(read.schema('n int, v variant').option('TRY_CAST', true).json('@s/f'))).toBe(
      `SELECT TRY_CAST($1:"N"::VARCHAR AS NUMBER(38, 0)) AS "N", $1:"V"::VARIANT AS "V" ${FROM}`,
    );
  });

  it('makes one file format for equal reads, in the scratch schema where the session has none', () => {
    const both = people.csv('@s/a').unionAll(people.csv('@s/b')).unionAll(people.option('SKIP_HEADER', 1).csv('@s/c'));
    const scratch = {
      kind: 'scratch',
      schema: ['DB', 'SCRATCH'],
      prefix: 'FIRN_1',
      sessionPrefix: 'FIRN',
      tables: new Map(),
    } as const;
    const { setup, main } = collected(both, { ...DIRECT, temporary: scratch });
    expect(setup.map(({ text }) => text)).toEqual([
      'CREATE FILE FORMAT "DB"."SCRATCH"."FIRN_1_1" TYPE = CSV',
      'CREATE FILE FORMAT "DB"."SCRATCH"."FIRN_1_2" TYPE = CSV SKIP_HEADER = 1',
    ]);
    expect(main.text).toContain(`FROM '@s/c' (FILE_FORMAT => '"DB"."SCRATCH"."FIRN_1_2"')`);
  });

  it('is described without a look at any file', () => {
    const plan = people.withMetadata('METADATA$FILENAME').csv('@s/f').plan;
    expect(compileAction({ kind: 'describe', plan }, DIRECT)).toMatchObject({
      setup: [],
      main: {
        text: 'SELECT NULL::VARCHAR AS "METADATA$FILENAME", NULL::NUMBER(38, 0) AS "ID", NULL::VARCHAR AS "NAME" WHERE FALSE',
      },
    });
  });

  it('survives JSON, which is held to the same rules', () => {
    const { plan } = people.options({ HEADER: true, PATTERN: 'x' }).withMetadata('METADATA$FILENAME').csv('@s/f');
    const action = { kind: 'collect', plan } as const;
    const json: unknown = JSON.parse(JSON.stringify(encodeAction(action)));
    expect(compileAction(parseAction(json), DIRECT)).toEqual(compileAction(action, DIRECT));
    const files = { kind: 'files', location: '@s', type: 'json', formatOptions: {}, metadata: [], attempt: false };
    const parsed = (more: object) =>
      refused(() => parseAction({ version: 1, kind: 'collect', plan: { ...files, ...more } }));
    expect(parsed({ location: 's) --' })).toContain('plan: Files are read at @stage/path');
    expect(parsed({ formatOptions: { 'TYPE = CSV --': 1 } })).toContain('No json format option TYPE = CSV --');
    expect(parsed({ metadata: ['A'] })).toContain('plan.metadata[0]: expected "METADATA$FILENAME"');
    expect(parsed({ type: 'csv' })).toContain('CSV files are read with a schema');
    expect(parsed({ pattern: 1 })).toContain('plan.pattern: expected text');
  });

  it('gives a table as session.table does', () => {
    expect(textOf(read.table('s.t'))).toBe('SELECT * FROM "S"."T"');
    expect(refused(() => people.table('t'))).toContain('leave a schema out');
  });

  it.each([
    [() => read.csv('@s/f'), `await session.read.format('csv').inferSchema(path)`],
    [() => people.xml('@s/f'), 'XML files have no columns'],
    [
      () => people.csv('s/f'),
      `Files are read at @stage/path or snow://…, not at 's/f'. A file of this machine goes to a stage first: session.file.put.`,
    ],
    [() => people.load('@s/f'), `load(path): say what is read with format('csv')`],
    [() => people.option('ON_ERROR', 'CONTINUE').csv('@s/f'), 'A read has no option ON_ERROR. It is of a load'],
    [() => people.option('pathGlobFilter', '*.csv').csv('@s/f'), 'Snowflake has no globs: write a PATTERN'],
    [() => people.option('INFER_SCHEMA', true).csv('@s/f'), 'infers no schema. Ask for it first'],
    [() => people.option('SKIP_HEADR', 1).csv('@s/f'), 'No csv format option SKIP_HEADR. Did you mean SKIP_HEADER?'],
    [() => people.option('SKIP_HEADER', 'x').csv('@s/f'), 'takes a whole number'],
    [() => people.option('SKIP_HEADER', 1).json('@s/f'), 'No json format option SKIP_HEADER'],
    [() => people.options({ FORMAT_NAME: 'f', SKIP_HEADER: 1 }).csv('@s/f'), 'leave SKIP_HEADER out'],
    [() => people.options({ HEADER: true, SKIP_HEADER: 1 }).csv('@s/f'), 'leave SKIP_HEADER out'],
    [() => people.options({ SEP: ',', DELIMITER: ';' }).csv('@s/f'), 'FIELD_DELIMITER is there twice'],
    [() => read.schema('"METADATA$FILENAME" int').withMetadata('METADATA$FILENAME').json('@s'), 'is there twice'],
    [() => read.schema('a int, A int').csv('@s/f'), 'is there twice'],
  ])('refuses what files cannot have: %s', (build, message) => {
    expect(refused(build)).toContain(message);
  });

  it('refuses a schema without a way to it, and a view over a format that goes', async () => {
    await expect(read.inferSchema('@s')).rejects.toThrow("say what is read with format('csv')");
    await expect(read.format('xml').inferSchema('@s')).rejects.toThrow('XML files have no columns');
    await expect(read.format('csv').option('PATTERN', 'x').inferSchema('@s')).rejects.toThrow('Name a folder');
    const { plan } = people.csv('@s/f');
    const view = { kind: 'create_view', plan, name: ['V'], replace: true, temporary: false } as const;
    expect(refused(() => compileAction(view, DIRECT))).toContain('FORMAT_NAME');
  });
});
