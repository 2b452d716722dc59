import { Refusal, type SqlEngine, sqlEngine } from '../commands/support/sql-engine.js';

/** A column of each kind of type, a value of it, and the kind as SYSTEM$TYPEOF names it. */
const KINDS = {
  number: { type: 'number', value: '1', shown: 'NUMBER' },
  float: { type: 'float', value: '1.5::float', shown: 'FLOAT' },
  text: { type: 'varchar', value: "'1'", shown: 'VARCHAR' },
  boolean: { type: 'boolean', value: 'true', shown: 'BOOLEAN' },
  date: { type: 'date', value: "'2024-02-29'::date", shown: 'DATE' },
  time: { type: 'time', value: "'12:34:56'::time", shown: 'TIME' },
  ntz: { type: 'timestamp_ntz', value: "'2024-02-29 12:00:00'::timestamp_ntz", shown: 'TIMESTAMP_NTZ' },
  ltz: { type: 'timestamp_ltz', value: "'2024-02-29 12:00:00'::timestamp_ltz", shown: 'TIMESTAMP_LTZ' },
  tz: { type: 'timestamp_tz', value: "'2024-02-29 12:00:00 +02:00'::timestamp_tz", shown: 'TIMESTAMP_TZ' },
  variant: { type: 'variant', value: 'to_variant(1)', shown: 'VARIANT' },
  object: { type: 'object', value: "object_construct('a', 1)", shown: 'OBJECT' },
  array: { type: 'array', value: 'array_construct(1)', shown: 'ARRAY' },
  binary: { type: 'binary', value: "to_binary('ff')", shown: 'BINARY' },
} as const;
type Kind = keyof typeof KINDS;
const isKind = (word: string): word is Kind => word in KINDS;
const ALL = Object.keys(KINDS).filter(isKind);

/** What values of two kinds become where one of them is chosen; `-` where nothing holds both. */
const COMMON: Readonly<Record<Kind, string>> = {
  //        number  float   text    boolean date    time    ntz     ltz     tz      variant object  array   binary
  number: 'number  float   number  boolean -       -       -       -       -       variant variant variant -',
  float: '  float   float   float   boolean -       -       -       -       -       variant variant variant -',
  text: '   number  float   text    boolean date    time    ntz     ltz     tz      variant variant variant -',
  boolean: 'boolean boolean boolean boolean -       -       -       -       -       variant variant variant -',
  date: '   -       -       date    -       date    -       ntz     ltz     tz      variant variant variant -',
  time: '   -       -       time    -       -       time    -       -       -       variant variant variant -',
  ntz: '    -       -       ntz     -       ntz     -       ntz     ltz     tz      variant variant variant -',
  ltz: '    -       -       ltz     -       ltz     -       ltz     ltz     tz      variant variant variant -',
  tz: '     -       -       tz      -       tz      -       tz      tz      tz      variant variant variant -',
  variant: 'variant variant variant variant variant variant variant variant variant variant variant variant variant',
  object: ' variant variant variant variant variant variant variant variant variant variant object  variant variant',
  array: '  variant variant variant variant variant variant variant variant variant variant variant array   variant',
  binary: ' -       -       -       -       -       -       -       -       -       variant variant variant binary',
};

/** What a column of a kind takes, converted; every other kind is refused before the statement runs. */
const TAKEN: Readonly<Record<Kind, string>> = {
  number: 'number float text boolean variant',
  float: 'number float text boolean variant',
  text: ALL.join(' '),
  boolean: 'number float text boolean variant',
  date: 'text date ntz ltz tz variant',
  time: 'text time ntz ltz tz variant',
  ntz: 'number text date ntz ltz tz variant',
  ltz: 'number text date ntz ltz tz variant',
  tz: 'number text date ntz ltz tz variant',
  variant: 'number float boolean variant object array',
  object: 'variant object array',
  array: 'variant object array',
  binary: 'text variant binary',
};

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
  await engine.run(`create table t(${ALL.map((kind) => `c_${kind} ${KINDS[kind].type}`).join(', ')})`);
});
afterAll(() => engine.stop());

