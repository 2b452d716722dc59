import { type Position, positionAt, SqlError } from '../errors.js';
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
        const text = sqlText.slice(start, end);
        const child = await context.runChild({ text, binds: binds.slice(used) }).catch((error: unknown) => {
          throw failedOn(text, positionAt(sqlText, start), error);
        });
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

/** Characters of a statement that the message quotes. */
const QUOTED = 30;

/**
 * What a request fails with whose statement failed: Snowflake runs the statements in a procedure in JavaScript, and tools read
 * the statement and its error out of the words of that. The statement's own error stands in the history, under its query ID.
 */
function failedOn(text: string, { line, column }: Position, error: unknown): unknown {
  if (!(error instanceof SqlError) || ENDED.has(error.code)) return error;
  const quoted = text.length > QUOTED ? `${text.slice(0, QUOTED)}...` : text;
  const message =
    `JavaScript execution error: Uncaught Execution of multiple statements failed on statement "${quoted}" ` +
    `(at line ${line}, position ${column}).\n${error.message} in SYSTEM$MULTISTMT at '    throw \`Execution of multiple ` +
    "statements failed on statement {0} (at line {1}, position {2}).`.replace('{1}', LINES[i])' position 4\n" +
    'stackstrace: \nSYSTEM$MULTISTMT line: 10';
  return new SqlError('100132', 'P0000', message, undefined, { cause: error });
}

/** A cancel and a time-out end the whole request, not one statement of it. */
const ENDED: ReadonlySet<string> = new Set(['000604', '000630']);
