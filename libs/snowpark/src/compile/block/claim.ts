import { objectSql } from '../../sql/identifier.js';
import { quoteText } from '../../sql/literal.js';
import type { Statement } from '../../sql/statement.js';
import { FAILURE_HANDLER } from './block.js';

/**
 * What makes a write run once, however often it is sent: a row of a ledger, which the write's own transaction changes from `open`
 * to `done`, counts included. A second run finds it done, writes nothing and gives the counts of the first.
 *
 * States: `open` once the write is intended, `done` with the commit of the write, `void` once nobody wants it any more. A write
 * whose row is not open does nothing.
 */
export interface Claim {
  /** Real names of database and schema, or of the schema alone. */
  readonly schema: readonly string[];
  /** What is to happen once: all who mean the same write name the same entry. Hexadecimal digits, or an ID. */
  readonly entry: string;
  /** Who claims, for those who read the ledger. */
  readonly by: string;
}

/**
 * An UPDATE locks its table until its transaction ends, so that writes whose entries share a table wait for each other. The
 * number is fixed: with another one an entry would be looked for where it is not.
 */
export const LEDGER_TABLES = 32;
export const LEDGER_PREFIX = 'FIRN_LEDGER_';

/** The counts that a ledger keeps, and what Snowflake calls them in the answer to a statement. */
export const COUNTS = {
  inserted: { column: 'INSERTED', answer: 'number of rows inserted' },
  updated: { column: 'UPDATED', answer: 'number of rows updated' },
  multiJoined: { column: 'MULTI_JOINED', answer: 'number of multi-joined rows updated' },
  deleted: { column: 'DELETED', answer: 'number of rows deleted' },
} as const;
export type CountName = keyof typeof COUNTS;
export const COUNT_NAMES = ['inserted', 'updated', 'multiJoined', 'deleted'] as const satisfies readonly CountName[];

const numberOf = (entry: string): number => {
  let hash = 0;
  for (const sign of entry) hash = (Math.imul(hash, 31) + (sign.codePointAt(0) ?? 0)) >>> 0;
  return hash % LEDGER_TABLES;
};

/** The ledger table of an entry, as SQL. */
export const ledgerTable = ({ schema, entry }: Pick<Claim, 'schema' | 'entry'>): string =>
  objectSql([...schema, `${LEDGER_PREFIX}${String(numberOf(entry)).padStart(2, '0')}`]);

/** Makes the table of an entry where it is missing. */
export const createLedger = (claim: Pick<Claim, 'schema' | 'entry'>): Statement =>
  statement(
    `CREATE TABLE IF NOT EXISTS ${ledgerTable(claim)} (ENTRY VARCHAR NOT NULL, BODY VARCHAR NOT NULL, STATE VARCHAR NOT NULL, JOB VARCHAR, TOUCHED_AT TIMESTAMP_LTZ, ${columns(
      ' NUMBER(38, 0)',
    )})`,
  );

/** What the blocks say when they refuse: exceptions of a script have no code of their own that would come through. */
export const CLAIM_REFUSALS = {
  notOpen: 'The ledger has no open entry for this write.',
  otherBody: 'The entry in the ledger stands for another write.',
} as const;

/**
 * Makes the row of an entry, or opens one that was void. Two that do so at once may make two rows: a claim looks at all of them.
 *
 * @param body digest of what the entry stands for: an entry of another body is refused
 */
export function openEntry(claim: Claim, body: string): Statement {
  const table = ledgerTable(claim);
  const [entry, digest, by] = [claim.entry, body, claim.by].map(quoteText);
  const lines = [
    'DECLARE',
    `  FIRN_OTHER_BODY EXCEPTION (-20003, ${quoteText(CLAIM_REFUSALS.otherBody)});`,
    'BEGIN',
    `  LET others NUMBER := (SELECT COUNT(*) FROM ${table} WHERE ENTRY = ${entry} AND BODY <> ${digest});`,
    `  IF (others > 0) THEN RAISE FIRN_OTHER_BODY; END IF;`,
    `  UPDATE ${table} SET STATE = 'open', TOUCHED_AT = CURRENT_TIMESTAMP() WHERE ENTRY = ${entry} AND STATE = 'void';`,
    `  INSERT INTO ${table} (ENTRY, BODY, STATE, JOB, TOUCHED_AT) SELECT ${entry}, ${digest}, 'open', ${by}, CURRENT_TIMESTAMP() WHERE NOT EXISTS (SELECT 1 FROM ${table} WHERE ENTRY = ${entry});`,
    'EXCEPTION',
    '  WHEN OTHER THEN',
    ...FAILURE_HANDLER.map((line) => `    ${line}`),
    'END;',
  ];
  return statement(`EXECUTE IMMEDIATE ${quoteText(lines.join('\n'))}`);
}

/** From now on the write of an entry that is not done never happens, whoever still sends it. */
export const voidEntry = (claim: Claim): Statement =>
  statement(
    `UPDATE ${ledgerTable(claim)} SET STATE = 'void', TOUCHED_AT = CURRENT_TIMESTAMP() WHERE ENTRY = ${quoteText(claim.entry)} AND STATE = 'open'`,
  );

/** One row with the counts of an entry that is done, named as Snowflake names them; no row for one that is not. */
export const readEntry = (claim: Claim, counts: readonly CountName[]): Statement =>
  statement(
    `SELECT ${counts.map((name) => `${COUNTS[name].column} AS "${COUNTS[name].answer}"`).join(', ')} FROM ${ledgerTable(claim)} WHERE ENTRY = ${quoteText(claim.entry)} AND STATE = 'done' LIMIT 1`,
  );

/** Strikes off what nobody has touched for so long that no write of it can be under way. */
export const sweepLedger = (table: readonly string[], olderThanSeconds: number): Statement =>
  statement(
    `DELETE FROM ${objectSql(table)} WHERE TOUCHED_AT < DATEADD('second', ${-Math.ceil(olderThanSeconds)}, CURRENT_TIMESTAMP())`,
  );

const columns = (type: string): string =>
  Object.values(COUNTS)
    .map(({ column }) => `${column}${type}`)
    .join(', ');

const statement = (text: string): Statement => ({ text, binds: [] });
