import type { OutColumn } from '../../bind/query.js';
import type { CatalogView } from '../../catalog/catalog-view.js';
import type { CatalogEntry, GrantEntry, Grantee } from '../../catalog/entries.js';
import { displayPath } from '../../catalog/names.js';
import type { PreparedStatement, PrepareRequest } from '../../execute/statement.js';
import type { ShowGrants } from '../../parse/ast.js';
import { granteeOf } from '../ddl/grant.js';
import { grantTargets, pathOf, spelled } from '../ddl/grant-target.js';
import { type StatementContext, statementContext } from '../statement-context.js';
import { commandStatement, STATEMENT_TYPE } from '../status.js';
import { type Cell, listed, wireCell } from './listing.js';

const OF_OBJECTS = listed(
  ...['created_on:time', 'privilege', 'granted_on', 'name', 'granted_to', 'grantee_name', 'grant_option', 'granted_by'],
);
const OF_ROLES = listed('created_on:time', 'role', 'granted_to', 'grantee_name', 'granted_by');
const OF_FUTURE = listed(
  ...['created_on:time', 'privilege', 'grant_on', 'name', 'grant_to', 'grantee_name', 'grant_option'],
);

interface Shown {
  readonly columns: readonly OutColumn[];
  rows(): readonly (readonly Cell[])[];
}

/** SHOW GRANTS and SHOW FUTURE GRANTS. */
export function prepareShowGrants(ast: ShowGrants, request: PrepareRequest): PreparedStatement {
  const { columns } = shown(ast, statementContext(request));
  return commandStatement(STATEMENT_TYPE.show, {
    columns,
    transaction: 'read',
    run: async (execution) => {
      const { rows } = shown(ast, statementContext(request, execution.catalog.view));
      const cells = rows()
        .slice(0, ast.limit)
        .map((row) => row.map(wireCell));
      return { columns, rows: { kind: 'values', cells } };
    },
  });
}

function shown({ about, future }: ShowGrants, context: StatementContext): Shown {
  const { catalog, session } = context;
  switch (about.kind) {
    case 'of': {
      const { name } = granteeOf({ kind: 'role', name: about.role }, context);
      return { columns: OF_ROLES, rows: () => holdersOf(name, catalog) };
    }
    case 'to': {
      const grantee: Grantee =
        about.grantee === undefined ? { kind: 'user', name: session.user } : granteeOf(about.grantee, context);
      if (future) return { columns: OF_FUTURE, rows: () => futureRows((grant) => isFor(grant, grantee), catalog) };
      if (grantee.kind === 'user') return { columns: OF_ROLES, rows: () => rolesOf(grantee.name, catalog) };
      return {
        columns: OF_OBJECTS,
        rows: () => sortedRows([...owned(grantee, catalog), ...granted((grant) => isFor(grant, grantee), catalog)]),
      };
    }
    case 'on': {
      const [target] = grantTargets(about.on, context);
      const path = target?.path ?? [];
      if (future) {
        const isIn = (grant: GrantEntry) =>
          grant.path.length === path.length && grant.path.every((part, at) => part === path[at]);
        return { columns: OF_FUTURE, rows: () => futureRows(isIn, catalog) };
      }
      const entry = target?.entry;
      const isOn = ({ on, target: id }: GrantEntry) =>
        entry === undefined ? on === target?.on : id === entry.objectId;
      const owner = entry === undefined ? [] : [ownership(entry)];
      return { columns: OF_OBJECTS, rows: () => sortedRows([...owner, ...granted(isOn, catalog, entry)]) };
    }
    default:
      return about;
  }
}

const isFor = ({ grantee }: GrantEntry, { kind, name }: Grantee): boolean =>
  grantee.kind === kind && grantee.name === name;

/** By object, then by privilege. */
const sortedRows = (rows: readonly (readonly Cell[])[]): readonly (readonly Cell[])[] => {
  const keyed = rows.map((row): readonly [string, readonly Cell[]] => [
    [row[2], row[3], row[1], row[5]].join('\0'),
    row,
  ]);
  return keyed.sort(([left], [right]) => (left < right ? -1 : 1)).map(([, row]) => row);
};

