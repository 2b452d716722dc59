import { type JobNews, timestamp } from '@firn/contract';
import { type EventPosition, positionText, type TenantEvents, untilLook, type Watch } from '@firn/jobs';
import { BEAT, eventText } from './event-text.js';

/** Changes that are read at once; the next are read when these were taken. */
const CHUNK = 500;
/** The log is written for ten minutes after somebody said that he listens. */
const SAY_AGAIN_MS = 60_000;

/**
 * The changes of all jobs of a tenant. Where some are missing between what the reader has seen and what is still there, `reset` says
 * so: he reads the list of jobs instead, and goes on from here.
 *
 * @param after where the reader was, or where the log ended when he came
 */
export async function* tenantEvents(
  watch: Watch,
  log: TenantEvents,
  tenant: string,
  after: EventPosition,
  signal: AbortSignal,
): AsyncGenerator<string> {
  let saidAt = performance.now();
  let at = after;
  while (!signal.aborted) {
    if (!(await log.isWhole(tenant, at))) {
      at = await log.listen(tenant);
      yield eventText('reset', positionText(at), { reason: 'Changes were missed: read the list of jobs.' });
    }
    const events = await log.read(tenant, at, CHUNK);
    for (const { position, change } of events) {
      const { tenant: _own, ...news } = change;
      at = position;
      yield eventText('job', positionText(at), { ...news, at: timestamp(news.at) } satisfies JobNews);
    }
    if (events.length > 0) continue;
    yield BEAT;
    if (performance.now() - saidAt > SAY_AGAIN_MS) {
      await log.listen(tenant);
      saidAt = performance.now();
    }
    await watch.change(untilLook(Infinity), signal);
  }
}
