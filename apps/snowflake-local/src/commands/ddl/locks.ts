import type { TableLock } from '../../admit/locks.js';
import { spaceOf } from '../../catalog/address.js';
import { duckSchema, duckTable, temporarySchema } from '../../catalog/duck-name.js';
import type { QualifiedName, QualifiedSchema } from '../../catalog/names.js';

type Mode = TableLock['mode'];

/**
 * Locks are taken in the order of their names, and this sorts before every table: who holds a table's lock has the
 * lock of its schema already, and cannot wait for who drops that schema and wants the table.
 */
const CONTAINER = '!';

/** The lock of a table, of a view or of a name that is about to become one. */
export const relationLock = (name: QualifiedName, sessionId: string | null, mode: Mode = 'exclusive'): TableLock => ({
  table: duckTable(spaceOf({ ...name, sessionId }), name.name),
  mode,
});

/** Held while objects are made in a schema (shared) or while it is dropped (exclusive). */
export const schemaLock = ({ database, schema }: QualifiedSchema, mode: Mode): TableLock => ({
  table: `${CONTAINER}schema:${duckSchema(database, schema)}`,
  mode,
});

/** Two statements of one session must not both make the DuckDB schema of its temporary objects. */
export const temporarySpaceLock = ({ database, schema }: QualifiedSchema, sessionId: string): TableLock => ({
  table: `${CONTAINER}schema:${temporarySchema(sessionId, database, schema)}`,
  mode: 'exclusive',
});

export const databaseLock = (database: string, mode: Mode): TableLock => ({
  table: `${CONTAINER}database:${database}`,
  mode,
});

/** Warehouses, roles and users change one at a time. */
export const accountLock: TableLock = { table: `${CONTAINER}account`, mode: 'exclusive' };
