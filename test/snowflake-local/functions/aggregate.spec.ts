import { type SqlEngine, sqlEngine } from '../commands/support/sql-engine.js';

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
  await engine.run('create table t (g varchar, n number(10,2), i int, f float, b boolean, s varchar, z timestamp_tz)');
  await engine.run(`insert into t values
    ('a', 1.50, 1, 1.5, true, 'x', '2024-01-01 00:00:00 +00:00'),
    ('a', 2.25, 9223372036854775807, 2.5, false, 'y', '2024-01-01 01:00:00 +01:00'),
    ('a', null, null, null, null, null, null),
    ('b', 4.00, 3, 0.5, true, 'x', '2024-01-02 00:00:00 +00:00')`);
});
afterAll(() => engine.stop());

const one = async (items: string, from = 't'): Promise<readonly (string | null)[]> =>
  (await engine.rows(`select ${items} from ${from}`))[0] ?? [];

describe('aggregates', () => {
  it('count', async () => {
    expect(
      await one(
        'count(*), count(n), count(distinct s), count(distinct g, s), count_if(b), count(distinct z), approx_count_distinct(s)',
      ),
    ).toEqual(['4', '3', '2', '3', '2', '2', '2']);
  });

  it('sum keeps every digit, and refuses a 39th', async () => {
    expect(await one('sum(n), sum(i), sum(f), sum(distinct n)')).toEqual([
      '7.75',
      '9223372036854775811',
      '4.5',
      '7.75',
    ]);
    expect(await one('sum(n), avg(n), max(n), listagg(s), count(*)', 't where false')).toEqual([
      null,
      null,
      null,
      '',
      '0',
    ]);
    await engine.run('create table nines as select * from values (99999999999999999999999999999999999999) as v(n)');
    expect(await one('sum(n)', 'nines')).toEqual(['9'.repeat(38)]);
    await expect(engine.run('select sum(n) from (select n from nines union all select 1)')).rejects.toMatchObject({
      code: '100046',
    });
    await expect(
      engine.run('select sum(n) from (select n::number(38,0) n from nines union all select n from nines)'),
    ).rejects.toMatchObject({ code: '100046' });
  });

  it('averages exactly', async () => {
    expect(await one('avg(n), avg(i), avg(f)')).toEqual(['2.58333333', '3074457345618258603.666667', '1.5']);
  });

  it('chooses and orders', async () => {
    expect(await one(`min(s), max(i), min_by(s, n), max_by(s, n), any_value(g) in ('a', 'b'), mode(s)`)).toEqual([
      'x',
      '9223372036854775807',
      'x',
      'x',
      '1',
      'x',
    ]);
    expect(
      await one(`listagg(s, ',') within group (order by n desc), listagg(distinct s, '|') within group (order by s)`),
    ).toEqual(['x,y,x', 'x|y']);
    expect(
      await one(
        `to_json(array_agg(n) within group (order by n desc)), to_json(array_agg(distinct s) within group (order by s))`,
      ),
    ).toEqual(['[4,2.25,1.5]', '["x","y"]']);
    expect(await one(`to_json(object_agg(s, i))`, `t where n > 2`)).toEqual(['{"x":3,"y":9223372036854775807}']);
    expect(await one('to_json(array_agg(i))', 't where false')).toEqual(['[]']);
  });

  it('computes statistics', async () => {
    expect(
      await one(
        'median(n), median(f), percentile_cont(0.5) within group (order by f), percentile_disc(0.5) within group (order by n desc)',
      ),
    ).toEqual(['2.25000', '1.5', '1.5', '2.25']);
    expect(await one('stddev(f), variance(f), var_pop(f), stddev_pop(f), var_pop(n)')).toEqual([
      '1',
      '1',
      '0.6666666666666666',
      '0.816496580927726',
      '1.0972222222',
    ]);
    expect(await one('corr(f, f), covar_pop(f, f), booland_agg(b), boolor_agg(b), boolxor_agg(b)')).toEqual([
      '1',
      '0.6666666666666666',
      '0',
      '1',
      '0',
    ]);
    expect(await one('bitor_agg(column1), bitand_agg(column1), bitxor_agg(column1)', 'values (12), (10)')).toEqual([
      '14',
      '8',
      '6',
    ]);
  });

  it('computes statistics of NUMBERs from their variance as it is shown', async () => {
    const numbers = 'values (1), (3), (10), (1), (3)';
    expect(await one('kurtosis(column1), variance(column1), stddev(distinct column1)', numbers)).toEqual([
      '3.613736609956',
      '13.800000',
      '4.725815590985327',
    ]);
    expect(await one('stddev(column1), stddev_pop(column1)', 'values (1), (1), (3)')).toEqual([
      '1.1547003940416753',
      '0.9428091005076267',
    ]);
  });

  it('groups', async () => {
    expect(await engine.rows('select g, sum(n), avg(n) from t group by g order by g')).toEqual([
      ['a', '3.75', '1.87500000'],
      ['b', '4.00', '4.00000000'],
    ]);
  });
});

