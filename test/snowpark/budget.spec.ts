import {
  type Action,
  type Column,
  coalesce,
  col,
  concat,
  type DataFrame,
  lit,
  PLAN_LIMITS,
  random,
  sqlExpr,
  UsageError,
  when,
} from '@firn/snowpark';
import { compileAction, encodeAction, parseAction } from '@firn/snowpark/internal';
import { collected, DIRECT, offline, sentBy, textOf } from './offline.js';

const session = offline();
const t = session.table('t');
const doubled = (frame: DataFrame, times: number): DataFrame => {
  let all = frame;
  for (let time = 0; time < times; time += 1) all = all.unionAll(all);
  return all;
};
const failure = (run: () => unknown): UsageError => {
  try {
    run();
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  throw new Error('Nothing was refused.');
};
const overJson = (action: Action): Action => parseAction(JSON.parse(JSON.stringify(encodeAction(action))));
/** Compiled as it is and over JSON. As text: comparing tens of thousands of binds one by one takes longer than all the rest. */
const compiledBothWays = (action: Action): string => {
  const compiled = compileAction(action, DIRECT);
  expect(JSON.stringify(compileAction(overJson(action), DIRECT)) === JSON.stringify(compiled)).toBe(true);
  return compiled.main.text;
};
const collect = (frame: DataFrame): Action => ({ kind: 'collect', plan: frame.plan });

describe('a part of a plan that is used several times', () => {
  it('is written once, in front, with the values of its binds', () => {
    const part = t.filter(col('a').gt(7)).distinct();
    expect(sentBy(part.unionAll(part))).toEqual([
      'WITH "FIRN_SHARED_1" AS (SELECT DISTINCT * FROM "T" WHERE ("A" > ?)) (SELECT * FROM "FIRN_SHARED_1") UNION ALL (SELECT * FROM "FIRN_SHARED_1")',
      ['7'],
    ]);
    expect(sentBy(part.filter(col('b').eq(1)).join(part, ['a'], 'semi'))[1]).toEqual(['7', '1']);
  });

  it('has a name that no table and no text of the plan can mean', () => {
    const part = session.table('firn_shared_1').filter(sqlExpr('firn_shared2_x > 1')).distinct();
    expect(textOf(part.unionAll(part))).toContain('WITH "FIRN_SHARED3_1" AS');
  });

  it('makes 2000 self-unions SQL that grows with the plan', () => {
    expect(compiledBothWays(collect(doubled(t.filter(col('a').gt(7)), 2000))).length).toBeLessThan(300_000);
  });

  it('draws anew for each use where it is volatile, and is refused by arithmetic where that is too much', () => {
    const drawn = t.filter(col('a').gt(7)).withColumn('r', random()).as();
    expect(textOf(drawn.unionAll(drawn)).match(/RANDOM\(\)/g)).toHaveLength(2);
    expect(failure(() => textOf(doubled(drawn, 60)))).toMatchObject({ code: 'plan_too_large' });
    expect(failure(() => textOf(doubled(drawn, 2000))).message).toContain('more than 1000000000000000 nodes');
  });
});

describe('the budget of a plan', () => {
  const sum = (terms: number): Column<unknown, string, string> => {
    let expr: Column<unknown, string, string> = col('a');
    for (let term = 1; term < terms; term += 1) expr = expr.plus(1 as never) as never;
    return expr;
  };
  const nested = (depth: number): Column<unknown, string, string> => {
    let expr: Column<unknown, string, string> = col('a');
    for (let level = 0; level < depth; level += 1) expr = lit(1).plus(expr as never) as never;
    return expr;
  };
  const refusedBothWays = (frame: DataFrame): string => {
    const direct = failure(() => collected(frame));
    const durable = failure(() => encodeAction(collect(frame)));
    expect([direct.code, durable.code, durable.message]).toEqual(['plan_too_large', 'plan_too_large', direct.message]);
    return direct.message;
  };

  it('counts nodes, and refuses with the figures', () => {
    expect(refusedBothWays(t.filter(col('a').in(Array.from({ length: PLAN_LIMITS.nodes }, () => 1))))).toContain(
      'and 100000 are the most',
    );
    let expr = col('a') as Column<unknown, string, string>;
    for (let level = 0; level < 300; level += 1) expr = expr.plus(expr as never) as never;
    expect(refusedBothWays(t.select(expr.as('x')).as())).toContain('more than 1000000000000000 nodes');
  });

  it('knows no depth of chains, and one limit for what is nested', () => {
    expect(compiledBothWays(collect(t.select(sum(15_000).as('x')).as())).length).toBeGreaterThan(90_000);
    expect(compiledBothWays(collect(t.select(nested(PLAN_LIMITS.depth - 2).as('x')).as())).length).toBeGreaterThan(
      2_000,
    );
    expect(refusedBothWays(t.select(nested(PLAN_LIMITS.depth + 1).as('x')).as())).toContain('and 500 is the most');
  });

  it('ends where Snowflake takes no longer statement, before the text is made', () => {
    const wide = t.select(...Array.from({ length: 30_000 }, (_, at) => col('a').as(`"${'c'.repeat(40)}${at}"`))).as();
    expect(refusedBothWays(wide)).toMatch(/The SQL of the plan has at least \d+ bytes, and 1000000 are the most/);
    // What a star stands for is known when the table has been described.
    const table = session
      .table('t')
      .select(col('a').as(`"${'a'.repeat(250)}"`))
      .as();
    const renamed = Array.from({ length: 5_000 }, (_, at) =>
      table.withColumnRenamed(`"${'a'.repeat(250)}"`, `"${'b'.repeat(240)}${at}"`),
    );
    const unions = renamed.reduce((all, next) => all.unionAll(next));
    expect(failure(() => collected(unions)).message).toMatch(
      /The SQL of the plan has \d+ bytes, and 1000000 are the most/,
    );
    const action: Action = { kind: 'sql', text: `select '${'ä'.repeat(500_000)}'`, binds: [] };
    expect(failure(() => compileAction(action, DIRECT)).message).toContain('has 1000009 bytes');
    expect(failure(() => encodeAction(action)).code).toBe('plan_too_large');
  });
});

describe('a long chain', () => {
  const chain = <T>(from: T, steps: number, step: (of: T, at: number) => T): T => {
    let made = from;
    for (let at = 0; at < steps; at += 1) made = step(made, at);
    return made;
  };
  const compiled = (frame: DataFrame): string => compiledBothWays(collect(frame));
  const a = (): Column<unknown, string, string> => col('a') as never;

  it.each<[string, (steps: number) => DataFrame, number]>([
    ['of terms', (steps) => t.select(chain(a(), steps, (of) => of.plus(1 as never) as never).as('x')).as(), 5_000],
    [
      'of conditions',
      (steps) => t.filter(chain(a(), steps, (of, at) => of.or(col('a').eq(at)) as never) as never),
      5_000,
    ],
    [
      'of conditions in front',
      (steps) =>
        t.filter(
          chain(
            a(),
            steps,
            (of, at) =>
              col('a')
                .eq(at)
                .or(of as never) as never,
          ) as never,
        ),
      5_000,
    ],
    [
      'of functions',
      (steps) => t.select(chain(a(), steps, (of) => coalesce(of as never, 1) as never).as('x')).as(),
      5_000,
    ],
    [
      'of texts',
      (steps) => t.select(chain(a(), steps, (of) => concat(of as never, lit('x')) as never).as('x')).as(),
      5_000,
    ],
    [
      'of casts and members',
      (steps) => t.select(chain(a(), steps, (of) => of.cast('variant').getItem('k') as never).as('x')).as(),
      5_000,
    ],
    [
      'of cases inside cases',
      (steps) => t.select(chain(a(), steps, (of, at) => when(col('b').eq(at), 1).otherwise(of) as never).as('x')).as(),
      5_000,
    ],
    ['of unions', (steps) => chain<DataFrame>(t, steps, (of) => of.unionAll(t)), 5_000],
    ['of limits', (steps) => chain<DataFrame>(t, steps, (of) => of.limit(9, 1)), 5_000],
  ])('%s costs a loop, not a stack, built, as JSON and compiled', (_, build, steps) => {
    expect(compiled(build(steps)).length).toBeGreaterThan(steps * 3);
  });

  it.each<[string, (of: DataFrame, at: number) => DataFrame]>([
    ['free', (of, at) => of.withColumn(`x${at}`, col('a').plus(at))],
    ['bound', (of, at) => of.withColumn(`x${at}`, of.col('a').plus(at))],
    ['bound to the table', (of, at) => of.withColumn(`x${at}`, t.col('a').plus(at))],
    ['of the one before', (of, at) => of.withColumn(`x${at}`, of.col(at === 0 ? 'a' : `x${at - 1}`))],
    ['renamed', (of, at) => of.withColumn('x', col('a').plus(at)).withColumnRenamed('x', `x${at}`)],
    ['selected', (of, at) => of.select('*', col('a').plus(at).as(`x${at}`)).as()],
  ])('of new columns, %s, keeps them all, also where it divides', (_, step) => {
    const half = chain<DataFrame>(t, 150, step);
    const one = chain<DataFrame>(half, 50, (of, at) => step(of, 150 + at));
    const other = chain<DataFrame>(half, 50, (of, at) => step(of, 150 + at)).drop('x3');
    const names = (frame: DataFrame): readonly string[] =>
      [...textOf(frame.drop('b')).matchAll(/"(X\d+)"/g)].map(([, name]) => name ?? '');
    for (const frame of [one, one.filter(col('x7').gt(1)), half, one])
      expect(new Set(names(frame)).size).toBe(frame === half ? 150 : 200);
    const apart = textOf(other);
    expect(textOf(one.select('a', 'x199').as().unionAll(other.select('a', 'x199').as()))).toContain('UNION ALL');
    expect(textOf(other)).toBe(apart);
  });

  it('of branches is one case, and of conditions one list', () => {
    const branches = chain(when(col('a').eq(-1), -1), 5_000, (of, at) => of.when(col('a').eq(at), at) as never);
    expect(compiled(t.select(branches.as('x')).as()).match(/ WHEN /g)).toHaveLength(5_001);
    const conditions = chain(a(), 200, (of, at) => of.or(col('a').eq(at)) as never);
    expect(compiled(t.filter(conditions as never))).toMatch(/WHERE \("A" OR \("A" = \?\)( OR \("A" = \?\)){199}\)$/);
  });
});
