import {
  type Column,
  col,
  count,
  type DataFrame,
  lit,
  max,
  rowNumber,
  type Session,
  sum,
  Window,
} from '@firn/snowpark';
import * as fc from 'fast-check';
import { type Direct, startDirect } from '../../support/direct.js';
import { propertyRuns } from '../../support/property-runs.js';

let direct: Direct;
let session: Session;
beforeAll(async () => {
  direct = await startDirect();
  session = direct.session;
  const rows = Array.from({ length: 12 }, (_, at) => [at % 4, at % 3 === 0 ? null : at % 5, (at * 7) % 11]);
  await session.createDataFrame(rows, 'a int, b int, c int').write.saveAsTable('base', { mode: 'overwrite' });
});
afterAll(() => direct?.stop());

/** One step over columns A, B and C, which it keeps. Each gives the same rows for the same rows: limits follow a total order. */
type Step = readonly [name: string, apply: (frame: DataFrame) => DataFrame];

const name = fc.constantFrom('a', 'b', 'c');
const number = fc.integer({ min: 0, max: 6 });

const step: fc.Arbitrary<Step> = fc.oneof(
  fc
    .tuple(name, number)
    .map(([on, value]): Step => [`filter ${on} > ${value}`, (frame) => frame.filter(col(on).gt(value))]),
  fc
    .tuple(name, name)
    .map(([to, from]): Step => [`${to} = ${from} + 1`, (frame) => frame.withColumn(to, col(from).plus(1)).as()]),
  fc.constant<Step>(['swap a and b', (frame) => frame.select(col('b').as('a'), col('a').as('b'), 'c').as()]),
  number.map((rows): Step => [`limit ${rows}`, (frame) => frame.sort('a', 'b', 'c').limit(rows)]),
  fc
    .tuple(number, number)
    .map(
      ([rows, skip]): Step => [`limit ${rows} offset ${skip}`, (frame) => frame.sort('c', 'b', 'a').limit(rows, skip)],
    ),
  fc.constant<Step>(['distinct', (frame) => frame.distinct()]),
  name.map((by): Step => [`sort ${by}`, (frame) => frame.sort(col(by).desc())]),
  name.map(
    (by): Step => [
      `group by ${by}`,
      (frame) =>
        frame
          .groupBy(col(by).as('k'))
          .agg(sum('b').as('b'), count('*').as('c'))
          .select(col('k').as('a'), 'b', 'c')
          .as(),
    ],
  ),
  fc.constant<Step>(['all in one', (frame) => frame.agg(max('a').as('a'), sum('b').as('b'), count('*').as('c')).as()]),
  fc.constant<Step>([
    'select an aggregate',
    (frame) => frame.select(max('a').as('a'), lit(1).as('b'), count('*').as('c')).as(),
  ]),
  name.map(
    (by): Step => [
      `number by ${by}`,
      (frame) => frame.withColumn('b', rowNumber().over(Window.partitionBy(by).orderBy('a', 'b', 'c'))).as(),
    ],
  ),
  name.map(
    (by): Step => [
      `join the largest c by ${by}`,
      (frame) => {
        const right = frame.groupBy(col(by).as('k')).agg(max('c').as('m')).as();
        const on: Column<boolean | null, string, string> = frame.col(by).eq(right.col('k'));
        return frame.join(right, on, 'left').select('a', 'b', col('m').as('c')).as();
      },
    ],
  ),
  fc.constant<Step>(['union with itself', (frame) => frame.unionAll(frame)]),
  name.map(
    (by): Step => [
      `rename around ${by}`,
      (frame) =>
        frame
          .withColumnRenamed(by, 'z')
          .as()
          .filter(col('z').isNotNull())
          .withColumnRenamed('z', by)
          .select('a', 'b', 'c')
          .as(),
    ],
  ),
);

const sorted = async (frame: DataFrame): Promise<readonly string[]> =>
  (await frame.select('a', 'b', 'c').collect()).map(String).sort();

describe('merging levels of SELECT', () => {
  // Each step over a table that holds what the step before gave: nothing there can be merged.
  it('gives the same rows as one statement for each step', () =>
    fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 5 }), async (steps) => {
        const merged = steps.reduce((frame, [, apply]) => apply(frame), session.table('base').as());
        let apart = session.table('base').as();
        for (const [at, [, apply]] of steps.entries()) {
          await apply(apart).write.saveAsTable(`step_${at}`, { mode: 'overwrite', tableType: 'temporary' });
          apart = session.table(`step_${at}`).as();
        }
        expect({ steps: steps.map(([written]) => written), rows: await sorted(merged) }).toEqual({
          steps: steps.map(([written]) => written),
          rows: await sorted(apart),
        });
      }),
      { numRuns: propertyRuns(25) },
    ));
});
