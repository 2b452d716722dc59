import {
  ALLOWED_FUNCTIONS,
  calledFunctions,
  checkCalls,
} from '../../../apps/snowflake-local/src/generate/allow-list.js';
import { QueryEngine } from '../bind/support/query-engine.js';
import { functionSamples } from '../functions/samples.js';

describe('the list of functions', () => {
  it('holds what every function of the table is written as', () => {
    const called = new Set(functionSamples().flatMap(({ value }) => [...calledFunctions(value.sql)]));
    expect([...called].filter((name) => !ALLOWED_FUNCTIONS.has(name))).toEqual([]);
    expect(called.size).toBeGreaterThan(100);
  });

  it('holds nothing that reads files, settings or the catalog of DuckDB', () => {
    const dangerous = [...ALLOWED_FUNCTIONS].filter((name) =>
      /^(read_|parquet_|duckdb_|glob|getenv|sniff_|pragma_|query)|_scan$/.test(name),
    );
    expect(dangerous).toEqual([]);
  });

  it('has every DuckDB name that is on it', async () => {
    const engine = await QueryEngine.open();
    const rows = await engine.connection.rows('SELECT DISTINCT function_name FROM duckdb_functions()');
    const existing = new Set(rows.map(([name]) => String(name)));
    // These are syntax to DuckDB, not entries of its catalog.
    const syntax = new Set([
      'coalesce',
      'grouping',
      'nullif',
      'row',
      'cume_dist',
      'dense_rank',
      'first_value',
      'lag',
      'last_value',
      'lead',
      'nth_value',
      'ntile',
      'percent_rank',
      'percentile_disc',
      'rank',
      'row_number',
      'unnest',
    ]);
    expect([...ALLOWED_FUNCTIONS].filter((name) => !existing.has(name) && !syntax.has(name))).toEqual([]);
    await engine.close();
  });
});

describe('the names that a text calls', () => {
  it.each<[string, string[]]>([
    ['SELECT t1."A" AS c0 FROM "DB"."T" AS t1', []],
    [
      'SELECT abs(t1."A"), \'getenv(x)\', count(*) FROM t AS t1(c0, c1) WHERE (a) IN (1) AND EXISTS (SELECT 1)',
      ['abs', 'count'],
    ],
    [`SELECT 'it''s', read_text ('x'), "getenv"('y')`, ['read_text', '"getenv"']],
    ['SELECT Read_CSV(1), READ_CSV(2)', ['Read_CSV', 'READ_CSV']],
    ['WITH w1(c0) AS (SELECT CAST(a AS DECIMAL(38,0)), STRUCT(a INT)) SELECT 1', []],
  ])('%s', (sql, names) => {
    expect([...calledFunctions(sql)]).toEqual(names);
  });

  it('are stopped unless another stage of the server wrote them', () => {
    expect(() => checkCalls("SELECT read_text('x') AS c0")).toThrow('The generated SQL calls read_text');
    const stored = "SELECT c0 FROM read_parquet('r')";
    expect(() => checkCalls(`SELECT abs(c0) FROM (${stored}) AS t1`, [stored])).not.toThrow();
    expect(() => checkCalls(`SELECT getenv(c0) FROM (${stored}) AS t1`, [stored])).toThrow('getenv');
  });
});
