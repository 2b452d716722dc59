import { bindQuery } from '../../../apps/snowflake-local/src/bind/bind-query.js';
import { TurnOver, Turns } from '../../../apps/snowflake-local/src/bind/turns.js';
import { parseStatement } from '../../../apps/snowflake-local/src/parse/parse.js';
import type { QueryEngine } from './support/query-engine.js';
import { shop } from './support/shop.js';

let engine: QueryEngine;
beforeAll(async () => {
  engine = await shop();
});
afterAll(() => engine.close());

const list = (count: number, part: (at: number) => string, between = ', '): string =>
  Array.from({ length: count }, (_, at) => part(at)).join(between);
const MANY = 8_000;
const ROWS = '(select 1 as a, 2 as b union all select 3, 4)';

/** Each is more than one turn binds, with what parts of a statement do to each other. */
const LARGE: readonly (readonly [string, string])[] = [
  [
    'conditions of two clauses',
    `select a from ${ROWS} where ${ors('a')} qualify ${ors('row_number() over (order by b)')}`,
  ],
  ['items, some of them aliases of others', `select a as x, ${list(MANY, (at) => `x + ${at} as c${at}`)} from ${ROWS}`],
  [
    'aggregates over a large CASE',
    `select b, ${list(3_000, (at) => `sum(case when a = ${at} then b end)`)} from ${ROWS} group by b`,
  ],
  [
    'keys that stand in items',
    `select a + 1, ${list(MANY, () => 'abs(a + 1)', ' + ')} as s from ${ROWS} group by a + 1`,
  ],
  ['windows', `select ${list(3_000, (at) => `lag(a, ${at}) over (order by b)`)} from ${ROWS}`],
  [
    'sub-queries, some correlated',
    `select ${list(400, (at) => (at % 2 === 0 ? `(select ${list(40, String, '+')})` : `(select max(i.a) from ${ROWS} i where i.b = o.b)`))} from ${ROWS} o`,
  ],
  ['unions of sources', list(3_000, (at) => `select ${at}, b from ${ROWS} where a > ${at}`, ' union all ')],
  [
    'common tables',
    `with w as (select * from ${ROWS} where ${ors('a')}), v as (select * from w) select * from v, w where ${ors('v.a')}`,
  ],
  ['rows of VALUES', `select * from values ${list(MANY, (at) => `(${at}, 'x', ${at}::varchar)`)}`],
  ['random values', `select ${list(MANY, () => 'random()')} from ${ROWS}`],
  ['nested calls', `select ${list(MANY, (at) => `coalesce(abs(a), greatest(b, ${at}))`, ' + ')} from ${ROWS}`],
];

function ors(name: string): string {
  return `(${list(MANY, (at) => `${name} = ${at}`, ' or ')})`;
}

describe('a statement that is bound in turns of the event loop', () => {
  it.each(LARGE)('means what it means when it is bound at once: %s', (_, text) => {
    const statement = parseStatement(text);
    if (statement.kind !== 'query') throw new Error('It is a query');
    const turns = new Turns();
    let interrupted = 0;
    let bound: ReturnType<typeof bindQuery> | undefined;
    while (bound === undefined) {
      try {
        bound = turns.take(() => bindQuery(statement.query, { ...engine.context(text), turns }));
      } catch (error) {
        if (!(error instanceof TurnOver)) throw error;
        interrupted += 1;
      }
    }
    expect(interrupted).toBeGreaterThan(1);
    const { sql, ...rest } = bindQuery(statement.query, engine.context(text));
    // Texts of megabytes: what differs is not looked for.
    expect(bound.sql === sql).toBe(true);
    expect({ ...bound, sql }).toEqual({ sql, ...rest });
  });

  it('fails as it does when it is bound at once', () => {
    const text = `select 1 from ${ROWS} where ${ors('a')} and nowhere = 1`;
    const statement = parseStatement(text);
    if (statement.kind !== 'query') throw new Error('It is a query');
    const turns = new Turns();
    const bind = () => turns.take(() => bindQuery(statement.query, { ...engine.context(text), turns }));
    const failures: unknown[] = [];
    while (failures.length === 0 || failures.at(-1) instanceof TurnOver) {
      try {
        bind();
      } catch (error) {
        failures.push(error);
      }
    }
    expect(String(failures.at(-1))).toContain("invalid identifier 'NOWHERE'");
    expect(failures.length).toBeGreaterThan(1);
  });
});
