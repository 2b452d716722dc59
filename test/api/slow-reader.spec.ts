import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { ProblemError } from '@firn/contract';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { eventText } from '../../apps/api/src/events/event-text.js';
import { sendEvents } from '../../apps/api/src/events/send-events.js';
import { toProblem } from '../../apps/api/src/http/to-problem.js';
import { until } from '../support/until.js';

const EVENT_BYTES = 64 * 1024;
/** What the sockets of both sides may hold. */
const SOCKETS_BYTES = 32 * 1024 * 1024;

/** A server that tells more than anybody takes, and a reader that has asked and takes nothing. */
async function told(stalledMs: number, cut: () => ProblemError | null = () => null) {
  let made = 0;
  let ended = false;
  let waitedFor = false;
  const server = new FastifyAdapter({ forceCloseConnections: true }).getInstance();
  server.get('/events', (_, reply) => {
    const events = (async function* () {
      for (;;) {
        made += 1;
        yield eventText('job', String(made), 'x'.repeat(EVENT_BYTES));
      }
    })();
    reply.raw.once('timeout', () => {
      waitedFor = true;
    });
    sendEvents(reply, { events, cut, told: toProblem, stalledMs, end: () => (ended = true) });
  });
  const { port } = new URL(await server.listen({ port: 0, host: '127.0.0.1' }));
  const reader = connect(Number(port), '127.0.0.1');
  reader.on('error', () => undefined); // it is cut
  reader.pause();
  reader.write('GET /events HTTP/1.1\r\nhost: local\r\nconnection: close\r\n\r\n');
  const still = async (): Promise<number> => {
    await until('nothing more is made', async () => {
      const now = made;
      await pause(50);
      return made > 0 && now === made;
    });
    return made;
  };
  return {
    reader,
    still,
    made: () => made,
    isEnded: () => ended,
    waitedFor: () => waitedFor,
    async [Symbol.asyncDispose]() {
      reader.destroy();
      await server.close();
    },
  };
}

describe('a slow reader of events', () => {
  it('holds what its sockets hold, and nothing is made ahead of it', async () => {
    await using stream = await told(60_000);
    expect((await stream.still()) * EVENT_BYTES).toBeLessThan(SOCKETS_BYTES);
    expect(stream.isEnded()).toBe(false);
  });

  it('is told why it was cut, when it reads again', async () => {
    await using stream = await told(2_000);
    const made = await stream.still();
    await until('it was waited for', async () => stream.waitedFor());
    let text = '';
    stream.reader.on('data', (data) => {
      text = (text + String(data)).slice(-4_096);
    });
    stream.reader.resume();
    await once(stream.reader, 'close');

    expect(text).toContain('event: problem\ndata: {');
    expect(text).toContain('"code":"slow_reader"');
    expect(text).toContain('FIRN_API_STALLED_MS');
    expect(text.slice(text.indexOf('event: problem'))).not.toContain('event: job');
    expect(stream.made()).toBeLessThanOrEqual(made + 2);
    expect(stream.isEnded()).toBe(true);
  });

  it('that never reads again is cut off', async () => {
    await using stream = await told(200);
    await stream.still();
    await until('its place is free', async () => stream.isEnded());
  });

  it('that reads slowly and reads on is left alone', async () => {
    await using stream = await told(2_000); // more than a machine that is busy may leave this process without its turn
    let bytes = 0;
    stream.reader.on('data', (data) => {
      bytes += data.length;
      stream.reader.pause();
      setTimeout(() => stream.reader.resume(), 20);
    });
    stream.reader.resume();
    await until('it has read for longer than is waited for', async () => bytes > 8 * 1024 * 1024);
    expect(stream.isEnded()).toBe(false);
  });
});
