import { type Command, Redis, type RedisOptions } from 'ioredis';
import { RedisTimeout } from '../http/redis-away.js';

/** The silence of so many looks in a row means that Redis is away; a look comes every part of the time-out. */
const LOOKS = 4;

/**
 * A connection that is given up when it is silent, not when one command is slow: as long as Redis answers anything, what was
 * asked is waited for, so that a burst of slow commands is no outage. Looks are counted instead of time, so that a busy event
 * loop, which looks late and sees all answers at once, is none either.
 */
export class BoundedRedis extends Redis {
  private readonly waiting = new Set<Command>();
  private readonly timer: NodeJS.Timeout;
  private silent = 0;

  constructor(
    url: string,
    options: Omit<RedisOptions, 'replyMapping'>,
    private readonly timeoutMs: number,
  ) {
    super(url, options);
    this.timer = setInterval(() => this.look(), timeoutMs / LOOKS);
    this.timer.unref();
  }

  override sendCommand(...[command, stream]: Parameters<Redis['sendCommand']>): unknown {
    const sent = super.sendCommand(command, stream);
    if (this.waiting.size === 0) this.silent = 0;
    this.waiting.add(command);
    const answered = () => {
      this.silent = 0;
      this.waiting.delete(command);
    };
    command.promise.then(answered, answered);
    return sent;
  }

  override disconnect(reconnect = false): void {
    if (!reconnect) clearInterval(this.timer);
    super.disconnect(reconnect);
  }

  private look(): void {
    if (this.waiting.size === 0) return;
    this.silent += 1;
    if (this.silent <= LOOKS) return;
    const given = [...this.waiting];
    this.waiting.clear();
    for (const command of given) command.reject(new RedisTimeout(this.timeoutMs));
  }
}
