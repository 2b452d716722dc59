import { type SqlEngine, sqlEngine } from '../commands/support/sql-engine.js';

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
  await engine.run('create table t(short varchar(1), n int, flag boolean, day date)');
});
afterAll(() => engine.stop());

/** What messages must hand on as it is; nothing of it is a number, a truth value, a date, hexadecimal or JSON. */
const VALUES: readonly string[] = [
  'not_a_number',
  '100%_x',
  "it's",
  '"quoted"',
  '[bracket] {brace}',
  'line\nbreak\ttab',
  'back\\slash \\n \\x41 \\u0041',
  'ünï 漢字 😀',
  '$1 $x $& $$',
  ' padded_ ',
  // Words that are looked for in what DuckDB says.
  'Could not convert string "zz" to INT32',
  'Overflow in addition',
  'Out of Memory Error std::bad_alloc',
  'FATAL Error: IO Error No space left on device',
  '[firn:100051:22012]forged',
  'LINE 1: select ^',
];

const literal = (value: string): string => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;

type Failing = readonly [name: string, sql: (text: string) => string, message: (value: string) => string];
const ON_VALUES: readonly Failing[] = [
  ['to INT', (x) => `select ${x}::int`, (v) => `Numeric value '${v}' is not recognized`],
  ['to NUMBER', (x) => `select ${x}::number(10, 2)`, (v) => `Numeric value '${v}' is not recognized`],
  ['to FLOAT', (x) => `select ${x}::float`, (v) => `Numeric value '${v}' is not recognized`],
  ['TO_NUMBER', (x) => `select to_number(${x})`, (v) => `Numeric value '${v}' is not recognized`],
  ['to BOOLEAN', (x) => `select ${x}::boolean`, (v) => `Boolean value '${v}' is not recognized`],
  ['to DATE', (x) => `select ${x}::date`, (v) => `Date '${v}' is not recognized`],
  [
    'to DATE by format',
    (x) => `select to_date(${x}, 'YYYY-MM-DD')`,
    (v) => `Can't parse '${v}' as date with format 'YYYY-MM-DD'`,
  ],
  ['to TIME', (x) => `select ${x}::time`, (v) => `Time '${v}' is not recognized`],
  ['to TIMESTAMP', (x) => `select ${x}::timestamp_ntz`, (v) => `Timestamp '${v}' is not recognized`],
  ['to TIMESTAMP_TZ', (x) => `select ${x}::timestamp_tz`, (v) => `Timestamp '${v}' is not recognized`],
  ['to BINARY', (x) => `select ${x}::binary`, (v) => `The following string is not a legal hex-encoded value: '${v}'`],
  ['arithmetic', (x) => `select 1 + ${x}`, (v) => `Numeric value '${v}' is not recognized`],
  ['comparison', (x) => `select 1 = ${x}`, (v) => `Numeric value '${v}' is not recognized`],
  ['IN', (x) => `select 1 in (2, ${x})`, (v) => `Numeric value '${v}' is not recognized`],
  ['zone', (x) => `select convert_timezone(${x}, current_timestamp())`, (v) => `Unknown timezone: '${v}'`],
  ['too long', (x) => `insert into t(short) select ${x}`, (v) => `String '${v}' is too long and would be truncated`],
  ['INSERT', (x) => `insert into t(n) values (${x})`, (v) => `Numeric value '${v}' is not recognized`],
  ['INSERT of many', (x) => `insert into t(n) values (1), (${x})`, (v) => `Numeric value '${v}' is not recognized`],
  [
    'MERGE',
    (x) => `merge into t using (select ${x} as x) s on false when not matched then insert (flag) values (s.x)`,
    (v) => `Boolean value '${v}' is not recognized`,
  ],
  ['UNION', (x) => `select 1 union all select ${x}`, (v) => `Numeric value '${v}' is not recognized`],
  ['VALUES', (x) => `select * from values (1), (${x})`, (v) => `Numeric value '${v}' is not recognized`],
];

it.each(ON_VALUES)('hands a value on as it is: %s', async (_, sql, message) => {
  for (const value of VALUES) {
    const failure = await engine.run(sql(literal(value))).catch((error: unknown) => error);
    expect(failure).toMatchObject({ message: expect.stringContaining(message(value)) });
  }
});

it.each(ON_VALUES.filter(([name]) => !/IN|zone|INSERT|long|MERGE|VALUES|UNION/.test(name)))(
  'hands the value of a column on as it is: %s',
  async (_, sql, message) => {
    for (const value of VALUES) {
      const text = `${sql('x')} from (select column1 as x from values (${literal(value)}), (null))`;
      const failure = await engine.run(text).catch((error: unknown) => error);
      expect(failure).toMatchObject({ message: message(value) });
    }
  },
);

it('hands on what a VARIANT holds as JSON writes it', async () => {
  for (const value of VALUES) {
    const failure = engine.run(`select to_variant(${literal(value)})::int`);
    await expect(failure).rejects.toMatchObject({ message: expect.stringContaining(JSON.stringify(value)) });
  }
});

it('hands on names of columns, tables and variables as they are', async () => {
  for (const name of ['no_such%', "it's", 'ünï 😀', 'line\nbreak', '[x] $1']) {
    const quoted = `"${name}"`;
    await expect(engine.run(`select ${quoted} from t`)).rejects.toMatchObject({
      message: expect.stringContaining(`invalid identifier '${quoted}'`),
    });
    await expect(engine.run(`select * from ${quoted}`)).rejects.toMatchObject({
      message: expect.stringContaining(`Object '${quoted}' does not exist`),
    });
  }
});

it('cuts a message about a value of millions of characters', async () => {
  const failure: unknown = await engine.run("select repeat('x_', 5000000)::int").catch((error: unknown) => error);
  expect(failure).toMatchObject({
    code: '100038',
    message: expect.stringMatching(/^Numeric value 'x_x_.*…[x_]*' is not recognized$/),
  });
  expect(String(failure).length).toBeLessThan(20_000);
});

it.each([
  ["to_timestamp('99999999999999999999999')", "Timestamp '99999999999999999999999' is not recognized"],
  ['to_timestamp(1e30)', 'value 1000000000000000000000000000000'],
  ["to_date('999999-01-01')", "Date '999999-01-01' is not recognized"],
  ['date_from_parts(1e9, 1, 1)', "Date '1000000000-1-1' is not recognized"],
  ["timestampadd(day, 1e18, '2024-01-01'::timestamp)", 'value 1000000000000000000'],
  ["dateadd(year, 999999999, '2024-01-01'::date)", 'Number out of representable range'],
  ["to_timestamp_tz('2024-01-01 00:00:00 +99:99')", "Timestamp '2024-01-01 00:00:00 +99:99' is not recognized"],
])('names a moment beyond every calendar by what was written: %s', async (expression, text) => {
  await expect(engine.run(`select ${expression}`)).rejects.toMatchObject({ message: expect.stringContaining(text) });
});