/** Grants on what is still there, and those that a future grant gave to an object that was made after it. */
function granted(
  wanted: (grant: GrantEntry) => boolean,
  catalog: CatalogView,
  only?: CatalogEntry,
): readonly (readonly Cell[])[] {
  const objects = new Map((only === undefined ? everything(catalog) : [only]).map((entry) => [entry.objectId, entry]));
  return catalog.grants().flatMap((grant): readonly (readonly Cell[])[] => {
    if (!grant.isFuture) {
      const isThere = grant.target === null ? only === undefined : objects.has(grant.target);
      return isThere && wanted(grant) ? [row(grant, grant.on, grant.path, grant.createdOn)] : [];
    }
    return [...objects.values()]
      .filter((entry) => isLater(entry, grant) && wanted({ ...grant, target: entry.objectId }))
      .map((entry) => row(grant, spelled(entry, ''), pathOf(entry), entry.createdOn));
  });
}

function isLater(entry: CatalogEntry, { path, on, createdOn }: GrantEntry): boolean {
  const own = pathOf(entry);
  const isIn = own.length > path.length && path.every((part, at) => part === own[at]);
  return isIn && entry.createdOn >= createdOn && spelled(entry, '') === on;
}

const row = (
  { privilege, grantee, withGrantOption, owner }: GrantEntry,
  on: string,
  path: readonly string[],
  since: number,
): readonly Cell[] => [
  ...[new Date(since), privilege, on, displayPath(path), spelledGrantee(grantee), grantee.name],
  ...[String(withGrantOption), owner],
];

const spelledGrantee = ({ kind }: Grantee): string => kind.toUpperCase();

const ownership = (entry: CatalogEntry): readonly Cell[] => [
  ...[new Date(entry.createdOn), 'OWNERSHIP', spelled(entry, ''), displayPath(pathOf(entry)), 'ROLE', entry.owner],
  ...['true', entry.owner],
];

const owned = ({ kind, name }: Grantee, catalog: CatalogView): readonly (readonly Cell[])[] =>
  kind === 'role'
    ? everything(catalog)
        .filter(({ owner }) => owner === name)
        .map(ownership)
    : [];

/** Every object that a privilege can be on. */
function everything(catalog: CatalogView): readonly CatalogEntry[] {
  const databases = catalog.databases();
  const schemas = databases.flatMap(({ name }) => catalog.schemas(name));
  return [
    ...[...databases, ...schemas, ...catalog.warehouses(), ...catalog.roles(), ...catalog.users()],
    ...schemas.flatMap(({ database, name }) => catalog.contents({ database, schema: name })),
  ];
}

/** Roles of a user, the default one among them. */
function rolesOf(user: string, catalog: CatalogView): readonly (readonly Cell[])[] {
  const entry = catalog.user(user);
  if (entry === undefined) return [];
  const roles = new Set([...(entry.defaultRole === null ? [] : [entry.defaultRole]), ...(entry.roles ?? [])]);
  return [...roles].sort().map((role) => [new Date(entry.createdOn), role, 'USER', user, entry.owner]);
}

/** Users and roles that a role was granted to. */
function holdersOf(role: string, catalog: CatalogView): readonly (readonly Cell[])[] {
  const users = catalog
    .users()
    .filter(({ roles, defaultRole }) => defaultRole === role || roles?.includes(role) === true)
    .map(({ name, createdOn, owner }) => [new Date(createdOn), role, 'USER', name, owner]);
  const roles = catalog
    .grants()
    .filter(({ on, path, target }) => on === 'ROLE' && path[0] === role && target === catalog.role(role)?.objectId)
    .map(({ createdOn, grantee, owner }) => [new Date(createdOn), role, spelledGrantee(grantee), grantee.name, owner]);
  return [...roles, ...users];
}

const futureRows = (wanted: (grant: GrantEntry) => boolean, catalog: CatalogView): readonly (readonly Cell[])[] =>
  catalog
    .grants()
    .filter((grant) => grant.isFuture && wanted(grant))
    .map(({ createdOn, privilege, on, path, grantee, withGrantOption }) => [
      ...[new Date(createdOn), privilege, on, `${displayPath(path)}.<${on}>`, spelledGrantee(grantee), grantee.name],
      String(withGrantOption),
    ]);
