import { type Action, col, type DataFrame, UsageError } from '@firn/snowpark';
import { compileAction } from '@firn/snowpark/internal';
import { DIRECT, offline } from '../test/snowpark/offline.js';

const ROUNDS = 5;

const session = offline();
const t = session.table('t');

type Step = (of: DataFrame, at: number) => DataFrame;

function chain(steps: number, step: Step): DataFrame {
  let made: DataFrame = t;
  for (let at = 0; at < steps; at += 1) made = step(made, at);
  return made;
}

const CHAINS: Readonly<Record<string, Step>> = {
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
  'select of all and one': (of, at) => of.select('*', col('a').plus(at).as(`x${at}`)).as(),
};
const LENGTHS = [1_000, 2_000, 5_000, 20_000];

const OTHERS: Readonly<Record<string, () => DataFrame>> = {
  '200 unions': () => chain(200, (of, at) => of.unionAll(t.filter(col('a').eq(at)))),
  '50 joins': () => chain(50, (of) => of.join(t.select('a').as(), ['a'])),
  'in of 20,000': () => t.filter(col('a').in(Array.from({ length: 20_000 }, (_, at) => at))),
};

/** Milliseconds to compile, the best of some rounds on a warm process; null beyond the budget. */
function measure(frame: DataFrame): number | null {
  const action: Action = { kind: 'collect', plan: frame.plan };
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round += 1) {
    const started = performance.now();
    try {
      compileAction(action, DIRECT);
    } catch (error) {
      if (error instanceof UsageError && error.code === 'plan_too_large') return null;
      throw error;
    }
    best = Math.min(best, performance.now() - started);
  }
  return Math.round(best * 10) / 10;
}

/** Compiles long chains and wide plans. What a chain of twice the length costs should be about twice as much. */
export async function run(): Promise<object> {
  const results: Record<string, object> = {};
  for (const [name, step] of Object.entries(CHAINS)) {
    const frames = LENGTHS.map((steps) => chain(steps, step));
    const times = frames.map(measure);
    const [one, two] = times;
    const ratio = one && two ? Math.round((two / one) * 100) / 100 : null;
    results[name] = { ...Object.fromEntries(times.map((ms, at) => [`${LENGTHS[at]}`, ms])), ratio };
    process.stdout.write(
      `${name.padEnd(32)} ${times.map((ms) => String(ms ?? 'too large').padStart(10)).join('')} ms, 2000 to 1000: ${ratio}\n`,
    );
  }
  for (const [name, build] of Object.entries(OTHERS)) {
    const ms = measure(build());
    results[name] = { ms };
    process.stdout.write(`${name.padEnd(32)} ${String(ms).padStart(8)} ms\n`);
  }
  return results;
}
