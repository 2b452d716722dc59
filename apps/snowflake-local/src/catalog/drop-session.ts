import type { DuckRunner } from '../execute/duck.js';
import type { CatalogTransaction } from './catalog.js';
import { dropCounters } from './counter.js';
import { quoteName } from './duck-name.js';
import type { CatalogEntry } from './entries.js';
import { temporarySpaces } from './open-catalog.js';

/**
 * Drops the temporary objects of a session that has ended, on a connection whose transaction the caller commits.
 * Gives them: the folders of their stages can go once that has happened.
 */
export async function dropSessionObjects(
  transaction: CatalogTransaction,
  duck: DuckRunner,
  sessionId: string,
): Promise<readonly CatalogEntry[]> {
  const entries = transaction.view.temporaryObjects(sessionId);
  for (const space of temporarySpaces(entries)) await duck.run(`DROP SCHEMA IF EXISTS ${quoteName(space)} CASCADE`);
  for (const drop of entries.flatMap(dropCounters)) await duck.run(drop);
  await transaction.change(
    duck,
    entries.map((entry) => ({ action: 'drop', entry })),
  );
  return entries;
}
