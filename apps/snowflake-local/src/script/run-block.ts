import { statementContext } from '../commands/statement-context.js';
import { STATEMENT_TYPE } from '../commands/status.js';
import type { ExecutionContext, PrepareRequest, StatementOutcome } from '../execute/statement.js';
import type { Block } from '../parse/ast.js';
import { ScriptException, uncaught } from './exceptions.js';
import type { ProcedureFrame } from './frame.js';
import { Interpreter } from './interpreter.js';
import type { Returned } from './signals.js';
import { converted } from './values.js';

/** Name of the one column of a block that returns a value, or nothing. */
const BLOCK_COLUMN = 'anonymous block';

/**
 * Runs a block and gives what it returns: a table, or one row with a value.
 *
 * @param request its text is the block's own, that the block was parsed from
 */
export async function runBlock(
  block: Block,
  request: PrepareRequest,
  execution: ExecutionContext,
  procedure?: ProcedureFrame,
): Promise<StatementOutcome> {
  const context = statementContext(request, execution.catalog.view);
  try {
    const returned = await new Interpreter(block, context, execution).run(procedure?.parameters);
    if (procedure === undefined) return outcomeOf(returned, BLOCK_COLUMN);
    if (returned.kind === 'table' || procedure.returns === null) return outcomeOf(returned, procedure.column);
    const value = await converted(returned.value, procedure.returns, { context, execution });
    return outcomeOf({ kind: 'value', value }, procedure.column);
  } catch (error) {
    throw error instanceof ScriptException ? uncaught(error) : error;
  }
}

function outcomeOf(returned: Returned, column: string): StatementOutcome {
  if (returned.kind === 'table') {
    const { columns, relation, rowCount } = returned.outcome;
    return {
      columns,
      rows: { kind: 'relation', sql: relation, atMost: rowCount },
      statementTypeId: STATEMENT_TYPE.select,
    };
  }
  const { type, physical, sql } = returned.value;
  return {
    columns: [{ name: column, type, physical, nullable: true }],
    rows: { kind: 'relation', sql: `SELECT ${sql} AS c0`, atMost: 1 },
  };
}
