import fc from 'fast-check';
import { SqlError } from '../../../apps/snowflake-local/src/errors.js';
import { sqlErrorFromEngine } from '../../../apps/snowflake-local/src/types/engine-error.js';
import { propertyRuns } from '../../support/property-runs.js';
import type { QueryEngine } from './support/query-engine.js';
import { shop } from './support/shop.js';

let engine: QueryEngine;
beforeAll(async () => {
  engine = await shop();
});
afterAll(() => engine.close());

type Text = fc.Arbitrary<string>;
const one = (...texts: string[]): Text => fc.constantFrom(...texts);
/** A template with `~` for each part, in order. */
const of = (template: string, ...parts: Text[]): Text => {
  const pieces = template.split('~');
  return fc.tuple(...parts).map((texts) => pieces.map((piece, at) => piece + (texts[at] ?? '')).join(''));
};

type Kinds = Record<'number' | 'text' | 'truth' | 'moment' | 'json' | 'any', string>;

/** Expressions that mostly have fitting types; `any` stands for one of any type, so that some have not. */
const { number, text, truth, moment, any } = fc.letrec<Kinds>((tie) => {
  const oneOf = (first: Text, ...list: Text[]): Text =>
    fc.oneof({ maxDepth: 4, withCrossShrink: true }, first, ...list);
  const [n, t, b, m, j] = [tie('number'), tie('text'), tie('truth'), tie('moment'), tie('json')];
  return {
    number: oneOf(
      one('id', 'c.id', 'amount', '$1', '"ID"', '1', '-2', '2.5', '0', '1e3', '12345678901234567890', "'7'", 'null'),
      of('(~ ~ ~)', n, one('+', '-', '*', '%'), n),
      of('div0(~, ~)', n, n),
      of('(- ~)', n),
      of('~(~)', one('abs', 'ceil', 'round', 'sign', 'zeroifnull'), n),
      of('coalesce(~, ~)', n, n),
      of('iff(~, ~, ~)', b, n, n),
      of('length(~)', t),
      of('(~)::~', n, one('int', 'number(10,2)', 'float', 'number(38,5)')),
      of('try_cast(~ as int)', t),
      of('datediff(day, ~, ~)', m, m),
      of('~:a::int', j),
      of('(select max(~) from orders x where x.customer_id = c.id)', one('x.amount', 'x.id', '1')),
    ),
    text: oneOf(
      one('name', 'c.city', "'a'", "'it''s'", "''", '$2'),
      of('(~ || ~)', t, fc.oneof(t, n)),
      of('~(~)', one('upper', 'trim', 'lower', 'reverse'), t),
      of('substr(~, ~, 2)', t, n),
      of('(~)::~', fc.oneof(n, b, m, j), one('varchar', 'string(200)')),
      of('case ~ when ~ then ~ else ~ end', t, t, t, t),
      of('nvl(~, ~)', t, t),
      of('to_char(~)', fc.oneof(n, m)),
    ),
    truth: oneOf(
      one('true', 'false', 'id = 1'),
      of('(~ ~ ~)', n, one('=', '<>', '<', '>=', 'is distinct from'), n),
      of('(~ ~ ~)', t, one('=', '<', 'like', 'ilike', 'not like'), t),
      of('(~ > ~)', m, m),
      of('(~ ~ ~)', b, one('and', 'or'), b),
      of('(not ~)', b),
      of('(~ is not null)', fc.oneof(n, t, j, m)),
      of('(~ in (~, ~))', n, n, n),
      of('(~ not in (select customer_id from orders))', n),
      of('(~ between ~ and ~)', n, n, n),
      of('((~, ~) = (~, ~))', n, t, n, t),
      of('exists (select 1 from orders x where x.id = ~)', n),
    ),
    moment: oneOf(
      one(
        'placed',
        "date '2024-01-31'",
        "'2024-01-01 10:00'::timestamp",
        "'2024-01-01 10:00 +02:00'::timestamp_tz",
        'current_date',
        'placed::timestamp_ltz',
        'null::timestamp_ltz',
      ),
      of('dateadd(~, ~, ~)', one('day', 'month', 'hour'), one('1', '-3'), m),
      of('date_trunc(month, ~)', m),
      of('(~)::~', m, one('date', 'timestamp_ntz', 'timestamp_ltz', 'timestamp_tz')),
      of("(~ + interval '1 day')", m),
      of('greatest(~, ~)', m, m),
    ),
    json: oneOf(
      one(
        'parse_json(\'{"a":[1,2]}\')',
        "object_construct('a', 5)",
        'array_construct(1, null)',
        'to_variant(name)',
        'null::variant',
      ),
      of('to_variant(~)', fc.oneof(n, t, b)),
      of('~:a', j),
      of("~['a'][0]", j),
      of("{'a': ~}", fc.oneof(n, t)),
    ),
    any: fc.oneof(n, t, b, m, j),
  };
});

