import { functionNames, lookupFunction } from '../../../apps/snowflake-local/src/functions/lookup.js';
import { type SqlEngine, sqlEngine } from '../commands/support/sql-engine.js';

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
  await engine.run('create table w (i int, v int, s varchar, b boolean)');
  await engine.run("insert into w values (1, 10, 'a', true), (2, 10, 'b', false), (3, 20, 'c', null)");
});
afterAll(() => engine.stop());

/** What may stand in an OVER. */
const WINDOWS = [
  '()',
  '(partition by b)',
  '(order by i)',
  '(order by i rows between unbounded preceding and unbounded following)',
  '(order by i rows unbounded preceding)',
  '(order by i rows between 1 preceding and 1 following)',
  '(order by i range between unbounded preceding and unbounded following)',
  '(order by i range between unbounded preceding and current row)',
  '(order by i range between current row and current row)',
  '(order by i range between unbounded preceding and 1 following)',
  '(order by i range between 1 preceding and current row)',
] as const;

const GOOD = '+';
const CUMULATIVE = 'c';
const SLIDING = 's';
/** An aggregate that knows no frames, and RANGE over the whole partition. */
const AGGREGATE = 'a';
const NEEDS_ORDER = 'o';

/** A letter for each of WINDOWS. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  '+++++++++++': [
    'count(*)',
    'count(v)',
    'count_if(b)',
    'sum(v)',
    'avg(v)',
    'min(v)',
    'max(v)',
    'stddev(v)',
    'stddev_samp(v)',
    'stddev_pop(v)',
    'variance(v)',
    'variance_samp(v)',
    'var_samp(v)',
    'var_pop(v)',
    'variance_pop(v)',
    'array_agg(v)',
    'arrayagg(v)',
  ],
  '++c+csacscs': [
    'any_value(v)',
    'approx_count_distinct(v)',
    'hll(v)',
    'approx_percentile(v, 0.5)',
    'array_unique_agg(v)',
    'bitand_agg(v)',
    'bit_and_agg(v)',
    'bitor_agg(v)',
    'bit_or_agg(v)',
    'bitxor_agg(v)',
    'hash_agg(v)',
    'bit_xor_agg(v)',
    'booland_agg(b)',
    'boolor_agg(b)',
    'boolxor_agg(b)',
    'corr(v, i)',
    'covar_pop(v, i)',
    'covar_samp(v, i)',
    "listagg(s, ',')",
    "string_agg(s, ',')",
    "listagg(s, ',') within group (order by s)",
    'max_by(v, i)',
    'median(v)',
    'min_by(v, i)',
    'mode(v)',
    'object_agg(s, v)',
    'percentile_cont(0.5) within group (order by v)',
    'percentile_disc(0.5) within group (order by v)',
    'regr_avgx(v, i)',
    'regr_avgy(v, i)',
    'regr_count(v, i)',
    'regr_intercept(v, i)',
    'regr_r2(v, i)',
    'regr_slope(v, i)',
    'regr_sxx(v, i)',
    'regr_sxy(v, i)',
    'regr_syy(v, i)',
  ],
  '++c+cs+cscs': ['skew(v)', 'kurtosis(v)'],
  'oo+++++++++': ['first_value(v)', 'last_value(v)'],
  'oo+++++++cs': [
    'nth_value(v, 1)',
    'row_number()',
    'rank()',
    'dense_rank()',
    'percent_rank()',
    'ntile(2)',
    'lag(v)',
    'lead(v, 1, 0)',
  ],
  'oo+ccsccscs': ['cume_dist()', 'conditional_true_event(b)', 'conditional_change_event(v)'],
  '++++csccscs': ['ratio_to_report(v)'],
};

const nameOf = (call: string): string => (/^\w+/.exec(call)?.[0] ?? '').toUpperCase();

const answer = (sql: string): Promise<string> =>
  engine.run(sql).then(
    () => GOOD,
    (error: unknown) => String(error),
  );

function expectedOf(letter: string | undefined, call: string, window: string): string {
  const over = `select ${call} over `.length - 'over '.length;
  const frame = over + 'over '.length + window.search(/rows|range/);
  const at = /rows|range/.test(window) ? frame : over;
  const words = (word: string) =>
    `Refusal: SQL compilation error: error line 1 at position ${at}\n${word} window frame unsupported for function ${nameOf(call)}`;
  switch (letter) {
    case CUMULATIVE:
      return words('Cumulative');
    case SLIDING:
      return words('Sliding');
    case AGGREGATE:
      return `Refusal: SQL compilation error:\nAggregate window function with order by clause is not supported: [${call} over ${window}].`;
    case NEEDS_ORDER:
      return `Refusal: SQL compilation error:\nWindow function type [${nameOf(call)}] requires ORDER BY in window specification.`;
    default:
      return GOOD;
  }
}

const CASES = Object.entries(KINDS).flatMap(([letters, calls]) => calls.map((call) => [call, letters] as const));

describe('every function against every frame', () => {
  it('knows all functions that can stand in a window', () => {
    const known = new Set(CASES.map(([call]) => nameOf(call)));
    const windowed = functionNames().filter((name) => lookupFunction(name)?.window !== undefined);
    expect(windowed.filter((name) => !known.has(name))).toEqual([]);
    expect(CASES.every(([, letters]) => letters.length === WINDOWS.length)).toBe(true);
  });

  it.each(CASES)('%s', async (call, letters) => {
    for (const [at, window] of WINDOWS.entries()) {
      const expected = expectedOf(letters[at], call, window);
      expect([window, await answer(`select ${call} over ${window} from w`)]).toEqual([window, expected]);
    }
  });
});

/** DISTINCT stands in the whole partition alone. */
describe('DISTINCT in a window', () => {
  const TAKES = [
    'count',
    'sum',
    'avg',
    'min',
    'max',
    'stddev',
    'variance',
    'array_agg',
    'any_value',
    'first_value',
    'last_value',
  ];

  it.each(TAKES)('%s(distinct v)', async (name) => {
    for (const window of WINDOWS.slice(2)) {
      const sql = `select ${name}(distinct v) over ${window} from w`;
      const at = `select ${name}(distinct v) `.length;
      const isWhole = window.includes('rows between unbounded preceding and unbounded following');
      const isAny = name === 'any_value';
      const refused = `Refusal: SQL compilation error: error line 1 at position ${at}\ndistinct cannot be used with a window frame or an order.`;
      const found = await answer(sql);
      if (isAny && !isWhole) expect(found).toMatch(/unsupported for function ANY_VALUE|is not supported/);
      else expect([window, found]).toEqual([window, isWhole ? GOOD : refused]);
    }
  });

  it('is refused by name where it means nothing', async () => {
    for (const call of ['ntile(distinct 2)', 'lag(distinct v)', 'conditional_true_event(distinct b)']) {
      expect(await answer(`select ${call} over (order by i) from w`)).toBe(
        `Refusal: SQL compilation error:\ninvalid use of 'distinct' for function '${nameOf(call)}${call.slice(call.indexOf('(')).replace('distinct', 'DISTINCT')}'`,
      );
    }
    expect(await answer('select median(distinct v) from w')).toMatch(
      "invalid use of 'distinct' for function 'MEDIAN(DISTINCT v)'",
    );
    expect(await answer('select upper(distinct s) from w')).toMatch(
      "invalid use of 'distinct' for function 'UPPER(DISTINCT s)'",
    );
  });
});

