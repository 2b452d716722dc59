import { type Command, Redis, type RedisOptions } from 'ioredis';
import { RedisTimeout } from '../http/redis-away.js';

/** The silence of so many looks in a row means that Redis is away; a look comes every part of the time-out. */
const LOOKS = 4;
/**
 * Commands on their way at the same time; the others wait here. Redis runs all that it has read of a connection before it answers
 * any of it, so that many slow scripts at once would look like silence.
 */
const WINDOW = 8;
/** A connection that stays silent for so many time-outs is given up even though Redis answers another one. */
const MOST_TIMEOUTS = 10;

/**
 * A connection that is given up when Redis is silent, not when one command is slow: as long as anything of an answer arrives, here
 * or at the witness, what was asked is waited for, so that a burst of slow commands is no outage. Looks are counted instead of
 * time, so that a busy event loop, which looks late and sees all answers at once, is none either.
 */
export class BoundedRedis extends Redis {
  private readonly waiting = new Set<Command>();
  private readonly held: (() => void)[] = [];
  private readonly timer: NodeJS.Timeout;
  /** A second connection to the same Redis, asked only while this one is silent. */
  private readonly witness: Redis;
  /** On their way; one that is sent again with a new connection is there already. */
  private readonly sent = new Set<Command>();
  private silent = 0;
  /** Looks since this connection itself heard anything. */
  private unheard = 0;
  private bytesRead = 0;
  private isAsking = false;

  constructor(
    url: string,
    options: Omit<RedisOptions, 'replyMapping'>,
    private readonly timeoutMs: number,
  ) {
    super(url, options);
    this.witness = new Redis(url, { ...options, lazyConnect: true, enableOfflineQueue: true });
    this.witness.on('error', () => undefined); // this connection reports what both of them meet
    this.timer = setInterval(() => this.look(), timeoutMs / LOOKS);
    this.timer.unref();
  }

  override sendCommand(...[command, stream]: Parameters<Redis['sendCommand']>): unknown {
    if (this.waiting.size === 0) this.heard();
    this.waiting.add(command);
    // What belongs to a pipeline is written by it, all at once; without a connection the refusal is due now.
    const isFree = stream !== undefined || this.status !== 'ready' || this.sent.size < WINDOW;
    if (isFree || this.sent.has(command)) return this.sendNow(command, stream);
    this.held.push(() => void this.sendNow(command, stream));
    return command.promise;
  }

  override disconnect(reconnect = false): void {
    if (!reconnect) {
      clearInterval(this.timer);
      this.witness.disconnect();
    }
    super.disconnect(reconnect);
  }

  private sendNow(...[command, stream]: Parameters<Redis['sendCommand']>): unknown {
    if (this.sent.has(command)) return super.sendCommand(command, stream);
    this.sent.add(command);
    const answered = () => {
      this.sent.delete(command);
      this.waiting.delete(command);
      this.heard();
      while (this.sent.size < WINDOW) {
        const next = this.held.shift();
        if (next === undefined) break;
        next();
      }
    };
    command.promise.then(answered, answered);
    return super.sendCommand(command, stream);
  }

  private heard(): void {
    this.silent = 0;
    this.unheard = 0;
  }

  private look(): void {
    if (this.waiting.size === 0) return;
    const bytesRead = this.stream?.bytesRead ?? 0;
    if (bytesRead !== this.bytesRead) this.heard();
    this.bytesRead = bytesRead;
    this.silent += 1;
    this.unheard += 1;
    const dead = this.unheard > LOOKS * MOST_TIMEOUTS;
    if (dead || this.silent > LOOKS) this.giveUp();
    else if (this.silent > 1) this.ask();
    if (dead) this.disconnect(true);
  }

  private ask(): void {
    if (this.isAsking) return;
    this.isAsking = true;
    const answered = () => {
      this.silent = 0;
    };
    this.witness
      .ping()
      .then(answered, () => undefined) // no witness: silence it is
      .finally(() => {
        this.isAsking = false;
      });
  }

  private giveUp(): void {
    const given = [...this.waiting];
    this.waiting.clear();
    this.held.length = 0;
    for (const command of given) command.reject(new RedisTimeout(this.timeoutMs));
  }
}