describe('window functions', () => {
  const over = (item: string) =>
    engine.rows(`select ${item} from t where n is not null order by n`).then((rows) => rows.map((row) => row[0]));

  it('number and rank', async () => {
    expect(await over('row_number() over (order by n desc)')).toEqual(['3', '2', '1']);
    expect(await over('rank() over (order by s)')).toEqual(['1', '3', '1']);
    expect(await over('dense_rank() over (order by s)')).toEqual(['1', '2', '1']);
    expect(await over('ntile(2) over (order by n)')).toEqual(['1', '1', '2']);
    expect(await over('cume_dist() over (order by s)')).toEqual(['0.6666666666666666', '1', '0.6666666666666666']);
    expect(await over('percent_rank() over (order by n)')).toEqual(['0', '0.5', '1']);
  });

  it('look at other rows', async () => {
    expect(await over('lag(n) over (order by n)')).toEqual([null, '1.50', '2.25']);
    expect(await over('lead(n, 2, 0) over (order by n)')).toEqual(['4.00', '0.00', '0.00']);
    expect(await over('lead(s, -1) over (order by n)')).toEqual([null, 'x', 'y']);
    expect(await over('first_value(n) over (order by n)')).toEqual(['1.50', '1.50', '1.50']);
    expect(await over('last_value(n) over (order by n)')).toEqual(['4.00', '4.00', '4.00']);
    expect(await over('nth_value(n, 2) over (order by n)')).toEqual(['2.25', '2.25', '2.25']);
    expect(
      await engine.rows('select lag(i) ignore nulls over (order by n nulls last), n from t order by n nulls last'),
    ).toEqual([
      [null, '1.50'],
      ['1', '2.25'],
      ['9223372036854775807', '4.00'],
      ['3', null],
    ]);
  });

  it('aggregate over a window', async () => {
    expect(await over('sum(n) over (partition by g order by n)')).toEqual(['1.50', '3.75', '4.00']);
    expect(await over('avg(n) over (order by n rows between 1 preceding and current row)')).toEqual([
      '1.50000',
      '1.87500',
      '3.12500',
    ]);
    expect(await over('count(*) over ()')).toEqual(['3', '3', '3']);
    expect(await over('listagg(s) over (partition by g)')).toEqual(['xy', 'xy', 'x']);
    expect(await over('ratio_to_report(n) over ()')).toEqual(['0.19354839', '0.29032258', '0.51612903']);
    expect(await over('to_json(array_agg(i) over (partition by g))')).toEqual([
      '[1,9223372036854775807]',
      '[1,9223372036854775807]',
      '[3]',
    ]);
    expect(await over('sum(n) over (order by n) / sum(n) over ()')).toEqual(['0.19354839', '0.48387097', '1.00000000']);
    expect(await over("conditional_true_event(s = 'y') over (order by n)")).toEqual(['0', '1', '1']);
  });
});
