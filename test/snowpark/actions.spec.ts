import {
  type Action,
  type CompiledAction,
  col,
  type DataFrame,
  type SaveAsTable,
  sqlExpr,
  whenMatched,
  whenNotMatched,
} from '@firn/snowpark';
import {
  type CompileContext,
  compileAction,
  type Namespace,
  objectKey,
  sourceKey,
  sourcesOf,
  sqlTextsOf,
} from '@firn/snowpark/internal';
import { DIRECT, integer, offline, UNDESCRIBED } from './offline.js';

const session = offline();
const t = session.table('t');
const u = session.table('u');
const big = session.createDataFrame(
  Array.from({ length: 256 }, (_, at) => [at, at % 2 === 0 ? `x${at}` : null]),
  ['id', 'name'],
);

const compile = (action: Action, context = DIRECT): CompiledAction => compileAction(action, context);
const save = (frame: { readonly plan: SaveAsTable['plan'] }, options: Partial<SaveAsTable> = {}): SaveAsTable => ({
  kind: 'save_as_table',
  plan: frame.plan,
  table: ['X'],
  mode: 'errorifexists',
  tableType: 'permanent',
  columnOrder: 'index',
  ...options,
});

/** The body of a block, unquoted once. */
function bodyOf({ main }: CompiledAction): string {
  const quoted = /^EXECUTE IMMEDIATE '([\s\S]*)'$/.exec(main.text)?.[1];
  if (quoted === undefined) throw new Error(`No block: ${main.text}`);
  expect(main.binds).toEqual([]);
  return quoted.replaceAll("''", "'").replaceAll('\\\\', '\\');
}

const SCRATCH: CompileContext['temporary'] = {
  kind: 'scratch',
  schema: ['DB', 'SCRATCH'],
  prefix: 'FIRN_S1_7',
  sessionPrefix: 'FIRN_S1',
  tables: new Map([[objectKey('my_table'), ['DB', 'SCRATCH', 'FIRN_S1_MY_TABLE']]]),
};

describe('count and first', () => {
  it('ask the server for no more than they need', () => {
    expect(compile({ kind: 'count', plan: t.sort('a').plan }).main.text).toBe('SELECT count(*) AS "COUNT" FROM "T"');
    expect(compile({ kind: 'count', plan: t.limit(3).plan }).main.text).toBe(
      'SELECT count(*) AS "COUNT" FROM (SELECT * FROM "T" LIMIT 3)',
    );
    expect(compile({ kind: 'first', plan: t.sort('a').plan }).main.text).toBe(
      'SELECT * FROM "T" ORDER BY "A" ASC NULLS FIRST LIMIT 1',
    );
    expect(compile({ kind: 'count', plan: t.plan })).toMatchObject({ resultKind: 'count', writes: false });
  });
});

describe("the caller's statement", () => {
  it('goes out as it was written', () => {
    const text = ' /* x */ show tables; -- all';
    expect(compile({ kind: 'collect', plan: session.sql(text).plan })).toMatchObject({
      main: { text, binds: [] },
      writes: false,
    });
    const insert = session.sql('insert into t values (?, ?)', [1n, null]);
    expect(compile({ kind: 'collect', plan: insert.plan })).toMatchObject({
      main: {
        text: 'insert into t values (?, ?)',
        binds: [
          { type: 'FIXED', value: '1' },
          { type: 'TEXT', value: null },
        ],
      },
      writes: true,
    });
    expect(() => session.sql("select ? /* ? */, '?'", [1, 2])).toThrow('has 1 ? for 2 binds');
  });

  it('is enclosed safely inside another', () => {
    const frame = session.sql('select 1 as a -- one\n;', []).filter(col('a').eq(1));
    expect(compile({ kind: 'collect', plan: frame.plan }).main.text).toBe(
      'SELECT * FROM (select 1 as a -- one\n) WHERE ("A" = ?)',
    );
    const bound = session.sql('select ? as a', ['x']).limit(1).filter(col('a').eq('y'));
    expect(compile({ kind: 'collect', plan: bound.plan }).main.binds.map(({ value }) => value)).toEqual(['x', 'y']);
  });
});

