import { type SqlEngine, sqlEngine } from '../commands/support/sql-engine.js';

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
});
afterAll(() => engine.stop());

/** Where the rows come from: none, one of NULLs, one, two. */
const SOURCES = [
  '(select 1 as x, 1 as y, true as b where false)',
  '(select null::int as x, null::int as y, null::boolean as b)',
  '(select 3 as x, 5 as y, true as b)',
  '(select column1 as x, column2 as y, column3 as b from values (3, 5, true), (5, 9, false))',
] as const;

type Row = readonly [call: string, none: string | null, nulls: string | null, one: string | null, two: string | null];

/** What each aggregate is over no rows, over NULLs alone, over one row and over two. */
const AGGREGATES: readonly Row[] = [
  ['count(*)', '0', '1', '1', '2'],
  ['count(x)', '0', '0', '1', '2'],
  ['count(x, y)', '0', '0', '1', '2'],
  ['count(distinct x)', '0', '0', '1', '2'],
  ['count_if(b)', '0', '0', '1', '1'],
  ['approx_count_distinct(x)', '0', '0', '1', '2'],
  ['sum(x)', null, null, '3', '8'],
  ['avg(x)', null, null, '3.000000', '4.000000'],
  ['min(x)', null, null, '3', '3'],
  ['max(x)', null, null, '3', '5'],
  ['any_value(x)', null, null, '3', '3'],
  ['mode(x)', null, null, '3', '3'],
  ['median(x)', null, null, '3.000', '4.000'],
  ['percentile_cont(0.5) within group (order by x)', null, null, '3.000', '4.000'],
  ['percentile_disc(0.5) within group (order by x)', null, null, '3', '3'],
  ['approx_percentile(x, 0.5)', null, null, '3', '4'],
  ['min_by(x, y)', null, null, '3', '3'],
  ['max_by(x, y)', null, null, '3', '5'],
  ['stddev(x)', null, null, null, '1.4142135623730951'],
  ['stddev_samp(x)', null, null, null, '1.4142135623730951'],
  ['stddev_pop(x)', null, null, '0', '1'],
  ['variance(x)', null, null, null, '2.000000'],
  ['var_samp(x)', null, null, null, '2.000000'],
  ['var_pop(x)', null, null, '0.000000', '1.000000'],
  ['variance(x::float)', null, null, null, '2'],
  ['skew(x)', null, null, null, null],
  ['kurtosis(x)', null, null, null, null],
  ['covar_samp(y, x)', null, null, null, '4'],
  ['covar_pop(y, x)', null, null, '0', '2'],
  ['corr(y, x)', null, null, null, '1'],
  ['regr_count(y, x)', '0', '0', '1', '2'],
  ['regr_avgx(y, x)', null, null, '3', '4'],
  ['regr_avgy(y, x)', null, null, '5', '7'],
  ['regr_sxx(y, x)', null, null, '0', '2'],
  ['regr_sxy(y, x)', null, null, '0', '4'],
  ['regr_syy(y, x)', null, null, '0', '8'],
  ['regr_slope(y, x)', null, null, null, '2'],
  ['regr_intercept(y, x)', null, null, null, '-1'],
  ['regr_r2(y, x)', null, null, null, '1'],
  ['bitand_agg(x)', null, null, '3', '1'],
  ['bitor_agg(x)', null, null, '3', '7'],
  ['bitxor_agg(x)', null, null, '3', '6'],
  ['booland_agg(b)', null, null, '1', '0'],
  ['boolor_agg(b)', null, null, '1', '1'],
  ['boolxor_agg(b)', null, null, '1', '1'],
  ["listagg(x, ',') within group (order by x)", '', '', '3', '3,5'],
  ['to_json(array_agg(x) within group (order by x))', '[]', '[]', '[3]', '[3,5]'],
  ['to_json(array_sort(array_unique_agg(b)))', '[]', '[]', '[true]', '[false,true]'],
  ['to_json(object_agg(x::varchar, y))', '{}', '{}', '{"3":5}', '{"3":5,"5":9}'],
];

describe('aggregates over no rows, NULLs, one row and two', () => {
  it.each(SOURCES.map((source, at) => [source, at] as const))('over %s', async (source, at) => {
    const [cells] = await engine.rows(`select ${AGGREGATES.map(([call]) => call).join(', ')} from ${source}`);
    expect(AGGREGATES.map(([call], index) => [call, cells?.[index]])).toEqual(
      AGGREGATES.map((row) => [row[0], row[at + 1]]),
    );
  });

  it('gives the same over a window as over a group', async () => {
    const plain = AGGREGATES.filter(
      ([call]) => !call.startsWith('avg') && !call.startsWith('to_json') && call !== 'count(*)',
    );
    for (const [at, source] of SOURCES.entries()) {
      const items = plain.map(([call]) => `${call} over ()`).join(', ');
      const [cells] = await engine.rows(`select ${items} from ${source} limit 1`);
      const expected = at === 0 ? undefined : plain.map((row) => row[at + 1]);
      expect(cells).toEqual(expected);
    }
  });

  it('takes equal values for one where there is nothing to divide by', async () => {
    const calls =
      'corr(x, y), regr_slope(y, x), regr_intercept(y, x), regr_r2(y, x), regr_r2(x, y), skew(x), kurtosis(x)';
    expect(
      await engine.rows(
        `select ${calls} from (select column1 as x, column2 as y from values (2, 1), (2, 3), (2, 4), (2, 9))`,
      ),
    ).toEqual([[null, null, null, null, '1', null, null]]);
    expect(await engine.rows('select skew(column1), kurtosis(column1) from values (1), (2), (10), (12)')).toEqual([
      ['0.08289452913918671', '-5.211208869450'],
    ]);
  });
});
