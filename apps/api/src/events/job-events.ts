import { isSettled, type JobView } from '@firn/contract';
import { type Job, untilLook, type Watch } from '@firn/jobs';
import { BEAT, eventText } from './event-text.js';

/**
 * A job each time it has changed, until it has ended or waits for a review. It is read when the reader takes the next event, so that
 * a slow one gets fewer of them, and the last one in any case.
 *
 * @param after version that the reader has seen
 */
export async function* jobEvents(
  watch: Watch,
  read: () => Promise<Job | null>,
  show: (job: Job) => Promise<JobView>,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<string> {
  let seen = after;
  while (!signal.aborted) {
    const job = await read();
    if (job === null) return;
    const isNew = job.version > seen;
    seen = job.version;
    yield isNew ? eventText('job', String(seen), await show(job)) : BEAT;
    if (isSettled(job.state)) return;
    await watch.change(untilLook(Infinity), signal);
  }
}
