import { durableSession } from '@firn/client';
import {
  ArrayType,
  col,
  DateType,
  LongType,
  lit,
  ObjectType,
  parseSchema,
  parseType,
  type Session,
  type SqlType,
  StringType,
  StructField,
  StructType,
  StructuredArrayType,
  StructuredMapType,
  StructuredObjectType,
  TimestampNtzType,
  typeText,
  UsageError,
  VectorType,
} from '@firn/snowpark';
import { type Direct, startDirect } from '../../support/direct.js';
import { LOCAL_PROFILE, type System, startSystem } from '../../support/system.js';

const KEYS = StructuredObjectType([
  { name: 'a', type: LongType, nullable: true },
  { name: 'B c', type: StructuredArrayType('varchar(5)', false), nullable: false },
]);

/** A type, the text that Snowflake writes for it, and a value: moments in it are read with all nine digits of a second. */
const TYPES = [
  ['array(int)', StructuredArrayType(LongType), 'ARRAY(NUMBER(38, 0))', [1, null]],
  ['array(int not null)', StructuredArrayType(LongType, false), 'ARRAY(NUMBER(38, 0) NOT NULL)', [1, 2]],
  ['map(varchar, int)', StructuredMapType(StringType, LongType), 'MAP(VARCHAR, NUMBER(38, 0))', { x: 1, y: null }],
  [
    'map(int, double not null)',
    StructuredMapType(LongType, 'double', false),
    'MAP(NUMBER(38, 0), FLOAT NOT NULL)',
    { 7: 0.5 },
  ],
  [
    'object(a int, "B c" array(varchar(5) not null) not null)',
    KEYS,
    'OBJECT("a" NUMBER(38, 0), "B c" ARRAY(VARCHAR(5) NOT NULL) NOT NULL)',
    { a: 1, 'B c': ['x'] },
  ],
  [
    'array(timestamp_tz(3))',
    StructuredArrayType('timestamp_tz(3)'),
    'ARRAY(TIMESTAMP_TZ(3))',
    ['2026-11-30T01:02:03.004000000+01:00'],
  ],
  [
    'object(at timestamp_ntz, until time(0), on date)',
    StructuredObjectType([
      { name: 'at', type: TimestampNtzType, nullable: true },
      { name: 'until', type: parseType('time(0)'), nullable: true },
      { name: 'on', type: DateType, nullable: true },
    ]),
    'OBJECT("at" TIMESTAMP_NTZ, "until" TIME(0), "on" DATE)',
    { at: '2026-11-30T01:02:03.123456789', until: '01:02:03.000000000', on: '2026-11-30' },
  ],
] as const;

