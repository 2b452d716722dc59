import { SqlError } from '../errors.js';
import { quoteName } from './duck-name.js';
import type { NameScope } from './entries.js';

/** A name with its database and schema filled in. */
export interface QualifiedName {
  readonly database: string;
  readonly schema: string;
  readonly name: string;
}

export interface QualifiedSchema {
  readonly database: string;
  readonly schema: string;
}

/** A schema name and the schema every database has when `db..name` leaves it out. */
const DEFAULT_SCHEMA = 'PUBLIC';
export const INFORMATION_SCHEMA = 'INFORMATION_SCHEMA';

/**
 * Fills in what a name of one to three parts leaves out. `operation` is what the message says cannot be done,
 * such as `SELECT` or `CREATE TABLE`.
 *
 * @throws SqlError 090105 or 090106 when the session has no current database or schema to fill in.
 */
export function qualify(parts: readonly string[], scope: NameScope, operation = 'SELECT'): QualifiedName {
  const [first = '', second = '', third = ''] = parts;
  if (parts.length === 3) return { database: first, schema: second === '' ? DEFAULT_SCHEMA : second, name: third };
  if (parts.length === 2) return { database: currentDatabase(scope, operation), schema: first, name: second };
  if (parts.length === 1) return { ...currentSchema(scope, operation), name: first };
  throw new SqlError('001003', '42000', `SQL compilation error:\nObject name '${parts.join('.')}' has too many parts.`);
}

/** As `qualify`, for the name of a schema: one or two parts, or none for the current one. */
export function qualifySchema(parts: readonly string[], scope: NameScope, operation = 'SELECT'): QualifiedSchema {
  const [first = '', second = ''] = parts;
  if (parts.length === 2) return { database: first, schema: second };
  if (parts.length === 1) return { database: currentDatabase(scope, operation), schema: first };
  if (parts.length === 0) return currentSchema(scope, operation);
  throw new SqlError('001003', '42000', `SQL compilation error:\nSchema name '${parts.join('.')}' has too many parts.`);
}

export function currentDatabase(scope: NameScope, operation: string): string {
  if (scope.database !== null) return scope.database;
  throw new SqlError(
    '090105',
    '22000',
    `Cannot perform ${operation}. This session does not have a current database. Call 'USE DATABASE', or use a qualified name.`,
  );
}

function currentSchema(scope: NameScope, operation: string): QualifiedSchema {
  const database = currentDatabase(scope, operation);
  if (scope.schema !== null) return { database, schema: scope.schema };
  throw new SqlError(
    '090106',
    '22000',
    `Cannot perform ${operation}. This session does not have a current schema. Call 'USE SCHEMA', or use a qualified name.`,
  );
}

/** A name as Snowflake's messages and DDL texts show it: in quotes only where it needs them. */
export const displayName = (name: string): string => (/^[A-Z_][A-Z0-9_$]*$/.test(name) ? name : quoteName(name));

export const displayPath = (parts: readonly string[]): string => parts.map(displayName).join('.');
