import type { FromItem, Query, QueryBody } from '../../../apps/snowflake-local/src/parse/ast.js';
import { parseQuery } from '../../../apps/snowflake-local/src/parse/parse.js';

const body = (text: string): QueryBody => parseQuery(text).body;
const select = (text: string) => {
  const found = body(text);
  if (found.kind !== 'select') throw new Error(`No plain SELECT: ${text}`);
  return found;
};

/** What FROM holds, in one line. */
function from(item: FromItem): string {
  const alias = item.kind !== 'join' && item.alias ? ` ${item.alias.name.name}` : '';
  switch (item.kind) {
    case 'table':
      return `${item.name.kind === 'path' ? item.name.parts.map((part) => part.name).join('.') : 'dynamic'}${alias}`;
    case 'subquery':
      return `${item.lateral ? 'lateral ' : ''}query${alias}`;
    case 'values_source':
      return `values ${item.rows.length}x${item.rows[0]?.length}${alias}`;
    case 'stage':
      return `stage ${JSON.stringify(item.location.kind)} ${item.options.map((option) => option.name)}${alias}`;
    case 'function_source':
      return `${item.lateral ? 'lateral ' : ''}${item.call.name.map((part) => part.name).join('.')}(${item.call.args.length})${alias}`;
    case 'pivot':
    case 'unpivot':
    case 'sample':
      return `${from(item.source)} ${item.kind}${alias}`;
    case 'join': {
      const condition =
        item.condition?.kind === 'using'
          ? ` using ${item.condition.columns.map((column) => column.name)}`
          : item.condition
            ? ' on'
            : '';
      return `(${from(item.left)} ${item.natural ? 'natural ' : ''}${item.join} ${from(item.right)}${condition})`;
    }
  }
}

/** How set operators group. */
function tree(query: QueryBody): string {
  if (query.kind === 'select')
    return query.items[0]?.kind === 'expression'
      ? query.items[0].expression.kind === 'number'
        ? query.items[0].expression.text
        : '?'
      : '*';
  if (query.kind === 'query_expression') return `<${tree(query.body)}${query.limit ? ' limit' : ''}>`;
  return `(${query.operands.map(tree).join(` ${query.operator} `)})`;
}

describe('FROM', () => {
  it.each([
    ['t', 'T'],
    ['db..t as x', 'DB..T X'],
    ['(T)', 'T'],
    ['t a, u b', 'T A; U B'],
    ['t join u on a = b left outer join v using (a, b)', '((T inner U on) left V using A,B)'],
    ['t cross join u natural full join v', '((T cross U) natural full V)'],
    ['t inner join u', '(T inner U)'],
    ['t join (u join v on a = b) on c = d', '(T inner (U inner V on) on)'],
    ['(select 1) x', 'query X'],
    ['((select 1) union (select 2)) x', 'query X'],
    ['(( SELECT 1) AS L INNER JOIN ( SELECT 2) AS R ON (1 = 1))', '(query L inner query R on)'],
    ['t, lateral (select 1) x', 'T; lateral query X'],
    ['t, lateral flatten(input => a) f', 'T; lateral FLATTEN(1) F'],
    ['table(generator(rowcount => 5))', 'GENERATOR(1)'],
    ["( TABLE ( RESULT_SCAN('x')))", 'RESULT_SCAN(1)'],
    ['table(information_schema.query_history())', 'INFORMATION_SCHEMA.QUERY_HISTORY(0)'],
    ["table('t')", 'dynamic'],
    ['identifier($t) x', 'dynamic X'],
    ['values (1, 2), (3, 4)', 'values 2x2'],
    ['(values (1)) as v(a)', 'values 1x1 V'],
    ["@s/f.csv( FILE_FORMAT => 'F', PATTERN => '.*') x", 'stage "named" FILE_FORMAT,PATTERN X'],
    ["'@~/a b.csv'", 'stage "user" '],
    ['@%t', 'stage "table" '],
  ])('%s', (text, expected) => {
    expect(select(`select 1 from ${text}`).from.map(from).join('; ')).toBe(expected);
  });
});

