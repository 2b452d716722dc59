import {
  type AsyncJob,
  col,
  DoubleType,
  IntegerType,
  lit,
  type MergeResult,
  type Session,
  StringType,
  StructField,
  StructType,
  type UpdateResult,
  whenMatched,
  whenNotMatched,
} from '@firn/snowpark';
import { type Equal, type ShapeOf, same } from './equal.js';

const SCHEMA = StructType.of([
  StructField('key', IntegerType, false),
  StructField('value', StringType),
  StructField('"rate"', DoubleType),
]);

export async function tables(session: Session): Promise<void> {
  const source = session.createDataFrame([[1, 'a', 2.5]], SCHEMA);
  same<Equal<ShapeOf<typeof source>, { KEY: bigint; VALUE: string | null; rate: number | null }>>();
  const objects = session.createDataFrame([{ id: 1n, name: 'x' as string | null }]);
  same<Equal<ShapeOf<typeof objects>, { ID: bigint; NAME: string | null }>>();
  const target = session.table<{ KEY: bigint; VALUE: string | null }>('target');

  const merged = await target.merge(
    source,
    target.col('key').eq(source.col('key')),
    [
      whenMatched(source.col('value').isNotNull()).update({ value: source.col('value') }),
      whenMatched().delete(),
      whenNotMatched().insert({ key: source.col('key'), value: 'new' }),
      whenNotMatched().insert([source.col('key'), lit('x')]),
    ],
    { block: false },
  );
  same<Equal<typeof merged extends AsyncJob<MergeResult, infer _> ? true : false, true>>();
  const updated = await target.update({ value: 'x' }, target.col('key').eq(1));
  same<Equal<typeof updated, UpdateResult>>();
  await target.update({ VALUE: source.col('value') }, target.col('key').eq(source.col('key')), { source });
  await target.delete(target.col('key').gt(5), { block: false });

  // @ts-expect-error: no such column
  await target.update({ valeu: 'x' });
  // @ts-expect-error: a number is no text
  await target.update({ value: 5 });
  // @ts-expect-error: numbers of the source for a column of texts
  await target.update({ value: col('rate') }, target.col('key').eq(source.col('key')), { source });
  // @ts-expect-error: the source is not given
  await target.update({ value: source.col('rate') });
  // @ts-expect-error: no such column in the clause
  await target.merge(source, target.col('key').eq(source.col('key')), [whenMatched().update({ valeu: 'x' })]);
  // @ts-expect-error: a number is no text in the clause
  await target.merge(source, target.col('key').eq(source.col('key')), [whenMatched().update({ value: 5 })]);
  // @ts-expect-error: the clause reads what neither side has
  await target.merge(source, target.col('key').eq(source.col('key')), [whenMatched().update({ value: col('nope') })]);
  // @ts-expect-error: no such save mode
  await source.write.saveAsTable('t', { mode: 'replace' });
  // @ts-expect-error: no such table type
  await source.write.saveAsTable('t', { tableType: 'eternal' });
}
