import { type Action, coalesce, col, count, type DataFrame, rowNumber, sum, Window, when } from '@firn/snowpark';
import { compileAction, encodeAction, parseAction, plansToDescribe } from '@firn/snowpark/internal';
import { DIRECT, integer, offline } from './offline.js';
import { Work } from './work.js';

/** What grows faster than it should shows at this size already. */
const FEW = 100;

const session = offline();
const t: DataFrame = session.table('t');
const u: DataFrame = session.table('u');

function chain<T>(from: T, steps: number, step: (of: T, at: number) => T): T {
  let made = from;
  for (let at = 0; at < steps; at += 1) made = step(made, at);
  return made;
}
const frames = (steps: number, step: (of: DataFrame, at: number) => DataFrame, from = t): DataFrame =>
  chain<DataFrame>(from, steps, step);
const names = (many: number): string[] => Array.from({ length: many }, (_, at) => `x${at}`);
const wide = (many: number): DataFrame => t.select(names(many).map((name, at) => col('a').plus(at).as(name)));
/** Columns of a form that the types cannot follow through a loop. */
const loose = <T>(value: T): never => value as never;

const STYLES: Readonly<Record<string, (many: number) => DataFrame>> = {
  'withColumn, free': (many) => frames(many, (of, at) => of.withColumn(`x${at}`, col('a').plus(at))),
  'withColumn, bound': (many) => frames(many, (of, at) => of.withColumn(`x${at}`, of.col('a').plus(at))),
  'withColumn of the one before': (many) =>
    frames(many, (of, at) => of.withColumn(`x${at}`, of.col(at === 0 ? 'a' : `x${at - 1}`).plus(at))),
  'withColumn in the place of another': (many) => frames(many, (of, at) => of.withColumn('a', of.col('a').plus(at))),
  'withColumn and its new name': (many) =>
    frames(many, (of, at) => of.withColumn('x', col('a').plus(at)).withColumnRenamed('x', `x${at}`)),
  'withColumns of many': (many) =>
    t.withColumns(Object.fromEntries(names(many).map((name, at) => [name, col('a').plus(at)]))),
  windows: (many) =>
    frames(many, (of, at) => of.withColumn(`x${at}`, rowNumber().over(Window.partitionBy('a').orderBy('b')))),
  select: (many) => frames(many, (of, at) => of.select('a', 'b', col('c').plus(at).as('c'))),
  'select of all and one': (many) => frames(many, (of, at) => of.select('*', of.col('a').plus(at).as(`x${at}`))),
  filter: (many) => frames(many, (of, at) => of.filter(col('a').gt(at))),
  'filter, bound': (many) => frames(many, (of, at) => of.filter(of.col('a').gt(at))),
  drop: (many) => frames(many - 1, (of, at) => of.drop(`x${at}`), wide(many)),
  'drop, bound': (many) => frames(many - 1, (of, at) => of.drop(of.col(`x${at}`)), wide(many)),
  rename: (many) => frames(many, (of, at) => of.withColumnRenamed(`x${at}`, `y${at}`), wide(many)),
  'rename of many': (many) => wide(many).rename(Object.fromEntries(names(many).map((name) => [name, `y_${name}`]))),
  toDf: (many) => frames(many, (of, at) => of.toDf(`a${at}`, `b${at}`, `c${at}`)),
  'joins by a name': (many) => frames(many / 10, (of) => of.join(u.select('a'), ['a'])),
  'semi joins': (many) => frames(many / 10, (of) => of.join(u, ['a'], 'semi')),
  unionAll: (many) => frames(many, (of, at) => of.unionAll(t.filter(col('a').eq(at)))),
  unionAllByName: (many) => frames(many, (of, at) => of.unionAllByName(t.filter(col('a').eq(at)))),
  'union and except in turns': (many) => frames(many, (of, at) => (at % 2 ? of.except(t) : of.unionAll(t))),
  'a frame that many read': (many) => {
    const part = t.filter(col('a').gt(1)).distinct();
    return frames(many, (of) => of.unionAll(part), part);
  },
  'frames that are read twice': (many) =>
    frames(many, (of) => {
      const part = of.filter(col('a').gt(1)).distinct();
      return part.unionAll(part);
    }),
  'in with subqueries': (many) =>
    frames(many / 4, (of, at) => of.filter(col('a').in(loose(u.filter(col('d').gt(at)).select('a'))))),
  'in with values': (many) => t.filter(col('a').in(Array.from({ length: 5 * many }, (_, at) => at))),
  'functions in functions': (many) =>
    t.select(chain(col('a'), 5 * many, (of) => loose(coalesce(loose(of), 1))).as('x')),
  'calculations in calculations': (many) => t.select(chain(t.col('a'), 5 * many, (of) => loose(of.plus(1))).as('x')),
  'cases in cases': (many) =>
    t.select(chain(col('a'), many, (of, at) => loose(when(col('b').eq(at), 1).otherwise(of))).as('x')),
  'conditions with or': (many) => t.filter(chain(col('a').eq(-1), many, (of, at) => loose(of.or(col('a').eq(at))))),
  'sort and limit': (many) => frames(many, (of, at) => of.sort(col('a').desc()).limit(9 + (at % 7))),
  sort: (many) => frames(many, (of, at) => of.sort(col('a').plus(at))),
  'distinct and filter': (many) => frames(many, (of, at) => of.distinct().filter(col('a').gt(at))),
  groupBy: (many) => frames(many, (of) => of.groupBy('a').agg(sum(loose('b')).as('b'))),
  'groupBy with many keys': (many) => wide(many).groupBy(names(many)).agg(count('*').as('n')),
  'agg of many': (many) => wide(many).agg(names(many).map((name) => sum(loose(name)).as(`s_${name}`))),
  aliases: (many) => frames(many, (of, at) => of.alias(`q${at}`).filter(col(`q${at}`, 'a').gt(at))),
  unpivot: (many) => frames(many / 10, (of) => of.unpivot('b', 'c', ['b', 'c']).as().select('a', 'b', 'c')),
};

/** Columns of the table that only Snowflake would know. */
const COLUMNS = ['A', 'C', 'B'].map(integer);

function compiled(action: Action): void {
  const described = new Map(plansToDescribe(action).map((plan) => [plan, COLUMNS]));
  compileAction(action, { ...DIRECT, described });
}

describe('four times as much', () => {
  const work = new Work();
  beforeAll(() => work.begin());
  afterAll(() => work.end());

  it.each(Object.entries(STYLES))('%s is about four times the work, from building to SQL', (_, build) => {
    const [few, many] = [FEW, 4 * FEW].map((size) =>
      work.of(() => {
        const action: Action = { kind: 'collect', plan: build(size).plan };
        compiled(parseAction(JSON.parse(JSON.stringify(encodeAction(action)))));
      }),
    );
    if (few === undefined || many === undefined) throw new Error('Nothing was measured.');
    expect(few).toBeGreaterThan(10 * FEW);
    expect(many / few).toBeLessThan(4.1);
  });
});
