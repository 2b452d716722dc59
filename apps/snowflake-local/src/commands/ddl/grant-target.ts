import { snowType } from '../../bind/data-type.js';
import { nameParts } from '../../bind/object-name.js';
import { routineKey } from '../../catalog/address.js';
import type { CatalogEntry, Relation, StoredRelation } from '../../catalog/entries.js';
import { displayPath, type QualifiedSchema, qualify, qualifySchema } from '../../catalog/names.js';
import { SqlError, unsupported } from '../../errors.js';
import type { GrantedObject, ObjectName } from '../../parse/ast.js';
import type { StatementContext } from '../statement-context.js';

/** What a privilege is on. */
export interface GrantTarget {
  /** As SHOW GRANTS writes it: `TABLE`, `FILE_FORMAT`. */
  readonly on: string;
  readonly path: readonly string[];
  /** Absent: nothing that this server holds. */
  readonly entry?: CatalogEntry;
  readonly isFuture: boolean;
}

/** The object, or all objects, that `ON ...` names. @throws SqlError 002003 when there is none of that name. */
export function grantTargets(
  { object, name, types }: GrantedObject,
  context: StatementContext,
): readonly GrantTarget[] {
  const [, many, kinds = '', place = ''] = /^(ALL|FUTURE) (.+) IN (SCHEMA|DATABASE)$/.exec(object) ?? [];
  const parts = name === undefined ? [] : nameParts(name, context);
  if (many === undefined) {
    const entry = objectEntry(object, name, types, context);
    return [
      {
        on: spelled(entry, object),
        path: entry === undefined ? parts : pathOf(entry),
        isFuture: false,
        ...(entry && { entry }),
      },
    ];
  }
  const kind = kinds.replace(/IES$/, 'Y').replace(/S$/, '');
  const schemas = schemasOf(place, parts, context);
  if (many === 'FUTURE') {
    const [first] = schemas;
    const path =
      place === 'DATABASE' ? parts.slice(0, 1) : first === undefined ? parts : [first.database, first.schema];
    return [{ on: kind.replace(' ', '_'), path, isFuture: true }];
  }
  return schemas.flatMap((schema) =>
    listed(kind, schema, context).map((entry) => ({
      on: spelled(entry, kind),
      path: pathOf(entry),
      entry,
      isFuture: false,
    })),
  );
}

function schemasOf(place: string, parts: readonly string[], context: StatementContext): readonly QualifiedSchema[] {
  const { catalog, session } = context;
  if (place === 'DATABASE') {
    const [database = ''] = parts;
    if (catalog.database(database) === undefined) throw missing(parts);
    return catalog.schemas(database).map(({ name }) => ({ database, schema: name }));
  }
  const schema = qualifySchema(parts, session, 'GRANT');
  if (catalog.schema(schema) === undefined) throw missing(parts);
  return [schema];
}

function listed(kind: string, schema: QualifiedSchema, { catalog }: StatementContext): readonly CatalogEntry[] {
  switch (kind) {
    case 'TABLE':
    case 'DYNAMIC TABLE':
      return catalog
        .relations(schema)
        .filter(
          (relation) => relation.kind !== 'view' && (relation.dynamic !== undefined) === kind.startsWith('DYNAMIC'),
        );
    case 'VIEW':
      return catalog.relations(schema).filter((relation) => relation.kind === 'view');
    case 'STAGE':
      return catalog.stages(schema);
    case 'FILE FORMAT':
      return catalog.fileFormats(schema);
    case 'SEQUENCE':
      return catalog.sequences(schema);
    case 'STREAM':
      return catalog.streams(schema);
    case 'TASK':
      return catalog.tasks(schema);
    case 'MASKING POLICY':
    case 'ROW ACCESS POLICY':
      return catalog.policies(schema).filter((policy) => spelled(policy, kind) === kind.replaceAll(' ', '_'));
    case 'FUNCTION':
      return catalog.functions(schema);
    case 'PROCEDURE':
      return catalog.procedures(schema);
    case 'SCHEMA':
      return [catalog.schema(schema)].filter((entry) => entry !== undefined);
    default:
      // Pipes and the like: there are none here.
      return [];
  }
}

