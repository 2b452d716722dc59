import type { JobId } from '@firn/contract';
import type { DueSet } from '@firn/jobs';
import type { WorkerPorts } from '../ports.js';

/** When something that met trouble is looked at again. */
const AGAIN_MS = 10_000;
const CHUNK = 500;
/** Rounds of one look, so 10,000 jobs of a shard at least; what is left then is found by the next look. */
const ROUNDS = 20;

/**
 * Does `work` for each of the jobs that are due in `set`, as long as there are more. Trouble with one of them is told, and it is put
 * off: the others go on. `work` takes the job out of the set, or puts it off; one that is met again ends the look.
 *
 * @param due gives the next jobs, at most so many of each shard
 */
export async function eachApart(
  set: DueSet,
  due: (limit: number) => Promise<readonly JobId[]>,
  ports: WorkerPorts,
  work: (id: JobId) => Promise<void>,
): Promise<void> {
  const met = new Set<JobId>();
  for (let round = 0; round < ROUNDS; round += 1) {
    const ids = await due(CHUNK);
    for (const id of ids) {
      try {
        await work(id);
        ports.troubles.cured(`Job ${id}`);
      } catch (error) {
        ports.troubles.tell(error, `Job ${id}`);
        await ports.store.putOff(set, id, AGAIN_MS);
      }
    }
    if (ids.length < CHUNK || ids.some((id) => met.has(id))) return;
    for (const id of ids) met.add(id);
  }
}
