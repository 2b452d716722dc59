import { isSettled, type JobId } from '@firn/contract';
import { allShards, type ManyCancel, selectedJobs } from '@firn/jobs';
import type { WorkerPorts } from '../ports.js';
import { apart } from '../recover/each-apart.js';

const DUTY = 'cancels';
/** Cancels that one pass looks at, and jobs of each that it asks or looks at: everybody gets on, whoever has more. */
const AT_ONCE = 20;
const CHUNK = 500;

/**
 * Hands the wishes of those who cancel many jobs on to each job, and looks which have ended since. Jobs that wait end at once; what
 * runs is cancelled in Snowflake by its owner, over the sessions for control, so many at a time.
 */
export async function cancelMany(ports: WorkerPorts, signal: AbortSignal): Promise<boolean> {
  let more = false;
  for (const shard of allShards(ports.config.shards)) {
    const { cancels, unreadable } = await ports.cancels.underWay(shard, AT_ONCE);
    for (const error of unreadable) ports.troubles.tell(error, error.what, DUTY);
    for (const cancel of cancels) {
      if (signal.aborted) return false;
      const hasMore = await apart(
        DUTY,
        `Cancel ${cancel.id}`,
        ports,
        () => goOn(cancel, ports),
        () => ports.cancels.putOff(cancel.id),
      );
      more ||= hasMore === true;
    }
  }
  return more;
}

/** True: there is more to do at once. */
async function goOn(cancel: ManyCancel, ports: WorkerPorts): Promise<boolean> {
  if (!cancel.complete) {
    const { ids, cursor } = await selectedJobs(ports.redis, ports.config.shards, cancel, CHUNK);
    const open = await ask(cancel, ids, ports);
    await ports.cancels.asked(cancel, { asked: ids.length, open, cursor, complete: cursor === '' });
    return true;
  }
  await followEnds(cancel, ports);
  if ((await ports.cancels.openCount(cancel)) === 0) await ports.cancels.done(cancel);
  return false;
}

/** Gives those that have not ended by it. Trouble with one keeps none of the others from being asked. */
async function ask({ by, reason }: ManyCancel, ids: readonly JobId[], ports: WorkerPorts): Promise<readonly JobId[]> {
  const open = await Promise.all(
    ids.map(async (id) => {
      try {
        return (await ports.store.cancel(id, by, reason)).outcome === 'wished' ? [id] : [];
      } catch (error) {
        ports.troubles.tell(error, `Job ${id}`);
        return [];
      }
    }),
  );
  return open.flat();
}

async function followEnds(cancel: ManyCancel, ports: WorkerPorts): Promise<void> {
  let cursor = '0';
  do {
    const { next, ids } = await ports.cancels.openJobs(cancel, cursor, CHUNK);
    const states = await ports.store.statesOf(ids);
    await ports.cancels.ended(
      cancel,
      ids.filter((id) => {
        const state = states.get(id);
        return state === undefined || isSettled(state);
      }),
    );
    cursor = next;
  } while (cursor !== '0');
}
