import type { JobId } from '@firn/contract';
import type { WorkerPorts } from '../ports.js';

/** When something that met trouble is looked at again. */
export const AGAIN_MS = 10_000;
/** Jobs that are worked on at the same time. */
const AT_ONCE = 16;

/**
 * Does `work` for each job, some at the same time. Trouble with one of them is told and keeps none of the others from being done.
 *
 * @param putOff is called for a job that met trouble, so that the next look does not find it again at once
 */
export async function eachApart(
  duty: string,
  ids: readonly JobId[],
  { troubles }: Pick<WorkerPorts, 'troubles'>,
  signal: AbortSignal,
  work: (id: JobId) => Promise<void>,
  putOff: (id: JobId) => Promise<void>,
): Promise<void> {
  const left = ids.values();
  const one = async () => {
    for (const id of left) {
      if (signal.aborted) return;
      try {
        await work(id);
        troubles.cured(`Job ${id}`, duty);
      } catch (error) {
        troubles.tell(error, `Job ${id}`, duty);
        await putOff(id);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, ids.length) }, one));
}
