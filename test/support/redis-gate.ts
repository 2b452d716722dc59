import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';

/** What is said on the way to Redis and back, as it arrives. True: it gets lost. */
export interface RedisGateRules {
  readonly toRedis?: (data: Buffer) => boolean;
  readonly fromRedis?: (data: Buffer) => boolean;
}

/** A way to Redis for a process of its own, on which messages get lost. */
export async function startRedisGate(
  redisUrl: string,
  rules: RedisGateRules,
): Promise<{
  readonly url: string;
  /** On the connections that there are nothing arrives any more, and none of them ends; new ones are well. */
  hang(): void;
  close(): void;
}> {
  const port = Number(new URL(redisUrl).port);
  let hung = 0;
  const gate = createServer((client) => {
    const upstream = connect(port, '127.0.0.1');
    const before = hung;
    client.on('data', (data) => {
      if (hung === before && rules.toRedis?.(data) !== true) upstream.write(data);
    });
    upstream.on('data', (data) => {
      if (hung === before && rules.fromRedis?.(data) !== true) client.write(data);
    });
    for (const end of [client, upstream])
      end.on('error', () => undefined).on('close', () => [client, upstream].map((socket) => socket.destroy()));
  });
  await once(gate.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `redis://127.0.0.1:${(gate.address() as AddressInfo).port}`,
    hang: () => {
      hung += 1;
    },
    close: () => void gate.close(),
  };
}
