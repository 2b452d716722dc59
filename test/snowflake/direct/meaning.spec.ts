import {
  col,
  DecFloatType,
  Decimal,
  DecimalType,
  lit,
  type Session,
  StringType,
  StructField,
  StructType,
  whenMatched,
} from '@firn/snowpark';
import { sentBy } from '../../snowpark/offline.js';
import { type Direct, startDirect } from '../../support/direct.js';

let direct: Direct;
let session: Session;

beforeAll(async () => {
  direct = await startDirect();
  session = direct.session;
});
afterAll(async () => {
  await direct?.stop();
});

type Collecting = { collect(): PromiseLike<readonly { toArray(): readonly unknown[] }[]> };
const rowsOf = async (frame: Collecting): Promise<readonly (readonly unknown[])[]> =>
  (await frame.collect()).map((row) => row.toArray());

describe('values and types', () => {
  it('of a literal are those that it is given, to the last digit', async () => {
    const digits = '123456789012345678901234567890123456.50';
    const frame = session
      .sql('select 1 as a')
      .select(lit('1.50', DecimalType(38, 2)).as('d'), lit(digits, DecimalType(38, 2)).as('e'));
    const [row] = await frame.collect();
    expect(row?.toArray().map((value) => (value as Decimal).toFixed(2))).toEqual(['1.50', digits]);
    expect(await frame.dtypes()).toEqual([
      ['D', 'NUMBER(38, 2)'],
      ['E', 'NUMBER(38, 2)'],
    ]);
  });

  it('of rows that were collected make the same rows again', async () => {
    const frame = session.sql(
      `select 1 as i, 1.50::number(9, 2) as d, 1.5::float as f, 'x' as s, true as b, to_date('2020-01-31') as day,
         to_time('01:02:03.000000004') as at, '2020-01-01 00:00:00.123456789'::timestamp_ntz as ntz,
         '2020-01-01 00:00:00 +0200'::timestamp_tz as tz, x'ff' as bytes, null::varchar as nothing`,
    );
    const rows = await frame.collect();
    const again = await session.createDataFrame(rows).collect();
    expect(again.map(String)).toEqual(rows.map(String));
    expect(again[0]?.names).toEqual(rows[0]?.names);
  });

  it('of DECFLOAT come from texts, digit by digit', () => {
    const schema = StructType.of([StructField('d', DecFloatType)]);
    const frame = session.createDataFrame([['1.5'], ['12345678901234567890123456789.5'], [null]], schema);
    expect(sentBy(frame)).toEqual([
      'SELECT $1::DECFLOAT AS "D" FROM VALUES (?), (?), (NULL)',
      ['1.5', '12345678901234567890123456789.5'],
    ]);
  });

  it('of lists have an element type in the text of a schema', async () => {
    const frame = session.createDataFrame([[[1, 2]], [null]], 'l array<int>');
    expect((await rowsOf(frame)).map(([l]) => (l === null ? null : JSON.parse(String(l))))).toEqual([[1, 2], null]);
  });

  it('of columns that are NULL here and there have one shape, and may be NULL', async () => {
    const frame = session.createDataFrame([{ a: null, b: 1 }, { a: 'x' }, { b: null, c: true }]);
    expect(await rowsOf(frame)).toEqual([
      [null, 1n, null],
      ['x', null, null],
      [null, null, true],
    ]);
    expect((await frame.schema()).fields.map(({ name, nullable }) => [name, nullable])).toEqual([
      ['A', true],
      ['B', true],
      ['C', true],
    ]);
    expect(await rowsOf(session.createDataFrame([[null], [null]], ['n']))).toEqual([[null], [null]]);
  });

  it('of local data may be NULL though none is, unless the schema says otherwise', async () => {
    const inferred = session.createDataFrame([[1, 'x']], ['a', 'b']);
    const told = session.createDataFrame(
      [['x', 'y']],
      StructType.of([StructField('a', StringType, false), StructField('b', StringType)]),
    );
    const nullable = async (frame: { schema(): Promise<{ fields: readonly { nullable: boolean }[] }> }) =>
      (await frame.schema()).fields.map((field) => field.nullable);
    expect(await nullable(inferred)).toEqual([true, true]);
    expect(await nullable(told)).toEqual([false, true]);
    await inferred.write.mode('overwrite').saveAsTable('may_be_null');
    expect((await session.sql('insert into may_be_null values (null, null)').collect()).length).toBe(1);
  });

  it('of binds are kept', async () => {
    const types = 'select typeof(to_variant(?)), typeof(to_variant(?)), typeof(to_variant(?)), typeof(to_variant(?)) ';
    expect(await rowsOf(session.sql(types, [1, 'x', true, 1.5]))).toEqual([
      ['INTEGER', 'VARCHAR', 'BOOLEAN', 'DOUBLE'],
    ]);
    const frame = session.sql('select ? as d', [new Decimal('1.50')]);
    expect((await rowsOf(frame)).map(([d]) => String(d))).toEqual(['1.5']);
  });
});

describe('an order', () => {
  it('survives a column that takes the place of its key, before a limit', async () => {
    const numbers = session.createDataFrame([[3], [1], [2]], ['a']);
    const turned = numbers.sort('a').withColumn('a', lit(0).minus(col('a')));
    expect(await rowsOf(turned.limit(2))).toEqual([[-1n], [-2n]]);
    expect(await rowsOf(turned)).toEqual([[-1n], [-2n], [-3n]]);
    expect(await rowsOf(numbers.sort(col('a').desc()).select(lit(7).as('a')).limit(1))).toEqual([[7n]]);
    expect(await rowsOf(numbers.sort('a').rename('a', 'b').limit(1))).toEqual([[1n]]);
  });
});

describe('a merge', () => {
  it('says in its own words which name is not clear, and how it is made so', async () => {
    await session.sql('create or replace table m (k int, v int)').collect();
    const [target, source] = [session.table('m'), session.sql('select 1 as k, 2 as v')];
    const merge = target.merge(source, col('k').eq(1), [whenMatched().delete()]);
    await expect(merge).rejects.toThrow(
      "Column K is in the target and in the source. Write target.col('K') or source.col('K').",
    );
    const value = target.merge(source, target.col('k').eq(source.col('k')), [whenMatched().update({ v: col('v') })]);
    await expect(value).rejects.toThrow('Column V is in the target and in the source.');
  });
});