/** How a block tells which of its statements failed, and how. */
const RAISE_FAILURE = [
  `LET said VARCHAR := LEFT(SQLCODE || ' (' || COALESCE(SQLSTATE, '') || '): ' || COALESCE(SQLERRM, ''), 10000);`,
  'LET quoted VARCHAR := REPLACE(REPLACE(said, CHR(92), CHR(92) || CHR(92)), CHR(39), CHR(39) || CHR(39));',
  `LET failure VARCHAR := 'DECLARE FIRN_STATEMENT_FAILED EXCEPTION (-20001, ''' || quoted || '''); BEGIN RAISE FIRN_STATEMENT_FAILED; END';`,
  'EXECUTE IMMEDIATE :failure;',
];

describe('a plan of several statements', () => {
  it('is one block that keeps the ID of each child', () => {
    const shown = (like: string): DataFrame => session.sql(`show tables like '${like}'`);
    const frame = shown("a''")
      .select('"name"')
      .unionAll(shown('b\\_').select('"name"').filter(col('"name"').neq(2.5)));
    expect(bodyOf(compile({ kind: 'collect', plan: frame.plan }))).toBe(
      [
        'DECLARE',
        '  res RESULTSET;',
        'BEGIN',
        "  EXECUTE IMMEDIATE 'show tables like ''a''''''';",
        '  LET q1 VARCHAR := SQLID;',
        "  EXECUTE IMMEDIATE 'show tables like ''b\\\\_''';",
        '  LET q2 VARCHAR := SQLID;',
        "  LET b1 FLOAT := '2.5'::FLOAT;",
        `  res := (EXECUTE IMMEDIATE '(SELECT "name" FROM (SELECT * FROM TABLE(RESULT_SCAN(?)))) UNION ALL (SELECT "name" FROM (SELECT * FROM TABLE(RESULT_SCAN(?))) WHERE ("name" != ?::FLOAT))' USING (q1, q2, b1));`,
        '  RETURN TABLE(res);',
        'EXCEPTION',
        '  WHEN OTHER THEN',
        ...RAISE_FAILURE.map((line) => `    ${line}`),
        'END;',
      ].join('\n'),
    );
  });

  it('says that it writes, if one statement may', () => {
    expect(compile({ kind: 'count', plan: session.sql('call p()').plan }).writes).toBe(true);
    expect(compile({ kind: 'count', plan: session.sql('show tables').plan }).writes).toBe(false);
    const inCondition = session.table('t').filter(col('a').in(session.sql('call p()')));
    expect(compile({ kind: 'collect', plan: inCondition.plan }).writes).toBe(true);
    expect(() =>
      compile({ kind: 'create_view', name: ['V'], plan: inCondition.plan, replace: true, temporary: false }),
    ).toThrow('over a statement that is none');
  });
});

describe('large local data', () => {
  it('is loaded first and dropped at the end', () => {
    const { setup, main, cleanup, created } = compile({ kind: 'collect', plan: big.filter(col('id').gt(5)).plan });
    expect(setup.map(({ text }) => text)).toEqual([
      'CREATE TEMPORARY TABLE "FIRN_TEMP_1" ("ID" NUMBER(38, 0), "NAME" VARCHAR)',
      'INSERT INTO "FIRN_TEMP_1" ("ID", "NAME") VALUES (?, ?)',
    ]);
    expect(setup[1]?.arrayBinds?.map((values) => values.slice(0, 3))).toEqual([
      ['0', '1', '2'],
      ['x0', null, 'x2'],
    ]);
    expect(main.text).toBe('SELECT * FROM (SELECT "ID", "NAME" FROM "FIRN_TEMP_1") WHERE ("ID" > ?)');
    expect(cleanup.map(({ text }) => text)).toEqual(['DROP TABLE IF EXISTS "FIRN_TEMP_1"']);
    expect(created).toEqual([{ kind: 'table', name: '"FIRN_TEMP_1"', lifetime: 'action' }]);
  });

  it('is loaded once for a frame that is used twice', () => {
    expect(compile({ kind: 'collect', plan: big.unionAll(big).plan }).created).toHaveLength(1);
  });

  it('goes into a transient table of the scratch schema in a durable session', () => {
    const { setup, created } = compile({ kind: 'collect', plan: big.plan }, { ...DIRECT, temporary: SCRATCH });
    expect(setup[0]?.text).toBe(
      'CREATE TRANSIENT TABLE "DB"."SCRATCH"."FIRN_S1_7_1" ("ID" NUMBER(38, 0), "NAME" VARCHAR)',
    );
    expect(created).toEqual([{ kind: 'table', name: '"DB"."SCRATCH"."FIRN_S1_7_1"', lifetime: 'action' }]);
  });

  it('is not loaded to describe its columns', () => {
    const { setup, main } = compile({ kind: 'describe', plan: big.select('name').plan });
    expect(setup).toEqual([]);
    expect(main.text).toBe(
      'SELECT "NAME" FROM (SELECT $1::NUMBER(38, 0) AS "ID", $2::VARCHAR AS "NAME" FROM VALUES (NULL, NULL) WHERE FALSE)',
    );
  });
});

