import { col, type DataFrame } from '@firn/snowpark';
import { offline } from '../../test/snowpark/offline.js';

const session = offline();
const t = session.table('t');

type Step = (of: DataFrame, at: number) => DataFrame;

export function chain(steps: number, step: Step): DataFrame {
  let made: DataFrame = t;
  for (let at = 0; at < steps; at += 1) made = step(made, at);
  return made;
}

export const CHAINS: Readonly<Record<string, Step>> = {
  'withColumn, free': (of, at) => of.withColumn(`x${at}`, col('a').plus(at)),
  'withColumn, bound': (of, at) => of.withColumn(`x${at}`, of.col('a').plus(at)),
  'withColumn, of the root': (of, at) => of.withColumn(`x${at}`, t.col('a').plus(at)),
  'withColumn, of the one before': (of, at) => of.withColumn(`x${at}`, of.col(at === 0 ? 'a' : `x${at - 1}`).plus(at)),
  'withColumns of two': (of, at) => of.withColumns({ [`x${at}`]: col('a'), [`y${at}`]: of.col('b').plus(at) }).as(),
  'withColumn and rename': (of, at) => of.withColumn('x', col('a').plus(at)).withColumnRenamed('x', `x${at}`),
  'rename, bound': (of, at) => of.rename(of.col(at === 0 ? 'a' : `x${at - 1}`), `x${at}`).as(),
  'withColumn, rename, drop, bound': (of, at) =>
    of
      .withColumn(`x${at}`, of.col('a').plus(at))
      .withColumnRenamed('b', 'y')
      .rename('y', 'b')
      .drop(of.col(at === 0 ? 'c' : `x${at - 1}`))
      .as(),
  'withColumn and drop': (of, at) => of.withColumn(`x${at}`, col('a').plus(at)).drop(`x${at - 2}`),
  'withColumn and filter': (of, at) => of.withColumn(`x${at}`, col('a').plus(at)).filter(col('b').gt(at)),
  'select of all and one': (of, at) => of.select('*', col('a').plus(at).as(`x${at}`)).as(),
};

export const OTHERS: Readonly<Record<string, () => DataFrame>> = {
  '200 unions': () => chain(200, (of, at) => of.unionAll(t.filter(col('a').eq(at)))),
  '50 joins': () => chain(50, (of) => of.join(t.select('a').as(), ['a'])),
  'in of 20,000': () => t.filter(col('a').in(Array.from({ length: 20_000 }, (_, at) => at))),
  'one of 2,000 columns': () =>
    chain(2_000, (of, at) => of.withColumn(`x${at}`, of.col(at === 0 ? 'a' : `x${at - 1}`).plus(at)))
      .select('x1000')
      .as(),
};
