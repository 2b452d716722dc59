import type { Rendered } from '../../sql/fragment.js';
import { quoteText } from '../../sql/literal.js';
import type { Statement } from '../../sql/statement.js';
import { executed, FAILURE_HANDLER, stepsOf } from './block.js';
import { CLAIM_REFUSALS, type Claim, COUNTS, type CountName, ledgerTable, readEntry } from './claim.js';

/** What the block raises where the row of its entry is neither open nor done. */
const NOT_OPEN = 'FIRN_ENTRY_NOT_OPEN';

/**
 * A write as a block that does its work once: claim, write and counts are one transaction. Its result is always the counts in the
 * ledger, of this run or of the first.
 *
 * The first UPDATE only takes the lock. What a statement sees that had to wait for a lock is told nowhere; the next statement sees
 * all that was committed before it, so the claim itself is decided there.
 *
 * @param before statements that commit by themselves: they run only where the write has not happened
 * @param counts of the last statement, in the order of its answer
 */
export function claimedBlock(
  before: readonly Rendered[],
  write: readonly Rendered[],
  counts: readonly CountName[],
  claim: Claim,
): Statement {
  const table = ledgerTable(claim);
  const entry = quoteText(claim.entry);
  const touched = 'TOUCHED_AT = CURRENT_TIMESTAMP()';
  const all = [...before, ...write];
  const steps = stepsOf(all);
  const kept = counts.map((name) => `${COUNTS[name].column} = counted."${COUNTS[name].answer}"`).join(', ');
  const keep = executed(
    {
      text: `UPDATE ${table} SET ${kept} FROM TABLE(RESULT_SCAN(?)) AS counted WHERE ENTRY = ${entry} AND STATE = 'done'`,
      holes: [{ step: all.length - 1 }],
    },
    0,
  );
  const body = [
    'DECLARE',
    '  res RESULTSET;',
    `  ${NOT_OPEN} EXCEPTION (-20002, ${quoteText(CLAIM_REFUSALS.notOpen)});`,
    'BEGIN',
    `  LET known NUMBER := (SELECT COUNT(*) FROM ${table} WHERE ENTRY = ${entry} AND STATE = 'done');`,
    '  IF (known = 0) THEN',
    ...steps.slice(0, before.length).flatMap(({ declared, run, id }) => lines(4, ...declared, `${run};`, id)),
    '    BEGIN TRANSACTION;',
    `    UPDATE ${table} SET ${touched} WHERE ENTRY = ${entry};`,
    `    LET done NUMBER := (SELECT COUNT(*) FROM ${table} WHERE ENTRY = ${entry} AND STATE = 'done');`,
    '    IF (done = 0) THEN',
    `      UPDATE ${table} SET STATE = 'done', JOB = ${quoteText(claim.by)}, ${touched} WHERE ENTRY = ${entry} AND STATE = 'open';`,
    `      IF (SQLROWCOUNT = 0) THEN RAISE ${NOT_OPEN}; END IF;`,
    ...steps.slice(before.length).flatMap(({ declared, run, id }) => lines(6, ...declared, `${run};`, id)),
    `      ${keep.run};`,
    '    END IF;',
    '    COMMIT;',
    '  END IF;',
    `  res := (${readEntry(claim, counts).text});`,
    '  RETURN TABLE(res);',
    'EXCEPTION',
    '  WHEN OTHER THEN',
    '    ROLLBACK;',
    ...FAILURE_HANDLER.map((line) => `    ${line}`),
    'END;',
  ];
  return { text: `EXECUTE IMMEDIATE ${quoteText(body.join('\n'))}`, binds: [] };
}

const lines = (indent: number, ...texts: readonly string[]): readonly string[] =>
  texts.map((text) => `${' '.repeat(indent)}${text}`);
