import type { DuckRunner } from '../execute/duck.js';
import type { Background } from '../health/background.js';
import { spaceOf } from './address.js';
import { Catalog } from './catalog.js';
import { countersOf } from './counter.js';
import { duckSchema, quoteName, TEMPORARY_PREFIX } from './duck-name.js';
import type { CatalogEntry } from './entries.js';
import { hashPassword } from './password.js';
import { ROW_ID_COUNTER } from './row-ids.js';
import { type Seed, seedEntries } from './seed.js';
import { createCatalogTables, readEntries, writeChanges } from './storage.js';

/**
 * Reads the catalog of a data folder, or makes that of a fresh account. Temporary objects of the last run go: their
 * sessions ended with it.
 */
export async function openCatalog(
  duck: DuckRunner,
  seed: Seed,
  background: Background,
  now: number = Date.now(),
): Promise<Catalog> {
  await createCatalogTables(duck);
  const { entries: stored, damaged } = await readEntries(duck, (facts, message) => background.warn(facts, message));
  if (stored.length === 0 && damaged.length === 0) return seededCatalog(duck, seed, now);
  const temporary = stored.filter(isTemporary);
  await dropTemporarySchemas(duck);
  await writeChanges(
    duck,
    temporary.map((entry) => ({ action: 'drop', entry })),
  );
  const kept = stored.filter((entry) => !isTemporary(entry));
  if (damaged.length === 0) await dropLostCounters(duck, kept);
  return new Catalog(
    kept.map((entry) => ({ action: 'put', entry })),
    now,
    damaged,
  );
}

async function seededCatalog(duck: DuckRunner, seed: Seed, now: number): Promise<Catalog> {
  let objectId = now * 1_000;
  const entries = seedEntries(
    seed,
    await hashPassword(seed.password),
    () => {
      objectId += 1;
      return objectId;
    },
    now,
  );
  for (const entry of entries) {
    if (entry.kind !== 'schema') continue;
    await duck.run(`CREATE SCHEMA IF NOT EXISTS ${quoteName(duckSchema(entry.database, entry.name))}`);
  }
  const changes = entries.map((entry) => ({ action: 'put', entry }) as const);
  // Last: a start that is killed before this line seeds again.
  await writeChanges(duck, changes);
  return new Catalog(changes, now);
}

const isTemporary = (entry: CatalogEntry): boolean => 'sessionId' in entry && entry.sessionId !== null;

/** Counters of what ended with the last run, and of columns that were dropped. */
async function dropLostCounters(duck: DuckRunner, entries: readonly CatalogEntry[]): Promise<void> {
  const known = new Set([ROW_ID_COUNTER, ...entries.flatMap(countersOf).map(({ duckName }) => duckName)]);
  const found = await duck.rows(`SELECT sequence_name FROM duckdb_sequences() WHERE schema_name = '_sf'`);
  for (const name of found.map(([each]) => `_sf.${quoteName(String(each))}`)) {
    if (!known.has(name)) await duck.run(`DROP SEQUENCE ${name}`);
  }
}

async function dropTemporarySchemas(duck: DuckRunner): Promise<void> {
  const found = await duck.rows(
    `SELECT schema_name FROM duckdb_schemas() WHERE starts_with(schema_name, '${TEMPORARY_PREFIX}')`,
  );
  for (const [name] of found) await duck.run(`DROP SCHEMA ${quoteName(String(name))} CASCADE`);
}

/** The DuckDB schemas that hold a session's temporary objects. */
export const temporarySpaces = (entries: readonly CatalogEntry[]): readonly string[] => [
  ...new Set(entries.flatMap((entry) => ('sessionId' in entry ? [spaceOf(entry)] : []))),
];
