import { col, lit, type Session, type Table, whenMatched, whenNotMatched } from '@firn/snowpark';
import type { Program } from './program.js';

async function target(s: Session): Promise<Table> {
  const rows = s.createDataFrame(
    [
      [10, 'old', 1],
      [10, 'too_old', 2],
      [11, 'old', 3],
    ],
    ['key', 'value', 'n'],
  );
  await rows.write.saveAsTable('target', { mode: 'overwrite' });
  return s.table('target');
}

export const tables: Readonly<Record<string, Program>> = {
  merge_several_clauses: async (s) => {
    const t = await target(s);
    const source = s.createDataFrame(
      [
        [10, 'new'],
        [11, 'gone'],
        [12, 'add'],
        [13, 'skip'],
      ],
      ['key', 'value'],
    );
    const { rowsInserted, rowsUpdated, rowsDeleted } = await t.merge(source, t.col('key').eq(source.col('key')), [
      whenMatched(source.col('value').eq('gone')).delete(),
      whenMatched(t.col('n').gt(1)).update({ value: source.col('value'), n: t.col('n').plus(10) }),
      whenNotMatched(source.col('value').neq('skip')).insert({ key: source.col('key'), value: source.col('value') }),
    ]);
    return [[rowsInserted, rowsUpdated, rowsDeleted], t.sort('key', 'value')];
  },
  merge_insert_by_position: async (s) => {
    const t = await target(s);
    const source = s.createDataFrame([[12, 'add']], ['key', 'value']);
    const { rowsInserted, rowsUpdated, rowsDeleted } = await t.merge(source, t.col('key').eq(source.col('key')), [
      whenNotMatched().insert([source.col('key'), source.col('value'), lit(0)]),
    ]);
    return [[rowsInserted, rowsUpdated, rowsDeleted], t.sort('key', 'value')];
  },
  update_from_a_source: async (s) => {
    const t = await target(s);
    const source = s.createDataFrame(
      [
        [10, 'x'],
        [10, 'x'],
      ],
      ['key', 'value'],
    );
    const done = await t.update({ value: source.col('value') }, t.col('key').eq(source.col('key')), { source });
    return [[done.rowsUpdated, done.multiJoinedRowsUpdated], t.sort('key', 'n')];
  },
  delete_by_a_source: async (s) => {
    const t = await target(s);
    const source = s.createDataFrame([[10]], ['key']);
    const done = await t.delete(t.col('key').eq(source.col('key')), { source });
    return [[done.rowsDeleted], t.sort('key')];
  },
  append_by_name: async (s) => {
    await target(s);
    const more = s.createDataFrame([['v', 5]], ['value', 'key']);
    await more.write.mode('append').saveAsTable('target', { columnOrder: 'name' });
    return s.table('target').sort('key', 'value');
  },
  cache_result: async (s) =>
    (await s.table('orders').filter(col('id').gt(4)).cacheResult()).select('id', 'price').sort('id'),
  random_split_is_whole: async (s) => {
    const counts = await Promise.all(
      s
        .range(100)
        .randomSplit([1, 2, 3], 7)
        .map((part) => part.count()),
    );
    return [counts.reduce((sum, each) => sum + each, 0)];
  },
  sample_all: async (s) => [
    await s.range(50).sample(1).count(),
    await s.range(50).sample({ rows: 7 }).count(),
    await s.range(50).sample(0).count(),
  ],
  sample_by_keys: (s) => s.table('steps').sampleBy('g', { a: 1, zzz: 1 }).select('g', 'at').sort('at'),
};
