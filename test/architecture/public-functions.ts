import { FirnClient } from '@firn/client';
import { FirnModule, FirnTenants } from '@firn/nest';
import { directConnector } from '@firn/snowflake';
import {
  AsyncJob,
  col,
  DoubleType,
  type Execution,
  LongType,
  listagg,
  lit,
  type ResultColumn,
  Row,
  Session,
  SnowDate,
  SnowTime,
  SnowTimestamp,
  StringType,
  StructField,
  StructType,
  tableFunction,
  Window,
  when,
  whenMatched,
  whenNotMatched,
} from '@firn/snowpark';
import { FirnWorkerModule } from '@firn/worker';
import { RowHeader } from '../../libs/snowpark/src/row.js';
import { FORMS } from '../snowpark/functions/forms/index.js';
import { offline } from '../snowpark/offline.js';

/** How one public function is called rightly; every argument and every options object of the call is then spoilt in turn. */
export interface Case {
  /** What a method is called on. */
  readonly on?: object;
  readonly args: readonly unknown[];
  /** Positions that take anything. */
  readonly anything?: readonly number[];
  /** Takes any number of arguments. */
  readonly many?: true;
}

type Cases = Readonly<Record<string, Case>>;

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

const each = (names: string, args: readonly unknown[], rest: Omit<Case, 'args'> = {}): Cases =>
  Object.fromEntries(
    names
      .trim()
      .split(/\s+/)
      .map((name) => [name, { args, ...rest }]),
  );
const of = (kind: string, on: object, cases: Cases): Cases =>
  Object.fromEntries(Object.entries(cases).map(([name, one]) => [`${kind}.${name}`, { on, ...one }]));

const QUERY_ID = '01b2c3d4-0000-1a2b-0000-000000000001';
const ANY_SCHEMA = { '~standard': { version: 1, vendor: 'test', validate: (value: unknown) => ({ value }) } };
const JOB_ID = 'job_0001ARZ3NDEKTSV4RRFFQ69G5FAV';
const SESSION_ID = 'ses_01ARZ3NDEKTSV4RRFFQ69G5FAV';
const BATCH_ID = 'bat_01ARZ3NDEKTSV4RRFFQ69G5FAV';

const session = offline();
const table = session.table('t');
const other = session.table('u');
const a = col('a');
const start = { statementParams: { QUERY_TAG: 'x' }, timeoutMs: 1_000 };
const action = { ...start, block: true };
const window = { groupBy: ['b'], orderBy: ['c'] };
const column: ResultColumn = { name: 'A', type: 'text', nullable: true, precision: null, scale: null, length: null };

const columns: readonly ResultColumn[] = [column, { ...column, name: 'V', type: 'variant' }];
const row = new Row<object>(new RowHeader(columns), ['x', '1']);

const execution: Execution = {
  id: QUERY_ID,
  reference: { via: 'direct', id: QUERY_ID },
  queryId: async () => QUERY_ID,
  queryText: async () => null,
  status: async () => 'succeeded',
  wait: async () => 'succeeded',
  progress: async () => ({
    status: 'succeeded',
    phase: null,
    elapsedMs: null,
    rows: null,
    bytes: null,
    percent: null,
  }),
  result: async () => ({ columns: [], batches: async function* () {} }),
  cancel: async () => undefined,
  dispose: async () => undefined,
};
const job = new AsyncJob(execution, 'rows', {
  frame: () => session.table('t').as(),
  explain: async (error) => error,
});

const LOCAL = {
  account: 'a',
  user: 'u',
  auth: { kind: 'password', password: 'p' },
  accessUrl: 'http://127.0.0.1:1',
};

// Named connections are found in the environment too.
process.env.SNOWFLAKE_CONNECTIONS_DEV_ACCOUNT = 'a';
process.env.SNOWFLAKE_CONNECTIONS_DEV_USER = 'u';
process.env.SNOWFLAKE_CONNECTIONS_DEV_PASSWORD = 'p';

