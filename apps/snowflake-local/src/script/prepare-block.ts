import { commandStatement, STATEMENT_TYPE } from '../commands/status.js';
import type { PreparedStatement, PrepareRequest } from '../execute/statement.js';
import type { Block } from '../parse/ast.js';
import { runBlock } from './run-block.js';

/** An anonymous block. Its statements are queries of their own; its result is what it returns. */
export const prepareBlock = (block: Block, request: PrepareRequest): PreparedStatement =>
  commandStatement(STATEMENT_TYPE.select, {
    queryType: 'EXECUTE_BLOCK',
    columns: null,
    needsWarehouse: true,
    run: (execution) => runBlock(block, request, execution),
  });
