import { Column, col, type DataFrame, Session, seq4, sum, uniform, Window } from '@firn/snowpark';
import { type Answer, recording } from './recording.js';

type Call = (session: Session, t: DataFrame) => unknown;
type Case = readonly [call: string, run: Call, ...texts: readonly string[]];

/** What one statement answers, where the next depends on it. */
const answers = (text: string): Answer => {
  if (text.startsWith('SHOW PARAMETERS')) return { value: '{"a":1}' };
  if (text.startsWith('SELECT CURRENT_DATABASE(), ')) return { D: 'DB', S: 'SC' };
  if (text.includes('Q_1_0')) return { Q_0_0: '1', Q_1_0: '2' };
  if (text.includes('count(*)')) return { COUNT: '1' };
  return { A: 'x' };
};

const SHOW_TAG = `SHOW PARAMETERS LIKE 'QUERY_TAG' IN SESSION`;
const SCHEMA = 'SELECT CURRENT_DATABASE(), CURRENT_SCHEMA()';

const SESSION: readonly Case[] = [
  ['beginTransaction', (s) => s.beginTransaction(), 'BEGIN TRANSACTION'],
  ['beginTransaction(name)', (s) => s.beginTransaction('"it""s"'), 'BEGIN TRANSACTION NAME "it""s"'],
  ['commit', (s) => s.commit(), 'COMMIT'],
  ['rollback', (s) => s.rollback(), 'ROLLBACK'],
  ['useDatabase', (s) => s.useDatabase('db'), 'USE DATABASE "DB"'],
  ['useSchema(text)', (s) => s.useSchema('db.sc'), 'USE SCHEMA "DB"."SC"'],
  ['useSchema(parts)', (s) => s.useSchema(['db', '"s.c"']), 'USE SCHEMA "DB"."s.c"'],
  ['useWarehouse', (s) => s.useWarehouse('wh'), 'USE WAREHOUSE "WH"'],
  ['useRole', (s) => s.useRole('"r"'), 'USE ROLE "r"'],
  ['useSecondaryRoles(all)', (s) => s.useSecondaryRoles('all'), 'USE SECONDARY ROLES ALL'],
  ['useSecondaryRoles(none)', (s) => s.useSecondaryRoles('none'), 'USE SECONDARY ROLES NONE'],
  ['useSecondaryRoles(null)', (s) => s.useSecondaryRoles(null), 'USE SECONDARY ROLES NONE'],
  ['getCurrentAccount', (s) => s.getCurrentAccount(), 'SELECT CURRENT_ACCOUNT()'],
  ['getCurrentUser', (s) => s.getCurrentUser(), 'SELECT CURRENT_USER()'],
  ['getCurrentDatabase', (s) => s.getCurrentDatabase(), 'SELECT CURRENT_DATABASE()'],
  ['getCurrentSchema', (s) => s.getCurrentSchema(), 'SELECT CURRENT_SCHEMA()'],
  ['getCurrentWarehouse', (s) => s.getCurrentWarehouse(), 'SELECT CURRENT_WAREHOUSE()'],
  ['getCurrentRole', (s) => s.getCurrentRole(), 'SELECT CURRENT_ROLE()'],
  ['getFullyQualifiedCurrentSchema', (s) => s.getFullyQualifiedCurrentSchema(), SCHEMA],
  [
    'getFullyQualifiedNameIfPossible(one part)',
    (s) => s.getFullyQualifiedNameIfPossible('t'),
    SCHEMA,
    'SELECT CURRENT_DATABASE()',
  ],
  ['getFullyQualifiedNameIfPossible(all parts)', (s) => s.getFullyQualifiedNameIfPossible('a.b.c')],
  ['setQueryTag', (s) => s.setQueryTag("it's"), `ALTER SESSION SET QUERY_TAG = 'it''s'`],
  ['setQueryTag(null)', (s) => s.setQueryTag(null), 'ALTER SESSION UNSET QUERY_TAG'],
  ['getQueryTag', (s) => s.getQueryTag(), SHOW_TAG],
  ['appendQueryTag', (s) => s.appendQueryTag('x'), SHOW_TAG, `ALTER SESSION SET QUERY_TAG = '{"a":1},x'`],
  [
    'appendQueryTag(separator)',
    (s) => s.appendQueryTag('x', ' '),
    SHOW_TAG,
    `ALTER SESSION SET QUERY_TAG = '{"a":1} x'`,
  ],
  ['updateQueryTag', (s) => s.updateQueryTag({ b: 2 }), SHOW_TAG, `ALTER SESSION SET QUERY_TAG = '{"a":1,"b":2}'`],
  ['sessionId', (s) => s.sessionId(), 'SELECT CURRENT_SESSION()'],
  ['cancelAll', (s) => s.cancelAll(), 'SELECT CURRENT_SESSION()', `SELECT SYSTEM$CANCEL_ALL_QUERIES('x')`],
  ['call', (s) => s.call('my.twice', 1, 'x', null), 'CALL my.twice(<1>, <x>, <null>)'],
  ['call not blocking', (s) => s.call('twice', 1, { block: false }), 'CALL twice(<1>)'],
  ['call with options', (s) => s.call('twice', 1, { timeoutMs: 1_000 }), 'CALL twice(<1>)'],
  [
    'call with an object',
    (s) => s.call('twice', { block: 1, a: 2 }),
    'CALL twice(PARSE_JSON(<{"block":1,"a":2}>)::OBJECT)',
  ],
  [
    'callNowait with options',
    (s) => s.callNowait('twice', 2, { statementParams: { QUERY_TAG: 'x' } }),
    'CALL twice(<2>)',
  ],
  ['callNowait', (s) => s.callNowait('twice'), 'CALL twice()'],
  ['directory', (s) => s.directory('@st').collect(), 'SELECT * FROM DIRECTORY(@"ST")'],
  [
    'generator(rows)',
    (s) => s.generator([seq4().as('n')], { rowcount: 3 }).collect(),
    'SELECT SEQ4() AS "N" FROM TABLE(GENERATOR(ROWCOUNT => 3))',
  ],
  [
    'generator(seconds)',
    (s) => s.generator([uniform(1, 6).as('n')], { timelimit: 2 }).collect(),
    'SELECT UNIFORM(1, 6, RANDOM()) AS "N" FROM TABLE(GENERATOR(TIMELIMIT => 2))',
  ],
  ['file.list', (s) => s.file.list('@st/a', { pattern: '.*' }), `LIST '@st/a' PATTERN = '.*'`],
  ['file.remove', (s) => s.file.remove('st/a'), `REMOVE '@st/a'`],
  [
    'file.copyFiles',
    (s) => s.file.copyFiles('@s', '@t', { files: ['a'] }),
    `COPY FILES INTO '@t' FROM '@s' FILES = ('a')`,
  ],
  [
    'file.copyFiles(frame)',
    (s) => s.file.copyFiles(s.table('t'), '@t'),
    `COPY FILES INTO '@t' FROM (SELECT * FROM "T")`,
  ],
];