const COLUMN_CASES: Cases = {
  ...each('eq neq gt lt geq leq equalNull plus minus multiply divide mod pow bitand bitor bitxor', [1]),
  ...each('and or', ['b = 1']),
  ...each('like ilike startswith endswith contains', ['x']),
  between: { args: [1, 2] },
  in: { args: [1, 2], many: true },
  rlike: { args: ['x', 'i'] },
  substr: { args: [1, 2] },
  getItem: { args: ['x'] },
  ...each('cast tryCast', ['int']),
  as: { args: ['x'] },
  over: { args: [Window.orderBy('a')] },
  collate: { args: ['en-ci'] },
  withinGroup: { on: listagg('a'), args: ['a'], many: true },
  ...each(
    `equalNan isNull isNotNull neg not getName asc ascNullsFirst ascNullsLast desc descNullsFirst descNullsLast`,
    [],
  ),
};
const FRAME_CASES: Cases = {
  col: { args: ['a'] },
  ...each('select sort orderBy drop groupBy rollup cube', ['a', a], { many: true }),
  ...each('dropDuplicates', ['a'], { many: true }),
  toDf: { args: ['x', 'y'], many: true },
  selectExpr: { args: ['a + 1'], many: true },
  ...each('filter where', ['a = 1']),
  limit: { args: [1, 0] },
  withColumn: { args: ['x', a, { keepColumnOrder: true }] },
  withColumns: { args: [{ x: a }, { keepColumnOrder: true }] },
  withColumnRenamed: { args: ['a', 'b'] },
  rename: { args: ['a', 'b'] },
  alias: { args: ['x'] },
  join: { args: [other, 'a', { how: 'left', rightSuffix: '_r' }] },
  crossJoin: { args: [other, { rightSuffix: '_r' }] },
  ...each('union unionAll intersect except', [other]),
  ...each('unionByName unionAllByName', [other, { allowMissingColumns: true }]),
  agg: { args: [lit(1)], many: true },
  ...each('collect count toLocalIterator toArrow toArrowBatches', [action]),
  ...each('collectNowait countNowait toLocalIteratorNowait toArrowNowait toArrowBatchesNowait', [start]),
  first: { args: [1, action] },
  firstNowait: { args: [1, start] },
  show: { args: [1, { ...action, maxWidth: 3, print: () => undefined }] },
  showNowait: { args: [1, { ...start, maxWidth: 3, print: () => undefined }] },
  ...each('distinct as', []),
  ...each('schema columns queries dtypes printSchema', [{ timeoutMs: 1_000 }]),
  colIlike: { args: ['%a%'] },
  flatten: { args: ['a', { outer: true }] },
  joinTableFunction: { args: ['f', 1], many: true },
  naturalJoin: { args: [other, 'left'] },
  lateralJoin: { args: [other, 'a = 1', { rightSuffix: '_r' }] },
  pivot: { args: ['a', [1], 0] },
  unpivot: { args: ['v', 'n', ['a'], { includeNulls: true }] },
  sample: { args: [{ fraction: 0.5 }] },
  sampleBy: { args: ['a', { x: 0.5 }] },
  randomSplit: { args: [[1, 2], 7] },
  describe: { args: ['a'], many: true },
  dropna: { args: [{ how: 'all' }] },
  fillna: { args: [{ a: 1 }, { subset: 'a' }] },
  replace: { args: [{ x: 'y' }, undefined, { subset: 'a' }], anything: [1] },
  groupByGroupingSets: { args: [['a'], []], many: true },
  ...each('createOrReplaceView createOrReplaceTempView', ['v', { ...action, comment: 'c' }]),
  ...each('createOrReplaceViewNowait createOrReplaceTempViewNowait', ['v', { ...start, comment: 'c' }]),
  createTempView: { args: ['v', { ...action, comment: 'c' }] },
  createTempViewNowait: { args: ['v', { ...start, comment: 'c' }] },
  createOrReplaceDynamicTable: { args: ['d', { ...action, warehouse: 'w', lag: '1 hour' }] },
  createOrReplaceDynamicTableNowait: { args: ['d', { ...start, warehouse: 'w', lag: '1 hour' }] },
  copyIntoTable: { on: session.read.schema('a int').csv('@s'), args: ['t', { ...action, files: ['a.csv'] }] },
  copyIntoTableNowait: { on: session.read.schema('a int').csv('@s'), args: ['t', { ...start, files: ['a.csv'] }] },
  explain: { args: [action] },
  explainNowait: { args: [start] },
  cacheResult: { args: [action] },
  cacheResultNowait: { args: [start] },
};

