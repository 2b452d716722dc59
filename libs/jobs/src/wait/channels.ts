import type { RedisClient } from '../redis/client.js';

/** Told of a message, or by null that messages may have been lost meanwhile. */
type Listener = (message: string | null) => void;

/** Redis may be away; whoever wants to listen then begins without it, and is told when messages come again. */
const SUBSCRIBED_WITHIN_MS = 1_000;

/**
 * Channels of Redis that somebody in this process listens to. Each is subscribed to with its first listener and left with its last,
 * so that a message reaches only the processes in which somebody waits for it.
 */
export class Channels {
  private readonly listeners = new Map<string, Set<Listener>>();

  /** @param subscriber a connection of its own: a subscribed connection can do nothing else. */
  constructor(private readonly subscriber: RedisClient) {}

  /** Channels that are subscribed to. */
  get size(): number {
    return this.listeners.size;
  }

  start(): void {
    this.subscriber.on('message', this.tell);
    this.subscriber.on('ready', this.tellAll);
  }

  /** @returns a function that ends the listening, once messages arrive or Redis has not answered for a second. */
  async listen(names: readonly string[], listener: Listener): Promise<() => void> {
    const fresh = names.filter((name) => !this.listeners.has(name));
    for (const name of names) {
      const listeners = this.listeners.get(name) ?? new Set();
      this.listeners.set(name, listeners.add(listener));
    }
    // Also where others listen already: their subscription may still be on its way, and this one is answered after it.
    const subscribed = this.subscriber.subscribe(...(fresh.length > 0 ? fresh : names));
    await within(subscribed, SUBSCRIBED_WITHIN_MS);
    return () => this.leave(names, listener);
  }

  stop(): void {
    this.subscriber.off('message', this.tell);
    this.subscriber.off('ready', this.tellAll);
    this.listeners.clear();
  }

  private leave(names: readonly string[], listener: Listener): void {
    const left: string[] = [];
    for (const name of names) {
      const listeners = this.listeners.get(name);
      if (listeners?.delete(listener) !== true || listeners.size > 0) continue;
      this.listeners.delete(name);
      left.push(name);
    }
    if (left.length === 0) return;
    this.subscriber.unsubscribe(...left).catch(() => undefined); // a connection that has ended listens to nothing
  }

  private readonly tell = (name: string, message: string): void => {
    for (const listener of [...(this.listeners.get(name) ?? [])]) listener(message);
  };

  /** With a new connection ioredis subscribes again by itself; an answer to what is asked after that comes after it. */
  private readonly tellAll = (): void => {
    this.subscriber.ping().then(
      () => {
        for (const listeners of [...this.listeners.values()]) for (const listener of [...listeners]) listener(null);
      },
      () => undefined, // lost again: told with the next connection
    );
  };
}

/** A subscription that fails is made with the next connection. */
async function within(work: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  const done = work.then(
    () => undefined,
    () => undefined,
  );
  await Promise.race([done, late]);
  clearTimeout(timer);
}
