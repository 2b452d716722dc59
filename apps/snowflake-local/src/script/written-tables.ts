import type { TableLock } from '../admit/locks.js';
import { nameParts } from '../bind/object-name.js';
import { qualify } from '../catalog/names.js';
import type { StatementContext } from '../commands/statement-context.js';
import type { Block, ObjectName, ScriptStatement, Statement } from '../parse/ast.js';
import { parseStatement } from '../parse/parse.js';
import { unreachable } from '../unreachable.js';

/**
 * The locks of all tables that a block is seen to write, texts of EXECUTE IMMEDIATE among them. A table that only the
 * run makes known (a name in a variable, a table made by the block itself) takes its lock when it is reached.
 */
export function writtenTables(block: Block, context: StatementContext): readonly TableLock[] {
  const locks = new Map<string, TableLock['mode']>();
  for (const { name, mode } of statementsOf(block.body, block.handlers).flatMap(targetsOf)) {
    const table = tableOf(name, context);
    if (table !== undefined && locks.get(table) !== 'exclusive') locks.set(table, mode);
  }
  return [...locks].map(([table, mode]) => ({ table, mode }));
}

interface Target {
  readonly name: ObjectName;
  readonly mode: TableLock['mode'];
}

function targetsOf(statement: Statement): readonly Target[] {
  switch (statement.kind) {
    case 'insert':
      return [{ name: statement.target, mode: statement.overwrite ? 'exclusive' : 'shared' }];
    case 'multi_insert':
      return statement.branches.flatMap(({ into }) =>
        into.map(({ target }): Target => ({ name: target, mode: statement.overwrite ? 'exclusive' : 'shared' })),
      );
    case 'copy_into_table':
      return [{ name: statement.target, mode: 'shared' }];
    case 'update':
    case 'delete':
    case 'merge':
      return [{ name: statement.target.name, mode: 'exclusive' }];
    case 'truncate':
      return [{ name: statement.name, mode: 'exclusive' }];
    case 'execute_immediate':
      return statement.source.kind === 'text' ? targetsOfText(statement.source.value) : [];
    case 'block':
      return statementsOf(statement.body, statement.handlers).flatMap(targetsOf);
    default:
      return [];
  }
}

/** A text that cannot be read fails where it runs. */
function targetsOfText(text: string): readonly Target[] {
  try {
    return targetsOf(parseStatement(text));
  } catch {
    return [];
  }
}

function tableOf(name: ObjectName, context: StatementContext): string | undefined {
  try {
    const found = context.catalog.relation(qualify(nameParts(name, context), context.session, 'SELECT'));
    return found !== undefined && 'duckName' in found ? found.id : undefined;
  } catch {
    return undefined;
  }
}

function statementsOf(body: readonly ScriptStatement[], handlers: Block['handlers'] = []): readonly Statement[] {
  return [...body, ...handlers.flatMap((handler) => handler.body)].flatMap(statementsIn);
}

function statementsIn(statement: ScriptStatement): readonly Statement[] {
  switch (statement.kind) {
    case 'sql':
    case 'async':
      return [statement.statement];
    case 'let':
      return statement.declaration.kind === 'resultset' && statement.declaration.value !== undefined
        ? [statement.declaration.value]
        : [];
    case 'assign':
      return statement.value.kind === 'statement' ? [statement.value.statement] : [];
    case 'return_table':
      return statement.source.kind === 'statement' ? [statement.source.statement] : [];
    case 'if':
    case 'case_of':
      return statementsOf([...statement.branches.flatMap((branch) => branch.body), ...statement.otherwise]);
    case 'for_range':
    case 'for_rows':
    case 'while':
    case 'repeat':
    case 'loop':
      return statementsOf(statement.body);
    case 'block':
      return statementsOf(statement.body, statement.handlers);
    case 'break':
    case 'continue':
    case 'return':
    case 'raise':
    case 'open_cursor':
    case 'fetch_cursor':
    case 'close_cursor':
    case 'await':
    case 'cancel':
    case 'nothing':
      return [];
    default:
      return unreachable(statement);
  }
}