describe('saveAsTable', () => {
  it.each([
    ['errorifexists', 'CREATE TABLE "X" AS SELECT "A" FROM "T"'],
    ['ignore', 'CREATE TABLE IF NOT EXISTS "X" AS SELECT "A" FROM "T"'],
    ['overwrite', 'CREATE OR REPLACE TABLE "X" AS SELECT "A" FROM "T"'],
  ] as const)('with mode %s is one statement', (mode, text) => {
    expect(compile(save(t.select('a'), { mode }))).toMatchObject({ main: { text }, resultKind: 'none', writes: true });
  });

  it('makes a table that append may miss, and asks nothing before', () => {
    expect(bodyOf(compile(save(t.select('a'), { mode: 'append', columnOrder: 'name' })))).toContain(
      [
        `  EXECUTE IMMEDIATE 'CREATE TABLE IF NOT EXISTS "X" AS SELECT * FROM (SELECT "A" FROM "T") WHERE FALSE';`,
        `  res := (EXECUTE IMMEDIATE 'INSERT INTO "X" ("A") SELECT "A" FROM "T"');`,
      ].join('\n'),
    );
    expect(bodyOf(compile(save(t, { mode: 'append' })))).toContain('INSERT INTO "X" SELECT * FROM "T"');
    expect(bodyOf(compile(save(t, { mode: 'truncate' })))).toContain(
      'INSERT OVERWRITE INTO "X" ("A", "B", "C") SELECT * FROM "T"',
    );
  });

  it('replaces chosen rows in one transaction that rolls back', () => {
    const body = bodyOf(compile(save(t, { mode: 'overwrite', overwriteCondition: col('a').eq('x').expr })));
    expect(body.split('\n').map((line) => line.trim())).toEqual([
      'DECLARE',
      'res RESULTSET;',
      'BEGIN',
      `EXECUTE IMMEDIATE 'CREATE TABLE IF NOT EXISTS "X" AS SELECT * FROM (SELECT * FROM "T") WHERE FALSE';`,
      'BEGIN TRANSACTION;',
      "LET b1 VARCHAR := 'x';",
      `EXECUTE IMMEDIATE 'DELETE FROM "X" WHERE ("A" = ?)' USING (b1);`,
      `res := (EXECUTE IMMEDIATE 'INSERT INTO "X" SELECT * FROM "T"');`,
      'COMMIT;',
      'RETURN TABLE(res);',
      'EXCEPTION',
      'WHEN OTHER THEN',
      'ROLLBACK;',
      ...RAISE_FAILURE,
      'END;',
    ]);
  });

  it('writes kinds of tables and their options', () => {
    const action = save(t, {
      tableType: 'transient',
      mode: 'overwrite',
      clusterBy: [col('a').expr],
      comment: "it's",
      enableSchemaEvolution: false,
      dataRetentionDays: 1,
      maxDataExtensionDays: 2,
      changeTracking: true,
      copyGrants: true,
    });
    expect(compile(action).main.text).toBe(
      `CREATE OR REPLACE TRANSIENT TABLE "X" CLUSTER BY ("A") ENABLE_SCHEMA_EVOLUTION = FALSE DATA_RETENTION_TIME_IN_DAYS = 1 MAX_DATA_EXTENSION_TIME_IN_DAYS = 2 CHANGE_TRACKING = TRUE COPY GRANTS COMMENT = 'it''s' AS SELECT * FROM "T"`,
    );
    expect(compile(save(t, { tableType: 'temporary' })).main.text).toBe(
      'CREATE TEMPORARY TABLE "X" AS SELECT * FROM "T"',
    );
  });

  it('reads the tables of the session where its temporary view is in a schema of its own', () => {
    const at = (namespace: Namespace): string => {
      const plan = t
        .filter(col('a').in(session.table('s.u').select('a')))
        .unionAll(session.table('my_table').as())
        .unionAll(session.table('d.s.v').as()).plan;
      const view: Action = { kind: 'create_view', plan, name: ['W'], replace: true, temporary: true };
      return compile(view, { ...UNDESCRIBED, temporary: { ...SCRATCH, namespace } }).main.text;
    };
    const reading = (t: string, u: string): string =>
      `CREATE OR REPLACE VIEW "DB"."SCRATCH"."FIRN_S1_W" AS (SELECT * FROM ${t} WHERE ("A" IN (SELECT "A" FROM ${u}))) ` +
      'UNION ALL (SELECT * FROM "DB"."SCRATCH"."FIRN_S1_MY_TABLE") UNION ALL (SELECT * FROM "D"."S"."V")';
    expect(at({ database: 'DB', schema: 'PUBLIC' })).toBe(reading('"DB"."PUBLIC"."T"', '"DB"."S"."U"'));
    expect(at({ database: 'DB', schema: null })).toBe(reading('"T"', '"DB"."S"."U"'));
    expect(at({ database: null, schema: null })).toBe(reading('"T"', '"S"."U"'));
  });

  it("keeps a durable session's temporary table where its later jobs find it", () => {
    const context = { ...DIRECT, temporary: SCRATCH };
    const { main, created } = compile(
      save(t, { tableType: 'temporary', mode: 'overwrite', table: ['MY_TABLE'] }),
      context,
    );
    expect(main.text).toBe('CREATE OR REPLACE TRANSIENT TABLE "DB"."SCRATCH"."FIRN_S1_MY_TABLE" AS SELECT * FROM "T"');
    expect(created).toEqual([
      { kind: 'table', name: '"DB"."SCRATCH"."FIRN_S1_MY_TABLE"', lifetime: 'session', userName: '"MY_TABLE"' },
    ]);
    expect(compile({ kind: 'collect', plan: session.table('my_table').plan }, context).main.text).toBe(
      'SELECT * FROM "DB"."SCRATCH"."FIRN_S1_MY_TABLE"',
    );
  });
});

