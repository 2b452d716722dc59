import { displayPath, qualify } from '../../catalog/names.js';
import { invalidIdentifier, objectMissing } from '../../errors.js';
import type { PreparedStatement, PrepareRequest } from '../../execute/statement.js';
import type { AlterObject, Comment, Option } from '../../parse/ast.js';
import type { StatementContext } from '../statement-context.js';
import { prepareAlterObject } from './alter-object.js';
import { prepareAlterTable } from './alter-table.js';
import { type DdlPlan, ddlStatement } from './ddl.js';
import { relationLock } from './locks.js';

/** COMMENT ON: for objects the same as ALTER ... SET COMMENT. */
export function prepareComment(ast: Comment, request: PrepareRequest): PreparedStatement {
  const { target, ifExists, text, start, end } = ast;
  if (target.kind === 'column') return ddlStatement(request, 'ALTER', (context) => planColumn(ast, target, context));
  const options: readonly Option[] = [{ name: 'COMMENT', value: { kind: 'text', value: text }, start, end }];
  const common = { ifExists, name: target.name, action: { kind: 'set', options }, start, end } as const;
  if (target.object === 'table') return prepareAlterTable({ kind: 'alter_table', ...common }, request);
  const altered: AlterObject = { kind: 'alter_object', object: target.object, ...common };
  return prepareAlterObject(altered, request);
}

function planColumn(
  ast: Comment,
  target: Extract<Comment['target'], { kind: 'column' }>,
  context: StatementContext,
): DdlPlan {
  const parts = target.table.map((part) => part.name);
  const name = qualify(parts, context.session, 'COMMENT');
  const found = context.catalog.relation(name);
  if (found === undefined || found.kind === 'system') {
    if (ast.ifExists) return { locks: [] };
    throw objectMissing('Object', displayPath(parts));
  }
  const { name: column } = target.column;
  if (!found.columns.some((entry) => entry.name === column)) throw invalidIdentifier(column);
  const columns = found.columns.map((entry) => (entry.name === column ? { ...entry, comment: ast.text } : entry));
  return {
    locks: [relationLock(name, found.sessionId)],
    changes: [{ action: 'put', entry: { ...found, columns } }],
  };
}
