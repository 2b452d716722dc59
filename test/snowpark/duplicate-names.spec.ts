import {
  arrayAgg,
  col,
  lag,
  listagg,
  sum,
  type UsageError,
  Window,
  when,
  whenMatched,
  whenNotMatched,
} from '@firn/snowpark';
import { compileAction, parseAction } from '@firn/snowpark/internal';
import { DIRECT, offline, textOf } from './offline.js';

const session = offline();
const t = session.table('t');
const u = session.table('u');
const refused = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    expect(error).toMatchObject({ code: 'duplicate_column' });
    return (error as UsageError).message;
  }
  throw new Error('Nothing was refused.');
};

describe('a column that would be there twice', () => {
  it('is refused where the step is made, if no input can make it right', () => {
    expect(refused(() => t.toDf('a', 'A', 'b'))).toBe(
      'With toDf, column A is there twice. Say each name once; names that are not quoted fold to upper case.',
    );
    refused(() => t.rename({ a: 'x', b: 'X' }));
    refused(() => t.withColumns({ x: col('a'), X: col('b') }));
    refused(() => session.createDataFrame([[1, 2]], 'a int, A int'));
    refused(() => t.join(u, ['a', 'A']));
    const twice = { kind: 'to_df', input: { kind: 'table', name: ['T'] }, names: ['A', 'A'] };
    expect(() => parseAction({ version: 1, kind: 'collect', plan: twice })).toThrow(
      'plan: With toDf, column A is there twice',
    );
  });

  it('is refused where the columns are known, with what to do', () => {
    const once = t.join(u, t.col('a').eq(u.col('a')), { rightSuffix: '_r' });
    const twice = once.join(u, once.col('b').eq(u.col('d')), { rightSuffix: '_r' });
    expect(refused(() => textOf(twice))).toBe(
      'With the suffixes of the join, column A_R is there twice. Choose another suffix, or rename the column before the join.',
    );
    expect(textOf(once.join(u, once.col('b').eq(u.col('d')), { rightSuffix: '_s' }))).toContain('"A_S"');
    refused(() => textOf(t.rename('a', 'b')));
    refused(() => textOf(t.rename({ a: 'x', A: 'y' })));
    const both = t.select(col('a').as('x'), col('b').as('x')).as();
    expect(textOf(both)).toBe('SELECT "A" AS "X", "B" AS "X" FROM "T"');
    refused(() => textOf(both.withColumn('y', col('x'))));
    refused(() => textOf(both.unionByName(both)));
    refused(() => textOf(both.join(u)));
    for (const mode of ['errorifexists', 'append', 'overwrite', 'ignore', 'truncate'] as const) {
      refused(() =>
        compileAction(
          { kind: 'save_as_table', plan: both.plan, table: ['X'], mode, tableType: 'permanent', columnOrder: 'index' },
          DIRECT,
        ),
      );
    }
  });

  it('is set once in a change of a table', () => {
    const on = t.col('a').eq(u.col('a')).expr;
    const merge = (
      ...clauses: readonly {
        readonly data: Parameters<typeof compileAction>[0] extends infer A
          ? A extends { kind: 'merge'; clauses: readonly (infer C)[] }
            ? C
            : never
          : never;
      }[]
    ) =>
      compileAction(
        { kind: 'merge', target: t.plan, source: u.plan, on, clauses: clauses.map(({ data }) => data) },
        DIRECT,
      );
    refused(() => merge(whenMatched().update({ b: 1, B: 2 }) as never));
    refused(() => merge(whenNotMatched().insert({ b: 1, B: 2 }) as never));
    refused(() =>
      compileAction(
        {
          kind: 'update',
          target: t.plan,
          set: [
            { column: 'B', value: on },
            { column: 'B', value: on },
          ],
        },
        DIRECT,
      ),
    );
  });
});

describe('a column without an alias', () => {
  const byA = Window.partitionBy('b').orderBy('a');

  it('is called by all that tells it from another one', () => {
    const pairs = [
      [when(col('a').eq(1), 2).otherwise(3), when(col('a').eq(1), 2).otherwise(4)],
      [sum('a').over(byA), sum('a').over(byA.rowsBetween(-1, 0))],
      [sum('a').over(Window.partitionBy('b')), sum('a').over()],
      [lag('a').over(byA), lag('a', 1, null, { ignoreNulls: true }).over(byA)],
    ] as const;
    for (const [one, other] of pairs)
      expect(textOf(t.select('a', one, other).as().withColumn('x', col('a')).drop('x'))).toBeDefined();
    const listed = t
      .groupBy('b')
      .agg(listagg('a').withinGroup('a'), listagg('a').withinGroup(col('c').desc()), arrayAgg('a'));
    expect(textOf(listed.as().filter(col('b').gt(1)))).toContain('WITHIN GROUP (ORDER BY C DESC NULLS LAST)"');
    expect(textOf(t.select(sum('a').over(byA.rowsBetween(-1, 0))))).toContain(
      'AS "SUM(A) OVER (PARTITION BY B ORDER BY A ASC NULLS FIRST ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)"',
    );
  });
});
