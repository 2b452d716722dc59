import { type Action, avg, col, type DataFrame, lit, random, sqlExpr } from '@firn/snowpark';
import { compileAction } from '@firn/snowpark/internal';
import * as fc from 'fast-check';
import { leastSqlBytes } from '../../libs/snowpark/src/compile/least-sql.js';
import { propertyRuns } from '../support/property-runs.js';
import { anyFrame } from './arbitrary-frame.js';
import { DIRECT, offline } from './offline.js';

const session = offline();
const t = session.table('t');
type Kind = 'collect' | 'count' | 'first';
const bytesOf = (action: Exclude<Action, { kind: 'sql' }>): readonly [least: number, real: number] => [
  leastSqlBytes(action),
  Buffer.byteLength(compileAction(action, DIRECT).main.text),
];
const kinds = fc.constantFrom<Kind>('collect', 'count', 'first');

/** Steps over A, B and C that add, replace, rename and leave out columns, as a later step may take back what an earlier one wrote. */
const name = fc.constantFrom<string>('a', 'b', 'c', 'x', 'long_name_of_a_column', 'y');
const steps = fc.array(
  fc.oneof(
    fc.tuple(name, name).map(
      ([to, from]) =>
        (of: DataFrame) =>
          of.withColumn(to, col(from).plus(1)),
    ),
    fc.tuple(name, name).map(
      ([to, from]) =>
        (of: DataFrame) =>
          of.withColumn(to, col(from)),
    ),
    name.map((to) => (of: DataFrame) => of.withColumn(to, random())),
    name.map((to) => (of: DataFrame) => of.withColumn(to, sqlExpr('a + 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9'))),
    fc.tuple(name, name).map(
      ([from, to]) =>
        (of: DataFrame) =>
          of.withColumnRenamed(from, to),
    ),
    name.map((gone) => (of: DataFrame) => of.drop(gone)),
    fc.tuple(name, name).map(
      ([one, two]) =>
        (of: DataFrame) =>
          of.select(col(one).as('a'), col(two).plus(2).as('b'), lit(7).as('c')).as(),
    ),
    name.map((by) => (of: DataFrame) => of.select('*', col(by).plus(3).as('z')).drop('z')),
    name.map((by) => (of: DataFrame) => of.sort(col(by).plus(4))),
    name.map(
      (by) => (of: DataFrame) =>
        of
          .groupBy(by, col('a').as('k'))
          .agg(avg('b').as('m'))
          .select(col('k').as('a'), col('m').as('b'), lit(1).as('c'))
          .as(),
    ),
    fc.constant((of: DataFrame) => of.distinct()),
    fc.constant((of: DataFrame) => of.limit(5)),
    fc.constant((of: DataFrame) => of.unionAll(of)),
    fc.constant((of: DataFrame) => of.intersect(of.filter(col('a').gt(1)))),
    name.map((on) => (of: DataFrame) => of.join(of.alias('o').select(on).as(), [on], 'semi')),
    name.map((on) => (of: DataFrame) => of.filter(col('a').in(of.select(on)))),
  ),
  { maxLength: 9 },
);

describe('the least that a plan comes to as SQL', () => {
  it('is never more than it does come to, whatever takes back what was written', () => {
    const compare = (action: Exclude<Action, { kind: 'sql' }>): void => {
      const [least, real] = bytesOf(action);
      expect(least).toBeLessThanOrEqual(real);
    };
    fc.assert(
      fc.property(anyFrame, kinds, (recipe, kind) => compare({ kind, plan: recipe(offline()).plan })),
      { numRuns: propertyRuns(100) },
    );
    fc.assert(
      fc.property(steps, kinds, (some, kind) => {
        let frame: DataFrame = t;
        for (const step of some) {
          try {
            const next = step(frame);
            compileAction({ kind, plan: next.plan }, DIRECT);
            frame = next;
          } catch {
            // Names that are not there, or twice: the next step is tried.
          }
        }
        compare({ kind, plan: frame.plan });
        compare({
          kind: 'save_as_table',
          plan: frame.plan,
          table: ['X'],
          mode: 'append',
          tableType: 'permanent',
          columnOrder: 'index',
        });
      }),
      { numRuns: propertyRuns(300) },
    );
  });

  it('is near to it where plans are large', () => {
    const wide = Array.from({ length: 500 }, (_, at) => col('a').plus(lit(at)).as(`column_${at}`));
    let chain: DataFrame = t;
    for (let at = 0; at < 300; at += 1) chain = chain.withColumn(`column_${at}`, col('a').plus(lit(at)));
    for (const frame of [
      t.select(...wide).as(),
      chain,
      chain.filter(col('b').in(Array.from({ length: 500 }, (_, at) => at))),
      session.sql(`select '${'x'.repeat(5_000)}' as a`).filter(col('a').isNotNull()),
    ]) {
      const [least, real] = bytesOf({ kind: 'collect', plan: frame.plan });
      expect(least / real).toBeGreaterThan(0.5);
    }
  });
});
