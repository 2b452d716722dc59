import { snowType } from '../../bind/data-type.js';
import { nameParts } from '../../bind/object-name.js';
import { rootEnvironment } from '../../bind/root-frame.js';
import { checkFunction, functionOfPolicy } from '../../bind/user-function.js';
import type { AppliedPolicy, CatalogChange, PolicyEntry, StoredRelation } from '../../catalog/entries.js';
import { missingObject } from '../../catalog/missing.js';
import { displayPath } from '../../catalog/names.js';
import { compilationError, objectExists, SqlError } from '../../errors.js';
import type { PreparedStatement, PrepareRequest } from '../../execute/statement.js';
import type { AlterPolicy, CreatePolicy, PolicyKind } from '../../parse/ast.js';
import { typeText } from '../../types/snow-type.js';
import { unreachable } from '../../unreachable.js';
import { type DdlPlan, ddlStatement, type NextObjectId } from '../ddl/ddl.js';
import { accountLock, schemaLock } from '../ddl/locks.js';
import { type NamedObject, namedObject, writableSchema } from '../ddl/required.js';
import type { StatementContext } from '../statement-context.js';

/** As messages begin with it. */
export const POLICY_WORDS: Readonly<Record<PolicyKind, string>> = {
  masking_policy: 'Masking policy',
  row_access_policy: 'Row access policy',
};

export const prepareCreatePolicy = (ast: CreatePolicy, request: PrepareRequest): PreparedStatement =>
  ddlStatement(request, 'CREATE', (context, nextObjectId) => planCreate(ast, context, nextObjectId));

function planCreate(ast: CreatePolicy, context: StatementContext, nextObjectId: NextObjectId): DdlPlan {
  const { catalog, session } = context;
  const words = POLICY_WORDS[ast.policy];
  const name = namedObject(ast.name, context, `CREATE ${words.toUpperCase()}`);
  writableSchema(name, catalog);
  const locks = [schemaLock(name, 'shared'), accountLock];
  const existing = catalog.policy(name);
  if (existing !== undefined && !ast.orReplace) {
    if (ast.ifNotExists) return { locks, message: `${name.name} already exists, statement succeeded.` };
    throw objectExists(name.shown);
  }
  if (existing !== undefined) refuseInUse(existing, context);
  const entry: PolicyEntry = {
    ...{ kind: ast.policy, objectId: nextObjectId(), sessionId: null },
    ...{ database: name.database, schema: name.schema, name: name.name },
    ...{ comment: ast.comment, owner: session.role, createdOn: session.now },
    parameters: ast.parameters.map((each) => ({ name: each.name.name, type: snowType(each.type, context) })),
    returns: snowType(ast.returns, context),
    body: ast.body,
  };
  requireSound(entry, context);
  const replaced: readonly CatalogChange[] = existing === undefined ? [] : [{ action: 'drop', entry: existing }];
  return {
    locks,
    changes: [...replaced, { action: 'put', entry }],
    message: `${words} ${name.name} successfully created.`,
  };
}

/** A mask is of the type of what it masks, a row is seen or not; and the body must mean something. */
function requireSound(entry: PolicyEntry, context: StatementContext): void {
  const [first] = entry.parameters;
  const isRow = entry.kind === 'row_access_policy';
  if (isRow ? entry.returns.kind !== 'boolean' : first === undefined || first.type.kind !== entry.returns.kind) {
    const wanted = isRow || first === undefined ? 'BOOLEAN' : typeText(first.type);
    throw compilationError('003545', '42601', `${POLICY_WORDS[entry.kind]} ${entry.name} must return ${wanted}.`);
  }
  const { scriptVariables: _, ...lasting } = context;
  checkFunction(functionOfPolicy(entry), rootEnvironment({ ...lasting, binds: [] }));
}

export const prepareAlterPolicy = (ast: AlterPolicy, request: PrepareRequest): PreparedStatement =>
  ddlStatement(request, 'ALTER', (context) => planAlter(ast, context));