const aggregate = fc.oneof(
  of('~(~)', one('sum', 'avg', 'max', 'median', 'stddev'), number),
  of('count(distinct ~)', any),
  of('~(~)', one('max', 'min', 'any_value'), moment),
  of("listagg(~, ',') within group (order by ~)", text, number),
  of('array_agg(~)', any),
  one('count(*)', 'count_if(id > 1)'),
);
const window = of(
  '~ over (~)',
  fc.oneof(aggregate, of('first_value(~)', any), of('lag(~)', number), one('row_number()')),
  of('~order by id', one('partition by city ', '')),
);
const SOURCE =
  '(select c.id, c.name, c.city, o.amount, o.placed from customers c left join orders o on c.id = o.customer_id) c';

const tail = fc.record({
  where: fc.option(truth, { freq: 2 }),
  order: fc.option(fc.oneof(any, one('1', 'x')), { freq: 2 }),
  limit: one('', ' limit 2'),
});
const clauses = ({ where, order, limit }: { where: string | null; order: string | null; limit: string }, group = '') =>
  [where === null ? '' : ` where ${where}`, group, order === null ? '' : ` order by ${order}`, limit].join('');

const plain = fc
  .tuple(
    one('', 'distinct '),
    fc.array(fc.oneof({ arbitrary: any, weight: 4 }, window), { minLength: 1, maxLength: 3 }),
    tail,
  )
  .map(([distinct, items, rest]) => `select ${distinct}${items.join(', ')} as x from ${SOURCE}${clauses(rest)}`);
const grouped = fc
  .tuple(any, fc.array(aggregate, { minLength: 1, maxLength: 2 }), tail, fc.option(aggregate))
  .map(([key, items, { where, limit }, having]) => {
    const condition = having === null ? '' : ` having ${having} is not null`;
    const rest = { where, order: null, limit };
    return `select ${key} as x, ${items.join(', ')} from ${SOURCE}${clauses(rest, ` group by ${key}${condition}`)}`;
  });
const query = fc.oneof(plain, grouped);
const statement = fc.oneof(
  { arbitrary: query, weight: 4 },
  of('(~) ~ (~)', query, one('union all', 'union', 'intersect', 'except'), query),
  of('select count(*), max(x) from (~)', query),
  of('with w as (~) select * from w p join w q on p.x = q.x', query),
);

const RUNS = propertyRuns(100);

describe('whatever is asked', () => {
  // Engine text in an answer, a wrong type or an exception of any other kind fails the test.
  it('is answered in the types that were said, or refused with an error for the client', async () => {
    let answered = 0;
    await fc.assert(
      fc.asyncProperty(statement, async (sql) => {
        try {
          await engine.query(sql);
          answered += 1;
        } catch (error) {
          const known = error instanceof SqlError ? error : sqlErrorFromEngine(error);
          if (known === undefined) throw new Error(`${String(error)}\n${engine.bind(sql).sql}`);
          expect(known.message).not.toMatch(/Binder Error|Catalog Error|Parser Error|INTERNAL/);
        }
      }),
      { numRuns: RUNS },
    );
    expect(answered).toBeGreaterThan(RUNS / 4);
  }, 600_000);
});
