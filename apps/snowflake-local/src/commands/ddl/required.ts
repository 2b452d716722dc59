import { nameParts } from '../../bind/object-name.js';
import type { CatalogView } from '../../catalog/catalog-view.js';
import { holdsReservedCharacter } from '../../catalog/duck-name.js';
import type { SchemaEntry, StoredRelation, TableEntry } from '../../catalog/entries.js';
import { missingObject, missingPlace } from '../../catalog/missing.js';
import {
  displayPath,
  INFORMATION_SCHEMA,
  type QualifiedName,
  type QualifiedSchema,
  qualify,
} from '../../catalog/names.js';
import { noSuchPlace, SqlError } from '../../errors.js';
import type { ObjectName } from '../../parse/ast.js';
import type { StatementContext } from '../statement-context.js';

/** A name in a statement: qualified, and as the statement wrote it for messages. */
export interface NamedObject extends QualifiedName {
  readonly shown: string;
}

/** `operation` is what the message says cannot be done without a current database or schema. */
export function namedObject(name: ObjectName, context: StatementContext, operation: string): NamedObject {
  const parts = nameParts(name, context);
  return { ...qualify(parts, context.session, operation), shown: displayPath(parts) };
}

/**
 * The schema an object is about to be made in.
 *
 * @throws SqlError when there is no such schema, or it is one that nothing can be made in.
 */
export function writableSchema(name: QualifiedName, catalog: CatalogView): SchemaEntry {
  if (holdsReservedCharacter(name.name)) {
    throw new SqlError('001003', '42000', `SQL compilation error:\nName '${name.name}' holds a control character.`);
  }
  const schema = requiredSchema(name, catalog);
  if (schema.name === INFORMATION_SCHEMA) {
    throw new SqlError(
      '003001',
      '42501',
      `SQL access control error:\nInsufficient privileges to operate on schema '${INFORMATION_SCHEMA}'.`,
    );
  }
  return schema;
}

export function requiredSchema(name: QualifiedSchema, catalog: CatalogView): SchemaEntry {
  const schema = catalog.schema(name);
  if (schema === undefined) throw missingPlace(name, catalog) ?? noSuchPlace();
  return schema;
}

/** The table of that name; a view or nothing is an error. */
export function requiredTable(name: NamedObject, catalog: CatalogView): TableEntry {
  const found = catalog.relation(name);
  if (found === undefined) throw missingObject('Table', name, catalog);
  if (found.kind === 'view' || found.kind === 'system')
    throw wrongType(found.kind === 'view' ? 'VIEW' : 'VIEW', 'TABLE');
  return found;
}

/** As `requiredTable`, for what changes its rows or columns: those of a dynamic table are its query's. */
export function writableTable(name: NamedObject, catalog: CatalogView): TableEntry {
  const table = requiredTable(name, catalog);
  if (table.dynamic !== undefined) throw wrongType('DYNAMIC_TABLE', 'TABLE');
  return table;
}

/** `Object found is of type 'VIEW', not specified type 'TABLE'.` */
export const wrongType = (found: string, wanted: string): SqlError =>
  new SqlError(
    '002203',
    '42601',
    `SQL compilation error:\nObject found is of type '${found}', not specified type '${wanted}'.`,
  );

export const existsAs = (name: string, kind: string): SqlError =>
  new SqlError('001998', '42710', `SQL compilation error:\nObject '${name}' already exists as ${kind}`);

/** Tables, views and streams share one name space. */
export function refuseStream(name: NamedObject, catalog: CatalogView): void {
  if (catalog.stream(name) !== undefined) throw existsAs(name.shown, 'STREAM');
}

export const isTable = (relation: StoredRelation): relation is TableEntry => relation.kind !== 'view';
