import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Job, ScratchObject } from '@firn/jobs';
import type { SnowflakeSession } from '@firn/snowflake';
import { type CompiledAction, SnowflakeError, type Statement } from '@firn/snowpark';
import { cancelQuietly } from '../cancel/cancel-query.js';
import type { WorkerPorts } from '../ports.js';
import { NotWanted } from '../store/storing.js';
import { sideTag } from './query-tag.js';
import { SCRATCH_LOOK_MS } from './scratch-places.js';
import { secondsLeft } from './send.js';

/** Writes down what will be made, then loads large local data, before the statement. */
export async function setUp(
  job: Job,
  compiled: CompiledAction,
  session: SnowflakeSession,
  ports: WorkerPorts,
): Promise<void> {
  if (compiled.created.length === 0) return;
  const objects = (lifetime: 'action' | 'session'): readonly ScratchObject[] =>
    compiled.created
      .filter((object) => object.lifetime === lifetime)
      .map(({ kind, name, userName }) => ({
        kind,
        name,
        tenant: job.tenant,
        profile: job.profile,
        ...(lifetime === 'action' && { epoch: job.epoch }),
        ...(userName !== undefined && { userName }),
      }));
  await ports.scratch.add(job.id, objects('action'), job.updatedAt + SCRATCH_LOOK_MS);
  if (job.session !== null) await ports.scratch.add(job.session, objects('session'), job.updatedAt + SCRATCH_LOOK_MS);
  for (const statement of compiled.setup) await load(job, statement, session, ports);
}

const FIRST_LOOK_MS = 10;
const LONGEST_LOOK_MS = 1_000;

/**
 * One statement of the set-up, run as everything that may take long: sent without waiting for its end, so that a wish reaches it
 * and the end of this worker does not cut it off from its timeout.
 *
 * @throws NotWanted once somebody wants the job to end, SnowflakeError if it failed.
 */
async function load(job: Job, statement: Statement, session: SnowflakeSession, ports: WorkerPorts): Promise<void> {
  const options = {
    requestId: randomUUID(),
    tag: sideTag(job.tenant, job.id, 'setup'),
    timeoutSeconds: secondsLeft(job),
  };
  const { queryId } = await ports.sessions.answer(job, 'Loading local data', session.submit(statement, options));
  for (let pauseMs = FIRST_LOOK_MS, cancelled = false; ; pauseMs = Math.min(pauseMs * 2, LONGEST_LOOK_MS)) {
    await sleep(pauseMs);
    const status = await session.status(queryId);
    if (status.state === 'succeeded') return;
    if (status.state === 'failed' || status.state === 'aborted') {
      if (cancelled) throw new NotWanted('Somebody wants the job to end.');
      const { code, sqlState, message } = status.failure;
      throw new SnowflakeError({ code, sqlState, queryId, text: message });
    }
    if (!(await ports.store.isWished(job.id))) continue;
    await cancelQuietly(job, queryId, ports);
    cancelled = true;
  }
}