/** What a structured type is made of is kept on every way: of a described table, of local rows, of a cast, of rows read before. */
describe('a structured type', () => {
  let direct: Direct;
  let session: Session;
  beforeAll(async () => {
    direct = await startDirect();
    session = direct.session;
  });
  afterAll(() => direct?.stop());

  const typesOf = async (frame: { schema(): Promise<StructType<object>> }) =>
    (await frame.schema()).fields.map(({ type }) => typeText(type));

  it.each(TYPES)('%s, is read from its text and written again', (text, type, written) => {
    expect(parseType(text)).toEqual(type);
    expect(typeText(type)).toBe(written);
    expect(parseType(written)).toEqual(type);
  });

  it.each(TYPES)(
    '%s, is that of a table, of local rows, of a cast, of a literal and of rows that were read',
    async (text, type, written, value) => {
      await session.sql(`create or replace table structured (v ${text})`).collect();
      expect((await session.table('structured').schema()).fields).toEqual([{ name: 'V', type, nullable: true }]);

      const local = session.createDataFrame([[value], [null]], StructType.of([StructField('v', type)]));
      await local.write.mode('append').saveAsTable('structured');
      const rows = await session.table('structured').collect();
      expect(rows.map((row) => row.parsed('V'))).toEqual([value, null]);
      expect(await typesOf(session.createDataFrame(rows))).toEqual([written]);

      const cast = session.createDataFrame([[value]], 'v variant').select(col('v').cast(type).as('v'));
      expect(await typesOf(cast)).toEqual([written]);
      expect((await cast.collect())[0]?.parsed('V')).toEqual(value);
      const literal = session.range(1).select(lit(value, type).as('v'), lit(null, type).as('n'));
      expect(await typesOf(literal)).toEqual([written, written]);
      expect(await typesOf(session.table('structured').unionByName(local))).toEqual([written]);
    },
  );

  it('keeps the digits of a second that a column has', async () => {
    const types = ['time(0)', 'timestamp_ntz(3)', 'timestamp_ltz(6)', 'timestamp_tz(8)', 'time(9)', 'timestamp_ntz'];
    const written = ['TIME(0)', 'TIMESTAMP_NTZ(3)', 'TIMESTAMP_LTZ(6)', 'TIMESTAMP_TZ(8)', 'TIME', 'TIMESTAMP_NTZ'];
    expect(types.map((text) => typeText(parseType(text)))).toEqual(written);
    await session
      .sql(`create or replace table moments (${types.map((text, at) => `c${at} ${text}`).join(', ')})`)
      .collect();
    expect(await typesOf(session.table('moments'))).toEqual(written);
    const local = session.createDataFrame([['01:02:03', '2026-11-30T01:02:03.004']], 'a time(0), b timestamp_ntz(3)');
    expect(await typesOf(local)).toEqual(['TIME(0)', 'TIMESTAMP_NTZ(3)']);
    expect(await typesOf(session.createDataFrame(await local.collect()))).toEqual(['TIME(0)', 'TIMESTAMP_NTZ(3)']);
    const cut = session.range(1).select(lit('2026-11-30T01:02:03.123456789').cast('timestamp_ntz(3)').as('t'));
    expect(String((await cut.collect())[0]?.get('T'))).toBe('2026-11-30T01:02:03.123');
    expect(() => session.createDataFrame([['01:02:03.5']], 'a time(0)')).toThrow('Write HH:MM:SS or SnowTime');
    expect(() => session.createDataFrame([['2026-11-30T01:02:03.0005']], 'a timestamp_ntz(3)')).toThrow('[.fff],');
    expect(() => parseType('time(10)')).toThrow(UsageError);
  });

  it('is that of a loaded table as well', async () => {
    const rows = Array.from({ length: 600 }, (_, at) => [at, [at, null]]);
    const frame = session.createDataFrame(rows, 'id int, v array(int)');
    expect((await frame.sort('id').first())?.parsed('V')).toEqual([0, null]);
    expect(await frame.count()).toBe(600);
  });

  it('is that of a VECTOR, with what its numbers are', async () => {
    await session.sql('create or replace table vectors (i vector(int, 3), f vector(float, 2))').collect();
    const { fields } = await session.table('vectors').schema();
    expect(fields.map(({ type }) => type)).toEqual([VectorType('int', 3), VectorType('float', 2)]);
  });

  it('is none where nothing is said, or what stands between < and >', async () => {
    expect([parseType('array'), parseType('array<int>')]).toEqual([ArrayType, ArrayType]);
    expect([parseType('map<string, int>'), parseType('struct<a int>')]).toEqual([ObjectType, ObjectType]);
    await session.sql('create or replace table loose (a array, o object)').collect();
    expect(await typesOf(session.table('loose'))).toEqual(['ARRAY', 'OBJECT']);
  });

  it.each([
    ['v array(int)', ['x']],
    ['v array(int not null)', [null]],
    ['v map(int, int)', { x: 1 }],
    ['v map(varchar, int)', { x: 'y' }],
    ['v object(a int)', { A: 1 }],
    ['v object(a int)', { a: 1, b: 2 }],
  ])('refuses a value that is none: %s, %j', (schema, value) => {
    expect(() => session.createDataFrame([[value]], schema)).toThrow(UsageError);
  });

  it.each(['array()', 'array(int, int)', 'map(int)', 'map(double, int)', 'object()', 'struct(a int)', 'array(foo)'])(
    'refuses %s',
    (text) => {
      expect(() => parseType(text)).toThrow(UsageError);
    },
  );

  it('is refused beyond 100 levels', () => {
    const deep = (levels: number) => `${'array('.repeat(levels)}int${')'.repeat(levels)}`;
    expect(() => parseType(deep(100))).not.toThrow();
    expect(() => parseType(deep(101))).toThrow('deeper than 100');
    expect(() => parseSchema(`a ${deep(1_000)}`)).toThrow(UsageError);
  });
});

describe('a structured type in a job', () => {
  let system: System;
  let session: Session;
  beforeAll(async () => {
    system = await startSystem();
    session = await durableSession({ url: system.apiUrl, apiKey: system.apiKey, profile: LOCAL_PROFILE });
  }, 120_000);
  afterAll(async () => {
    await session?.close();
    await system?.stop();
  });

  const VECTOR = ['vector(int, 3)', VectorType('int', 3), 'VECTOR(INT, 3)', [1, 2, 3]] as const;
  const ALL: readonly (readonly [string, SqlType<unknown>, string, unknown])[] = [...TYPES, VECTOR];
  it.each(ALL)('%s, goes out and comes back as it does directly', async (_, type, written, value) => {
    const local = session.createDataFrame([[value], [null]], StructType.of([StructField('v', type)]));
    await local.write.mode('overwrite').saveAsTable('structured_job');
    const frame = session.table('structured_job').withColumn('l', lit(value, type));
    expect((await frame.schema()).fields.map((field) => typeText(field.type))).toEqual([written, written]);
    const rows = await frame.collect();
    const read = (row: (typeof rows)[number] | undefined, name: string): unknown =>
      type.kind === 'vector' ? row?.get(name) : row?.parsed(name);
    expect(rows.map((row) => [read(row, 'V'), read(row, 'L')])).toEqual([
      [value, value],
      [null, value],
    ]);
    expect((await session.createDataFrame(rows).schema()).fields.map((field) => typeText(field.type))).toEqual([
      written,
      written,
    ]);
  });
});