const FRAME: readonly Case[] = [
  ['collect', (_, t) => t.collect(), 'SELECT * FROM "T"'],
  ['collectNowait', (_, t) => t.collectNowait(), 'SELECT * FROM "T"'],
  ['collect not blocking', (_, t) => t.collect({ block: false }), 'SELECT * FROM "T"'],
  ['first', (_, t) => t.first(), 'SELECT * FROM "T" LIMIT 1'],
  ['first(rows)', (_, t) => t.first(5), 'SELECT * FROM "T" LIMIT 5'],
  ['firstNowait', (_, t) => t.firstNowait(5), 'SELECT * FROM "T" LIMIT 5'],
  ['toLocalIterator', (_, t) => t.toLocalIterator(), 'SELECT * FROM "T"'],
  ['toArrowBatches', (_, t) => t.toArrowBatches(), 'SELECT * FROM "T"'],
  ['show', (_, t) => t.show(3, { print: () => undefined }), 'SELECT * FROM "T" LIMIT 3'],
  ['show of what is no query', (s) => s.sql('show tables').show(3, { print: () => undefined }), 'show tables'],
  ['cacheResult', (_, t) => t.cacheResult(), 'CREATE TEMPORARY TABLE "FIRN_CACHE_1" AS SELECT * FROM "T"'],
  [
    'read.avro',
    (s) => s.read.avro('@st/a').collect(),
    'CREATE TEMPORARY FILE FORMAT "FIRN_TEMP_1" TYPE = AVRO',
    `SELECT $1::VARIANT AS "$1" FROM '@st/a' (FILE_FORMAT => '"FIRN_TEMP_1"')`,
  ],
  [
    'read.orc',
    (s) => s.read.orc('@st/a').collect(),
    'CREATE TEMPORARY FILE FORMAT "FIRN_TEMP_1" TYPE = ORC',
    `SELECT $1::VARIANT AS "$1" FROM '@st/a' (FILE_FORMAT => '"FIRN_TEMP_1"')`,
  ],
  ['explain', (_, t) => t.explain(), 'EXPLAIN USING TEXT SELECT * FROM "T"'],
  ['createOrReplaceView', (_, t) => t.createOrReplaceView('v'), 'CREATE OR REPLACE VIEW "V" AS SELECT * FROM "T"'],
  [
    'createOrReplaceView(options)',
    (_, t) => t.createOrReplaceView(['s', 'v'], { comment: "it's", copyGrants: true }),
    `CREATE OR REPLACE VIEW "S"."V" COMMENT = 'it''s' COPY GRANTS AS SELECT * FROM "T"`,
  ],
  [
    'createOrReplaceTempView',
    (_, t) => t.createOrReplaceTempView('v'),
    'CREATE OR REPLACE TEMPORARY VIEW "V" AS SELECT * FROM "T"',
  ],
  ['createTempView', (_, t) => t.createTempView('v'), 'CREATE TEMPORARY VIEW "V" AS SELECT * FROM "T"'],
  [
    'createOrReplaceDynamicTable',
    (_, t) => t.createOrReplaceDynamicTable('d', { warehouse: 'wh', lag: '1 hour' }),
    `CREATE OR REPLACE DYNAMIC TABLE "D" TARGET_LAG = '1 hour' WAREHOUSE = "WH" AS SELECT * FROM "T"`,
  ],
  [
    'write.mode and parquet',
    (_, t) => t.write.parquet('@st/a'),
    `COPY INTO '@st/a' FROM (SELECT * FROM "T") FILE_FORMAT = (TYPE = PARQUET)`,
  ],
  [
    'write.mode',
    (_, t) => t.write.mode('overwrite').saveAsTable('x'),
    'CREATE OR REPLACE TABLE "X" AS SELECT * FROM "T"',
  ],
  ['showNowait', (_, t) => t.showNowait(3), 'SELECT * FROM "T" LIMIT 3'],
  ['cacheResultNowait', (_, t) => t.cacheResultNowait(), 'CREATE TEMPORARY TABLE "FIRN_CACHE_1" AS SELECT * FROM "T"'],
  ['stat.corrNowait', (_, t) => t.stat.corrNowait('a', 'b'), 'SELECT CORR("A", "B") AS "STATISTIC" FROM "T" LIMIT 1'],
  [
    'stat.crosstabNowait',
    (_, t) => t.stat.crosstabNowait('a', 'b'),
    'SELECT * FROM (SELECT DISTINCT "B" FROM "T") ORDER BY ALL ASC NULLS FIRST LIMIT 1001',
  ],
  ['file.listNowait', (s) => s.file.listNowait('@st/a'), `LIST '@st/a'`],
  ['stat.corr', (_, t) => t.stat.corr('a', 'b'), 'SELECT CORR("A", "B") AS "STATISTIC" FROM "T" LIMIT 1'],
  ['stat.cov', (_, t) => t.stat.cov('a', 'b'), 'SELECT COVAR_SAMP("A", "B") AS "STATISTIC" FROM "T" LIMIT 1'],
  [
    'stat.approxQuantile of one',
    (_, t) => t.stat.approxQuantile('a', [0.5]),
    'SELECT APPROX_PERCENTILE("A", 0.5) AS "Q_0_0" FROM "T" LIMIT 1',
  ],
  [
    'stat.approxQuantile',
    (_, t) => t.stat.approxQuantile(['a', 'b'], [0.5]),
    'SELECT APPROX_PERCENTILE("A", 0.5) AS "Q_0_0", APPROX_PERCENTILE("B", 0.5) AS "Q_1_0" FROM "T" LIMIT 1',
  ],
  [
    'stat.crosstab',
    async (_, t) => (await t.stat.crosstab('a', 'b')).collect(),
    'SELECT * FROM (SELECT DISTINCT "B" FROM "T") ORDER BY ALL ASC NULLS FIRST LIMIT 1001',
    `SELECT * FROM (SELECT "A", "B" FROM "T") PIVOT (COUNT("B") FOR "B" IN ('x'))`,
  ],
  [
    'groupBy.min',
    (_, t) => t.groupBy('a').min('b').collect(),
    'SELECT "A", MIN("B") AS "MIN(B)" FROM "T" GROUP BY "A"',
  ],
  [
    'groupBy.median',
    (_, t) => t.groupBy('a').median('b').collect(),
    'SELECT "A", MEDIAN("B") AS "MEDIAN(B)" FROM "T" GROUP BY "A"',
  ],
];

