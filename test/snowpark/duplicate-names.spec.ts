import { col, type UsageError, whenMatched, whenNotMatched } from '@firn/snowpark';
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
