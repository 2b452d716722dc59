import fc from 'fast-check';
import { functionNames, lookupFunction } from '../../../apps/snowflake-local/src/functions/lookup.js';
import { propertyRuns } from '../../support/property-runs.js';
import { type SqlEngine, sqlEngine } from '../commands/support/sql-engine.js';
import { Answers } from '../support/sound-answer.js';

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
  await engine.run(
    `create table c(${Object.entries(FAMILIES)
      .map(([name, { type }]) => `${name} ${type}`)
      .join(', ')})`,
  );
  const rows = [0, 1, 2].map(
    (row) =>
      `select ${Object.values(FAMILIES)
        .map(({ type, values }) => (values[row] === 'null' ? 'null' : `${values[row]}::${type}`))
        .join(', ')}`,
  );
  await engine.run(`insert into c ${rows.join(' union all ')}`);
});
afterAll(() => engine.stop());

/** A column of each family of types, and constants of it. */
const FAMILIES: Readonly<Record<string, { readonly type: string; readonly values: readonly string[] }>> = {
  n: {
    type: 'number(38,0)',
    values: ['1', '-3', '0', '9223372036854775807', '99999999999999999999999999999999999999'],
  },
  d: { type: 'number(12,2)', values: ['1.50', '-2.25', '0.00'] },
  f: { type: 'float', values: ['1.5::float', "'nan'::float", '0::float', "'inf'::float", '-1e300::float'] },
  t: { type: 'varchar', values: ["'12'", "'day'", "''", "'2024-01-31'", "'a(b'", '\'{"a": [1]}\''] },
  b: { type: 'boolean', values: ['true', 'false', 'null'] },
  dt: { type: 'date', values: ["'2024-02-29'::date", "'0001-01-01'::date", "'9999-12-31'::date"] },
  tm: { type: 'time', values: ["'12:34:56.789'::time", "'00:00:00'::time", "'23:59:59.999999999'::time"] },
  nt: {
    type: 'timestamp_ntz',
    values: [
      "'2024-02-29 12:34:56'::timestamp_ntz",
      "'0001-01-01'::timestamp_ntz",
      "'9999-12-31 23:59:59.999999999'::timestamp_ntz",
    ],
  },
  lt: {
    type: 'timestamp_ltz',
    values: ["'2024-02-29 12:34:56'::timestamp_ltz", "'1969-12-31'::timestamp_ltz", 'null'],
  },
  tz: {
    type: 'timestamp_tz',
    values: ["'2024-02-29 12:34:56 +02:00'::timestamp_tz", "'1969-12-31 00:00:00 -09:30'::timestamp_tz", 'null'],
  },
  v: {
    type: 'variant',
    values: ['parse_json(\'{"a": [1, null]}\')', "parse_json('null')", 'to_variant(1.5)', "to_variant('x')"],
  },
  o: { type: 'object', values: ["object_construct('a', 1)", 'object_construct()', 'null'] },
  a: {
    type: 'array',
    values: ['array_construct(1, null)', 'array_construct()', "array_construct('x', array_construct(2))"],
  },
  bi: { type: 'binary', values: ["to_binary('00ff')", "to_binary('')", 'null'] },
};

const columns = Object.keys(FAMILIES);
const constants = Object.values(FAMILIES).flatMap(({ values }) => values.filter((value) => value !== 'null'));
const argument = fc.oneof(
  { arbitrary: fc.constantFrom(...columns), weight: 4 },
  { arbitrary: fc.constantFrom(...constants), weight: 2 },
  { arbitrary: fc.constantFrom('null', ...Object.values(FAMILIES).map(({ type }) => `null::${type}`)), weight: 1 },
);

/** A call of any function with as many arguments as it takes, of any types. */
const call = fc
  .record({
    name: fc.constantFrom(...functionNames().filter((name) => !/SLEEP|WAIT/.test(name))),
    more: fc.nat(2),
    given: fc.array(argument, { minLength: 8, maxLength: 8 }),
    over: fc.constantFrom('', ' over ()', ' over (partition by b)', ' over (order by n)', ' within group (order by d)'),
    distinct: fc.constantFrom('', '', '', 'distinct '),
  })
  .map(({ name, more, given, over, distinct }) => {
    const { arity, kind } = lookupFunction(name) ?? { arity: { least: 0, most: 0 }, kind: 'scalar' };
    const args = given.slice(0, Math.min(arity.least + more, arity.most));
    const isScalar = kind === 'scalar' || kind === 'context';
    return `${name}(${isScalar ? '' : distinct}${args.join(', ')})${isScalar ? '' : over}`;
  });

const RUNS = propertyRuns(2_000);

it('answers every function over arguments of any type with a value or one of Snowflake’s errors', async () => {
  const answers = new Answers();
  await fc.assert(
    fc.asyncProperty(call, (text) => answers.take(engine, `select ${text} from c`)),
    { numRuns: RUNS },
  );
  expect(answers.unsound).toEqual([]);
  expect(answers.results).toBeGreaterThan(RUNS / 4);
});
