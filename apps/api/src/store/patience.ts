import type { Command } from 'ioredis';
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

/** The server that commands go to. */
export interface Asked {
  /** Whether there is a connection: without one a refusal is due now. */
  readonly isReady: () => boolean;
  /** What has come of answers so far, also of those that are not whole. */
  readonly bytesRead: () => number;
  /** Asks it by another way, once the connection is silent. Rejects where there is none. */
  readonly askElsewhere: () => Promise<unknown>;
  /** The connection is of no use any more. */
  readonly giveUp: () => void;
}

/**
 * Gives up what a server is asked when it is silent, not when one command is slow: as long as anything of an answer arrives, here
 * or elsewhere, what was asked is waited for, so that a burst of slow commands is no outage. Looks are counted instead of time, so that
 * a busy event loop, which looks late and sees all answers at once, is none either.
 */
export class Patience {
  private readonly waiting = new Set<Command>();
  private readonly held: (() => void)[] = [];
  private readonly timer: NodeJS.Timeout;
  /** On their way; one that is sent again with a new connection is there already. */
  private readonly sent = new Set<Command>();
  private silent = 0;
  /** Looks since this connection itself heard anything. */
  private unheard = 0;
  private bytesRead = 0;
  private isAsking = false;

  constructor(
    private readonly server: Asked,
    private readonly timeoutMs: number,
  ) {
    this.timer = setInterval(() => this.look(), timeoutMs / LOOKS);
    this.timer.unref();
  }

  /**
   * Sends a command now or once there is room for it.
   *
   * @param isAlone false: it belongs to a pipeline, which writes it all at once
   */
  take(command: Command, isAlone: boolean, send: () => unknown): unknown {
    if (this.sent.has(command)) return send();
    if (this.waiting.size === 0) this.heard();
    this.waiting.add(command);
    const isFree = !isAlone || !this.server.isReady() || this.sent.size < WINDOW;
    if (isFree) return this.sendNow(command, send);
    this.held.push(() => void this.sendNow(command, send));
    return command.promise;
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private sendNow(command: Command, send: () => unknown): unknown {
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
    return send();
  }

  private heard(): void {
    this.silent = 0;
    this.unheard = 0;
  }

  private look(): void {
    if (this.waiting.size === 0) return;
    const bytesRead = this.server.bytesRead();
    if (bytesRead !== this.bytesRead) this.heard();
    this.bytesRead = bytesRead;
    this.silent += 1;
    this.unheard += 1;
    const dead = this.unheard > LOOKS * MOST_TIMEOUTS;
    if (dead || this.silent > LOOKS) this.giveUp();
    else if (this.silent > 1) this.ask();
    if (dead) this.server.giveUp();
  }

  private ask(): void {
    if (this.isAsking) return;
    this.isAsking = true;
    const answered = () => {
      this.silent = 0;
    };
    this.server
      .askElsewhere()
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
