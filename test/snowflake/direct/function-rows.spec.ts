import * as F from '@firn/snowpark';
import { FORMS } from '../../snowpark/functions/forms/index.js';
import { useDirect } from '../../support/direct.js';
import { AGGREGATES, NOT_LOCAL, SCALAR, WINDOWS } from './function-rows/index.js';
import type { Rows } from './function-rows/rows.js';

const direct = useDirect();

beforeAll(async () => {
  await direct.session.sql(`alter session set timezone = 'America/New_York'`).collect();
  await direct.session.sql('create or replace function twice(n int) returns int as $$ n * 2 $$').collect();
});

/** N is 7, X is 2.5, S is `a,b,c`, D a date, T a moment, O an object, A and B arrays, V a variant, M a map, P and Q vectors, Z NULL. */
const one = () =>
  direct.session.sql(
    `select 7 as n, 2.5::float as x, 'a,b,c' as s, '2020-02-28'::date as d, '2020-02-28 13:14:15.5'::timestamp_ntz as t,
       parse_json('{"k":1}')::object as o, parse_json('[3,1,null,3]')::array as a, parse_json('[3,1,2]')::array as b,
       parse_json('{"k":[1,null]}') as v, {'k': 1, 'l': 2}::map(varchar, int) as m,
       [1, 2, 2]::vector(float, 3) as p, [2, 0, 1]::vector(float, 3) as q, null::int as z`,
  );

/** Y is 2 × X + 1; G is the same for the first two; K is a text of its own for each; B says whether X is above 1. */
const four = () =>
  direct.session.sql(
    `select column1 as x, column2 as y, column3 as g, column4 as k, column1 > 1 as b
     from values (1, 3, 'p', 'a'), (2, 5, 'p', 'b'), (3, 7, 'q', 'c'), (4, 9, 'q', 'd')`,
  );

function shown(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (value instanceof F.Decimal) return String(value.toNumber());
  const text = String(value);
  return /^[[{]/.test(text) && !text.startsWith('[ ') ? JSON.stringify(JSON.parse(text)) : text;
}

const columnsOf = (rows: Rows) => rows.map(([name, column], at) => new F.Column(column.expr).as(`"${name} ${at}"`));
const told = (rows: Rows, values: readonly (string | null)[]) => rows.map(([name], at) => [name, values[at] ?? null]);
const wanted = (rows: Rows) => rows.map(([name, , value]) => [name, value]);

it.each(Object.entries(SCALAR))('functions give what Snowflake’s give: %s', async (_, rows) => {
  const [row] = await one()
    .select(...columnsOf(rows))
    .collect();
  expect(told(rows, row?.toArray().map(shown) ?? [])).toEqual(wanted(rows));
});

it('aggregates give what Snowflake’s give', async () => {
  const [row] = await four()
    .agg(...columnsOf(AGGREGATES))
    .collect();
  expect(told(AGGREGATES, row?.toArray().map(shown) ?? [])).toEqual(wanted(AGGREGATES));
});

it('functions over windows give what Snowflake’s give, row by row', async () => {
  const found = await four()
    .select(F.col('x'), ...columnsOf(WINDOWS))
    .sort('x')
    .collect();
  const values = WINDOWS.map((_, at) => found.map((row) => shown(row.get(at + 1)) ?? 'null').join(' '));
  expect(told(WINDOWS, values)).toEqual(wanted(WINDOWS));
});

it('says which keys a row is grouped by', async () => {
  const frame = four()
    .rollup('g')
    .agg(F.grouping('g').as('one'), F.groupingId('g').as('id'), F.sum('x').as('s'))
    .sort('g');
  expect((await frame.collect()).map((row) => row.toArray().map(shown))).toEqual([
    [null, '1', '1', '10'],
    ['p', '0', '0', '3'],
    ['q', '0', '0', '7'],
  ]);
});

it('joins states of approximate percentiles', async () => {
  const states = four().groupBy('g').agg(F.approxPercentileAccumulate('x').as('state'));
  const whole = states.agg(F.approxPercentileEstimate(F.approxPercentileCombine('state'), 0.5).as('median'));
  expect((await whole.collect()).map((row) => shown(row.get(0)))).toEqual(['2.5']);
});

describe('what the local Snowflake has not, it refuses by name', () => {
  it.each(Object.entries(FORMS).filter(([name]) => NOT_LOCAL.has(name)))('%s', async (name, forms) => {
    const call: unknown = Object.entries(F).find(([each]) => each === name)?.[1];
    if (typeof call !== 'function') throw new Error(`There is no function ${name}.`);
    const column: unknown = Reflect.apply(call, undefined, [...(forms[0]?.[0] ?? [])]);
    if (!(column instanceof F.Column)) throw new Error(`${name} gives no column.`);
    const failure: unknown = await direct.session
      .sql('select 1 as a, 2 as b')
      .alias('x')
      .select(new F.Column(column.expr).as('x'))
      .collect()
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Error);
    expect(String(failure)).toMatch(/Unknown (?:user-defined )?function|Unsupported/);
  });
});
