import type { WorkerPorts } from '../ports.js';
import { eachApart } from './each-apart.js';

const DAY_MS = 86_400_000;
/** A blob is younger than the last job that named it. The longest job lives for seven days; the rest is for its review. */
const BLOB_EXTRA_MS = 21 * DAY_MS;

/** Removes results, then records, whose time is over. */
export async function sweepRecords(ports: WorkerPorts): Promise<void> {
  const { store, results } = ports;
  await eachApart(
    'resultsExpiring',
    (limit) => store.expiredResults(limit),
    ports,
    async (id) => {
      const job = await store.read(id);
      if (job !== null) await results.discardJob(job.tenant, id);
      await store.resultDropped(id);
    },
  );
  await eachApart(
    'expiring',
    (limit) => store.expired(limit),
    ports,
    async (id) => {
      if (!(await store.forget(id))) throw new Error(`The record of ${id} is to go, and its job has not ended.`);
    },
  );
}

/** Removes what no record names: pages of a worker that died, and blobs that are older than any job can be. */
export async function sweepFiles({ results, blobs, config }: WorkerPorts): Promise<void> {
  await results.sweep(Date.now() - config.keepResultsMs - DAY_MS);
  await blobs.sweep(Date.now() - config.keepRecordsMs - BLOB_EXTRA_MS, async () => false);
}
