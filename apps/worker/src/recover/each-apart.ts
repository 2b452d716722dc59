import type { JobId } from '@firn/contract';
import type { WorkerPorts } from '../ports.js';

/** When something that met trouble is looked at again. */
export const AGAIN_MS = 10_000;
/** Jobs that are worked on at the same time. */
const AT_ONCE = 16;

/**
 * Does `work` for one of many. Trouble with it is told and keeps none of the others from being done; then there is no answer.
 *
 * @param what it is, as people call it
 * @param putOff is called where it met trouble, so that the next look does not find it again at once
 */
export async function apart<T>(
  duty: string,
  what: string,
  { troubles }: Pick<WorkerPorts, 'troubles'>,
  work: () => Promise<T>,
  putOff: () => Promise<unknown>,
): Promise<T | undefined> {
  try {
    const done = await work();
    troubles.cured(what, duty);
    return done;
  } catch (error) {
    troubles.tell(error, what, duty);
    await putOff();
    return undefined;
  }
}

/**
 * Does `work` for each job, some at the same time, and each apart from the others.
 *
 * @param putOff is called for a job that met trouble
 */
export async function eachApart(
  duty: string,
  ids: readonly JobId[],
  ports: Pick<WorkerPorts, 'troubles'>,
  signal: AbortSignal,
  work: (id: JobId) => Promise<void>,
  putOff: (id: JobId) => Promise<void>,
): Promise<void> {
  const left = ids.values();
  const one = async () => {
    for (const id of left) {
      if (signal.aborted) return;
      await apart(
        duty,
        `Job ${id}`,
        ports,
        () => work(id),
        () => putOff(id),
      );
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, ids.length) }, one));
}