/** They take any number of arguments. */
const WITHOUT_END = words(`
  arrayConstruct arrayConstructCompact arraysZip callBuiltin callFunction callUdf coalesce concat concatWs countDistinct createMap
  decode greatest greatestIgnoreNulls grouping groupingId hash least leastIgnoreNulls mapCat mapConcat mapDelete mapPick
  objectConstruct objectConstructKeepNull objectDelete objectPick prompt struct systemReference
`);

/** Every public function that takes arguments, by the name under which it is called. */
export const CASES: Cases = {
  ...of('Column', a, COLUMN_CASES),
  ...of('CaseColumn', when('a = 1', 1), { ...COLUMN_CASES, when: { args: ['a = 1', 2] }, otherwise: { args: [3] } }),
  ...of('DataFrame', table.distinct(), FRAME_CASES),
  ...of('Table', table, {
    ...FRAME_CASES,
    dropTable: { args: [action] },
    dropTableNowait: { args: [start] },
    update: { args: [{ a: 1 }, 'a = 1', { ...action, source: other }] },
    updateNowait: { args: [{ a: 1 }, 'a = 1', { ...start, source: other }] },
    delete: { args: ['a = 1', { ...action, source: other }] },
    deleteNowait: { args: ['a = 1', { ...start, source: other }] },
    merge: { args: [other, 'a = 1', [whenMatched().delete()], action] },
    mergeNowait: { args: [other, 'a = 1', [whenMatched().delete()], start] },
  }),
  ...of('GroupedDataFrame', table.groupBy('a'), {
    agg: { args: [lit(1)], many: true },
    ...each('sum avg median min max', ['a'], { many: true }),
    count: { args: [] },
    pivot: { args: ['a', [1], 0] },
    function: { args: ['f'] },
  }),
  ...of('PivotedFrame', table.pivot('a', [1]), {
    agg: { args: [lit(1)] },
    ...each('sum avg min max count', ['a']),
  }),
  ...of('DataFrameNaFunctions', table.na, {
    drop: { args: [{ how: 'all' }] },
    fill: { args: [{ a: 1 }, { subset: 'a' }] },
    replace: { args: [{ x: 'y' }, undefined, { subset: 'a' }], anything: [1] },
  }),
  ...of('DataFrameStatFunctions', table.stat, {
    approxQuantile: { args: [['a'], [0.5], action] },
    approxQuantileNowait: { args: [['a'], [0.5], start] },
    ...each('corr cov crosstab', ['a', 'b', action]),
    ...each('corrNowait covNowait crosstabNowait', ['a', 'b', start]),
    sampleBy: { args: ['a', { x: 0.5 }] },
  }),
  ...of('DataFrameAnalyticsFunctions', table.analytics, {
    movingAgg: { args: [{ ...window, aggs: { a: ['sum'] }, windowSizes: [2] }] },
    cumulativeAgg: { args: [{ ...window, aggs: { a: ['sum'] } }] },
    ...each('computeLag computeLead', [{ ...window, columns: ['a'], distances: [1] }]),
    timeSeriesAgg: { args: [{ timeColumn: 'a', aggs: { a: ['sum'] }, windows: ['7d'], groupBy: ['b'] }] },
  }),
  ...of('TableFunctionCall', tableFunction('f')(1), {
    as: { args: ['x'], many: true },
    over: { args: [{ partitionBy: 'a' }] },
  }),
  ...of('MatchedClause', whenMatched(), { update: { args: [{ a: 1 }] }, delete: { args: [] } }),
  ...of('NotMatchedClause', whenNotMatched(), { insert: { args: [{ a: 1 }] } }),
  ...of('DataFrameWriter', table.write, {
    mode: { args: ['append'] },
    format: { args: ['csv'] },
    option: { args: ['COMPRESSION', 'NONE'] },
    options: { args: [{ COMPRESSION: 'NONE' }] },
    partitionBy: { args: ['a'] },
    insertInto: { args: ['x', { ...action, overwrite: true }] },
    insertIntoNowait: { args: ['x', { ...start, overwrite: true }] },
    save: { on: table.write.format('csv'), args: ['@s', { ...action, header: true }] },
    saveNowait: { on: table.write.format('csv'), args: ['@s', { ...start, header: true }] },
    ...each('csv json parquet', ['@s', { ...action, header: true }]),
    ...each('csvNowait jsonNowait parquetNowait', ['@s', { ...start, header: true }]),
    saveAsTable: { args: ['x', { ...action, columnOrder: 'name' }] },
    saveAsTableNowait: { args: ['x', { ...start, columnOrder: 'name' }] },
    copyIntoLocation: { args: ['@s', { ...action, header: true }] },
    copyIntoLocationNowait: { args: ['@s', { ...start, header: true }] },
  }),
  ...of('DataFrameReader', session.read, {
    table: { args: ['t'] },
    schema: { args: ['a int'] },
    option: { args: ['COMPRESSION', 'NONE'] },
    options: { args: [{ COMPRESSION: 'NONE' }] },
    withMetadata: { args: ['METADATA$FILENAME'], many: true },
    format: { args: ['csv'] },
    load: { on: session.read.format('json'), args: ['@s'] },
    csv: { on: session.read.schema('a int'), args: ['@s'] },
    ...each('json parquet avro orc xml', ['@s']),
    inferSchema: { on: session.read.format('csv'), args: ['@s', action] },
    inferSchemaNowait: { on: session.read.format('csv'), args: ['@s', start] },
  }),
  ...of('WindowSpec', Window.orderBy('a'), {
    partitionBy: { args: ['a'], many: true },
    orderBy: { args: ['a'], many: true },
    ...each('rowsBetween rangeBetween', [0, 1]),
  }),
  ...of('Window', Window, {
    partitionBy: { args: ['a'], many: true },
    orderBy: { args: ['a'], many: true },
    ...each('rowsBetween rangeBetween', [0, 1]),
  }),
  ...of('AsyncJob', job, {
    wait: { args: [{ timeoutMs: 1 }] },
    toDf: { args: [{ timeoutMs: 1 }] },
    result: { args: ['rows', {}] },
    queryId: { args: [{ timeoutMs: 1 }] },
    ...each('query status isDone isFailed progress', [{ timeoutMs: 1 }]),
  }),
  ...Object.fromEntries(
    ['all', 'any', 'race', 'asCompleted'].map((name) => [`AsyncJob.${name}`, { args: [[job], { timeoutMs: 1 }] }]),
  ),
  ...of('FileOperation', session.file, {
    put: { args: ['a.csv', '@s', { ...start, parallel: 2 }] },
    putStream: { args: ['a', '@s/a.csv', { ...start, overwrite: true }], anything: [0] },
    get: { args: ['@s', 'here', { ...start, pattern: '.*' }] },
    getStream: { args: ['@s/a.csv', { ...start, decompress: true }] },
    copyFiles: { args: ['@s', '@t', { ...action, files: ['a'] }] },
    copyFilesNowait: { args: ['@s', '@t', { ...start, files: ['a'] }] },
    ...each('list remove', ['@s', { ...action, pattern: '.*' }]),
    ...each('listNowait removeNowait', ['@s', { ...start, pattern: '.*' }]),
  }),
  ...of('Session', session, {
    table: { args: ['t'] },
    sql: { args: ['select ?', [1]] },
    createDataFrame: { args: [[[1]], 'a int'] },
    createAsyncJob: { args: [QUERY_ID, 'rows', { timeoutMs: 1 }] },
    restoreJob: { args: [job.toJSON()] },
    getSessionStage: { args: [{ timeoutMs: 1_000 }] },
    queryHistory: { args: [{ includeError: true }] },
    tableFunction: { args: ['f', 1], many: true },
    range: { args: [1, 10, 2] },
    generator: { args: [[lit(1)], { rowcount: 5 }] },
    directory: { args: ['@s'] },
    beginTransaction: { args: ['t', start] },
    ...each('useDatabase useSchema useWarehouse useRole getFullyQualifiedNameIfPossible', ['a', start]),
    useSecondaryRoles: { args: ['all', start] },
    setQueryTag: { args: ['t', start] },
    appendQueryTag: { args: ['t', ',', start] },
    updateQueryTag: { args: [{ a: 1 }, start] },
    ...each('call callNowait', ['p', 1], { many: true }),
    ...each(
      `commit rollback getCurrentAccount getCurrentUser getCurrentRole getCurrentDatabase getCurrentSchema
       getCurrentWarehouse getFullyQualifiedCurrentSchema getQueryTag cancelAll sessionId`,
      [start],
    ),
  }),
  ...of('SessionBuilder', Session.builder, {
    using: { args: [directConnector] },
    config: { args: ['url', 1], anything: [1] },
    configs: { args: [{ url: 1 }], anything: [] },
    appName: { args: ['nightly', { formatJson: true }] },
    ...each('create getOrCreate', [{ timeoutMs: 1_000 }], {
      on: Session.builder.using(directConnector).configs(LOCAL),
    }),
  }),
  'Session.getActiveSession': { on: Session, args: [] },
  ...of('Row', row, { get: { args: ['a'] }, parsed: { args: ['v'] }, ...each('toObject toArray', []) }),
  ...of('SnowDate', SnowDate.of(2020, 1, 1), {
    equals: { args: [SnowDate.of(2020, 1, 1)] },
    toDate: { args: [] },
  }),
  ...of('SnowTime', SnowTime.of(1, 1), { equals: { args: [SnowTime.of(1, 1)] } }),
  ...of('SnowTimestamp', SnowTimestamp.of('ntz', 0n), {
    equals: { args: [SnowTimestamp.of('ntz', 0n)] },
    toDate: { args: [] },
  }),
  'SnowDate.of': { args: [2020, 1, 1] },
  'SnowDate.parse': { args: ['2020-01-01'] },
  'SnowDate.fromEpochDays': { args: [0] },
  'SnowTime.of': { args: [1, 2, 3, 4] },
  'SnowTime.parse': { args: ['01:02:03'] },
  'SnowTime.fromNanosecondOfDay': { args: [1] },
  'SnowTimestamp.of': { args: ['tz', 0n, 60] },
  'SnowTimestamp.parse': { args: ['2020-01-01T00:00:00', 'ntz'] },
  'SnowTimestamp.fromDate': { args: [new Date(0), 'ltz'] },
  'StructType.of': { args: [[StructField('a', StringType)]] },
  'StructType.ofColumns': { args: [[column]] },
  ...of('StructType', StructType.of([StructField('a', StringType)]), { get: { args: ['a'] } }),
  StructField: { args: ['a', StringType, true] },
  VarcharType: { args: [1] },
  DecimalType: { args: [10, 2] },
  VectorType: { args: ['int', 3] },
  StructuredArrayType: { args: [LongType, true] },
  StructuredMapType: { args: [StringType, LongType, true] },
  StructuredObjectType: { args: [[{ name: 'a', type: LongType, nullable: true }]] },
  dataTypeOf: { args: [column] },
  parseSchema: { args: ['a int'] },
  parseType: { args: ['int'] },
  typeText: { args: [StringType] },
  ...each('realName objectName quoteName', ['a']),
  ...each('whenMatched whenNotMatched', ['a = 1']),

  ...Object.fromEntries(
    Object.entries(FORMS).map(([name, forms]) => [
      name,
      { args: forms.at(-1)?.[0] ?? [], ...(WITHOUT_END.has(name) && { many: true }) },
    ]),
  ),
  ...each('asc ascNullsFirst ascNullsLast desc descNullsFirst descNullsLast', ['a']),
  ...each('builtin function_ service', ['f']),
  model: { args: ['m', 'v1'] },
  tableFunction: { args: ['f'] },
  callTableFunction: { args: ['f', 1], many: true },
  flatten: { args: ['a', { outer: true }] },
  ...each('explode explodeOuter', ['a']),
  lit: { args: [1, DoubleType] },

  ...of('FirnClient', new FirnClient({ url: 'http://127.0.0.1:1', apiKey: 'k', retryMs: 0 }), {
    submit: { args: [{ profile: 'p', sql: 'select 1' }, { idempotencyKey: 'k' }] },
    submitHandler: { args: ['nightly', { day: 1 }, { profile: 'p' }, { idempotencyKey: 'k' }] },
    health: { args: [{}] },
    ...each('get history result', [JOB_ID, {}]),
    wait: { args: [JOB_ID, { timeoutMs: 100 }] },
    run: { args: [{ profile: 'p', sql: 'select 1' }, { timeoutMs: 100 }] },
    follow: { args: [JOB_ID, {}] },
    retryBatch: { args: [BATCH_ID, { idempotencyKey: 'k' }] },
    followBatch: { args: [BATCH_ID, {}] },
    waitBatch: { args: [BATCH_ID, { timeoutMs: 100 }] },
    changes: { args: [{ after: '1-0' }] },
    waitUntil: { args: [JOB_ID, () => true, { timeoutMs: 100 }] },
    list: { args: [{ profile: 'p' }] },
    cancel: { args: [JOB_ID, 'why'] },
    cancelMany: { args: [{ batch: BATCH_ID }, 'why'] },
    cancelProgress: { args: ['can_01ARZ3NDEKTSV4RRFFQ69G5FAV'] },
    explain: { args: [JOB_ID, {}] },
    resolve: { args: [JOB_ID, { outcome: 'rerun' }] },
    gatherEvidence: { args: [JOB_ID] },
    submitBatch: { args: [[{ profile: 'p', sql: 'select 1' }], { idempotencyKey: 'k' }] },
    batch: { args: [BATCH_ID] },
    openSession: { args: [{ profile: 'p' }] },
    ...each('session closeSession', [SESSION_ID]),
  }),
  defineHandler: { args: ['nightly', { params: ANY_SCHEMA, timeoutMs: 1_000 }] },
  handlerJob: { args: ['nightly', { day: 1 }, { profile: 'p' }] },
  ...each('durableSession jobApi keptSession', [{ url: 'http://127.0.0.1:1', apiKey: 'k', profile: 'p', retryMs: 0 }]),
  ...each('directSession directConnector', [LOCAL]),
  namedConnection: { args: ['dev'] },
  parseProfile: { args: [{ name: 'p', ...LOCAL }] },
  accessUrlOf: { args: [Object.freeze({ account: 'a' })] },
  byTag: { args: [Object.freeze({ entries: [], complete: true }), 'tag'] },
  requireQueryId: { args: [QUERY_ID] },
  redact: { args: ['a text'] },
  statusMeaning: { args: ['RUNNING'] },
  firnToken: { args: ['session', 'reports'] },
  ...each(
    `InjectFirnClient InjectFirnSession InjectDirectSession InjectFirnBatches InjectFirnTenants InjectTenantSession`,
    ['reports'],
  ),
  nestLog: { args: ['Reports'] },
  FirnJob: { args: ['nightly', { params: ANY_SCHEMA, timeoutMs: 1_000 }] },
  'FirnTenants.session': {
    on: new FirnTenants(
      { of: () => 't', connect: () => ({ url: 'http://127.0.0.1:1', apiKey: 'k', profile: 'p' }) },
      () => undefined,
    ),
    args: ['t'],
  },
  'FirnModule.forRoot': {
    on: FirnModule,
    args: [{ name: 'reports', api: { url: 'http://127.0.0.1:1', apiKey: 'k', profile: 'p' } }],
  },
  'FirnModule.forRootAsync': { on: FirnModule, args: [{ name: 'reports', useFactory: () => ({}) }] },
  'FirnWorkerModule.forRoot': {
    on: FirnWorkerModule,
    args: [{ dataFolder: 'data', profiles: [{ name: 'p', ...LOCAL }] }],
  },
  'FirnWorkerModule.forRootAsync': { on: FirnWorkerModule, args: [{ useFactory: () => ({}) }] },
};

/** JSON.stringify, template texts and listeners give these an argument of their own; what ends something ends it all the same. */
export const WHATEVER_IS_GIVEN = words('toString toJSON close cancel failureOf isQueryId problemOf');

/** Ports of the processes over the libraries, what Nest alone calls, and what hands all on to a function that checks. */
export const OF_PROCESSES = words(`
  Decimal DataFrame.derive Table.derive FirnBatches.submit FirnBatches.read FirnBatches.wait FirnExceptionFilter.catch FirnStreamInterceptor.intercept
  FirnStreamInterceptor.stream FirnTenants.sessionOf FirnTenants.answer FirnTenants.open FirnTenants.makeRoom FirnTenants.rest
  HostedHandlers.build HostedHandlers.find FirnClient.post FirnClient.postJob FirnClient.until FirnClient.jobs
  WorkerMetrics.observerOf
`);