function planAlter(ast: AlterPolicy, context: StatementContext): DdlPlan {
  const locks = [accountLock];
  const name = namedObject(ast.name, context, `ALTER ${POLICY_WORDS[ast.policy].toUpperCase()}`);
  const found = policyNamed(ast.policy, name, context);
  if (found === undefined) {
    if (ast.ifExists) return { locks };
    throw missingObject(POLICY_WORDS[ast.policy], name, context.catalog);
  }
  const { action } = ast;
  switch (action.kind) {
    case 'body': {
      const entry = { ...found, body: action.body };
      requireSound(entry, context);
      return { locks, changes: [{ action: 'put', entry }] };
    }
    case 'comment':
      return { locks, changes: [{ action: 'put', entry: { ...found, comment: action.comment } }] };
    case 'rename': {
      const to = namedObject(action.to, context, 'ALTER POLICY');
      writableSchema(to, context.catalog);
      if (context.catalog.policy(to) !== undefined) throw objectExists(to.shown);
      const { database, schema, name: own } = to;
      const entry = { ...found, database, schema, name: own };
      return {
        locks,
        changes: [{ action: 'drop', entry: found }, { action: 'put', entry }, ...followed(found, entry, context)],
      };
    }
    default:
      return unreachable(action);
  }
}

/** The policy of that kind and name. */
export function policyNamed(
  kind: PolicyKind,
  name: NamedObject,
  { catalog }: StatementContext,
): PolicyEntry | undefined {
  const found = catalog.policy(name);
  return found?.kind === kind ? found : undefined;
}

/** The same, which must be there. */
export function requiredPolicy(
  kind: PolicyKind,
  written: CreatePolicy['name'],
  context: StatementContext,
): PolicyEntry {
  const name = namedObject(written, context, 'ALTER TABLE');
  const found = policyNamed(kind, name, context);
  if (found !== undefined) return found;
  throw missingObject(
    POLICY_WORDS[kind],
    { ...name, shown: displayPath(nameParts(written, context)) },
    context.catalog,
  );
}

const isOf = ({ database, schema, name }: PolicyEntry, applied: AppliedPolicy | undefined): boolean =>
  applied !== undefined &&
  applied.policy.database === database &&
  applied.policy.schema === schema &&
  applied.policy.name === name;

const isProtectedBy = (relation: StoredRelation, policy: PolicyEntry): boolean =>
  isOf(policy, relation.rowAccess) || Object.values(relation.masking ?? {}).some((applied) => isOf(policy, applied));

/** @throws SqlError where a table or view has the policy */
export function refuseInUse(policy: PolicyEntry, { catalog }: StatementContext): void {
  if (!catalog.protectedRelations().some((relation) => isProtectedBy(relation, policy))) return;
  throw new SqlError(
    '003545',
    '23001',
    `SQL compilation error:\nPolicy ${displayPath([policy.name])} cannot be dropped/replaced as it is associated with one or more entities.`,
  );
}

/** Tables and views know their policies by name. */
function followed(before: PolicyEntry, now: PolicyEntry, { catalog }: StatementContext): readonly CatalogChange[] {
  const { database, schema, name } = now;
  const moved = (applied: AppliedPolicy): AppliedPolicy =>
    isOf(before, applied) ? { ...applied, policy: { database, schema, name } } : applied;
  return catalog
    .protectedRelations()
    .filter((relation) => isProtectedBy(relation, before))
    .map((relation) => ({ action: 'put', entry: withPolicies(relation, moved) }));
}

/** A table or view with each of its policies changed. */
export function withPolicies<R extends StoredRelation>(
  relation: R,
  change: (applied: AppliedPolicy) => AppliedPolicy,
): R {
  const { masking, rowAccess } = relation;
  return {
    ...relation,
    ...(masking && {
      masking: Object.fromEntries(Object.entries(masking).map(([column, applied]) => [column, change(applied)])),
    }),
    ...(rowAccess && { rowAccess: change(rowAccess) }),
  };
}
