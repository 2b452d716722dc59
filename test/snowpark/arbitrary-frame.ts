import { col, count, type DataFrame, lit, max, rowNumber, type Session, sum, Window } from '@firn/snowpark';
import * as fc from 'fast-check';

type Frame = DataFrame;

/** A way to build a frame, so that it can be built twice. */
export type Recipe = (session: Session) => Frame;

/** One step over a frame with columns A, B and C, which it keeps. */
type Step = (frame: Frame, session: Session) => Frame;

const number = fc.integer({ min: -9, max: 9 });
const word = fc.string({ maxLength: 5, unit: 'binary' });
const name = fc.constantFrom('a', 'b', 'c');

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(name, number).map(
    ([on, value]): Step =>
      (frame) =>
        frame.filter(frame.col(on).gt(value)),
  ),
  fc.tuple(name, word).map(
    ([on, value]): Step =>
      (frame) =>
        frame.filter(col(on).neq(lit(value)).or(col(on).isNull())),
  ),
  fc.tuple(name, name, number).map(
    ([to, from, value]): Step =>
      (frame) =>
        frame.withColumn(to, col(from).plus(value)),
  ),
  name.map(
    (by): Step =>
      (frame) =>
        frame.sort(col(by).desc(), 'a'),
  ),
  fc.nat({ max: 20 }).map(
    (rows): Step =>
      (frame) =>
        frame.limit(rows),
  ),
  fc.constant<Step>((frame) => frame.distinct()),
  fc.constant<Step>((frame) => frame.select(col('b').as('a'), col('a').as('b'), 'c').as()),
  name.map(
    (by): Step =>
      (frame) =>
        frame.dropDuplicates(by),
  ),
  name.map(
    (by): Step =>
      (frame) =>
        frame.groupBy(col(by).as('a')).agg(sum('b').as('b'), count('*').as('c')).as(),
  ),
  name.map(
    (by): Step =>
      (frame) =>
        frame
          .withColumn('rn', rowNumber().over(Window.partitionBy(by).orderBy('a', 'b', 'c')))
          .filter(col('rn').leq(2))
          .drop('rn'),
  ),
  name.map(
    (by): Step =>
      (frame, session) => {
        const right = session.table('t').groupBy(by).agg(max('c').as('m')).as();
        return frame
          .join(right, frame.col(by).eq(right.col(by)), 'left')
          .select(frame.col('a').as('a'), frame.col('b').as('b'), frame.col('c').as('c'))
          .as();
      },
  ),
  fc.constant<Step>((frame) => frame.join(frame.alias('other').select('a'), ['a'], 'semi')),
  fc.constant<Step>((frame, session) => frame.unionAll(session.table('t').select('a', 'b', 'c'))),
  name.map(
    (by): Step =>
      (frame, session) =>
        frame.filter(col(by).in(session.table('u').select('a'))),
  ),
);

const source: fc.Arbitrary<Recipe> = fc.oneof(
  fc.constant<Recipe>((session) => session.table('t')),
  fc.array(fc.tuple(fc.option(number), fc.option(number), fc.option(number)), { minLength: 1, maxLength: 5 }).map(
    (rows): Recipe =>
      (session) =>
        session.createDataFrame(rows, 'a int, b int, c int'),
  ),
);

/** Frames over T(A, B, C) and U(A, D) that keep columns A, B and C. */
export const anyFrame: fc.Arbitrary<Recipe> = fc.tuple(source, fc.array(step, { maxLength: 8 })).map(
  ([start, steps]): Recipe =>
    (session) =>
      steps.reduce((frame, next) => next(frame, session), start(session)),
);
