import { pathPattern } from '../../../apps/snowflake-local/src/stage/path-pattern.js';

const PATHS = ['a/b.csv', 'a/B.CSV', 'a-b_c.csv.gz', 'x y.csv', 'q.c$v', 'bxcsv'];

describe('PATTERN of a stage', () => {
  it.each([
    ['.*[.]csv', ['a/b.csv', 'x y.csv']],
    ['.*\\.csv', ['a/b.csv', 'x y.csv']],
    ['(?i).*\\.csv', ['a/b.csv', 'a/B.CSV', 'x y.csv']],
    ['.*\\Qb.csv\\E', ['a/b.csv']],
    ['\\Qq.c$v', ['q.c$v']],
    ['a\\-b\\_c.*', ['a-b_c.csv.gz']],
    ['x\\ y[\\-\\.]csv', ['x y.csv']],
    ['b.csv', ['bxcsv']],
    ['\\w+/\\w\\.(?:csv|CSV)', ['a/b.csv', 'a/B.CSV']],
  ])('%s', (pattern, expected) => {
    expect(PATHS.filter(pathPattern(pattern))).toEqual(expected);
  });

  it.each(['(', '[a', '*', '(?z).*'])('refuses %s', (pattern) => {
    expect(() => pathPattern(pattern)).toThrow(`Invalid regular expression: '${pattern}'`);
  });
});
