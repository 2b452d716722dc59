import { Redis, type RedisOptions } from 'ioredis';
import { Patience } from './patience.js';

/** A connection to one server that is given up when Redis is silent: see `Patience`. */
export class BoundedRedis extends Redis {
  private readonly patience: Patience;
  /** A second connection to the same Redis, asked only while this one is silent. */
  private readonly witness: Redis;

  constructor(options: Omit<RedisOptions, 'replyMapping'>, timeoutMs: number) {
    super(options);
    this.witness = new Redis({ ...options, lazyConnect: true, enableOfflineQueue: true });
    this.witness.on('error', () => undefined); // this connection reports what both of them meet
    this.patience = new Patience(
      {
        isReady: () => this.status === 'ready',
        bytesRead: () => this.stream?.bytesRead ?? 0,
        askElsewhere: () => this.witness.ping(),
        giveUp: () => this.disconnect(true),
      },
      timeoutMs,
    );
  }

  override sendCommand(...[command, stream]: Parameters<Redis['sendCommand']>): unknown {
    return this.patience.take(command, stream === undefined, () => super.sendCommand(command, stream));
  }

  override disconnect(reconnect = false): void {
    if (!reconnect) {
      this.patience.stop();
      this.witness.disconnect();
    }
    super.disconnect(reconnect);
  }
}
