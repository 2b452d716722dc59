import { outgrowsOptimizer } from '../../../apps/snowflake-local/src/generate/nesting.js';
import { shapeOf } from '../../../apps/snowflake-local/src/generate/shape.js';

const nested = (levels: number, open: string, inside: string, close: string): string =>
  open.repeat(levels) + inside + close.repeat(levels);

describe('what the nesting of a statement costs DuckDB', () => {
  it.each([
    ['queries that only hand on', `SELECT x FROM ${nested(20, '(SELECT x FROM ', 't', ')')}`, 0],
    ['aggregates', `SELECT x FROM ${nested(20, '(SELECT max(x) FROM ', 't', ')')}`, 20],
    ['groups', `SELECT x FROM ${nested(20, '(SELECT x FROM ', 't', ' GROUP BY x)')}`, 20],
    ['windows of parts', `SELECT x FROM ${nested(20, '(SELECT rank() OVER (PARTITION BY x) FROM ', 't', ')')}`, 20],
    ['sub-queries of expressions', `SELECT ${nested(20, '(SELECT ', 'x', ')')}`, 20],
    ['those with aggregates', `SELECT ${nested(20, '(SELECT max(y) + ', 'x', ' FROM t)')}`, 40],
    [
      'neighbours',
      `SELECT x FROM ${Array.from({ length: 20 }, () => '(SELECT max(x) FROM t)').join(' CROSS JOIN ')}`,
      1,
    ],
    ['branches of a union', `SELECT 0 UNION ALL ${nested(20, '(SELECT 1 UNION ALL ', '(SELECT 3)', ')')}`, 0],
    [
      'common tables of each other',
      'WITH w1 AS (SELECT max(x) FROM t), w2 AS (SELECT max(x) FROM w1) SELECT x FROM w2',
      2,
    ],
    [
      'common tables beside each other',
      'WITH w1 AS (SELECT max(x) FROM t), w2 AS (SELECT max(x) FROM t) SELECT x FROM w2',
      1,
    ],
    ['texts that look like it', `SELECT '${nested(20, '(SELECT max(x) FROM ', 't', ')')}'`, 0],
  ])('%s', (_, sql, pushedDown) => {
    expect(shapeOf(sql).pushedDown).toBe(pushedDown);
  });

  it('is that of the characters of an expression times their levels', () => {
    const work = (levels: number) => shapeOf(`SELECT ${nested(levels, 'abs(', 'x', ')')}`).expressionWork;
    expect(work(32)).toBe(0);
    expect(work(1_000)).toBeGreaterThan(3.5 * work(500));
    expect(shapeOf(`SELECT ${Array.from({ length: 10_000 }, () => 'abs(x)').join(', ')}`).expressionWork).toBe(0);
  });

  it('decides whether DuckDB optimizes the statement, and refuses by name what it plans for seconds', () => {
    const replaced = (levels: number) =>
      `SELECT ${nested(levels, 'list_extract(list_transform([struct_pack(f0 := ', 'x', `)], lambda "~v": ${'"~v" || '.repeat(50)}''), 1)`)}`;
    expect(outgrowsOptimizer(shapeOf(replaced(20)))).toBe(false);
    expect(outgrowsOptimizer(shapeOf(replaced(200)))).toBe(true);
    expect(() => outgrowsOptimizer(shapeOf(replaced(1_300)))).toThrow('more than 1400 nested levels');
  });
});
