import { DUCK_FUNCTIONS } from '../../../apps/snowflake-local/src/functions/duck-functions.js';
import { NATIVE_NAMES } from '../../../apps/snowflake-local/src/functions/engine-setup.js';
import { functionNames } from '../../../apps/snowflake-local/src/functions/lookup.js';
import { castTo } from '../../../apps/snowflake-local/src/types/cast/cast.js';
import { cellExpression } from '../../../apps/snowflake-local/src/types/cell.js';
import { sqlErrorFromEngine } from '../../../apps/snowflake-local/src/types/engine-error.js';
import { duckType } from '../../../apps/snowflake-local/src/types/physical.js';
import { text } from '../../../apps/snowflake-local/src/types/snow-type.js';
import { ValueEngine } from '../types/engine.js';
import { functionSamples, type Sample, sampleRows, sampleSession, sampleTable } from './samples.js';

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
    const chosen = spread(
      samples.filter((sample) => sample.kind === kind),
      2,
    );
    const failures: string[] = [];
    for (let at = 0; at < chosen.length; at += 40) failures.push(...(await wrong(chosen.slice(at, at + 40))));
    expect(failures).toEqual([]);
  });
});

/** What a function gives for NULL is its own where it is about NULL, or where a missing argument is left out. */
const MEETS_NULL = [
  'ARRAY_APPEND ARRAY_CONSTRUCT ARRAY_CONSTRUCT_COMPACT ARRAY_CONTAINS ARRAY_INSERT ARRAY_POSITION ARRAY_PREPEND',
  'BOOLAND BOOLOR COALESCE DECODE DIV0NULL EQUAL_NULL GREATEST_IGNORE_NULLS HASH IFF IFNULL LEAST_IGNORE_NULLS NULLIF',
  'MAP_DELETE MAP_PICK NVL NVL2 OBJECT_CONSTRUCT OBJECT_CONSTRUCT_KEEP_NULL OBJECT_DELETE OBJECT_INSERT OBJECT_PICK RANDOM SEQ1 SEQ2 SEQ4 SEQ8 SYSTEM$TYPEOF ZEROIFNULL',
].flatMap((names) => names.split(' '));

describe('over a column', () => {
  let engine: ValueEngine;
  beforeAll(async () => {
    engine = await ValueEngine.open();
    await engine.connection.run(sampleTable);
  });
  afterAll(() => engine.close());

  const overColumns = samples.filter(
    ({ kind, args }) => kind === 'scalar' && args.some((arg) => arg.sql.startsWith('c.')),
  );
  const chosen = spread(overColumns, 16);

  /** Runs every call over the one row of `c`; gives the functions with a value that is not NULL, and what failed without words. */
  async function run(): Promise<{ readonly met: readonly string[]; readonly nameless: readonly string[] }> {
    const met = new Set<string>();
    const nameless: string[] = [];
    for (const { name, value } of chosen) {
      try {
        const [row] = await engine.connection.rows(
          `SELECT ${cellExpression(value.sql, value.type, value.physical)} FROM c`,
        );
        if (row?.[0] !== null) met.add(name);
      } catch (error) {
        if (sqlErrorFromEngine(error) === undefined)
          nameless.push(`${name}: ${String(error).split('\n')[0]} ${value.sql.slice(0, 200)}`);
      }
    }
    return { met: [...met].sort(), nameless };
  }

  it('gives NULL for NULL', async () => {
    await engine.connection.run('INSERT INTO c(v0) VALUES (NULL)');
    const { met, nameless } = await run();
    expect(met.filter((name) => !MEETS_NULL.includes(name))).toEqual([]);
    expect(nameless).toEqual([]);
  });

  it.each(sampleRows)('fails in Snowflake’s words alone: %s', async (_, row) => {
    await engine.connection.run(`CREATE OR REPLACE TEMP TABLE c AS ${row}`);
    const { met, nameless } = await run();
    expect(nameless).toEqual([]);
    expect(met.length).toBeGreaterThan(100);
  });
});

/** At most so many calls of each function, of different result types and argument lists. */
function spread(all: readonly Sample[], base: number): readonly Sample[] {
  const counts = new Map<string, number>();
  return all.filter(({ name, value }) => {
    const key = `${name} ${duckType(value.type, value.physical)}`;
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return Number.isInteger(Math.log(count) / Math.log(base));
  });
}

const plain = (type: string): string => type.replaceAll('"', '');