describe('frames', () => {
  const over = async (item: string, from = 'w order by i'): Promise<readonly (string | null)[]> =>
    (await engine.rows(`select ${item} from ${from}`)).map((row) => row[0] ?? null);

  it('are RANGE for aggregates, the whole partition for values, ROWS for events, where none is written', async () => {
    expect(await over('sum(i) over (order by v)')).toEqual(['3', '3', '6']);
    expect(await over('count_if(v > 0) over (order by v)')).toEqual(['2', '2', '3']);
    expect(await over('last_value(i) over (order by v, i)')).toEqual(['3', '3', '3']);
    expect(await over('first_value(i) over (order by v desc)')).toEqual(['3', '3', '3']);
    expect(await over('nth_value(i, 2) over (order by i)')).toEqual(['2', '2', '2']);
    expect((await over('conditional_true_event(v > 0) over (order by v)')).toSorted()).toEqual(['1', '2', '3']);
    expect(await over('ratio_to_report(v) over (order by i)')).toEqual(['0.250000', '0.250000', '0.500000']);
  });

  it('count from the value of the current row', async () => {
    await engine.run('create table d (i int, d date, s timestamp_ntz, z timestamp_tz, n number(10,2), f float)');
    await engine.run(`insert into d values
      (1, '2024-01-31', '2024-01-31 10:00:00', '2024-01-31 10:00:00 +01:00', 1.5, 1.5),
      (2, '2024-02-29', '2024-02-29 10:00:00.123456789', '2024-02-29 10:00:00 +00:00', 2.5, 2.5),
      (3, null, null, null, null, null),
      (4, '2024-03-30', '2024-02-29 10:00:00.123456790', '2024-03-30 00:00:00 -08:00', 9, 9)`);
    const sums = (window: string) => over(`sum(i) over (${window})`, 'd order by i');
    expect(await sums("order by d range between interval '1 month' preceding and current row")).toEqual([
      '1',
      '3',
      '3',
      '6',
    ]);
    expect(await sums("order by d desc range between interval '1 month' preceding and current row")).toEqual([
      '3',
      '2',
      '3',
      '4',
    ]);
    expect(await sums('order by d range between 29 preceding and 0 following')).toEqual(['1', '3', '3', '4']);
    expect(await sums("order by s range between interval '1 nanosecond' preceding and current row")).toEqual([
      '1',
      '2',
      '3',
      '6',
    ]);
    expect(await sums("order by s range between current row and interval '1 nanosecond' following")).toEqual([
      '1',
      '6',
      '3',
      '4',
    ]);
    expect(await sums("order by z range between unbounded preceding and interval '30 days' following")).toEqual([
      '3',
      '7',
      '10',
      '7',
    ]);
    expect(await sums('order by n range between 1 preceding and 1.0 following')).toEqual(['3', '3', '3', '4']);
    expect(await sums('order by f desc range between 1 preceding and 1 following')).toEqual(['3', '3', '3', '4']);
    expect(await sums('order by i range between 99999999999999999999 preceding and 1 following')).toEqual([
      '3',
      '6',
      '10',
      '10',
    ]);
    expect(await sums('order by i rows between 99999999999999999999 preceding and 1 following')).toEqual([
      '3',
      '6',
      '10',
      '10',
    ]);
  });

  it.each([
    ['order by i, v range between 1 preceding and current row', 'Sliding window frame unsupported for function MIN'],
    [
      'order by i, v range between unbounded preceding and 1 following',
      'Cumulative window frame unsupported for function MIN',
    ],
    ['order by s range between 1 preceding and current row', 'Sliding window frame unsupported for function MIN'],
    [
      'order by s range between 1 preceding and unbounded following',
      'Cumulative window frame unsupported for function MIN',
    ],
    [
      "order by to_time('10:00') range between interval '1 hour' preceding and current row",
      'Sliding window frame unsupported for function MIN',
    ],
    [
      "order by to_date('2024-01-01') range between 1 preceding and interval '1 day' following",
      'Sliding window frame unsupported for function MIN',
    ],
    [
      "order by to_timestamp('2024-01-01') range between 1 preceding and current row",
      'Sliding window frame unsupported for function MIN',
    ],
    [
      "order by i range between interval '1 day' preceding and current row",
      'Sliding window frame unsupported for function MIN',
    ],
    ['order by i rows between 2 following and 1 following', 'Invalid window frame'],
    ['order by i range between 2 preceding and 4 preceding', 'Invalid window frame'],
    ['order by i range between 2 following and 2 preceding', 'Invalid window frame'],
    ['order by i rows between current row and 1 preceding', 'Invalid window frame'],
    ['order by i rows between unbounded following and current row', 'Invalid window frame'],
    ['order by i rows between 1 preceding and unbounded preceding', 'Invalid window frame'],
    [
      "order by to_date('2024-01-01') range between interval '1 day' following and interval '1 hour' following",
      'Invalid window frame',
    ],
    ["order by to_date('2024-01-01') range between interval '-1 day' preceding and current row", 'Invalid interval'],
    ['order by i rows between -1 preceding and current row', "unexpected '-'"],
    ['order by i rows between null preceding and current row', "unexpected 'null'"],
    ['order by i rows between v preceding and current row', "unexpected 'v'"],
    ['order by i rows between 1.5 preceding and current row', "unexpected '1.5'"],
    ["order by i rows between interval '1 day' preceding and current row", 'unexpected'],
    ['rows between 1 preceding and current row', 'Window frame requires an ORDER BY clause.'],
    ['partition by v range unbounded preceding', 'Window frame requires an ORDER BY clause.'],
  ])('%s: %s', async (window, message) => {
    expect(await answer(`select min(i) over (${window}) from w`)).toContain(message);
  });
});

