import { parseStatements } from '../parse/parse.js';
import type { ReadText } from '../parse/read-text.js';
import { splitStatements } from '../parse/split.js';
import type { Parameters } from '../session/parameters.js';
import { text } from '../types/snow-type.js';
import type { BindValue } from './bind-value.js';
import { wrongStatementCount } from './failures.js';
import type { ChildOutcome, PreparedStatement } from './statement.js';
import { MULTI_STATEMENT_TYPE } from './statement-type.js';

const MESSAGE = 'Multiple statements executed successfully.';

/**
 * A request of several statements as one, each of them a child query; null for an ordinary single statement.
 * MULTI_STATEMENT_COUNT says how many there must be, 0 any number.
 */
export function multiStatement(
  sqlText: string,
  binds: readonly BindValue[],
  parameters: Parameters,
  read?: ReadText,
): PreparedStatement | null {
  const desired = parameters.number('MULTI_STATEMENT_COUNT', 1);
  // The common case costs nothing: a text without a semicolon inside is one statement.
  if (desired === 1 && !sqlText.trimEnd().slice(0, -1).includes(';')) return null;
  const pieces = read?.pieces ?? splitStatements(sqlText);
  if (desired !== 0 && pieces.length !== desired) throw wrongStatementCount(pieces.length, desired);
  if (desired === 1 || pieces.length === 1) return null;
  parseStatements(sqlText, read?.tokens);
  return {
    statementTypeId: MULTI_STATEMENT_TYPE,
    columns: null,
    needsWarehouse: false,
    locks: [],
    transaction: 'none',
    bindCount: binds.length,
    run: async (context) => {
      const children: ChildOutcome[] = [];
      let used = 0;
      for (const { start, end } of pieces) {
        const child = await context.runChild({ text: sqlText.slice(start, end), binds: binds.slice(used) });
        used += child.bindCount;
        children.push(child);
      }
      return {
        columns: [{ name: 'multiple statement execution', type: text(), physical: 'varchar', nullable: true }],
        rows: { kind: 'values', cells: [[MESSAGE]] },
        children: children.map(({ queryId, statementTypeId }) => ({ queryId, statementTypeId })),
      };
    },
  };
}
