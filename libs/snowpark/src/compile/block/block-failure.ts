/** What the handler of a block raises in place of the exception that it took. */
export const FAILURE_EXCEPTION = 'FIRN_STATEMENT_FAILED';

/** The failure of one statement inside a block. */
export interface BlockFailure {
  /** As the script says it: a number, below zero where a user's own exception was raised. */
  readonly code: string;
  readonly sqlState: string | null;
  readonly text: string;
}

const RAISED = new RegExp(
  `'${FAILURE_EXCEPTION}' on line \\d+ at position \\d+ ?: ?(-?\\d+) \\(([0-9A-Z]{5})?\\): ([\\s\\S]*)$`,
);

/** The statement's failure in the error text of a block of ours; null in any other text. */
export function blockFailure(message: string): BlockFailure | null {
  const [, code, sqlState, text] = RAISED.exec(message) ?? [];
  return code === undefined || text === undefined ? null : { code, sqlState: sqlState ?? null, text };
}
