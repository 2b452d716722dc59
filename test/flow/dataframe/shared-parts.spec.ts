import { col, type DataFrame, max, sum, whenMatched, whenNotMatched } from '@firn/snowpark';
import { type Direct, startDirect } from '../../support/direct.js';

describe('a part that is used several times', () => {
  let direct: Direct;
  let part: DataFrame;
  const table = (name: string) => direct.session.table(name);
  const numbers = async (frame: DataFrame): Promise<string[]> => {
    const rows = await frame.collect();
    return rows.map((row) => row.toArray().map(String).join(' ')).sort();
  };

  beforeAll(async () => {
    direct = await startDirect();
    await direct.session
      .sql("create table t as select column1 as a, column2 as b from values (1, 'x'), (2, 'y'), (3, 'z')")
      .collect();
    part = table('t').filter(col('a').gt(1)).withColumn('c', col('a').multiply(10)).as();
  });
  afterAll(async () => await direct.stop());

  it('is read once by set operators, joins, aggregates and subqueries', async () => {
    expect(await numbers(part.unionAll(part))).toEqual(['2 y 20', '2 y 20', '3 z 30', '3 z 30']);
    expect(await numbers(part.union(part).except(part.filter(col('a').eq(3))))).toEqual(['2 y 20']);
    const other = part.alias('o');
    expect(
      await numbers(
        part
          .join(other, part.col('a').lt(other.col('a')))
          .select(part.col('a'), other.col('c'))
          .as(),
      ),
    ).toEqual(['2 30']);
    expect(
      await numbers(
        part
          .join(part.groupBy('b').agg(sum('a').as('s')), 'b')
          .select('a', 's')
          .as(),
      ),
    ).toEqual(['2 2', '3 3']);
    expect(await numbers(part.filter(col('a').in(part.select('a').filter(col('a').lt(3)))))).toEqual(['2 y 20']);
    expect(await numbers(part.unionAll(part).join(part, ['a'], 'semi'))).toHaveLength(4);
    expect(await part.unionAll(part).count()).toBe(4);
    expect((await part.unionAll(part).sort(col('a').desc()).first())?.get('A')).toBe(3n);
  });

  it('keeps the order that a limit chooses by', async () => {
    const sorted = table('t').sort(col('a').desc());
    expect(await numbers(sorted.limit(1).unionAll(sorted.limit(2)).select('a').as())).toEqual(['2', '3', '3']);
    expect(await numbers(sorted.unionAll(sorted.limit(1)).select('a').as())).toEqual(['1', '2', '3', '3']);
  });

  it('may be data of the caller, a query of the caller, or the result of a statement', async () => {
    const data = direct.session.createDataFrame([[1], [2]], 'a int');
    expect(await numbers(data.unionAll(data).as())).toEqual(['1', '1', '2', '2']);
    const query = direct.session.sql('with q as (select 1 as a union all select ?) select * from q', [7]);
    expect(await numbers(query.unionAll(query).filter(col('a').in(query)))).toEqual(['1', '1', '7', '7']);
    const shown = direct.session.sql("show tables like 'T'");
    expect(await shown.unionAll(shown).count()).toBe(2);
  });

  it('may stand under a query that begins with common tables of its own', async () => {
    const described = part.unionAll(part).describe('c');
    expect((await described.collect()).map((row) => String(row.get('C')))).toEqual([
      '4',
      '25',
      '5.7735026630287445',
      '20',
      '30',
    ]);
  });

  it('may stand under steps that go by types, over a relation that only Snowflake knows the columns of', async () => {
    const wide = table('t').pivot('b', ['x', 'y']).agg(max('a')).distinct();
    expect(await numbers(wide.fillna(0).unionByName(wide.fillna(0)))).toEqual(['1 2']);
  });

  it('is written once in each statement that writes', async () => {
    const twice = part.unionAll(part).select('a', 'b').as();
    for (const mode of ['errorifexists', 'append', 'truncate', 'overwrite'] as const) {
      await twice.write.mode(mode).saveAsTable('copied', mode === 'append' ? { columnOrder: 'name' } : {});
    }
    await twice.write
      .mode('overwrite')
      .saveAsTable('copied', { overwriteCondition: col('a').in(twice.select('a').as()) });
    expect(await numbers(table('copied'))).toEqual(['2 y', '2 y', '3 z', '3 z']);
    const unloaded = await twice.write.copyIntoLocation('@~/shared/part.csv', {
      formatType: 'csv',
      copyOptions: { OVERWRITE: true },
    });
    expect(unloaded[0]?.get('rows_unloaded')).toBe(4n);
  });

  it('is written once where it changes a table', async () => {
    await direct.session.sql('create table target as select a, b from t').collect();
    const target = table('target');
    const source = part.union(part);
    const merged = await target.merge(source, target.col('a').eq(source.col('a')), [
      whenMatched(target.col('a').gt(1)).update({ b: 'm' }),
      whenNotMatched().insert({ a: source.col('a') }),
    ]);
    expect(merged).toMatchObject({ rowsUpdated: 2, rowsInserted: 0 });
    expect(await target.update({ b: 'u' }, col('a').in(part.unionAll(part).select('a').as()))).toMatchObject({
      rowsUpdated: 2,
    });
    expect(await target.delete(target.col('a').eq(source.col('a')), { source })).toMatchObject({ rowsDeleted: 2 });
    expect(await numbers(target)).toEqual(['1 x']);
  });

  it('may be built on itself many times', async () => {
    const doubled = (frame: DataFrame, times: number): DataFrame =>
      times === 0 ? frame : doubled(frame.unionAll(frame), times - 1);
    expect(await doubled(part.limit(1), 8).count()).toBe(256);
    expect(await doubled(part.limit(1), 8).filter(col('a').gt(100)).collect()).toEqual([]);
  });
});