const COLUMN: readonly (readonly [call: string, column: Column<unknown, string, string>, text: string])[] = [
  ['minus', new Column(col('a').minus(1).expr), '("A" - <1>)'],
  ['divide', new Column(col('a').divide(col('b')).expr), '("A" / "B")'],
  ['bitand', new Column(col('a').bitand(1).expr), 'BITAND("A", <1>)'],
  ['bitor', new Column(col('a').bitor(1).expr), 'BITOR("A", <1>)'],
  ['bitxor', new Column(col('a').bitxor(1).expr), 'BITXOR("A", <1>)'],
  ['endswith', new Column(col('a').endswith('x').expr), 'ENDSWITH("A", <x>)'],
  ['getName', new Column(col('a').as(col('b').getName() ?? '').expr), '"A"'],
];

describe.each(Object.entries({ SESSION, FRAME }))('%s', (_, cases) => {
  it.each(cases.map(([call, run, ...texts]) => ({ call, run, texts })))('$call', async ({ run, texts }) => {
    const { session, sent } = recording(answers);
    await run(session, session.table('t'));
    await session.close();
    expect(sent.map((text) => text.replaceAll(/FIRN_CACHE_\w+/g, 'FIRN_CACHE_1'))).toEqual(texts);
  });
});

it.each(COLUMN)('column.%s', async (_name, column, text) => {
  const { session, sent } = recording();
  await session.table('t').select(column.as('v')).collect();
  await session.close();
  expect(sent).toEqual([`SELECT ${text} AS "V" FROM "T"`]);
});

