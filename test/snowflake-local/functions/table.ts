import type { SqlEngine } from '../commands/support/sql-engine.js';

/** An expression, and its wire text; null is NULL, and a text that begins with `!` the start of the error. */
export type Case = readonly [sql: string, expected: string | null];

/** Checks cases in one statement, and one by one where that fails, so that the failure names its case. */
export async function check(engine: SqlEngine, cases: readonly Case[]): Promise<void> {
  const good = cases.filter(([, expected]) => expected?.startsWith('!') !== true);
  const bad = cases.filter(([, expected]) => expected?.startsWith('!') === true);
  const together = await engine.rows(`select ${good.map(([sql]) => sql).join(', ')}`).catch(() => null);
  const expected = good.map(([, value]) => value);
  if (together === null || JSON.stringify(together[0]) !== JSON.stringify(expected)) {
    const each: (readonly [string, string | null])[] = [];
    for (const [sql] of good) each.push([sql, await answer(engine, sql)]);
    expect(each).toEqual(good);
  }
  for (const [sql, error] of bad)
    expect([sql, await answer(engine, sql)]).toEqual([sql, expect.stringContaining(error?.slice(1) ?? '')]);
}

const answer = (engine: SqlEngine, sql: string): Promise<string | null> =>
  engine.value(`select ${sql}`).catch((error: unknown) => {
    if (typeof error === 'object' && error !== null && 'code' in error && 'message' in error) {
      return `${String(error.code)} ${String(error.message)}`;
    }
    throw error;
  });
