import { spaceOf } from '../../catalog/address.js';
import { counterName, goingOn } from '../../catalog/counter.js';
import { duckTable } from '../../catalog/duck-name.js';
import type {
  AppliedPolicy,
  CatalogChange,
  CatalogEntry,
  GrantEntry,
  SchemaEntry,
  SequenceEntry,
  StreamEntry,
  TableEntry,
  TagEntry,
} from '../../catalog/entries.js';
import { giveRowIds } from '../../catalog/row-ids.js';
import { taggedKey } from '../../catalog/tagged.js';
import type { TableLock } from '../../execute/statement.js';
import { unreachable } from '../../unreachable.js';
import { columnDefinition, copyOfRows, countersOfCopy, withCounters } from '../ddl/create-table.js';
import type { DdlPlan, NextObjectId } from '../ddl/ddl.js';
import { pathOf } from '../ddl/grant-target.js';
import { relationLock, schemaLock } from '../ddl/locks.js';
import { withPolicies } from '../policy/policy.js';
import type { StatementContext } from '../statement-context.js';
import { createOffset, fillOffset, offsetOf } from '../stream/offset.js';

/** A schema that is cloned, and the one that it becomes. */
export interface ClonedSchema {
  readonly from: SchemaEntry;
  readonly to: SchemaEntry;
}

export interface ClonedContents {
  readonly sql: NonNullable<DdlPlan['sql']>;
  readonly changes: readonly CatalogChange[];
  readonly locks: readonly TableLock[];
}

/** What a schema holds that a clone of it holds too: all but temporary objects, and stages, whose files are not cloned. */
type Cloned = Exclude<Extract<CatalogEntry, { sessionId: string | null }>, { kind: 'stage' }>;

/**
 * The objects of cloned schemas, each a new one with the rows, the numbers and the privileges that the other has now. What one
 * of them says of another by its whole name, as a view does, goes on to mean the original.
 */
export function cloneContents(
  schemas: readonly ClonedSchema[],
  context: StatementContext,
  nextObjectId: NextObjectId,
): ClonedContents {
  const { catalog, session } = context;
  const copies = new Map<Cloned, Cloned>();
  const moved = ({ policy, columns }: AppliedPolicy): AppliedPolicy => {
    const clone = schemas.find(({ from }) => from.database === policy.database && from.name === policy.schema);
    return { columns, policy: clone ? { ...policy, database: clone.to.database, schema: clone.to.name } : policy };
  };
  for (const { from, to } of schemas) {
    for (const entry of catalog.contents({ database: from.database, schema: from.name }).filter(isCloned)) {
      const place = { objectId: nextObjectId(), database: to.database, schema: to.name };
      copies.set(entry, copyOf(entry, { ...place, owner: session.role, createdOn: session.now }, moved));
    }
  }
  const tables = new Map<number, TableEntry>();
  for (const [entry, copy] of copies) if (isTable(entry) && isTable(copy)) tables.set(entry.objectId, copy);
  const streams = [...copies.values()].filter(isStream).map((stream) => streamOf(stream, tables, context));
  const followed = new Set(streams.map(({ table }) => table.objectId));
  const pairs = [...copies].map(([entry, copy]): readonly [Cloned, Cloned] => {
    if (isTable(copy) && followed.has(copy.objectId)) return [entry, { ...copy, rowIds: true }];
    return [entry, streams.find(({ objectId }) => objectId === copy.objectId) ?? copy];
  });
  return {
    sql: [
      ...pairs.flatMap(([entry, copy]) => rowsOf(entry, copy)),
      ...[...tables.values()].filter(({ objectId }) => followed.has(objectId)).flatMap(giveRowIds),
      ...streams.flatMap((stream) => offsetsOf(stream, pairs, catalog)),
    ],
    changes: [
      ...pairs.map(([, entry]): CatalogChange => ({ action: 'put', entry })),
      ...grantsOf(pairs, context, nextObjectId),
      ...tagsOf(pairs, context),
    ],
    locks: [
      ...schemas.map(({ from }) => schemaLock({ database: from.database, schema: from.name }, 'shared')),
      ...pairs.flatMap(([entry]) => ('columns' in entry ? [relationLock(entry, null, 'shared')] : [])),
    ],
  };
}

const isCloned = (entry: CatalogEntry): entry is Cloned =>
  'sessionId' in entry && entry.sessionId === null && entry.kind !== 'stage';

const isTable = (entry: CatalogEntry): entry is TableEntry => 'columns' in entry && entry.kind !== 'view';
const isStream = (entry: CatalogEntry): entry is StreamEntry => entry.kind === 'stream';

type Place = Pick<Cloned, 'objectId' | 'database' | 'schema' | 'owner' | 'createdOn'>;

