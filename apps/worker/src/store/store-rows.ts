import type { Job, StoredResult } from '@firn/jobs';
import type { ResultPlace } from '@firn/results';
import type { ResultRows } from '@firn/snowflake';
import type { WorkerPorts } from '../ports.js';
import { NotWanted } from './storing.js';

export interface StoredRows {
  readonly result: Omit<StoredResult, 'kind' | 'epoch'>;
  /** All rows of a small result as JSON, a list of lists; null where they lie in pages. */
  readonly inline: string | null;
}

/**
 * Streams rows into the job itself, where they are few, or into pages. Memory: some batches, whatever the size of the result.
 *
 * @throws NotWanted once somebody wants a read to end: its rows would go to nobody.
 */
export async function storeRows(
  rows: ResultRows,
  job: Job,
  place: ResultPlace,
  signal: AbortSignal,
  ports: WorkerPorts,
): Promise<StoredRows> {
  if (rows.rowCount <= job.inlineRows) {
    const inline = await readInline(rows, job.inlineBytes);
    if (inline !== null) return inline;
    // Few rows and many bytes: read again, this time into pages. Snowflake keeps the result.
  }
  return writePages(rows, job, place, signal, ports);
}

async function readInline(rows: ResultRows, mostBytes: number): Promise<StoredRows | null> {
  const texts: string[] = [];
  let bytes = 0;
  let count = 0;
  for await (const batch of rows.lentBatches()) {
    bytes += batch.lines.length;
    if (bytes > mostBytes) return null;
    count += batch.rows;
    texts.push(batch.lines.toString('utf8'));
  }
  // A line is a row as JSON, and a line break inside of a text is written as \n: nothing has to be parsed to make one list of them.
  const inline = `[${texts.join('').trimEnd().replaceAll('\n', ',')}]`;
  return { result: { columns: [...rows.columns], rows: count, bytes, pages: 0 }, inline };
}

async function writePages(
  rows: ResultRows,
  job: Job,
  place: ResultPlace,
  signal: AbortSignal,
  ports: WorkerPorts,
): Promise<StoredRows> {
  const writer = await ports.results.write(place, ports.config.page);
  try {
    let pages = 0;
    // Lent: a batch is written before the next one is asked for, so that its memory serves again.
    for await (const batch of rows.lentBatches()) {
      await writer.append(batch);
      if (writer.pages === pages) continue;
      pages = writer.pages;
      await requireWanted(job, ports); // the nudge may have been lost
    }
    signal.throwIfAborted();
    const manifest = await writer.finish(rows.columns);
    return {
      result: { columns: [...rows.columns], rows: manifest.rows, bytes: manifest.bytes, pages: manifest.pages.length },
      inline: null,
    };
  } catch (error) {
    await writer.abort();
    throw signal.aborted ? signal.reason : error;
  }
}

async function requireWanted(job: Job, ports: WorkerPorts): Promise<void> {
  if (job.writes !== true && (await ports.store.isWished(job.id)))
    throw new NotWanted('Somebody wants the job to end.');
}