describe('copyIntoLocation', () => {
  it('writes options as they are checked', () => {
    const { main } = compile({
      kind: 'copy_into_location',
      plan: t.filter(col('a').gt(1)).plan,
      location: '@"DB"."SC".ST/it\'s.csv',
      formatType: 'csv',
      formatOptions: { COMPRESSION: 'none', FIELD_DELIMITER: '|', NULL_IF: ['', 'x'] },
      copyOptions: { OVERWRITE: true, MAX_FILE_SIZE: 1000 },
      partitionBy: col('b').expr,
      header: true,
    });
    expect(main.text).toBe(
      `COPY INTO '@"DB"."SC".ST/it''s.csv' FROM (SELECT * FROM "T" WHERE ("A" > ?)) PARTITION BY ("B") FILE_FORMAT = (TYPE = CSV COMPRESSION = NONE FIELD_DELIMITER = '|' NULL_IF = ('', 'x')) OVERWRITE = TRUE MAX_FILE_SIZE = 1000 HEADER = TRUE`,
    );
  });

  it('opens a cloud URL by an integration', () => {
    const { main } = compile({
      kind: 'copy_into_location',
      plan: t.plan,
      location: 's3://bucket/out/',
      formatType: 'parquet',
      formatOptions: {},
      copyOptions: {},
      storageIntegration: 'MY "INT"',
      header: false,
    });
    expect(main.text).toBe(
      `COPY INTO 's3://bucket/out/' FROM (SELECT * FROM "T") STORAGE_INTEGRATION = "MY ""INT""" FILE_FORMAT = (TYPE = PARQUET)`,
    );
  });

  it('refuses options by name before anything is sent', async () => {
    await expect(t.write.copyIntoLocation('@st', { formatOptions: { field_delimter: '|' } })).rejects.toThrow(
      'No csv format option field_delimter',
    );
    await expect(t.write.copyIntoLocation('@st', { copyOptions: { SINGEL: true } })).rejects.toThrow(
      'No copy option SINGEL',
    );
    await expect(t.write.copyIntoLocation('@st', { copyOptions: { SINGLE: 'yes' } })).rejects.toThrow(
      'takes a boolean',
    );
    await expect(t.write.copyIntoLocation('@st', { formatOptions: { constructor: 'x' } })).rejects.toThrow(
      'No csv format option constructor',
    );
  });
});

