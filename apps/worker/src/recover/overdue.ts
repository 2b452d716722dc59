import { isEnded, type JobId, problem } from '@firn/contract';
import { askForReview } from '../finish/ask-for-review.js';
import { endJob } from '../finish/end-job.js';
import type { WorkerPorts } from '../ports.js';
import { AGAIN_MS, eachApart } from './each-apart.js';

const CHUNK = 500;
const LOOK_AGAIN_MS = 2_000;
/** How long Snowflake has to confirm the end of a read, and of a write, after the deadline. */
const READ_GRACE_MS = 30_000;
const WRITE_GRACE_MS = 15 * 60_000;
/** The ledger tells of a write with a claim as soon as Snowflake can be asked: no person could tell more. */
const CLAIMED_GRACE_MS = 86_400_000;

/** Jobs whose time is over end now, or are asked to end. */
export async function endOverdue(ports: WorkerPorts, signal: AbortSignal): Promise<boolean> {
  const { due } = ports.store;
  const ids = await due.overdue(CHUNK);
  await eachApart(
    'timeouts',
    ids,
    ports,
    signal,
    (id) => endOne(id, ports),
    (id) => due.putOff('deadlines', id, AGAIN_MS),
  );
  return ids.length >= CHUNK;
}

async function endOne(id: JobId, ports: WorkerPorts): Promise<void> {
  const { store, log } = ports;
  const reply = await store.timeOut(id);
  if (reply.outcome !== 'wished') return;
  const job = await store.readWhole(id);
  if (job === null || isEnded(job.state)) return;
  // The wait for it to run, or its run, may have a time of its own, which is over before.
  const lateMs = (await store.now()) - (job.wish === 'timeout' ? (job.wishAt ?? job.deadlineAt) : job.deadlineAt);
  const mayWrite = job.unresolved === 'write' || job.writes === true;
  // What may be under way without an ID is looked for by whoever claims the job, and ends there.
  if (!mayWrite && job.unresolved === 'none' && lateMs > READ_GRACE_MS) {
    log.warn({ jobId: id }, 'Snowflake has not confirmed the end of an overdue read; it ends without');
    await endJob(job, { outcome: 'aborted', writes: false }, ports);
  } else if (mayWrite && lateMs > (job.entry === null ? WRITE_GRACE_MS : CLAIMED_GRACE_MS)) {
    const detail = 'The time of the job is over, and Snowflake has not said how its write ended.';
    await askForReview(job, problem('outcome_unknown', { detail, queryId: job.queryId }), ports);
  } else {
    await store.due.putOff('deadlines', id, LOOK_AGAIN_MS);
  }
}
