import type { Job, ScratchObject } from '@firn/jobs';
import type { SnowflakeSession } from '@firn/snowflake';
import type { CompiledAction } from '@firn/snowpark';
import type { WorkerPorts } from '../ports.js';
import { sideTag } from './query-tag.js';
import { runAside } from './run-aside.js';
import { SCRATCH_LOOK_MS } from './scratch-places.js';

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
  const tag = sideTag(job.tenant, job.id, 'setup');
  for (const statement of compiled.setup) await runAside(job, statement, session, tag, ports);
}
