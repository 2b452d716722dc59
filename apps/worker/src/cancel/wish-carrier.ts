import type { JobId } from '@firn/contract';
import { runInLogContext } from '@firn/nest/internal';
import type { WorkerPorts } from '../ports.js';
import { cancelJob } from './cancel-job.js';

const DUTY = 'wishes';
/** When one that met trouble is looked at again. */
const TROUBLED_MS = 10_000;
/** Wishes that one pass takes up. */
const CHUNK = 100;
/** In hand at the same time: where Snowflake does not answer, each waits for a while. */
const MOST_IN_HAND = 200;

/**
 * Carries out the wishes of which no living worker has heard: it is dead, or the message was lost. Cancels of many jobs go to Snowflake
 * together, and one that has no answer holds none of the others up.
 */
export class WishCarrier {
  private readonly inHand = new Set<JobId>();

  /** One pass. True: there are more. */
  async carry(ports: WorkerPorts): Promise<boolean> {
    const room = Math.min(CHUNK, MOST_IN_HAND - this.inHand.size);
    if (room <= 0) return false;
    const ids = await ports.store.due.takeWishes(ports.identity.instance, room);
    for (const id of ids) {
      // Who watches the query sends the cancel, and sends it again; so does who looks at it first, until the tracker has it.
      if (!this.inHand.has(id) && !ports.tracker.cancel(id) && !ports.firstLooks.knowsOfWish(id))
        void this.carryOne(id, ports);
    }
    return ids.length >= room;
  }

  /** Never rejects: trouble with one is told, and the wish is looked after again. */
  private async carryOne(id: JobId, ports: WorkerPorts): Promise<void> {
    this.inHand.add(id);
    try {
      await runInLogContext({ jobId: id }, () => cancelJob(id, ports));
      ports.troubles.cured(`Job ${id}`, DUTY);
    } catch (error) {
      ports.troubles.tell(error, `Job ${id}`, DUTY);
      await ports.store.due.putOff('wishes', id, TROUBLED_MS).catch(() => undefined); // Redis is away: it is due again in any case
    } finally {
      this.inHand.delete(id);
    }
  }
}
