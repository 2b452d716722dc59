import { HEADERS, Problem } from '@firn/contract';
import { FirnProblem, FirnUnreachable } from '../firn-problem.js';
import { readLines } from '../lines.js';
import { pause } from '../pause.js';
import type { Transport } from '../transport.js';
import { EventLines, type ServerEvent } from './event-text.js';
import { parsedAs } from './parsed-as.js';

/** Nothing at all for so long, no beat either: the connection is dead. The API says something every ten seconds or so. */
const SILENCE_MS = 45_000;
/** After a stream that brought something ended, such as by a restart of the API. */
const AGAIN_MS = 100;

export interface Following {
  readonly path: string;
  /** The ID of the last event that was seen. */
  readonly after?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The events of a stream. One that breaks off is opened again and goes on behind the last event; it ends when the API has nothing more
 * to tell, or the caller leaves the loop.
 *
 * @throws FirnProblem, FirnUnreachable, or the signal's reason
 */
export async function* follow(transport: Transport, { path, after, signal }: Following): AsyncGenerator<ServerEvent> {
  let last = after;
  for (;;) {
    const stream = await open(transport, { path, after: last, signal });
    if (stream === null) return;
    try {
      for await (const event of stream) {
        if (event.name === 'problem') requireRetryable(parsedAs(Problem, event.data, path));
        if (event.id !== null) last = event.id;
        yield event;
      }
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof BrokenOff)) throw error;
    }
    await pause(AGAIN_MS, signal);
  }
}

/** Why the API ends the stream. What another try may cure is no end for who follows. */
function requireRetryable(problem: Problem): void {
  if (!problem.retryable) throw new FirnProblem(problem);
}

/** The connection broke, or was silent for too long. */
class BrokenOff extends FirnUnreachable {}

async function open(
  transport: Transport,
  { path, after, signal }: Following,
): Promise<AsyncGenerator<ServerEvent> | null> {
  const left = new AbortController();
  const response = await transport.send({
    method: 'GET',
    path,
    headers: { accept: 'text/event-stream', ...(after !== undefined && { [HEADERS.lastEventId]: after }) },
    repeatable: true,
    handled: ['too_many_streams'],
    signal: signal === undefined ? left.signal : AbortSignal.any([signal, left.signal]),
  });
  if (response.status === 204) return null;
  if (response.body === null) throw new FirnUnreachable(response.url, 'the answer has no body');
  return eventsOf(response.body, response.url, () => left.abort());
}

async function* eventsOf(
  body: ReadableStream<Uint8Array>,
  url: string,
  leave: () => void,
): AsyncGenerator<ServerEvent> {
  const lines = readLines(body);
  const events = new EventLines();
  try {
    for (;;) {
      const { done, value } = await heard(lines.next(), url);
      if (done === true) return;
      for (const line of value) {
        const event = events.take(line);
        if (event !== null) yield event;
      }
    }
  } finally {
    leave(); // ends what is being read, also on a connection that is dead
  }
}

async function heard<T>(next: Promise<T>, url: string): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new BrokenOff(url, `nothing came for ${SILENCE_MS / 1_000} s`)), SILENCE_MS);
  });
  try {
    return await Promise.race([next, silence]);
  } catch (error) {
    if (error instanceof BrokenOff) throw error;
    throw new BrokenOff(url, 'the events broke off', { cause: error });
  } finally {
    clearTimeout(timer);
    next.catch(() => undefined); // it may still fail after nobody waits for it
  }
}

/** The process has as many streams open as it allows. */
export const isFull = (error: unknown): boolean => error instanceof FirnProblem && error.code === 'too_many_streams';
