import type { Intent, Job, JobStore } from '@firn/jobs';
import type { HistoryEntry, SnowflakeSession } from '@firn/snowflake';
import type { WorkerConfig } from '../config/config.js';
import type { WorkerMetrics } from '../metrics/worker-metrics.js';
import type { SnowflakeSessions } from '../steps/snowflake-sessions.js';
import { parseQueryTag } from './query-tag.js';
import { rootStatements, type TaggedEntry } from './root-statements.js';

export interface SubmittedPorts {
  readonly config: WorkerConfig;
  readonly store: JobStore;
  readonly sessions: SnowflakeSessions;
}

/** What Snowflake's history says of a job in one of its sessions. */
export interface Submitted {
  /** Newest first, of any epoch: what was sent, not what ran inside of it. */
  readonly entries: readonly HistoryEntry[];
  /** False: the history was cut, so that nothing found is no proof. */
  readonly complete: boolean;
}

/** Looks a job up by its tag in the history of the session that its intent names. */
export async function findSubmitted(
  job: Job,
  intent: Intent,
  control: SnowflakeSession,
  ports: SubmittedPorts & { readonly metrics: WorkerMetrics },
): Promise<Submitted> {
  const found = await statementsOf(job, intent, control, ports);
  const ran = found.entries.filter((entry) => entry.meaning.state !== 'failed' && !isAborted(entry));
  if (ran.length > 1) ports.metrics.duplicates.inc({ profile: job.profile }, ran.length - 1);
  return found;
}

/** The same for who only wants to show it. */
export async function statementsOf(
  job: Job,
  intent: Intent,
  control: SnowflakeSession,
  { sessions }: SubmittedPorts,
): Promise<Submitted> {
  const { entries, complete } = await sessions.history(job, control, { sessionId: intent.sessionId });
  const own = entries.flatMap((entry): TaggedEntry[] => {
    if (!entry.tag.includes(job.id)) return []; // one of ten thousand that others ran: to parse all of them takes long
    const tag = parseQueryTag(entry.tag);
    return tag !== null && tag.tenant === job.tenant && tag.job === job.id ? [{ entry, tag }] : [];
  });
  return { entries: rootStatements(own).map(({ entry }) => entry), complete };
}

/** The one to adopt: what succeeded before what runs, that before what failed. What was aborted is for the caller to judge. */
export function bestOf(entries: readonly HistoryEntry[]): HistoryEntry | null {
  const of = (state: HistoryEntry['meaning']['state']) =>
    entries.filter((entry) => entry.meaning.state === state && !isAborted(entry));
  return of('succeeded').at(-1) ?? of('running').at(-1) ?? of('unknown').at(-1) ?? of('failed').at(-1) ?? null;
}

/** History calls a cancelled query a failed one; its code tells. */
export const isAborted = ({ meaning, code }: HistoryEntry): boolean => meaning.state === 'aborted' || code === '000604';

export const isRunning = ({ meaning }: HistoryEntry): boolean =>
  meaning.state === 'running' || meaning.state === 'unknown';