describe('windows inside others', () => {
  const rows = (sql: string) => engine.rows(sql);

  it('are LAG and LEAD in the argument of an event', async () => {
    expect(
      await rows('select conditional_true_event(v <> lag(v) over (order by i)) over (order by i) from w order by i'),
    ).toEqual([['0'], ['0'], ['1']]);
    expect(
      await rows(
        'select i, conditional_true_event(v = lead(v) over (order by i)) over (order by i) from w where i < 3 order by i desc',
      ),
    ).toEqual([
      ['2', '1'],
      ['1', '1'],
    ]);
    expect(
      await rows(
        'select lag(v) over (order by i) p, conditional_true_event(p <> v) over (order by i) from w order by i',
      ),
    ).toEqual([
      [null, '0'],
      ['10', '0'],
      ['10', '1'],
    ]);
    expect(
      await rows(
        'select a.i, conditional_true_event(a.v > lag(b.v) over (order by a.i)) over (order by a.i) e from w a join w b using (i) qualify e = 0 order by 1',
      ),
    ).toEqual([
      ['1', '0'],
      ['2', '0'],
    ]);
  });

  it('count changes, for which NULL is no new value', async () => {
    const from = `(select column1 as i, column2 as o from values (1, 0), (2, 0), (3, 13), (4, 13), (5, 14), (6, 15), (7, null))`;
    expect(
      await rows(
        `select conditional_change_event(o) over (order by i), conditional_true_event(o) over (order by i) from ${from} order by i`,
      ),
    ).toEqual([
      ['0', '0'],
      ['0', '0'],
      ['1', '1'],
      ['1', '2'],
      ['2', '3'],
      ['3', '4'],
      ['3', '4'],
    ]);
    expect(await rows('select distinct conditional_change_event(v) over (partition by b order by i) from w')).toEqual([
      ['0'],
    ]);
  });

  it.each([
    'select sum(lag(v) over (order by i)) over (order by i) from w',
    'select lag(lag(v) over (order by i)) over (order by i) from w',
    'select conditional_true_event(rank() over (order by i) > 1) over (order by i) from w',
    'select conditional_true_event(v > lag(lag(v) over (order by i)) over (order by i)) over (order by i) from w',
    'select row_number() over (order by rank() over (order by i)) from w',
    'select max(row_number() over (order by i)) from w',
  ])('are refused elsewhere: %s', async (sql) => {
    expect(await answer(sql)).toMatch('may not be nested');
  });

  it.each([
    [
      'select i from w where row_number() over (order by i) = 1',
      'appears outside of SELECT, QUALIFY, and ORDER BY clauses',
    ],
    [
      'select count(*) from w group by row_number() over (order by i)',
      'appears outside of SELECT, QUALIFY, and ORDER BY clauses',
    ],
    [
      'select count(*) from w a join w c on row_number() over (order by a.i) = c.i',
      'appears outside of SELECT, QUALIFY, and ORDER BY clauses',
    ],
    [
      'select count(*) from w group by v having row_number() over (order by v) = 1',
      'is not a valid group by expression',
    ],
    ['select i from w where sum(v) > 1', 'Invalid aggregate function in where clause'],
    ['select sum(sum(v)) from w', 'Aggregate functions cannot be nested'],
    ['select i from w qualify i > 1', 'QUALIFY'],
  ])('stand in no other clause: %s', async (sql, message) => {
    expect((await answer(sql)).toLowerCase()).toContain(message.toLowerCase());
  });

  it('may hold aggregates of the group', async () => {
    expect(
      await rows(
        'select v, sum(sum(i)) over (order by v), rank() over (order by count(*) desc) from w group by v order by v',
      ),
    ).toEqual([
      ['10', '3', '1'],
      ['20', '6', '2'],
    ]);
  });
});

