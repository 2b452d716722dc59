import { SqlError } from '../errors.js';
import type { ChildOutcome, PreparedStatement, PrepareRequest } from '../execute/statement.js';
import type { Chain } from '../parse/ast.js';
import { quoteText } from '../types/duck-text.js';
import { commandStatement, STATEMENT_TYPE } from './status.js';

/** Statements joined by `->>`: each is a query of its own, and reads the results of those before it by their IDs. */
export const prepareChain = ({ steps }: Chain, request: PrepareRequest): PreparedStatement =>
  commandStatement(STATEMENT_TYPE.select, {
    columns: null,
    run: async (execution) => {
      const done: ChildOutcome[] = [];
      let used = 0;
      for (const step of steps) {
        const text = withResults(step, request.text, done);
        const child = await execution.runChild({ text, binds: request.binds.slice(used) });
        used += child.bindCount;
        done.push(child);
      }
      const last = done.at(-1);
      if (last === undefined) throw new SqlError('000603', 'XX000', 'A chain has statements.');
      return {
        columns: last.columns,
        rows: { kind: 'relation', sql: last.relation, atMost: last.rowCount },
        ...(last.stats !== undefined && { stats: last.stats }),
        statementTypeId: last.statementTypeId,
      };
    },
  });

/** The text of a step with the results that it reads in the place of `$n`. */
function withResults(
  { start, end, results }: Chain['steps'][number],
  text: string,
  done: readonly ChildOutcome[],
): string {
  let from = start;
  let made = '';
  for (const result of results) {
    const id = done[result.step]?.queryId ?? '';
    made += `${text.slice(from, result.start)}TABLE(RESULT_SCAN(${quoteText(id)}))`;
    from = result.end;
  }
  return made + text.slice(from, end);
}
