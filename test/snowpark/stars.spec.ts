import {
  col,
  count,
  countDistinct,
  type DataFrame,
  flatten,
  hash,
  lit,
  objectConstruct,
  type Selectable,
  struct,
  upper,
  Window,
} from '@firn/snowpark';
import { encodeAction, parseAction } from '@firn/snowpark/internal';
import { offline, textOf, UNDESCRIBED } from './offline.js';

const session = offline();
const t = session.table('t').as();
const u = session.table('u').as();
const joined = t.join(u, t.col('a').eq(u.col('a')), 'left');

const SIDES =
  '(SELECT "A" AS "L_0001_A", "B", "C" FROM "T") AS "FIRN_LEFT" LEFT OUTER JOIN (SELECT "A" AS "R_0001_A", "D" FROM "U") AS "FIRN_RIGHT" ON ("L_0001_A" = "R_0001_A")';

describe('a star as an argument is the columns of its frame, whatever level it is written in', () => {
  it.each<[string, () => DataFrame, string]>([
    ['a table', () => t.select(hash('*').as('h')), 'SELECT HASH(*) AS "H" FROM "T"'],
    ['some columns', () => t.select('a').select(hash('*').as('h')), 'SELECT HASH(*) AS "H" FROM (SELECT "A" FROM "T")'],
    [
      'columns that were added',
      () => t.withColumn('x', lit(1)).withColumn('o', objectConstruct('*')),
      'SELECT *, OBJECT_CONSTRUCT(*) AS "O" FROM (SELECT *, ? AS "X" FROM "T")',
    ],
    [
      'a condition',
      () => t.select('a').filter(hash('*').gt(0)),
      'SELECT * FROM (SELECT "A" FROM "T") WHERE (HASH(*) > ?)',
    ],
    [
      'an aggregate',
      () => t.withColumn('x', col('a').plus(1)).agg(countDistinct('*').as('n')),
      'SELECT COUNT(DISTINCT *) AS "N" FROM (SELECT *, ("A" + ?) AS "X" FROM "T")',
    ],
    [
      'computed keys of ROLLUP, which are columns of the level below',
      () => t.rollup(upper('a').as('k')).agg(countDistinct('*').as('n')),
      'SELECT "FIRN_KEY_1" AS "K", COUNT(DISTINCT "A", "B", "C") AS "N" FROM (SELECT UPPER("A") AS "FIRN_KEY_1", "A", "B", "C" FROM "T") GROUP BY ROLLUP("FIRN_KEY_1")',
    ],
    [
      'one side of a join',
      () => joined.select(hash(t.col('*')).as('h'), objectConstruct(u.col('*')).as('o')),
      `SELECT HASH("L_0001_A", "B", "C") AS "H", OBJECT_CONSTRUCT('A', "R_0001_A", 'D', "D") AS "O" FROM ${SIDES}`,
    ],
    [
      'the left side of a table function',
      () => t.joinTableFunction(flatten(objectConstruct('*'))).select('key'),
      `SELECT "KEY" FROM (SELECT "FIRN_LEFT".*, "FIRN_RIGHT".* FROM "T" AS "FIRN_LEFT" JOIN TABLE(FLATTEN(input => OBJECT_CONSTRUCT('A', "A", 'B', "B", 'C', "C"))) AS "FIRN_RIGHT")`,
    ],
    [
      'a frame by its alias',
      () => t.alias('l').select(countDistinct(col('l', '*')).as('n')),
      'SELECT COUNT(DISTINCT "A", "B", "C") AS "N" FROM "T"',
    ],
  ])('%s', (_, frame, text) => {
    expect(textOf(frame())).toBe(text);
  });

  it('counts rows by it, of whichever frame, and reads no column for that', () => {
    const text =
      'SELECT COUNT(*) AS "N" FROM (SELECT "A" AS "L_0001_A" FROM "T") AS "FIRN_LEFT" LEFT OUTER JOIN (SELECT "A" AS "R_0001_A" FROM "U") AS "FIRN_RIGHT" ON ("L_0001_A" = "R_0001_A")';
    expect(textOf(joined.agg(count('*').as('n')))).toBe(text);
    expect(textOf(joined.agg(count(u.col('*')).as('n')))).toBe(text);
  });

  it('leaves out no column that the parts of a split are told apart by', () => {
    const [part] = t.withColumn('x', col('a').plus(1)).filter(col('x').gt(1)).randomSplit([1, 1]);
    expect(textOf((part ?? t).select('b'))).toMatch(
      /^SELECT "B" FROM \(SELECT \*, \("A" \+ \?\) AS "X" FROM "T"\) WHERE \("X" > \?\) AND .*HASH\(\*, 0\)/,
    );
  });

  it('is the same over JSON', () => {
    const frame = joined.select(objectConstruct(u.col('*')).as('o'), hash('*').as('h'));
    const read = parseAction(JSON.parse(JSON.stringify(encodeAction({ kind: 'collect', plan: frame.plan }))));
    if (read.kind !== 'collect') throw new Error(`It is a ${read.kind}.`);
    expect(textOf(read)).toBe(textOf(frame));
  });
});

describe('a star that no function takes is refused', () => {
  const star: Selectable<Record<string, unknown>> = col('*');
  it.each<[string, () => DataFrame]>([
    ['in a calculation', () => t.select(col('*').plus(1).as('n'))],
    ['as a condition', () => t.filter(col('*'))],
    ['as a key of an order', () => t.sort('*')],
    ['as a key of groups', () => t.groupBy(star).agg(count('*').as('n'))],
    ['as a new column', () => t.withColumn('x', star)],
    ['with an alias', () => t.select(col('*').as('x'))],
    ['in a window', () => t.select(count('*').over(Window.partitionBy(star)).as('n'))],
  ])('%s', (_, frame) => {
    expect(() => textOf(frame())).toThrow("'*' is all columns where they are selected, and as an argument");
  });

  it('beside keys and values of an object', () => {
    expect(() => objectConstruct('*', 'a')).toThrow("'*' is all columns with their names, and stands alone.");
    expect(() => struct('*', 'a')).toThrow("'*' is all columns with their names, and stands alone.");
  });

  it('where columns have to be known, and are not', () => {
    const frame = t.rollup(upper('a').as('k')).agg(countDistinct('*').as('n'));
    expect(() => textOf(frame, UNDESCRIBED)).toThrow('The columns below must be known here');
  });
});