describe('arguments', () => {
  it('of NTILE are positive constants', async () => {
    expect(
      await engine.rows('select ntile(2) over (order by i), ntile(9) over (order by i) from w order by i'),
    ).toEqual([
      ['1', '1'],
      ['1', '2'],
      ['2', '3'],
    ]);
    for (const given of ['0', '-1', 'null']) {
      expect(await answer(`select ntile(${given}) over (order by i) from w`)).toMatch(
        `Invalid value [${given}] for function 'NTILE', parameter 1: Number of buckets must be a positive integer`,
      );
    }
    expect(await answer('select ntile(v) over (order by i) from w')).toMatch(
      'argument 1 to function NTILE needs to be constant',
    );
  });

  it('of LAG and LEAD count either way, and their default takes the type of the value', async () => {
    expect(
      await engine.rows(
        "select lag(v, 1, '7') over (order by i), lead(v, -1, 0.5) over (order by i), lag(b, 1, 'yes') over (order by i) from w order by i limit 1",
      ),
    ).toEqual([['7', '0.5', '1']]);
    expect(
      await engine.rows('select lag(v, 0) over (order by i), lead(b) ignore nulls over (order by i) from w order by i'),
    ).toEqual([
      ['10', '0'],
      ['10', null],
      ['20', null],
    ]);
    expect(await answer("select lag(v, 1, 'x') over (order by i) from w")).toMatch(
      "Numeric value 'x' is not recognized",
    );
  });

  it('of RATIO_TO_REPORT may sum to nothing', async () => {
    expect(await engine.rows('select ratio_to_report(column1) over () from values (0), (null)')).toEqual([
      [null],
      [null],
    ]);
    expect(await engine.rows('select ratio_to_report(column1::float) over () from values (1), (3) order by 1')).toEqual(
      [['0.25'], ['0.75']],
    );
  });
});
