import { DUCK_FUNCTIONS } from '../../../apps/snowflake-local/src/functions/duck-functions.js';
import { NATIVE_NAMES } from '../../../apps/snowflake-local/src/functions/engine-setup.js';
import { functionNames } from '../../../apps/snowflake-local/src/functions/lookup.js';
import { castTo } from '../../../apps/snowflake-local/src/types/cast.js';
import { cellExpression } from '../../../apps/snowflake-local/src/types/cell.js';
import { duckType } from '../../../apps/snowflake-local/src/types/physical.js';
import { text } from '../../../apps/snowflake-local/src/types/snow-type.js';
import { ValueEngine } from '../types/engine.js';
import { functionSamples, type Sample, sampleSession, sampleTable } from './samples.js';

const samples = functionSamples();

/** Names that stand before a parenthesis and are no word of SQL itself. */
function calledNames(sql: string): readonly string[] {
  const bare = sql.replace(/'(?:[^']|'')*'/g, "''");
  return [...bare.matchAll(/\b([a-z_][a-z_0-9]*)\(/g)].map((match) => match[1] ?? '');
}

it('calls no function of DuckDB that is not on the list', () => {
  const known = new Set([...DUCK_FUNCTIONS, ...NATIVE_NAMES]);
  const called = new Set<string>();
  for (const { value } of samples) {
    const cell = cellExpression('x', value.type, value.physical);
    for (const sql of [value.sql, cell, castTo(value, text(), sampleSession).sql]) {
      for (const name of calledNames(sql)) called.add(name);
    }
  }
  expect([...called].filter((name) => !known.has(name)).sort()).toEqual([]);
  expect(called.size).toBeGreaterThan(120);
});

it('can build every function of the table', () => {
  const built = new Set(samples.map(({ name }) => name));
  expect(functionNames().filter((name) => !built.has(name))).toEqual([]);
  expect(built.size).toBeGreaterThan(300);
});

describe('what DuckDB gives is what the binder was told', () => {
  let engine: ValueEngine;
  beforeAll(async () => {
    engine = await ValueEngine.open();
    await engine.connection.run(sampleTable);
  });
  afterAll(() => engine.close());

  /** DuckDB binds the calls without running them; a failure names the call. */
  async function wrong(batch: readonly Sample[]): Promise<readonly string[]> {
    const items = batch.map(({ value }, index) => `${value.sql} AS r${index}`).join(', ');
    try {
      const rows = await engine.connection.rows(`DESCRIBE SELECT ${items} FROM c`);
      return batch.flatMap(({ name, value }, index) => {
        const [got, told] = [plain(String(rows[index]?.[1])), plain(duckType(value.type, value.physical))];
        return got === told ? [] : [`${name}: ${got} for ${told}: ${value.sql}`];
      });
    } catch (error) {
      const [only] = batch;
      if (batch.length === 1 && only !== undefined) return [`${only.name}: ${String(error)}`];
      const half = batch.length >> 1;
      return [...(await wrong(batch.slice(0, half))), ...(await wrong(batch.slice(half)))];
    }
  }

  it.each(['scalar', 'context', 'aggregate', 'window'] as const)('%s functions', async (kind) => {
    const chosen = spread(samples.filter((sample) => sample.kind === kind));
    const failures: string[] = [];
    for (let at = 0; at < chosen.length; at += 40) failures.push(...(await wrong(chosen.slice(at, at + 40))));
    expect(failures).toEqual([]);
  });
});

/** At most so many calls of each function, of different result types and argument lists. */
function spread(all: readonly Sample[]): readonly Sample[] {
  const counts = new Map<string, number>();
  return all.filter(({ name, value }) => {
    const key = `${name} ${duckType(value.type, value.physical)}`;
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return (count & (count - 1)) === 0;
  });
}

const plain = (type: string): string => type.replaceAll('"', '');
