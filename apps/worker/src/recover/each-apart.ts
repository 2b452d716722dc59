import type { JobId } from '@firn/contract';
import type { DueSet } from '@firn/jobs';
import type { WorkerPorts } from '../ports.js';

/** When something that met trouble is looked at again. */
const AGAIN_MS = 10_000;

/** Does `work` for each of the jobs that are due. Trouble with one of them is told, and it is put off: the others go on. */
export async function eachApart(
  set: DueSet,
  ids: readonly JobId[],
  ports: WorkerPorts,
  work: (id: JobId) => Promise<void>,
): Promise<void> {
  for (const id of ids) {
    try {
      await work(id);
      ports.troubles.cured(`Job ${id}`);
    } catch (error) {
      ports.troubles.tell(error, `Job ${id}`);
      await ports.store.putOff(set, id, AGAIN_MS);
    }
  }
}
