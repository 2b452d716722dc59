import { setTimeout as sleep } from 'node:timers/promises';
import type { BatchView } from '@firn/contract';
import { untilLook, type Watch } from '@firn/jobs';
import { BEAT, eventText } from './event-text.js';

/** Thousands of its jobs may end within a second. */
const LEAST_PAUSE_MS = 200;

/** How far a batch is. Goes back as Last-Event-ID. */
export const batchProgress = ({ closed, jobs, refused, ended }: BatchView): string =>
  [closed ? 1 : 0, jobs, refused, ended].join('-');

/** A batch each time it got further, a few times a second at most, until it is done. @param after what the reader has seen */
export async function* batchEvents(
  watch: Watch,
  read: () => Promise<BatchView | null>,
  after: string,
  signal: AbortSignal,
): AsyncGenerator<string> {
  let seen = after;
  while (!signal.aborted) {
    const batch = await read();
    if (batch === null) return;
    const progress = batchProgress(batch);
    yield progress === seen ? BEAT : eventText('batch', progress, batch);
    seen = progress;
    if (batch.done) return;
    await watch.change(untilLook(Infinity), signal);
    await sleep(LEAST_PAUSE_MS, undefined, { signal }).catch(() => undefined); // aborted: the loop sees it
  }
}
