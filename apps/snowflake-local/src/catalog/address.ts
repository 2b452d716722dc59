import { duckSchema, temporarySchema } from './duck-name.js';
import type { CatalogEntry, RoutineEntry, StoredRelation, StreamEntry, TableId } from './entries.js';

/** Where an entry is kept: the container it is listed in, and its name there. */
export interface Address {
  readonly container: string;
  readonly name: string;
}

/** The containers of one schema, or of one session's temporary objects in that schema. */
export type ContainedKind =
  | 'relations'
  | 'stages'
  | 'formats'
  | 'sequences'
  | 'streams'
  | 'tasks'
  | 'policies'
  | 'tags'
  | 'procedures'
  | 'functions';

export const DATABASES = 'databases';
export const WAREHOUSES = 'warehouses';
export const ROLES = 'roles';
export const USERS = 'users';
export const GRANTS = 'grants';
export const DROPPED = 'dropped';
export const schemasOf = (database: string): string => `schemas:${database}`;

/** `space` is a DuckDB schema name: that of a Snowflake schema, or of a session's temporary objects in it. */
export const contained = (kind: ContainedKind, space: string): string => `${kind}:${space}`;

/** The DuckDB schema in which an object of a schema lives. */
export const spaceOf = (place: { database: string; schema: string; sessionId: string | null }): string =>
  place.sessionId === null
    ? duckSchema(place.database, place.schema)
    : temporarySchema(place.sessionId, place.database, place.schema);

export function addressOf(entry: CatalogEntry): Address {
  switch (entry.kind) {
    case 'database':
      return { container: DATABASES, name: entry.name };
    case 'schema':
      return { container: schemasOf(entry.database), name: entry.name };
    case 'stage':
      return { container: contained('stages', spaceOf(entry)), name: entry.name };
    case 'file_format':
      return { container: contained('formats', spaceOf(entry)), name: entry.name };
    case 'sequence':
      return { container: contained('sequences', spaceOf(entry)), name: entry.name };
    case 'stream':
      return { container: contained('streams', spaceOf(entry)), name: entry.name };
    case 'task':
      return { container: contained('tasks', spaceOf(entry)), name: entry.name };
    case 'masking_policy':
    case 'row_access_policy':
      return { container: contained('policies', spaceOf(entry)), name: entry.name };
    case 'tag':
      return { container: contained('tags', spaceOf(entry)), name: entry.name };
    case 'procedure':
      return { container: contained('procedures', spaceOf(entry)), name: routineKey(entry) };
    case 'function':
      return { container: contained('functions', spaceOf(entry)), name: routineKey(entry) };
    case 'warehouse':
      return { container: WAREHOUSES, name: entry.name };
    case 'role':
      return { container: ROLES, name: entry.name };
    case 'user':
      return { container: USERS, name: entry.name };
    case 'grant':
      return { container: GRANTS, name: entry.name };
    case 'dropped':
      return { container: DROPPED, name: String(entry.objectId) };
    default:
      return relationAddress(entry);
  }
}

/** Procedures of one name, and functions, differ in the types of what they take. */
export const routineKey = ({ name, parameters }: Pick<RoutineEntry, 'name' | 'parameters'>): string =>
  `${name}(${parameters.map(({ type }) => type.kind).join(', ')})`;

const relationAddress = (entry: StoredRelation): Address => ({
  container: contained('relations', spaceOf(entry)),
  name: entry.name,
});

/** What stands for a stream among the locks and in the log of commits. */
export const streamLock = ({ objectId }: Pick<StreamEntry, 'objectId'>): TableId => `stream:${objectId}`;