/** The kind that `sql` gives, or the code that it is refused with. */
async function outcome(sql: string): Promise<string> {
  try {
    const shown = (await engine.value(sql)) ?? '';
    return ALL.find((kind) => KINDS[kind].shown === /^\w+/.exec(shown)?.[0]) ?? shown;
  } catch (error) {
    if (error instanceof Refusal) return error.isCompilation ? error.code : 'run';
    throw error;
  }
}

const typeOf = (from: string) => `select system$typeof(x) from (${from}) limit 1`;
const FORMS: readonly (readonly [name: string, sql: (a: string, b: string) => string])[] = [
  ['COALESCE', (a, b) => typeOf(`select coalesce(${a}, ${b}) as x`)],
  ['CASE', (a, b) => typeOf(`select case when 1 = 1 then ${a} else ${b} end as x`)],
  ['IFF', (a, b) => typeOf(`select iff(1 = 1, ${a}, ${b}) as x`)],
  [
    'UNION ALL',
    (a, b) => typeOf(`select x from (select ${a} as x union all select ${b}) where 1 = 0 union all select null`),
  ],
  ['VALUES', (a, b) => typeOf(`select column1 as x from values (null), (${a}), (${b})`)],
];

it.each(FORMS)('brings values of two kinds together, or refuses them: %s', async (_, sql) => {
  const got: Record<string, string> = {};
  const expected: Record<string, string> = {};
  for (const left of ALL) {
    const row = COMMON[left].trim().split(/\s+/);
    for (const [index, right] of ALL.entries()) {
      const pair = `${left} ${right}`;
      expected[pair] = row[index] === '-' ? '001007' : (row[index] ?? '');
      got[pair] = await outcome(sql(KINDS[left].value, KINDS[right].value));
      // Where it is run, a text that is not of the other's kind stops it, as it should.
      if (got[pair] === 'run' && (left === 'text' || right === 'text')) got[pair] = expected[pair];
    }
  }
  expect(got).toEqual(expected);
});

it('takes into a column what converts, and names column and types of what never does', async () => {
  const wrong: string[] = [];
  for (const kind of ALL) {
    const taken = TAKEN[kind].split(' ');
    for (const given of ALL) {
      const { value } = KINDS[given];
      for (const source of [`values (${value})`, `select ${value}`, `select x from (select ${value} as x)`]) {
        const failure: unknown = await engine
          .run(`insert into t(c_${kind}) ${source}`)
          .catch((error: unknown) => error);
        const isRefused = failure instanceof Refusal && failure.code === '002023';
        if (isRefused === taken.includes(given)) wrong.push(`${given} into ${kind}: ${String(failure)}`);
        if (failure instanceof Refusal && isRefused) {
          const shown = `expecting ${KINDS[kind].shown}`;
          if (!failure.message.includes(shown) || !failure.message.includes(`for column C_${kind.toUpperCase()}`))
            wrong.push(failure.message);
        }
      }
    }
  }
  expect(wrong).toEqual([]);
});

it('converts what it takes', async () => {
  await engine.run('create table held(n int, f float, v varchar, b boolean, d date)');
  await engine.run(
    "insert into held values ('12', '1.5', 7, 0, '2024-02-29'), (true, 2, true, 'yes', '2024-02-29 10:00'::timestamp_ntz)",
  );
  await engine.run("insert into held(v) values ('2024-02-29'::date), ('x'), (1.50)");
  expect(await engine.rows('select n, f, v, b, to_char(d) from held')).toEqual([
    ['12', '1.5', '7', '0', '2024-02-29'],
    ['1', '2', 'true', '1', '2024-02-29'],
    [null, null, '2024-02-29', null, null],
    [null, null, 'x', null, null],
    [null, null, '1.50', null, null],
  ]);
  for (const text of [
    "insert into held(n) values (1), ('x')",
    "select * from values (1), ('x')",
    "select 1 union all select 'x'",
  ])
    await expect(engine.run(text)).rejects.toMatchObject({
      code: '100038',
      message: expect.stringContaining("Numeric value 'x' is not recognized"),
    });
  await expect(engine.run("update held set n = '2024-01-01'::date")).rejects.toMatchObject({
    code: '002023',
    message: expect.stringContaining('expecting NUMBER(38,0) but got DATE for column N'),
  });
});
