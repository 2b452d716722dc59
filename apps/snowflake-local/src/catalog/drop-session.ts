import type { DuckRunner } from '../execute/duck.js';
import type { CatalogTransaction } from './catalog.js';
import { quoteName } from './duck-name.js';
import { temporarySpaces } from './open-catalog.js';

/**
 * Drops the temporary objects of a session that has ended, on a connection whose transaction the caller commits.
 * Gives the object identifiers of its stages, whose folders can go once that has happened.
 */
export async function dropSessionObjects(
  transaction: CatalogTransaction,
  duck: DuckRunner,
  sessionId: string,
): Promise<readonly number[]> {
  const entries = transaction.view.temporaryObjects(sessionId);
  for (const space of temporarySpaces(entries)) await duck.run(`DROP SCHEMA IF EXISTS ${quoteName(space)} CASCADE`);
  await transaction.change(
    duck,
    entries.map((entry) => ({ action: 'drop', entry })),
  );
  return entries.filter((entry) => entry.kind === 'stage').map((entry) => entry.objectId);
}
