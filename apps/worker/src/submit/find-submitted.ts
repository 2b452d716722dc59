import type { Intent, Job } from '@firn/jobs';
import type { HistoryEntry, SnowflakeSession } from '@firn/snowflake';
import type { WorkerPorts } from '../ports.js';
import { parseQueryTag } from './query-tag.js';

/** What Snowflake's history says of a job in one of its sessions. */
export interface Submitted {
  /** Newest first, of any epoch. */
  readonly entries: readonly HistoryEntry[];
  /** False: the history was cut, so that nothing found is no proof. */
  readonly complete: boolean;
}

/** Looks a job up by its tag in the history of the session that its intent names. */
export async function findSubmitted(
  job: Job,
  intent: Intent,
  control: SnowflakeSession,
  ports: WorkerPorts,
): Promise<Submitted> {
  const work = control.history({ sessionId: intent.sessionId });
  const { entries, complete } = await ports.sessions.answer(
    job,
    `The history of session ${intent.sessionId}`,
    work,
    ports.config.answerMs,
  );
  const own = entries.filter(({ tag }) => {
    const parsed = parseQueryTag(tag);
    return parsed !== null && parsed.tenant === job.tenant && parsed.job === job.id;
  });
  const ran = own.filter((entry) => entry.meaning.state !== 'failed' && !isAborted(entry));
  if (ran.length > 1) ports.metrics.duplicates.inc({ profile: job.profile }, ran.length - 1);
  return { entries: own, complete };
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
