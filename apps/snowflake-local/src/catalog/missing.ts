import { objectMissing, type Position, type SqlError } from '../errors.js';
import type { CatalogView } from './catalog-view.js';
import { displayName, displayPath, type QualifiedName, type QualifiedSchema } from './names.js';

/** Why there is nothing in that schema: the database or the schema that is missing; undefined where both are there. */
export function missingPlace(
  { database, schema }: QualifiedSchema,
  catalog: CatalogView,
  position?: Position,
): SqlError | undefined {
  if (catalog.database(database) === undefined) return objectMissing('Database', displayPath([database]), position);
  if (catalog.schema({ database, schema }) !== undefined) return undefined;
  return objectMissing('Schema', displayPath([database, schema]), position);
}

/** A stage or file format that is not there: by its whole name, however the statement wrote it. */
export const missingFileObject = (
  kind: 'Stage' | 'File format',
  { database, schema, name }: QualifiedName,
  position?: Position,
): SqlError => objectMissing(kind, displayPath([database, schema, name]), position);

/**
 * As Snowflake tells it: the outermost that is missing, of the database, the schema and the object. `shown` is the name as
 * the statement wrote it: one without a place says nothing of places.
 */
export function missingObject(
  kind: string,
  name: QualifiedName & { readonly shown: string },
  catalog: CatalogView,
  position?: Position,
): SqlError {
  const place = name.shown === displayName(name.name) ? undefined : missingPlace(name, catalog, position);
  return place ?? objectMissing(kind, name.shown, position);
}