function objectEntry(
  object: string,
  name: ObjectName | undefined,
  types: GrantedObject['types'],
  context: StatementContext,
): CatalogEntry | undefined {
  const { catalog, session } = context;
  const parts = name === undefined ? [] : nameParts(name, context);
  const [first = ''] = parts;
  const found = (): CatalogEntry | undefined => {
    switch (object) {
      case 'SCHEMA':
        return catalog.schema(qualifySchema(parts, session, 'GRANT'));
      case 'DATABASE':
        return catalog.database(first);
      case 'WAREHOUSE':
        return catalog.warehouse(first);
      case 'ROLE':
        return catalog.role(first);
      case 'USER':
        return catalog.user(first);
      case 'TABLE':
      case 'DYNAMIC TABLE':
      case 'VIEW':
        return stored(catalog.relation(qualify(parts, session, 'GRANT')));
      case 'STAGE':
        return catalog.stage(qualify(parts, session, 'GRANT'));
      case 'FILE FORMAT':
        return catalog.fileFormat(qualify(parts, session, 'GRANT'));
      case 'SEQUENCE':
        return catalog.sequence(qualify(parts, session, 'GRANT'));
      case 'STREAM':
        return catalog.stream(qualify(parts, session, 'GRANT'));
      case 'MASKING POLICY':
      case 'ROW ACCESS POLICY':
        return catalog.policy(qualify(parts, session, 'GRANT'));
      case 'TASK':
        return catalog.task(qualify(parts, session, 'GRANT'));
      case 'FUNCTION':
      case 'PROCEDURE': {
        const { name: own, ...schema } = qualify(parts, session, 'GRANT');
        const parameters = (types ?? []).map((type) => ({ name: '', type: snowType(type, context), default: null }));
        const wanted = routineKey({ name: own, parameters });
        const routines = object === 'FUNCTION' ? catalog.functions(schema) : catalog.procedures(schema);
        return routines.find((routine) => routineKey(routine) === wanted);
      }
      default:
        return undefined;
    }
  };
  const entry = found();
  // Integrations, resource monitors and the like: there are none here to miss.
  if (entry === undefined && HELD.has(object)) throw missing(parts);
  return entry;
}

const HELD: ReadonlySet<string> = new Set([
  ...[
    'SCHEMA',
    'DATABASE',
    'WAREHOUSE',
    'ROLE',
    'USER',
    'TABLE',
    'DYNAMIC TABLE',
    'VIEW',
    'STAGE',
    'FILE FORMAT',
    'SEQUENCE',
    'STREAM',
    'TASK',
    'MASKING POLICY',
    'ROW ACCESS POLICY',
  ],
  ...['FUNCTION', 'PROCEDURE'],
]);

const stored = (relation: Relation | undefined): StoredRelation | undefined => {
  if (relation?.kind === 'system') throw unsupported('privileges on a view of INFORMATION_SCHEMA');
  return relation;
};

/** The kind of an object as SHOW GRANTS writes it; `object` is what the statement called one that is not held here. */
export function spelled(entry: CatalogEntry | undefined, object: string): string {
  if (entry === undefined) return object.replaceAll(' ', '_');
  const isTable = entry.kind === 'permanent' || entry.kind === 'transient' || entry.kind === 'temporary';
  if (isTable) return entry.dynamic === undefined ? 'TABLE' : 'DYNAMIC_TABLE';
  return entry.kind.toUpperCase();
}

/** The name in full. */
export const pathOf = (entry: CatalogEntry): readonly string[] => [
  ...('database' in entry ? [entry.database] : []),
  ...('schema' in entry ? [entry.schema] : []),
  entry.name,
];

export const missing = (parts: readonly string[]): SqlError =>
  new SqlError(
    '002003',
    '02000',
    `SQL compilation error:\nObject '${displayPath(parts)}' does not exist or not authorized.`,
  );