describe('set operators', () => {
  it.each([
    ['select 1 union all select 2 union all select 3', '(1 union_all 2 union_all 3)'],
    ['select 1 union select 2 union all select 3', '((1 union 2) union_all 3)'],
    ['select 1 union select 2 intersect select 3', '(1 union (2 intersect 3))'],
    ['(select 1) minus ((select 2) except (select 3))', '(1 except (2 except 3))'],
    ['(select 1 limit 1) union select 2', '(<1 limit> union 2)'],
    ['((select 1) union (select 2)) intersect (select 3)', '((1 union 2) intersect 3)'],
  ])('%s', (text, expected) => {
    expect(tree(body(text))).toBe(expected);
  });

  it('reads thousands of branches in a loop', () => {
    const text = Array.from({ length: 5_000 }, (_, at) => `(SELECT ${at})`).join(' UNION ALL ');
    const found = body(text);
    expect(found.kind === 'set_operation' && found.operands.length).toBe(5_000);
  });

  it('reads unions inside unions once', () => {
    let text = '(SELECT 1) UNION ALL (SELECT 2)';
    for (let level = 0; level < 60; level += 1) text = `SELECT * FROM ((${text}) UNION ALL (SELECT ${level}))`;
    expect(parseQuery(text).body.kind).toBe('select');
  });
});

describe('clauses', () => {
  const parts = (query: Query) => ({
    limit: query.limit !== undefined,
    offset: query.offset !== undefined,
    order: query.orderBy.length,
  });

  it.each([
    ['select 1 order by 1, 2 desc nulls last limit 5 offset 3', { limit: true, offset: true, order: 2 }],
    ['select 1 offset 3 rows fetch first 5 rows only', { limit: true, offset: true, order: 0 }],
    ['select 1 fetch 5', { limit: true, offset: false, order: 0 }],
    ['select 1 order by all asc nulls first', { limit: false, offset: false, order: 1 }],
  ])('%s', (text, expected) => {
    expect(parts(parseQuery(text))).toEqual(expected);
  });

  it('takes aliases with and without AS, but not the word that starts the next clause', () => {
    const found = parseQuery('select a x, b as y, c from t z limit 1').body;
    expect(
      found.kind === 'select' && found.items.map((item) => item.kind === 'expression' && item.alias?.name),
    ).toEqual(['X', 'Y', undefined]);
    expect(parseQuery('select a limit 1').limit).toBeDefined();
    expect(select('select a from t limit 1').from.map(from)).toEqual(['T']);
  });

  it('reads stars with what is taken from them', () => {
    const [all, some, like] = select(
      `select *, t.* exclude (a, b) replace (c + 1 as c) rename d as e, * ilike '%x%'`,
    ).items;
    expect(all).toMatchObject({ kind: 'star', qualifier: [], exclude: [] });
    expect(some).toMatchObject({
      kind: 'star',
      qualifier: [{ name: 'T' }],
      exclude: [{ name: 'A' }, { name: 'B' }],
      replace: [{ column: { name: 'C' } }],
      rename: [{ column: { name: 'D' }, to: { name: 'E' } }],
    });
    expect(like).toMatchObject({ kind: 'star', ilike: '%x%' });
  });

  it('reads every form of GROUP BY', () => {
    expect(select('select 1 group by all').groupBy).toMatchObject({ kind: 'all' });
    const sets = select('select 1 group by a, rollup(b, (c, d)), cube(e), grouping sets ((f, g), h, ())').groupBy;
    const widths =
      sets?.kind === 'items' &&
      sets.items.map((item) => (item.kind === 'expression' ? 0 : item.sets.map((set) => set.length)));
    expect(widths).toEqual([0, [1, 2], [1], [2, 1, 0]]);
  });

  it('reads WITH, its column names and what follows it', () => {
    const query = parseQuery(
      'with recursive a(x, y) as (select 1, 2), b as (select 3) (select * from (a)) union all (select 4)',
    );
    expect(query.with.map(({ name, columns }) => [name.name, columns.length])).toEqual([
      ['A', 2],
      ['B', 0],
    ]);
    expect(query.body.kind).toBe('set_operation');
  });
});
