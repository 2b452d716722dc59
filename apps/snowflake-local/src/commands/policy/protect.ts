import type { AppliedPolicy, ColumnEntry, PolicyEntry, StoredRelation } from '../../catalog/entries.js';
import { missingObject } from '../../catalog/missing.js';
import { displayName, displayPath } from '../../catalog/names.js';
import { compilationError, invalidIdentifier, SqlError, unsupported } from '../../errors.js';
import type { PreparedStatement, PrepareRequest } from '../../execute/statement.js';
import type { Identifier, Protect, ProtectAction, WrittenMasking, WrittenRowAccess } from '../../parse/ast.js';
import { typeText } from '../../types/snow-type.js';
import { unreachable } from '../../unreachable.js';
import { type DdlPlan, ddlStatement } from '../ddl/ddl.js';
import { accountLock, relationLock } from '../ddl/locks.js';
import { namedObject, wrongType } from '../ddl/required.js';
import type { StatementContext } from '../statement-context.js';
import { requiredPolicy } from './policy.js';

/** ALTER TABLE and ALTER VIEW that put policies on them, or take them away. */
export const prepareProtect = (ast: Protect, request: PrepareRequest): PreparedStatement =>
  ddlStatement(request, 'ALTER', (context) => planProtect(ast, context));

function planProtect(ast: Protect, context: StatementContext): DdlPlan {
  const words = ast.object.toUpperCase();
  const name = namedObject(ast.name, context, `ALTER ${words}`);
  const found = context.catalog.relation(name);
  if (found === undefined || found.kind === 'system') {
    if (found === undefined && ast.ifExists) return { locks: [] };
    throw missingObject(ast.object === 'view' ? 'View' : 'Table', name, context.catalog);
  }
  if ((found.kind === 'view') !== (ast.object === 'view'))
    throw wrongType(found.kind === 'view' ? 'VIEW' : 'TABLE', words);
  if (found.kind !== 'view' && found.dynamic !== undefined) throw unsupported('policy of a dynamic table');
  const entry = ast.actions.reduce<StoredRelation>((relation, action) => changed(relation, action, context), found);
  return { locks: [accountLock, relationLock(name, found.sessionId)], changes: [{ action: 'put', entry }] };
}

function changed(relation: StoredRelation, action: ProtectAction, context: StatementContext): StoredRelation {
  switch (action.kind) {
    case 'mask': {
      const { name } = action.column;
      const before = relation.masking?.[name];
      if (before !== undefined && !action.force) throw alreadyMasked(relation, name, before);
      return { ...relation, masking: { ...relation.masking, [name]: masking(action, relation.columns, context) } };
    }
    case 'unmask': {
      const { [action.column.name]: before, ...rest } = relation.masking ?? {};
      if (before === undefined) throw invalidIdentifier(action.column.name);
      const { masking: _, ...bare } = relation;
      return Object.keys(rest).length === 0 ? bare : { ...bare, masking: rest };
    }
    case 'add_row_access': {
      if (relation.rowAccess !== undefined) {
        const detail = `Object ${displayName(relation.name)} already has a ROW_ACCESS_POLICY. Only one ROW_ACCESS_POLICY is allowed at a time.`;
        throw new SqlError('003539', '23505', `SQL compilation error:\n${detail}`);
      }
      return { ...relation, rowAccess: rowAccess(action.rowAccess, relation.columns, context) };
    }
    case 'drop_row_access': {
      const { rowAccess: before, ...bare } = relation;
      if (action.policy === undefined) return bare;
      const { database, schema, name } = requiredPolicy('row_access_policy', action.policy, context);
      const path = displayPath([database, schema, name]);
      if (
        before === undefined ||
        displayPath([before.policy.database, before.policy.schema, before.policy.name]) !== path
      )
        throw compilationError('003540', '02000', `${displayName(relation.name)} has no ROW_ACCESS_POLICY ${path}.`);
      return bare;
    }
    default:
      return unreachable(action);
  }
}

function alreadyMasked(relation: StoredRelation, column: string, { policy }: AppliedPolicy): SqlError {
  const path = displayPath([policy.database, policy.schema, policy.name]);
  return new SqlError(
    '003539',
    '23505',
    `SQL compilation error:\nSpecified column ${displayName(column)} of ${displayName(relation.name)} already has a masking policy ${path}.`,
  );
}

/** The policy of a column, as a table definition and ALTER write it. */
export function masking(
  { column, masking: { policy: written, using } }: { readonly column: Identifier; readonly masking: WrittenMasking },
  columns: readonly ColumnEntry[],
  context: StatementContext,
): AppliedPolicy {
  const policy = requiredPolicy('masking_policy', written, context);
  const given = using.length === 0 ? [column] : using;
  if (given[0]?.name !== column.name) {
    throw compilationError(
      '001003',
      '42000',
      `The first column behind USING is the one that is masked: ${column.name}.`,
    );
  }
  return applied(policy, given, columns);
}

/** The policy of a table or view, as its definition and ALTER write it. */
export const rowAccess = (
  { policy, columns: given }: WrittenRowAccess,
  columns: readonly ColumnEntry[],
  context: StatementContext,
): AppliedPolicy => applied(requiredPolicy('row_access_policy', policy, context), given, columns);

function applied(
  { parameters, database, schema, name }: PolicyEntry,
  given: readonly Identifier[],
  columns: readonly ColumnEntry[],
): AppliedPolicy {
  const path = displayPath([database, schema, name]);
  if (parameters.length !== given.length) {
    const detail = `Policy ${path} takes ${parameters.length} column(s), and ${given.length} are given.`;
    throw compilationError('003541', '42601', detail);
  }
  for (const [at, { name: wanted }] of given.entries()) {
    const column = columns.find((each) => each.name === wanted);
    const parameter = parameters[at];
    if (column === undefined) throw invalidIdentifier(wanted);
    if (parameter !== undefined && parameter.type.kind !== column.type.kind) {
      const detail = `Column ${wanted} data type ${typeText(column.type)} does not match policy ${path} data type ${typeText(parameter.type)}.`;
      throw compilationError('003542', '42601', detail);
    }
  }
  return { policy: { database, schema, name }, columns: given.map((column) => column.name) };
}