describe('changes of a table', () => {
  it('update, with and without a source', () => {
    expect(
      compile({
        kind: 'update',
        target: t.plan,
        set: [{ column: 'B', value: col('a').plus(1).expr }],
        condition: col('c').eq(0).expr,
      }).main.text,
    ).toBe('UPDATE "T" SET "B" = ("A" + ?) WHERE ("C" = ?)');
    expect(
      compile({
        kind: 'update',
        target: t.plan,
        source: u.plan,
        set: [{ column: 'B', value: u.col('d').expr }],
        condition: t.col('a').eq(u.col('a')).expr,
      }),
    ).toMatchObject({
      main: {
        text: 'UPDATE "T" SET "B" = "D" FROM (SELECT "A" AS "R_0001_A", "D" FROM "U") AS "FIRN_SOURCE" WHERE ("A" = "R_0001_A")',
      },
      resultKind: 'update',
      writes: true,
    });
    expect(() => compile({ kind: 'update', target: t.plan, set: [{ column: 'NOPE', value: col('a').expr }] })).toThrow(
      'No column NOPE',
    );
  });

  it('delete, with and without a source', () => {
    expect(compile({ kind: 'delete', target: t.plan }).main.text).toBe('DELETE FROM "T"');
    expect(
      compile({ kind: 'delete', target: t.plan, source: u.plan, condition: t.col('a').eq(u.col('a')).expr }).main.text,
    ).toBe('DELETE FROM "T" USING (SELECT "A" AS "R_0001_A", "D" FROM "U") AS "FIRN_SOURCE" WHERE ("A" = "R_0001_A")');
  });

  it('merge, each clause in its place', () => {
    const clauses = [
      whenMatched(u.col('d').gt(5)).delete(),
      whenMatched().update({ b: u.col('d') }),
      whenNotMatched(col('a').gt(0)).insert({ a: col('a'), b: 1 }),
      whenNotMatched().insert([u.col('a'), u.col('d'), null]),
    ];
    const action: Action = {
      kind: 'merge',
      target: t.plan,
      source: u.plan,
      on: t.col('a').eq(u.col('a')).expr,
      clauses: clauses.map((clause) => clause.data),
    };
    const { main, resultKind } = compile(action);
    expect(main.text).toBe(
      'MERGE INTO "T" USING (SELECT "A" AS "R_0001_A", "D" FROM "U") AS "FIRN_SOURCE" ON ("A" = "R_0001_A") ' +
        'WHEN MATCHED AND ("D" > ?) THEN DELETE WHEN MATCHED THEN UPDATE SET "B" = "D" ' +
        'WHEN NOT MATCHED AND ("R_0001_A" > ?) THEN INSERT ("A", "B") VALUES ("R_0001_A", ?) ' +
        'WHEN NOT MATCHED THEN INSERT VALUES ("R_0001_A", "D", NULL)',
    );
    expect(main.binds.map(({ value }) => value)).toEqual(['5', '0', '1']);
    expect(resultKind).toBe('merge');
  });
});

