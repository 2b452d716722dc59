import { isSettled, type Problem, problem } from '@firn/contract';
import { askForReview } from '../finish/ask-for-review.js';
import { endCancelled } from '../finish/end-cancelled.js';
import { patiently } from '../steps/patience.js';
import type { TrackerPorts } from './tracker-ports.js';
import { type Watched, wholeMs } from './watched.js';

/** A cancel that has had no effect is sent again after so long. */
const CANCEL_AGAIN_MS = 2_000;
/** Unknown is not ended: a query may not be registered yet. After so long it is lost. */
const UNKNOWN_FOR_MS = 60_000;

/** `stays`: it is looked at again. `gone`: its job runs no more, and whatever moved it on has struck the query off. `left`: others have it. */
export type Outlook = 'stays' | 'gone' | 'left';

/**
 * Looks at one query and does what its status asks for.
 *
 * @param onEnd told that it has ended, and when: epoch milliseconds of Snowflake's clock, or null
 */
export async function look(
  entry: Watched,
  ports: TrackerPorts,
  onEnd: (endedAt: number | null) => void,
): Promise<Outlook> {
  if (entry.handedOver) return handOver(entry, ports);
  const { query } = entry;
  const session = await ports.sessions.of(query, 'control');
  const what = `The status of ${query.queryId}`;
  const status = await patiently(session.status(query.queryId), { what, ms: ports.config.answerMs });
  switch (status.state) {
    case 'running':
      entry.unknownSince = null;
      if (status.phase !== entry.phase) {
        await ports.store.recordPhase(query.id, ports.identity.instance, status.phase);
        entry.phase = status.phase;
        entry.phaseSince = wholeMs(performance.now());
      }
      // The nudge may have been lost, and its step with it.
      entry.cancelWanted ||= await ports.store.isWished(query.id);
      if (!status.aborting) await sendCancel(entry, ports);
      return 'stays';
    case 'unknown':
      return unknown(entry, ports);
    case 'succeeded':
      onEnd(status.figures.endedAt);
      await ports.held.release(query.id, query.queryId);
      return handOver(entry, ports);
    case 'failed':
    case 'aborted':
      onEnd(status.figures.endedAt);
      ports.sessions.dropEnded(status);
      await ports.held.discard(query.id);
      if (entry.cancelWanted && (await endCancelled(query, status, ports))) return 'gone';
      return handOver(entry, ports);
  }
}

/** Adds the finish step, and again until the record says that it was taken: adding twice changes nothing. */
async function handOver(entry: Watched, ports: TrackerPorts): Promise<Outlook> {
  const { id, epoch } = entry.query;
  if (entry.handedOver) {
    const job = await ports.store.read(id);
    if (job !== null && job.state !== 'running') return 'gone';
    if (job === null || job.epoch !== epoch) return 'left';
  }
  await ports.queues.addFinish(id, epoch);
  entry.handedOver = true;
  return 'stays';
}

/** Sends a cancel that is wanted, unless that was done a moment ago. */
export async function sendCancel(entry: Watched, ports: TrackerPorts): Promise<void> {
  const now = performance.now();
  if (!entry.cancelWanted || (entry.cancelSentAt !== null && now - entry.cancelSentAt < CANCEL_AGAIN_MS)) return;
  entry.cancelSentAt = now;
  try {
    await ports.cancelSender.send(entry.query, entry.query.queryId);
  } catch (error) {
    entry.cancelSentAt = null;
    throw error;
  }
}

/** A read that was lost runs again. Whether a write that was lost has happened, a person must find out. */
async function unknown(entry: Watched, ports: TrackerPorts): Promise<Outlook> {
  const now = performance.now();
  entry.unknownSince ??= now;
  if (now - entry.unknownSince < UNKNOWN_FOR_MS) return 'stays';
  const { id, epoch, queryId, writes } = entry.query;
  const job = await ports.store.readWhole(id);
  if (job === null || isSettled(job.state) || job.epoch !== epoch) return 'left';
  // A write with a claim runs again as a read does: the claim decides.
  if (writes && job.intent?.counts === undefined) await askForReview(job, lost('outcome_unknown', queryId), ports);
  else {
    await ports.store.putBack(job, { delayMs: 0, problem: lost('query_lost', queryId), unresolved: 'none' });
  }
  return 'left';
}

const lost = (code: 'outcome_unknown' | 'query_lost', queryId: string): Problem =>
  problem(code, {
    detail: `Snowflake has not known the query ${queryId} for ${UNKNOWN_FOR_MS / 1_000} seconds.`,
    queryId,
  });
