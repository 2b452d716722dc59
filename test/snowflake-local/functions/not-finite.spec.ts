import { type SqlEngine, sqlEngine } from '../commands/support/sql-engine.js';
import { check } from './table.js';

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
});
afterAll(() => engine.stop());

const ONE = [
  'stddev',
  'stddev_samp',
  'stddev_pop',
  'variance',
  'var_samp',
  'var_pop',
  'skew',
  'kurtosis',
  'avg',
  'sum',
];
const PAIRS = [
  ...['corr', 'covar_pop', 'covar_samp', 'regr_slope', 'regr_intercept', 'regr_r2'],
  ...['regr_avgx', 'regr_sxx', 'regr_sxy'],
];

it.each(['NaN', 'inf', '-inf'])(
  'statistics over a value that is %s are NaN or infinite, and no error',
  async (value) => {
    const rows = `from values ('${value}'::float, 2::float), (1, 3), (2, 5), (3, 7), (null, 'nan')`;
    const items = [...ONE.map((name) => `${name}(column1)`), ...PAIRS.map((name) => `${name}(column2, column1)`)];
    const [row = []] = await engine.rows(`select ${items.join(', ')} ${rows}`);
    const expected = items.map((item) => (item.startsWith('avg') || item.startsWith('sum') ? value : 'NaN'));
    expect(row).toEqual(expected);
    const windowed = `select stddev(column1) over (partition by 1), corr(column2, column1) over () ${rows}`;
    expect((await engine.rows(windowed))[0]).toEqual(['NaN', 'NaN']);
  },
);

it('statistics leave out rows with NULL before they look at the other value', async () => {
  const pairs = "from values (null, 'nan'::float), (1, 2), (2, 4)";
  expect(await engine.rows(`select corr(column1, column2), stddev(column1) ${pairs}`)).toEqual([
    ['1', '0.7071067811865476'],
  ]);
});

it('NaN has no sign', () =>
  check(engine, [
    ["'inf'::float - 'inf'::float", 'NaN'],
    ["0::float * 'inf'::float", 'NaN'],
    ["('inf'::float - 'inf'::float)::varchar", 'NaN'],
    ["mod('inf'::float, 2)", 'NaN'],
    ["sin('inf'::float)", 'NaN'],
    ["cot('-inf'::float)", 'NaN'],
    ['tan(null::float)', null],
    ["'-inf'::float", '-inf'],
  ]));
