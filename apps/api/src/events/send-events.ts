import { Readable } from 'node:stream';
import type { Problem, ProblemError } from '@firn/contract';
import type { FastifyReply } from 'fastify';
import { eventText, RETRY } from './event-text.js';
import { StalledReader } from './stalled-reader.js';

export interface EventStream {
  readonly events: AsyncIterable<string>;
  /** Why the process ends the stream; null: it does not. */
  readonly cut: () => ProblemError | null;
  /** What the reader is told of a failure or a cut. */
  readonly told: (failure: unknown) => Problem;
  readonly stalledMs: number;
  /** Called once, when nobody reads any more. */
  readonly end: () => void;
}

/**
 * Answers with events as they are made, as fast as they are taken: nothing is made ahead of its reader but what a socket holds. A
 * stream that ends before there is nothing more to tell says why, by an event \`problem\`: its reader comes again, and goes on where he was.
 */
export function sendEvents(reply: FastifyReply, { events, cut, told, stalledMs, end }: EventStream): void {
  const isHead = reply.request.method === 'HEAD';
  const reader = new StalledReader(reply.raw, stalledMs);
  const why = () => reader.stalled ?? cut();
  const stream = Readable.from(isHead ? [''] : withItsEnd(events, why, told), { objectMode: false });
  stream.once('close', end);
  if (!isHead) reader.watch();
  void reply
    .header('Content-Type', 'text/event-stream; charset=utf-8')
    .header('Cache-Control', 'no-store')
    .header('X-Accel-Buffering', 'no') // nginx would hold events back until it has enough of them
    .send(stream);
}

async function* withItsEnd(
  events: AsyncIterable<string>,
  cut: () => ProblemError | null,
  told: (failure: unknown) => Problem,
): AsyncGenerator<string> {
  yield RETRY;
  try {
    for await (const event of events) {
      yield event;
      if (cut() !== null) break;
    }
    const why = cut();
    if (why !== null) throw why;
  } catch (failure) {
    yield eventText('problem', null, told(failure));
  }
}
