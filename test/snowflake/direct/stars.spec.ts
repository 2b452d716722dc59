import {
  col,
  count,
  countDistinct,
  flatten,
  hash,
  lit,
  objectConstruct,
  objectConstructKeepNull,
  struct,
  upper,
} from '@firn/snowpark';
import { useDirect } from '../../support/direct.js';

const direct = useDirect();

const people = () =>
  direct.session
    .createDataFrame(
      [
        [1, 'ann', null],
        [2, 'bob', 'x'],
        [2, 'bob', 'x'],
      ],
      ['id', 'who', '"a b"'],
    )
    .as();

const json = (value: unknown): unknown => JSON.parse(String(value));

describe('a star as an argument', () => {
  it('makes objects of all columns', async () => {
    const frame = people().select(
      'id',
      objectConstruct('*').as('o'),
      objectConstructKeepNull('*').as('k'),
      struct('*').as('s'),
    );
    const rows = await frame.sort('id').limit(2).collect();
    expect(rows.map((row) => [json(row.get('O')), json(row.get('K')), json(row.get('S'))])).toEqual([
      [
        { ID: 1, WHO: 'ann' },
        { ID: 1, WHO: 'ann', 'a b': null },
        { ID: 1, WHO: 'ann', 'a b': null },
      ],
      Array.from({ length: 3 }, () => ({ ID: 2, WHO: 'bob', 'a b': 'x' })),
    ]);
  });

  it('is the columns of the frame that it is written for', async () => {
    const added = people().withColumn('x', lit(1)).select('id', 'x').withColumn('o', objectConstruct('*'));
    expect((await added.sort('id').first())?.toObject()).toMatchObject({ ID: 1n, X: 1n });
    expect(json((await added.sort('id').first())?.get('O'))).toEqual({ ID: 1, X: 1 });
    const [l, r] = [people().alias('l'), people().select('id', upper('who').as('who')).distinct().alias('r')];
    const joined = l
      .join(r, l.col('id').eq(r.col('id')))
      .select(l.col('id').as('id'), objectConstruct(r.col('*')).as('o'));
    expect((await joined.sort('id').collect()).map((row) => json(row.get('O')))).toEqual([
      { ID: 1, WHO: 'ANN' },
      { ID: 2, WHO: 'BOB' },
      { ID: 2, WHO: 'BOB' },
    ]);
  });

  it('counts rows, and different ones without a NULL', async () => {
    const row = await people()
      .agg(count('*').as('n'), countDistinct('*').as('d'), countDistinct(hash('*')).as('h'))
      .first();
    expect(row?.toObject()).toEqual({ N: 3n, D: 1n, H: 2n });
    const rolled = people().rollup(upper('who').as('k')).agg(countDistinct('*').as('n')).sort('k');
    expect((await rolled.collect()).map((each) => each.toArray())).toEqual([
      [null, 1n],
      ['ANN', 0n],
      ['BOB', 1n],
    ]);
  });

  it('gives rows of a table function over all columns', async () => {
    const keys = people()
      .filter(col('id').eq(1))
      .joinTableFunction(flatten(objectConstruct('*')))
      .select('id', 'key')
      .sort('key');
    expect((await keys.collect()).map((row) => row.get('KEY'))).toEqual(['ID', 'WHO']);
  });

  it('splits rows once, whichever columns are read of the parts', async () => {
    const frame = direct.session.range(200).withColumn('x', col('id').plus(1)).filter(col('x').gt(1));
    const [left, right] = frame.randomSplit([1, 1], 3);
    if (left === undefined || right === undefined) throw new Error('There are two parts.');
    const ids = async (of: typeof left, name: string) =>
      (await of.select(name).collect()).map((row) => Number(row.get(0)));
    const all = [...(await ids(left, 'id')), ...(await ids(right, 'x')).map((x) => x - 1)].toSorted((a, b) => a - b);
    expect(all).toEqual(Array.from({ length: 199 }, (_, at) => at + 1));
    const same = frame.select(lit(1).as('one')).randomSplit([1, 1], 3);
    expect((await Promise.all(same.map((part) => part.count()))).toSorted()).toEqual([0, 199]);
  });
});
