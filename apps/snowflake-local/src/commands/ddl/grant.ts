import type { TableLock } from '../../admit/locks.js';
import { nameParts } from '../../bind/object-name.js';
import type { CatalogChange, CatalogEntry, GrantEntry, Grantee } from '../../catalog/entries.js';
import type { PreparedStatement, PrepareRequest } from '../../execute/statement.js';
import type { Grant, GranteeName } from '../../parse/ast.js';
import type { StatementContext } from '../statement-context.js';
import { type DdlPlan, ddlStatement, type NextObjectId } from './ddl.js';
import { type GrantTarget, grantTargets, missing } from './grant-target.js';
import { accountLock, relationLock, schemaLock } from './locks.js';
import { privilegesOn } from './privileges.js';

/** GRANT and REVOKE: what they name must exist; privileges themselves are recorded and not enforced by this server. */
export const prepareGrant = (ast: Grant, request: PrepareRequest): PreparedStatement =>
  ddlStatement(request, ast.kind.toUpperCase(), (context, nextObjectId) => planGrant(ast, context, nextObjectId));

function planGrant(ast: Grant, context: StatementContext, nextObjectId: NextObjectId): DdlPlan {
  const grantee = granteeOf(ast.grantee, context);
  if (ast.role !== undefined) {
    const role = context.catalog.role(ast.role.name);
    if (role === undefined) throw missing([ast.role.name]);
    if (grantee.kind === 'user') return roleOfUser(ast, role.name, grantee.name, context);
    const target = { on: 'ROLE', path: [role.name], entry: role, isFuture: false };
    return { locks: [accountLock], changes: changesOf(ast, ['USAGE'], target, grantee, context, nextObjectId) };
  }
  if (ast.on === undefined) return { locks: [] };
  const targets = grantTargets(ast.on, context);
  if (ast.kind === 'grant' && ast.privileges.includes('OWNERSHIP') && !targets.some(({ isFuture }) => isFuture))
    return newOwner(targets, grantee);
  const changes = (target: GrantTarget) =>
    changesOf(ast, privilegesOn(ast.privileges, target.on), target, grantee, context, nextObjectId);
  return { locks: [accountLock], parts: inParts(targets, changes) };
}

/** GRANT ROLE to a user, who may activate it then. */
function roleOfUser(ast: Grant, role: string, name: string, { catalog }: StatementContext): DdlPlan {
  const user = catalog.user(name);
  if (user === undefined) throw missing([name]);
  const others = (user.roles ?? []).filter((known) => known !== role);
  const roles = ast.kind === 'grant' ? [...others, role] : others;
  return { locks: [accountLock], changes: [{ action: 'put', entry: { ...user, roles } }] };
}

/** OWNERSHIP has one holder: the object's own entry names it. */
function newOwner(targets: readonly GrantTarget[], grantee: Grantee): DdlPlan {
  const entries = targets.flatMap(({ entry }) => (entry === undefined ? [] : [entry]));
  return {
    locks: [
      accountLock,
      ...new Map(entries.flatMap(locksOf).map((lock) => [`${lock.mode} ${lock.table}`, lock])).values(),
    ],
    parts: inParts(entries, (entry) => [{ action: 'put', entry: { ...entry, owner: grantee.name } }]),
  };
}

/** Objects whose changes are worked out at once. */
const AT_ONCE = 500;

function* inParts<T>(
  all: readonly T[],
  changes: (one: T) => readonly CatalogChange[],
): Generator<readonly CatalogChange[]> {
  for (let at = 0; at < all.length; at += AT_ONCE) yield all.slice(at, at + AT_ONCE).flatMap(changes);
}

function locksOf(entry: CatalogEntry): readonly TableLock[] {
  if (entry.kind === 'schema') return [schemaLock({ database: entry.database, schema: entry.name }, 'exclusive')];
  return 'sessionId' in entry ? [schemaLock(entry, 'shared'), relationLock(entry, entry.sessionId)] : [];
}

/** A grant is recorded once, whoever repeats it; a revoke of what was not granted changes nothing. */
function changesOf(
  ast: Grant,
  privileges: readonly string[],
  { on, path, entry, isFuture }: GrantTarget,
  grantee: Grantee,
  { catalog, session }: StatementContext,
  nextObjectId: NextObjectId,
): readonly CatalogChange[] {
  const target = entry?.objectId ?? null;
  return privileges.flatMap((privilege): readonly CatalogChange[] => {
    const name = JSON.stringify([grantee.kind, grantee.name, privilege, on, path, isFuture]);
    const known = catalog.grant(name);
    if (ast.kind === 'revoke') return known === undefined ? [] : [{ action: 'drop', entry: known }];
    const made: GrantEntry = {
      ...{ kind: 'grant', objectId: known?.objectId ?? nextObjectId(), name, comment: null, owner: session.role },
      ...{ createdOn: known?.target === target ? known.createdOn : session.now },
      ...{ privilege, on, path, target, isFuture, grantee, withGrantOption: ast.withGrantOption },
    };
    return [{ action: 'put', entry: made }];
  });
}

/** @throws SqlError 002003 when there is no such role or user. */
export function granteeOf({ kind, name }: GranteeName, context: StatementContext): Grantee {
  const parts = nameParts(name, context);
  const [own = ''] = parts;
  if (kind === 'role' && context.catalog.role(own) === undefined) throw missing(parts);
  if (kind === 'user' && context.catalog.user(own) === undefined) throw missing(parts);
  return { kind, name: parts.at(-1) ?? '' };
}