it('copyIntoTable makes the table where it is missing, and loads', async () => {
  const { session, sent } = recording();
  await session.read
    .schema('a int')
    .csv('@st/a')
    .copyIntoTable('x', { files: ['f'] });
  await session.close();
  expect(sent).toHaveLength(1);
  expect(sent[0]).toContain(`''CREATE TABLE IF NOT EXISTS "X" ("A" NUMBER(38, 0))''`);
  expect(sent[0]).toContain(`''COPY INTO "X" FROM ''''@st/a/''''`);
  expect(sent[0]).toContain(`FILES = (''''f'''')`);
});

it('Window.currentRow bounds a window', async () => {
  const { session, sent } = recording();
  const window = Window.orderBy('a').rowsBetween(Window.currentRow, Window.unboundedFollowing);
  await session.table('t').select(sum('b').over(window).as('v')).collect();
  await session.close();
  expect(sent).toEqual([
    'SELECT SUM("B") OVER (ORDER BY "A" ASC NULLS FIRST ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS "V" FROM "T"',
  ]);
});

it('sends nothing for what is made or read here', async () => {
  const { session, sent } = recording();
  const frame = session.table('t');
  const job = await frame.collectNowait();
  sent.length = 0;
  const builder = Session.builder.config('account', 'a').configs({ user: 'u' }).appName('x');
  expect([builder, session.file, session.queryHistory(), frame.session].every((made) => typeof made === 'object')).toBe(
    true,
  );
  await frame.queries();
  expect([await job.isDone(), await job.isFailed(), await job.query()]).toEqual([true, false, 'SELECT * FROM "T"']);
  await job.result();
  await job.cancel();
  expect(await session.getSessionStage()).toBe('@"DB"."SC"."STAGE"');
  expect(await frame.dtypes()).toHaveLength(2);
  await session.close();
  expect(Session.getActiveSession()).toBeNull();
  expect(sent).toEqual([]);
});
