import type { JobId } from '@firn/contract';
import { HISTORY_LIMIT, type Profile } from '@firn/snowflake';
import { cancelQuery } from '../cancel/cancel-query.js';
import type { WorkerPorts } from '../ports.js';
import { requireOnTime } from '../submit/history-on-time.js';
import type { TaggedEntry } from '../submit/root-statements.js';
import { judgeStrays, type Verdict } from './judge-strays.js';
import { readTagged } from './read-history.js';
import { restoreWrite } from './restore-write.js';

/** Snowflake's history tells of so long. */
const HISTORY_MS = 7 * 86_400_000;
/** What ended shortly before the last audit is compared again: the history may lag. */
const OVERLAP_MS = 3_600_000;
/** Records that are read together. */
const CHUNK = 200;

/** From the first failure to the next try, and the longest of these pauses, each twice the one before. */
const AGAIN_MS = { first: 1_000, longest: 60_000 };

interface Failing {
  readonly times: number;
  /** Monotonic milliseconds. */
  readonly againAt: number;
}

/**
 * Compares what Snowflake runs and has run for us with the records: statements that run for nobody are cancelled, writes whose records
 * are gone become jobs again. A profile is compared at once where Redis has started anew, and else from time to time, since it takes a
 * warehouse; for the same reason less and less often where that fails.
 */
export class Audits {
  private readonly failing = new Map<string, Failing>();

  async pass(ports: WorkerPorts, signal: AbortSignal): Promise<boolean> {
    for (const profile of ports.config.profiles.values()) {
      if (signal.aborted) return false;
      const { times, againAt } = this.failing.get(profile.name) ?? { times: 0, againAt: 0 };
      if (performance.now() < againAt) continue;
      const what = `The audit of the profile ${profile.name}`;
      try {
        await auditIfDue(profile, signal, ports);
        this.failing.delete(profile.name);
        ports.troubles.cured(what, 'audit');
      } catch (error) {
        const pauseMs = Math.min(AGAIN_MS.first * 2 ** Math.min(times, 10), AGAIN_MS.longest);
        this.failing.set(profile.name, { times: times + 1, againAt: performance.now() + pauseMs });
        ports.troubles.tell(error, what, 'audit');
      }
    }
    return false;
  }
}

async function auditIfDue(profile: Profile, signal: AbortSignal, ports: WorkerPorts): Promise<void> {
  const { audits, store, config } = ports;
  const now = await store.now();
  const audited = await audits.auditedUntil(profile.name);
  if (audited !== null) await audits.letGo(profile.name); // whoever made that audit may have died before it could tell them
  if (audited !== null && (config.auditMs === 0 || now - audited < config.auditMs)) return;
  const lives = await audits.begin();
  const owner = { tenant: profile.tenant, profile: profile.name };
  await requireOnTime(owner, await ports.sessions.of(owner, 'control'), ports);
  const since = Math.max(now - HISTORY_MS, audited === null ? 0 : audited - OVERLAP_MS);
  const { jobs, statements, whole } = await readTagged(profile, { since, now }, signal, ports);
  const strays = await settleAll(profile, jobs, now - config.keepRecordsMs, signal, ports);
  if (signal.aborted) return;
  if (!whole.ended)
    throw new Error(`Snowflake's history of the profile ${profile.name} is longer than an audit can read.`);
  // Of more there is no way to see all. They have records, but where Redis may have lost some, and a later audit sees them end.
  if (!whole.running && audited === null)
    throw new Error(
      `The user of the profile ${profile.name} runs more statements at once than Snowflake's history shows, ${HISTORY_LIMIT}: which of them have no record is known only when fewer run.`,
    );
  await audits.finish(profile.name, lives, now);
  await audits.letGo(profile.name);
  ports.log.info({ profile: profile.name, statements, strays }, 'compared with the history of Snowflake');
}

/** How many statements were not as the records have it. */
async function settleAll(
  profile: Profile,
  jobs: ReadonlyMap<JobId, readonly TaggedEntry[]>,
  lostSince: number,
  signal: AbortSignal,
  ports: WorkerPorts,
): Promise<number> {
  let strays = 0;
  let some: Promise<number>[] = [];
  const settle = async () => {
    for (const count of await Promise.all(some)) strays += count;
    some = [];
  };
  for (const [id, entries] of jobs) {
    if (signal.aborted) break;
    if (some.push(settleOne(profile, id, entries, lostSince, ports)) === CHUNK) await settle();
  }
  await settle();
  return strays;
}

async function settleOne(
  profile: Profile,
  id: JobId,
  entries: readonly TaggedEntry[],
  lostSince: number,
  ports: WorkerPorts,
): Promise<number> {
  try {
    const record = await ports.store.readWhole(id);
    const heir = record?.passedTo ?? null;
    const heldBy = heir === null ? null : await ports.store.readWhole(heir);
    const verdict = judgeStrays(entries, record, lostSince, heldBy);
    await carryOut(profile, id, verdict, ports);
    return verdict.cancel.length + verdict.late.length + (verdict.adopt === null ? 0 : 1);
  } catch (error) {
    // A record that cannot be read may be in order: it is not for the audit to judge.
    ports.troubles.tell(error, `Job ${id}`, 'audit');
    return 0;
  }
}

async function carryOut(profile: Profile, id: JobId, verdict: Verdict, ports: WorkerPorts): Promise<void> {
  const { cancel, adopt, late } = verdict;
  const told = (found: 'cancelled' | 'adopted' | 'late', { entry }: TaggedEntry) => {
    ports.metrics.orphans.inc({ profile: profile.name, found });
    ports.log.warn({ jobId: id, queryId: entry.queryId, found }, 'a statement that no record tells of');
  };
  for (const stray of cancel) {
    await cancelQuery({ tenant: profile.tenant, profile: profile.name }, stray.entry.queryId, ports);
    told('cancelled', stray);
  }
  if (adopt !== null && (await restoreWrite(profile, adopt, ports))) told('adopted', adopt);
  for (const stray of late) told('late', stray);
}