function copyOf(entry: Cloned, place: Place, moved: (applied: AppliedPolicy) => AppliedPolicy): Cloned {
  switch (entry.kind) {
    case 'permanent':
    case 'transient':
    case 'temporary':
      return withPolicies(tableOf(entry, place), moved);
    case 'sequence':
      return { ...entry, ...place, counter: { ...entry.counter, duckName: counterName(String(place.objectId)) } };
    case 'tag':
      return { ...entry, ...place, values: {} };
    case 'task':
      return { ...entry, ...place, state: 'suspended', suspendedOn: place.createdOn };
    case 'view':
      return withPolicies({ ...entry, ...place }, moved);
    case 'masking_policy':
    case 'row_access_policy':
    case 'file_format':
    case 'stream':
    case 'procedure':
    case 'function':
      return { ...entry, ...place };
    default:
      return unreachable(entry);
  }
}

/** A dynamic table is not refreshed before it is resumed. */
function tableOf({ rowIds: _, ...entry }: TableEntry, place: Place): TableEntry {
  const duckName = duckTable(spaceOf({ ...entry, ...place }), entry.name);
  const { dynamic } = entry;
  return {
    ...entry,
    ...place,
    ...{ id: duckName, duckName, columns: withCounters(entry.columns, place.objectId) },
    ...(dynamic && { dynamic: { ...dynamic, state: 'SUSPENDED', suspendedOn: place.createdOn } }),
  };
}

/** A stream whose table is cloned with it follows the clone; it stands where it was made. */
function streamOf(
  { consumed: _, ...stream }: StreamEntry,
  tables: ReadonlyMap<number, TableEntry>,
  { catalog, session }: StatementContext,
): StreamEntry {
  const copy = tables.get(stream.table.objectId);
  const followed = copy ?? catalog.permanentRelation(stream.table);
  const { objectId, database, schema, name } = copy ?? stream.table;
  const columns = followed !== undefined && isTable(followed) ? followed.columns : [];
  const offset = offsetOf(stream, columns, 1, session.now);
  return { ...stream, table: { objectId, database, schema, name }, offset };
}

function rowsOf(entry: Cloned, copy: Cloned): NonNullable<DdlPlan['sql']> {
  if (isTable(entry) && isTable(copy)) {
    const definitions = copy.columns.map(columnDefinition).join(', ');
    return [...countersOfCopy(entry, copy), `CREATE TABLE ${copy.duckName}(${definitions})`, copyOfRows(entry, copy)];
  }
  return isSequence(entry) && isSequence(copy) ? [goingOn(entry.counter, copy.counter)] : [];
}

const isSequence = (entry: Cloned): entry is SequenceEntry => entry.kind === 'sequence';

/** A table that is gone by now has no rows to stand at: the clone's stream is as broken as the original. */
function offsetsOf(
  stream: StreamEntry,
  pairs: readonly (readonly [Cloned, Cloned])[],
  catalog: StatementContext['catalog'],
): readonly string[] {
  const { table, offset } = stream;
  const copy = pairs.map(([, entry]) => entry).find(({ objectId }) => objectId === table.objectId);
  const followed = copy ?? catalog.permanentRelation(table);
  const isThere = followed !== undefined && isTable(followed) && followed.objectId === table.objectId;
  return [createOffset(offset), ...(isThere ? [fillOffset(offset, followed)] : [])];
}

/** Privileges on what is in a schema are cloned with it, those on the schema itself are not. */
function grantsOf(
  pairs: readonly (readonly [Cloned, Cloned])[],
  { catalog, session }: StatementContext,
  nextObjectId: NextObjectId,
): readonly CatalogChange[] {
  const copies = new Map(pairs.map(([entry, copy]) => [entry.objectId, copy]));
  return catalog.grants().flatMap((grant): readonly CatalogChange[] => {
    const copy = grant.target === null ? undefined : copies.get(grant.target);
    if (copy === undefined) return [];
    const { grantee, privilege, on } = grant;
    const path = pathOf(copy);
    const name = JSON.stringify([grantee.kind, grantee.name, privilege, on, path, false]);
    const made = { objectId: nextObjectId(), name, path, target: copy.objectId, createdOn: session.now };
    const entry: GrantEntry = { ...grant, ...made };
    return [{ action: 'put', entry }];
  });
}

/** Objects keep their tags, of cloned tags by the clones. */
function tagsOf(
  pairs: readonly (readonly [Cloned, Cloned])[],
  { catalog }: StatementContext,
): readonly CatalogChange[] {
  const copies = new Map(pairs.map(([entry, copy]) => [String(entry.objectId), copy]));
  const carried = ({ values }: TagEntry) =>
    Object.entries(values).flatMap(([key, value]) => {
      const [id = '', ...column] = key.split('.');
      const copy = copies.get(id);
      return copy === undefined
        ? []
        : [[column.length === 0 ? taggedKey(copy.objectId) : taggedKey(copy.objectId, column.join('.')), value]];
    });
  const tags = catalog
    .databases()
    .flatMap(({ name }) =>
      catalog.schemas(name).flatMap((schema) => catalog.tags({ database: name, schema: schema.name })),
    );
  return tags.flatMap((tag): readonly CatalogChange[] => {
    const more = carried(tag);
    if (more.length === 0) return [];
    const copy = copies.get(String(tag.objectId));
    const holder = copy?.kind === 'tag' ? copy : tag;
    return [{ action: 'put', entry: { ...holder, values: { ...holder.values, ...Object.fromEntries(more) } } }];
  });
}
