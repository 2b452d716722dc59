import type { CatalogView } from './catalog-view.js';
import type { CatalogEntry, NameScope, TagEntry } from './entries.js';
import { qualifySchema } from './names.js';

/** How a tag's values name what has them: an object, or a column of one. */
export const taggedKey = (objectId: number, column?: string): string =>
  column === undefined ? String(objectId) : `${objectId}.${column}`;

/** An object that can have tags. `kind`: as statements and SYSTEM$GET_TAG name it. */
export function taggable(
  kind: string,
  parts: readonly string[],
  catalog: CatalogView,
  scope: NameScope,
): CatalogEntry | undefined {
  switch (kind.toLowerCase().replace(' ', '_')) {
    case 'table':
    case 'view': {
      const found = catalog.findRelation(parts, scope);
      return found === undefined || found.kind === 'system' ? undefined : found;
    }
    case 'stage':
      return catalog.findStage(parts, scope);
    case 'file_format':
      return catalog.findFileFormat(parts, scope);
    case 'sequence':
      return catalog.findSequence(parts, scope);
    case 'stream':
      return catalog.findStream(parts, scope);
    case 'task':
      return catalog.findTask(parts, scope);
    case 'masking_policy':
    case 'row_access_policy':
      return catalog.findPolicy(parts, scope);
    case 'schema':
      return catalog.schema(qualifySchema(parts, scope, 'ALTER SCHEMA'));
    case 'database':
      return catalog.database(parts[0] ?? '');
    case 'warehouse':
      return catalog.warehouse(parts[0] ?? '');
    case 'role':
      return catalog.role(parts[0] ?? '');
    case 'user':
      return catalog.user(parts[0] ?? '');
    default:
      return undefined;
  }
}

/** The value of a tag on an object, or the one that it inherits: of its table, its schema, its database. */
export function tagValue(
  { values }: TagEntry,
  entry: CatalogEntry,
  column: string | undefined,
  catalog: CatalogView,
): string | null {
  const own = column === undefined ? undefined : values[taggedKey(entry.objectId, column)];
  const ofObject = own ?? values[taggedKey(entry.objectId)];
  if (ofObject !== undefined) return ofObject;
  if (!('database' in entry)) return null;
  const schema = 'schema' in entry ? catalog.schema({ database: entry.database, schema: entry.schema }) : undefined;
  const ofSchema = schema && values[taggedKey(schema.objectId)];
  const database = catalog.database(entry.database);
  return ofSchema ?? (database && values[taggedKey(database.objectId)]) ?? null;
}