describe('what must be described', () => {
  const keys = (action: Action): readonly string[] => sourcesOf(action).map(sourceKey);
  const tableKey = (name: string): string => sourceKey({ kind: 'table', name: [name] });

  it('is nothing, unless the SQL depends on it', () => {
    expect(keys({ kind: 'collect', plan: t.filter(col('a').gt(1)).select('a').sort('a').limit(3).plan })).toEqual([]);
    expect(keys({ kind: 'collect', plan: t.groupBy('a').count().withColumn('x', col('a')).plan })).toEqual([]);
    expect(keys({ kind: 'collect', plan: session.sql('select 1 as a').plan })).toEqual([]);
    expect(keys(save(t, { mode: 'append' }))).toEqual([]);
  });

  it('is every source below an operation that names or counts columns, each once', () => {
    expect(keys({ kind: 'collect', plan: t.withColumn('x', col('a')).plan })).toEqual([tableKey('T')]);
    expect(keys({ kind: 'collect', plan: t.join(u, 'a').join(t.select('a'), 'a').plan })).toEqual([
      tableKey('T'),
      tableKey('U'),
    ]);
    expect(keys({ kind: 'merge', target: t.plan, source: u.plan, on: col('d').eq(1).expr, clauses: [] })).toEqual([
      tableKey('T'),
      tableKey('U'),
    ]);
    expect(keys(save(t, { mode: 'truncate' }))).toEqual([tableKey('T')]);
    const sources = sourcesOf({ kind: 'collect', plan: session.sql('select ? as a', ['x']).drop('b').plan });
    expect(sources).toMatchObject([{ kind: 'sql', text: 'select ? as a', binds: [{ value: 'x' }] }]);
  });

  it('is asked for by name when it is missing', () => {
    expect(() =>
      compile({ kind: 'collect', plan: t.withColumn('x', col('a')).plan }, { ...DIRECT, schemas: new Map() }),
    ).toThrow('must be known');
    expect(() => compile({ kind: 'describe', plan: session.sql('show tables').limit(1).plan })).toThrow(
      'The columns of query show tables must be known',
    );
    const schemas = new Map([[sourceKey({ kind: 'sql', text: 'show tables', binds: [] }), [integer('name')]]]);
    expect(
      compile({ kind: 'describe', plan: session.sql('show tables').limit(1).plan }, { ...DIRECT, schemas }).main.text,
    ).toBe('SELECT * FROM (SELECT NULL::NUMBER(38, 0) AS "name" WHERE FALSE) LIMIT 1');
  });
});

describe('SQL of the caller', () => {
  it('is found wherever it hides', () => {
    const hidden = t.filter(col('a').in(session.sql('select 1').filter('b = 2'))).select(sqlExpr('c + 3').as('c'));
    expect(new Set(sqlTextsOf({ kind: 'count', plan: hidden.plan }))).toEqual(new Set(['select 1', 'b = 2', 'c + 3']));
    expect(sqlTextsOf({ kind: 'sql', text: 'x', binds: [] })).toEqual(['x']);
  });
});

describe('copying files', () => {
  const files = offline().read.schema('a int, b string').option('SKIP_HEADER', 1).csv('@st/f');
  const text = (action: Action): string => compileAction(action, DIRECT).main.text;
  const load = (more: object = {}): Action => ({
    kind: 'copy_into_table',
    plan: files.plan,
    table: ['X'],
    copyOptions: {},
    ...more,
  });

  it('loads them by place, by value and with all options', () => {
    expect(text(load({ validationMode: 'return_errors' }))).toBe(
      `COPY INTO "X" FROM '@st/f' FILE_FORMAT = (TYPE = CSV SKIP_HEADER = 1) VALIDATION_MODE = return_errors`,
    );
    expect(
      text(
        load({
          columns: ['B'],
          transformations: [col('a').plus(1).expr],
          files: ['x.csv', "it's.csv"],
          copyOptions: { ON_ERROR: 'continue', FORCE: true },
          validationMode: 'RETURN_5_ROWS',
        }),
      ),
    ).toBe(
      `COPY INTO "X" ("B") FROM (SELECT (($1::NUMBER(38, 0)) + 1) FROM '@st/f/') FILES = ('x.csv', 'it''s.csv') FILE_FORMAT = (TYPE = CSV SKIP_HEADER = 1) ON_ERROR = 'continue' FORCE = TRUE VALIDATION_MODE = RETURN_5_ROWS`,
    );
  });

  it('copies them from stage to stage, by name, by pattern or as a frame lists them', () => {
    expect(text({ kind: 'copy_files', target: '@t', source: '@s/a', files: ['x', 'y'], pattern: '.*' })).toBe(
      `COPY FILES INTO '@t' FROM '@s/a' FILES = ('x', 'y') PATTERN = '.*'`,
    );
    expect(
      text({ kind: 'copy_files', target: '@t', plan: offline().table('t').filter(col('a').eq("it's")).plan }),
    ).toBe(`COPY FILES INTO '@t' FROM (SELECT * FROM "T" WHERE ("A" = 'it''s'))`);
  });
});
