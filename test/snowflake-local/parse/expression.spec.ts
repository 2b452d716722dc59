import { parseExpression, parseStatement } from '../../../apps/snowflake-local/src/parse/parse.js';
import { shape } from './support/shape.js';

const read = (text: string) => shape(parseExpression(text));

describe('expressions', () => {
  it.each([
    // precedence
    ['a + b * c', '(A + (B * C))'],
    ['a - b - c', '((A - B) - C)'],
    ['a || b + c', '((A || B) + C)'],
    ['not a = b and c or d', '(((not (A = B)) and C) or D)'],
    ['a or b and c', '(A or (B and C))'],
    ['-a::int', '(- (A as INT))'],
    ['- -1', '(- (- 1))'],
    ['a = b + 1', '(A = (B + 1))'],
    ['a != b', '(A <> B)'],
    ['a between 1 and 2 and b', '((A between 1 2) and B)'],
    ['a not between b + 1 and c', '(A not between (B + 1) C)'],
    ['(a, b) = (c, d)', '(row(A, B) = row(C, D))'],
    ['((a + b))', '(A + B)'],
    // names and literals
    ['"a".B.c', '"a".B.C'],
    ['db..t', 'DB.""."T"'.replace('"T"', 'T')],
    ['t.$2 + $x', '(T.$2 + $X)'],
    ['? + ? + :1 + :name', '(((?1 + ?2) + ?1) + :NAME)'],
    ["date '2020-01-01'", 'DATE "2020-01-01"'],
    ["timestamp_tz '2020-01-01'", 'TIMESTAMP_TZ "2020-01-01"'],
    ["interval '1 day, 2 hours'", 'interval "1 day, 2 hours"'],
    ["{d '2020-01-01'}", 'DATE "2020-01-01"'],
    ['{fn length(a)}', 'LENGTH(A)'],
    ['true and false or null', '((true and false) or null)'],
    ['date + time', '(DATE + TIME)'],
    ["identifier('a')", 'identifier("a")'],
    // predicates
    ['a in (1, 2)', '(A in (1, 2))'],
    ['a not in (select 1)', '(A not in query)'],
    ['a in ((select 1))', '(A in query)'],
    ['a in ((select 1) union (select 2))', '(A in query)'],
    ['(a, b) in ((1, 2), (3, 4))', '(row(A, B) in (row(1, 2), row(3, 4)))'],
    ["a like 'x%' escape '!'", '(A like "x%" escape "!")'],
    ["a not ilike any ('x', 'y')", '(A not ilike any "x", "y")'],
    ["a regexp 'x'", '(A rlike "x")'],
    ['a is not null and b is true', '((A is not null) and (B is true))'],
    ['a is not distinct from b', '(A is not distinct_from B)'],
    ['a > all (select 1)', '(A > all query)'],
    ['a = some (select 1)', '(A = any query)'],
    ['exists (select 1)', 'exists(query)'],
    ['(select 1) + 1', '(query + 1)'],
    ['((select 1) union all (select 2))', 'query'],
    // calls
    ['count(*)', 'COUNT(*)'],
    ['count(t.*)', 'COUNT(T.*)'],
    ['count(distinct a, b)', 'COUNT(distinct A, B)'],
    ["listagg(a, ',') within group (order by b desc nulls last)", 'LISTAGG(A, ",") within group 1'],
    ['lag(a, 1, null) ignore nulls over (partition by b order by c)', 'LAG(A, 1, null) ignore nulls over(1, 1)'],
    [
      'last_value(a ignore nulls) over (order by c rows between 1 preceding and current row)',
      'LAST_VALUE(A) ignore nulls over(0, 1, rows)',
    ],
    [
      'nth_value(a, 2) from last over (order by b range unbounded preceding)',
      'NTH_VALUE(A, 2) from last over(0, 1, range)',
    ],
    ['f(a => 1, b => 2)', 'F(A => 1, B => 2)'],
    ['insert(a, 1, 2, b) || left(a, 1) || like(a, b)', '((INSERT(A, 1, 2, B) || LEFT(A, 1)) || LIKE(A, B))'],
    ['current_date', 'CURRENT_DATE'],
    ['current_timestamp(3)', 'CURRENT_TIMESTAMP(3)'],
    ["position('a' in b)", 'POSITION("a", B)'],
    ["position('a', b, 2)", 'POSITION("a", B, 2)'],
    ['extract(year from a)', 'DATE_PART("YEAR", A)'],
    ['s.f(1)', 'S.F(1)'],
    // types
    ['cast(a as number(10, 2))', '(A as NUMBER(10,2))'],
    ['try_cast(a as double precision)', '(A try_as DOUBLE PRECISION)'],
    ['a :: timestamp without time zone', '(A as TIMESTAMP WITHOUT TIME ZONE)'],
    ["'a'::STRING(16777216)", '("a" as STRING(16777216))'],
    ["a collate 'en'", '(A collate en)'],
    // semi-structured
    ['v:a.b[0]."c d"::string', '(V:a:b[0]:c d as STRING)'],
    ["v['a'][i + 1]", 'V:a[(I + 1)]'],
    ["[1, 'x', []]", '[1, "x", []]'],
    ["{'a': 1, 'b': {'c': null}}", '{a: 1, b: {c: null}}'],
    // CASE
    ['case when a then b else c end', 'case(A→B; C)'],
    ['case a when 1 then b when 2 then c end', 'case(A; 1→B; 2→C)'],
  ])('%s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it('keeps what the user wrote', () => {
    const text = 'f( a ) + 1';
    const expression = parseExpression(text);
    expect(text.slice(expression.start, expression.end)).toBe(text);
    expect(expression.kind === 'binary' && text.slice(expression.left.start, expression.left.end)).toBe('f( a )');
  });

  it.each([
    ['select a + from t', "line 1 at position 11 unexpected 'from'"],
    ['select (a', "line 1 at position 9 unexpected '<EOF>'"],
    ['select a)', "line 1 at position 8 unexpected ')'"],
    ['select case when a then b', "line 1 at position 25 unexpected '<EOF>'"],
    ['select a\n  between 1', "line 2 at position 11 unexpected '<EOF>'"],
    ['select all', "line 1 at position 10 unexpected '<EOF>'"],
    ['select cast(a int)', "line 1 at position 14 unexpected 'int'"],
  ])('%j', (text, message) => {
    expect(() => parseStatement(text)).toThrow(`SQL compilation error:\nsyntax error ${message}.`);
  });
});
