import type { WorkerPorts } from '../ports.js';
import { AGAIN_MS, eachApart } from './each-apart.js';

const CHUNK = 200;
const DAY_MS = 86_400_000;
/** A blob is younger than the last job that named it. The longest job lives for seven days; the rest is for its review. */
const BLOB_EXTRA_MS = 21 * DAY_MS;

/** Removes results whose time is over. */
export async function dropResults(ports: WorkerPorts, signal: AbortSignal): Promise<boolean> {
  const { store, results } = ports;
  const { looked, paged } = await store.due.dropResults(CHUNK);
  const tenants = new Map(paged.map(({ id, tenant }) => [id, tenant]));
  await eachApart(
    'results',
    [...tenants.keys()],
    ports,
    signal,
    async (id) => {
      const tenant = tenants.get(id) || (await store.read(id))?.tenant;
      if (tenant !== undefined) await results.discardJob(tenant, id);
      await store.due.resultDropped(id);
    },
    (id) => store.due.putOff('resultsExpiring', id, AGAIN_MS),
  );
  return looked >= CHUNK;
}

/** Removes records whose time is over, many in one step: as fast as they can be made. */
export async function forgetRecords({ store, troubles }: WorkerPorts): Promise<boolean> {
  const { looked, troubled } = await store.due.forgetExpired(CHUNK);
  for (const { id, why } of troubled)
    troubles.tell(new Error(`The record of ${id} is to go and cannot: ${why}.`), `Job ${id}`);
  return looked >= CHUNK;
}

/** Removes what no record names: pages of a worker that died, and blobs that are older than any job can be. */
export async function sweepFiles({ results, blobs, config }: WorkerPorts, signal: AbortSignal): Promise<boolean> {
  const swept = await Promise.allSettled([
    results.sweep(Date.now() - config.keepResultsMs - DAY_MS, signal),
    blobs.sweep(Date.now() - config.keepRecordsMs - BLOB_EXTRA_MS, async () => false, signal),
  ]);
  for (const one of swept) if (one.status === 'rejected') throw one.reason;
  return false;
}
