import { SqlError } from '../../../apps/snowflake-local/src/errors.js';
import { parseExpression, parseStatement } from '../../../apps/snowflake-local/src/parse/parse.js';
import { MAX_NESTING } from '../../../apps/snowflake-local/src/parse/reader.js';

const nestedSelects = (levels: number): string => {
  let text = 'SELECT 1 AS A';
  for (let level = 0; level < levels; level += 1) text = `SELECT ("A" :: INT) AS "A" FROM ( ${text} )`;
  return text;
};

describe('depth', () => {
  it('reads 300 sub-selects with a cast in each on the stack that Node has by default', () => {
    expect(parseStatement(nestedSelects(300)).kind).toBe('query');
  });

  it.each([
    ['sub-selects', nestedSelects(MAX_NESTING + 100)],
    ['parentheses', `SELECT ${'('.repeat(5_000)}1${')'.repeat(5_000)}`],
    ['calls', `SELECT ${'f('.repeat(5_000)}1${')'.repeat(5_000)}`],
    ['signs', `SELECT ${'- '.repeat(5_000)}1`],
    ['NOT', `SELECT ${'NOT '.repeat(5_000)}true`],
    ['CASE', `SELECT ${'CASE WHEN true THEN '.repeat(5_000)}1${' END'.repeat(5_000)}`],
    ['arrays', `SELECT ${'['.repeat(5_000)}${']'.repeat(5_000)}`],
    ['joins in parentheses', `SELECT 1 FROM ${'('.repeat(5_000)}t${')'.repeat(5_000)}`],
    ['blocks', `${'BEGIN '.repeat(5_000)}RETURN 1; ${'END; '.repeat(5_000)}`],
  ])('refuses %s without end by name', (_, text) => {
    const read = () => parseStatement(text);
    expect(read).toThrow(SqlError);
    expect(read).toThrow(`Unsupported feature 'more than ${MAX_NESTING} nested levels'`);
  });

  it.each([' + ', ' AND ', ' OR ', ' || ', ' * '])('reads a chain of 20,000 operands joined by%s', (operator) => {
    const text = Array.from({ length: 20_000 }, (_, at) => `a${at}`).join(operator);
    expect(parseExpression(text).kind).toBe('binary');
  });

  it('reads 20,000 rows of VALUES and 5,000 joins', () => {
    const rows = Array.from({ length: 20_000 }, (_, at) => `(${at} :: INT, 'x' :: STRING)`).join(', ');
    expect(parseStatement(`SELECT $1 FROM VALUES ${rows}`).kind).toBe('query');
    const joins = Array.from({ length: 5_000 }, (_, at) => ` JOIN t${at} ON a = b`).join('');
    expect(parseStatement(`SELECT 1 FROM t${joins}`).kind).toBe('query');
  });
});
