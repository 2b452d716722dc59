import fc from 'fast-check';
import { SqlError } from '../../../apps/snowflake-local/src/errors.js';
import type { Span } from '../../../apps/snowflake-local/src/parse/ast.js';
import { tokenize } from '../../../apps/snowflake-local/src/parse/lexer.js';
import { parseStatement } from '../../../apps/snowflake-local/src/parse/parse.js';
import { propertyRuns } from '../../support/property-runs.js';
import { type SqlEngine, sqlEngine } from '../commands/support/sql-engine.js';
import { statementCorpus } from '../support/corpus.js';
import { Answers } from '../support/sound-answer.js';

const corpus = statementCorpus();

/** Tables that many of the statements name, so that mutations of them get as far as DuckDB. */
const TABLES = [
  'create or replace table t(a int, b varchar, c date, d number(10,2), id int, v variant, n number, k varchar, x int)',
  "insert into t select 1, 'x', '2024-01-01', 1.5, 1, parse_json('{\"a\": [1, 2]}'), 7, 'k', 3 union all select null, null, null, null, 2, null, null, null, null",
  'create or replace table u(a int, b varchar, id int)',
  "insert into u values (1, 'y', 1), (2, null, 2)",
  'create or replace table customers(id int, name varchar, city varchar)',
  "insert into customers values (1, 'Ann', 'Oslo'), (2, 'Ben', null)",
  'create or replace table orders(id int, customer_id int, amount number(10,2), placed date)',
  "insert into orders values (1, 1, 12.50, '2024-01-31'), (2, 2, null, null)",
];

const LITERALS = [
  ...['null', "''", "'x'", '0', '-1', '1.5', '1e3', '99999999999999999999999999999999999999', '1e300', 'true', "'a(b'"],
  ...[
    "'2024-02-30'",
    "date '2024-02-29'",
    "'2024-02-29 10:00 +02:00'::timestamp_tz",
    "'12:00'::time",
    'current_timestamp',
  ],
  ...[
    'parse_json(\'{"a": [1, null]}\')',
    "parse_json('null')",
    'array_construct()',
    "object_construct('a', 1)",
    "to_binary('ff')",
  ],
  ...[
    'null::variant',
    'null::array',
    '(select max(id) from t)',
    '(select null)',
    '(1, 2)',
    'a',
    '*',
    "interval '1 day'",
  ],
];
const WRAPPERS: readonly (readonly [string, string])[] = [
  ['(', ')'],
  ['max(', ')'],
  ['count(distinct ', ')'],
  ['coalesce(', ', null)'],
  ['(', ')::varchar'],
  ['(', ')::int'],
  ['to_variant(', ')'],
  ['sum(', ') over ()'],
  ['lag(', ') over (order by 1)'],
  ['(select ', ')'],
  ['array_agg(', ')'],
  ['case when ', ' then 1 end'],
  ['not ', ''],
  ['-', ''],
  ['[', ']'],
  ["{'a': ", '}'],
  ['iff(true, ', ', 1)'],
  ['try_cast(', ' as date)'],
  ['listagg(', ')'],
  ['', ' + 1'],
  ['', " || 'x'"],
  ['', ':a[0]'],
  ['', ' in (1, null)'],
];

/** Where the expressions of a statement stand in its text; none where it is no statement. */
function expressionSpans(sql: string): readonly Span[] {
  const spans: Span[] = [];
  const look = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    if (isExpression(node)) spans.push(node);
    for (const part of Object.values(node)) look(part);
  };
  try {
    look(parseStatement(sql));
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
  }
  return spans;
}

const EXPRESSIONS =
  /^(?:null|boolean|number|text|typed_literal|column|position|bind|unary|binary|call|cast|case|in|between|like|is|path|array|object|subquery|exists)$/;
const isExpression = (node: object): node is Span =>
  'kind' in node && EXPRESSIONS.test(String(node.kind)) && 'start' in node && 'end' in node;

const statements = corpus.map((sql) => ({ sql, spans: expressionSpans(sql) }));
const expressions = [
  ...new Set(statements.flatMap(({ sql, spans }) => spans.map(({ start, end }) => sql.slice(start, end)))),
];

