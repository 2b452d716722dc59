import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { isRedisAway } from '../http/redis-away.js';
import { RETRY } from './event-text.js';

/** A reader that takes nothing for so long has gone without saying so. */
const STALLED_MS = 60_000;

/**
 * Answers with events as they are made, as fast as they are taken. Without Redis the stream ends: its reader comes again, and goes on
 * where he was.
 *
 * @param end called once, when nobody reads any more
 */
export function sendEvents(reply: FastifyReply, events: AsyncIterable<string>, end: () => void): void {
  const isHead = reply.request.method === 'HEAD';
  const stream = Readable.from(isHead ? [''] : untilRedisIsAway(events), { objectMode: false });
  stream.once('close', end);
  if (!isHead) reply.raw.setTimeout(STALLED_MS, () => reply.raw.destroy());
  void reply
    .header('Content-Type', 'text/event-stream; charset=utf-8')
    .header('Cache-Control', 'no-store')
    .header('X-Accel-Buffering', 'no') // nginx would hold events back until it has enough of them
    .send(stream);
}

async function* untilRedisIsAway(events: AsyncIterable<string>): AsyncGenerator<string> {
  yield RETRY;
  try {
    yield* events;
  } catch (error) {
    if (!isRedisAway(error)) throw error;
  }
}
