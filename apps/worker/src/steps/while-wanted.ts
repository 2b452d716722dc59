import type { Job, JobStore } from '@firn/jobs';
import { NotWanted } from '../store/storing.js';
import type { SnowflakeSessions } from './snowflake-sessions.js';

interface Ports {
  readonly store: JobStore;
  readonly sessions: SnowflakeSessions;
}

/**
 * Waits for an answer of Snowflake that may rightly take long, as long as Snowflake can be reached and nobody wants the job to
 * end, its own time included: the end of that is a wish too.
 *
 * @param work its signal fires when nobody waits any more
 * @throws NotWanted
 */
export async function whileWanted<T>(
  job: Pick<Job, 'id' | 'tenant' | 'profile'>,
  what: string,
  work: (signal: AbortSignal) => Promise<T>,
  { store, sessions }: Ports,
): Promise<T> {
  const over = new AbortController();
  const stillWanted = async () => {
    if (await store.isWished(job.id)) throw new NotWanted(`Somebody wants the job to end. ${what} had no answer yet.`);
  };
  try {
    return await sessions.answer(job, what, work(over.signal), stillWanted);
  } finally {
    over.abort();
  }
}
