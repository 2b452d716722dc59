import { scratchSchemaParts } from '@firn/contract';
import { failureOf, type Profile } from '@firn/snowflake';
import { LEDGER_PREFIX, objectSql, quoteText, sweepLedger } from '@firn/snowpark/internal';
import type { WorkerPorts } from '../ports.js';
import { sideTag } from '../submit/query-tag.js';

/** The longest that a statement can be under way: nobody may strike its entry off before. */
const LONGEST_JOB_MS = 604_800_000;

const DUTY = 'ledgers';

const NO_SCHEMA: ReadonlySet<string> = new Set(['002003', '002043']);

/** Strikes off the ledgers' entries that no job and no late request can mean any more. */
export async function sweepLedgers(ports: WorkerPorts, signal: AbortSignal): Promise<boolean> {
  for (const profile of ports.config.profiles.values()) {
    if (signal.aborted) return false;
    if (profile.scratchSchema === undefined) continue;
    const what = `The ledgers of the profile ${profile.name}`;
    try {
      await sweepProfile(profile, scratchSchemaParts(profile.scratchSchema), signal, ports);
      ports.troubles.cured(what, DUTY);
    } catch (error) {
      if (NO_SCHEMA.has(failureOf(error).code)) continue; // nothing was ever made in it
      ports.troubles.tell(error, what, DUTY);
    }
  }
  return false;
}

/** SHOW needs no warehouse: where no ledger holds anything, none is woken. */
async function sweepProfile(
  { name, tenant }: Profile,
  schema: readonly string[],
  signal: AbortSignal,
  ports: WorkerPorts,
): Promise<void> {
  const owner = { tenant, profile: name };
  const session = await ports.sessions.of(owner, 'control');
  const tag = sideTag(tenant, name, 'ledger');
  const text = `SHOW TABLES LIKE ${quoteText(`${LEDGER_PREFIX}%`)} IN SCHEMA ${objectSql(schema)}`;
  const shown = await ports.sessions.answer(
    owner,
    text,
    session.run({ text, binds: [] }, { tag }),
    ports.config.answerMs,
  );
  const [nameAt, rowsAt] = ['name', 'rows'].map((column) => shown.columns.findIndex((each) => each.name === column));
  for (const row of shown.rows) {
    const table = String(row[nameAt ?? -1] ?? '');
    if (signal.aborted) return;
    if (!table.startsWith(LEDGER_PREFIX) || Number(row[rowsAt ?? -1]) === 0) continue;
    const statement = sweepLedger([...schema, table], (ports.config.keepRecordsMs + LONGEST_JOB_MS) / 1_000);
    const what = `The ledger ${table} of the profile ${name}`;
    try {
      await ports.sessions.answer(owner, statement.text, session.execute(statement, { tag }), ports.config.answerMs);
      ports.troubles.cured(what, DUTY);
    } catch (error) {
      ports.troubles.tell(error, what, DUTY); // the others are swept all the same
    }
  }
}
