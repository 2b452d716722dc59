import { Refusal, type SqlEngine, sqlEngine } from './support/sql-engine.js';

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
});
afterAll(() => engine.stop());

/** Runs statements at the same time, each in a session of its own; gives the messages of those that failed. */
async function together(texts: readonly string[]): Promise<readonly string[]> {
  const runs = texts.map((text) => engine.run(text, { session: engine.newSession() }));
  const ends = await Promise.allSettled(runs);
  return ends.flatMap((end) => {
    if (end.status === 'fulfilled') return [];
    if (end.reason instanceof Refusal) return [end.reason.message];
    throw end.reason;
  });
}

const many = (text: string, times = 16): readonly string[] => Array.from({ length: times }, () => text);

describe('DDL of several sessions at once', () => {
  it.each([
    'CREATE SCHEMA IF NOT EXISTS busy',
    'CREATE TABLE IF NOT EXISTS busy_table (a INT)',
    'CREATE OR REPLACE TABLE replaced AS SELECT 1 AS a',
    'CREATE OR REPLACE VIEW busy_view AS SELECT 1 AS a',
    'CREATE STAGE IF NOT EXISTS busy_stage',
    'CREATE OR REPLACE STAGE replaced_stage',
    'DROP TABLE IF EXISTS busy_table',
    'CREATE DATABASE IF NOT EXISTS busy_db',
  ])('%s', async (text) => {
    expect(await together(many(text))).toEqual([]);
  });

  it('makes a table once, the others are told that it exists', async () => {
    const failed = await together(many('CREATE TABLE once (a INT)', 8));
    expect(failed).toEqual(Array(7).fill("SQL compilation error:\nObject 'ONCE' already exists."));
  });

  it('makes temporary tables of one session side by side', async () => {
    const texts = Array.from({ length: 12 }, (_, at) => `CREATE OR REPLACE TEMPORARY TABLE side${at} (a INT)`);
    await Promise.all(texts.map((text) => engine.run(text)));
    expect((await engine.rows("SHOW TABLES LIKE 'side%'")).length).toBe(12);
  });

  it('lets readers and writers of a table that is replaced see one table or the other', async () => {
    await engine.run('CREATE OR REPLACE TABLE swapping AS SELECT 1 AS a');
    const texts = Array.from({ length: 30 }, (_, at) =>
      at % 3 === 0
        ? 'CREATE OR REPLACE TABLE swapping AS SELECT 1 AS a'
        : at % 3 === 1
          ? 'INSERT INTO swapping VALUES (1)'
          : 'SELECT SUM(a) FROM swapping',
    );
    expect(await together(texts)).toEqual([]);
    expect(await engine.value('SELECT MIN(a) FROM swapping')).toBe('1');
  });

  it('does not lose a column that two sessions add at once', async () => {
    await engine.run('CREATE OR REPLACE TABLE growing (a INT)');
    const texts = Array.from({ length: 8 }, (_, at) => `ALTER TABLE growing ADD COLUMN c${at} INT`);
    expect(await together(texts)).toEqual([]);
    expect((await engine.rows('DESCRIBE TABLE growing')).length).toBe(9);
    await engine.run('INSERT INTO growing SELECT 1, 2, 3, 4, 5, 6, 7, 8, 9');
  });

  it('drops a schema under those who write to it, and leaves nothing of it', async () => {
    await engine.run('CREATE SCHEMA doomed');
    await engine.run('CREATE TABLE doomed.t (a INT)');
    await engine.run('USE SCHEMA public');
    const failed = await together([
      ...many('INSERT INTO doomed.t VALUES (1)', 6),
      'DROP SCHEMA doomed',
      ...many('INSERT INTO doomed.t VALUES (1)', 6),
      ...many('CREATE OR REPLACE TABLE doomed.u (a INT)', 6),
    ]);
    for (const message of failed) expect(message).toMatch(/does not exist or not authorized/);
    expect(await engine.rows("SHOW SCHEMAS LIKE 'doomed'")).toEqual([]);
  });
});