/** One expression of a statement wrapped, or another in its place: mostly still a statement. */
const changedExpression = fc
  .record({
    statement: fc.constantFrom(...statements.filter(({ spans }) => spans.length > 0)),
    changes: fc.array(
      fc.record({
        at: fc.nat(),
        change: fc.oneof(
          fc.constantFrom(...WRAPPERS).map(
            ([before, after]) =>
              (own: string) =>
                `${before}${own}${after}`,
          ),
          fc.constantFrom(...LITERALS, ...expressions).map((other) => () => other),
        ),
      }),
      { minLength: 1, maxLength: 2 },
    ),
  })
  .map(({ statement, changes }) =>
    changes.reduce((sql, { at, change }) => {
      const spans = sql === statement.sql ? statement.spans : expressionSpans(sql);
      const span = spans[at % Math.max(1, spans.length)];
      return span === undefined
        ? sql
        : `${sql.slice(0, span.start)} ${change(sql.slice(span.start, span.end))} ${sql.slice(span.end)}`;
    }, statement.sql),
  );

const pieces = (sql: string): string[] => {
  const tokens = tokenize(sql).filter(({ kind }) => kind !== 'end');
  return tokens.map(({ start }, index) => sql.slice(start, tokens[index + 1]?.start ?? sql.length));
};

/** Tokens of a statement left out, doubled, swapped or taken from another one. */
const changedTokens = fc
  .record({
    sql: fc.constantFrom(...corpus),
    other: fc.constantFrom(...corpus),
    kind: fc.constantFrom('delete', 'double', 'swap', 'foreign'),
    at: fc.nat(),
    length: fc.integer({ min: 1, max: 4 }),
  })
  .map(({ sql, other, kind, at, length }) => {
    const tokens = pieces(sql);
    const from = at % tokens.length;
    const own = tokens.slice(from, from + length);
    const foreign = pieces(other).slice(at % 7, (at % 7) + length);
    const put = { delete: [], double: [...own, ' ', ...own], swap: own.toReversed(), foreign: [' ', ...foreign, ' '] };
    tokens.splice(from, length, ...put[kind]);
    return tokens.join('');
  });

/** A query inside others. */
const nested = fc
  .tuple(
    fc.constantFrom(...corpus.filter((sql) => /^\s*(?:select|with)\b/i.test(sql))),
    fc.constantFrom(
      'select * from (~) n',
      'select (~)',
      'select 1 where exists (~)',
      'with c as (~) select * from c p, c q',
      '(~) union all (~)',
      '(~) intersect (~)',
      'insert into t ~',
      'create or replace table made as ~',
      'select count(*), max($1) from (~)',
      'select distinct * from (~) order by 1',
      'begin let r resultset := (~); return table(r); end',
      'select * from t, lateral (~) m',
      'select 1 in (~)',
      'select $1, count(*) from (~) group by 1',
      'select row_number() over (order by $1) from (~)',
      'create or replace view seen as ~',
    ),
  )
  .map(([query, around]) => around.replaceAll('~', () => query));

const mutated = fc.oneof(
  { arbitrary: changedExpression, weight: 6 },
  { arbitrary: nested, weight: 2 },
  { arbitrary: changedTokens, weight: 2 },
);

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
});
afterAll(() => engine.stop());

const RUNS = propertyRuns(2_000);

/** After so many the tables are made anew, in a new session. */
const ROUND = 50;

it('has statements of every kind to begin with', () => {
  expect(corpus.length).toBeGreaterThan(800);
  for (const word of [
    'select',
    'with',
    'insert',
    'merge',
    'update',
    'delete',
    'create',
    'alter',
    'copy',
    'show',
    'begin',
  ])
    expect(corpus.filter((sql) => sql.trimStart().toLowerCase().startsWith(word)).length).toBeGreaterThan(2);
});

it('answers statements with something wrong about them, or refuses them as Snowflake would', async () => {
  const answers = new Answers();
  let count = 0;
  let session = engine.session;
  await fc.assert(
    fc.asyncProperty(mutated, async (sql) => {
      if (count % ROUND === 0) {
        if (session !== engine.session) engine.close(session);
        session = engine.newSession({ STATEMENT_TIMEOUT_IN_SECONDS: 5, LOCK_TIMEOUT: 1 });
        for (const table of TABLES) await engine.run(table);
      }
      count += 1;
      await answers.take(engine, sql, { session });
    }),
    { numRuns: RUNS },
  );
  expect(answers.unsound).toEqual([]);
  expect(answers.results).toBeGreaterThan(RUNS / 12);
});
