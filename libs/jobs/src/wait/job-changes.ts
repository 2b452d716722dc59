import { JobChange, type JobId } from '@firn/contract';
import type { Redis } from 'ioredis';
import { keysOf } from '../keys.js';
import { allShards } from '../shard.js';

type Listener = (change: JobChange) => void;

/** One subscription per process to the changes of all jobs; whoever waits for a job is told of its changes only. */
export class JobChanges {
  private readonly listeners = new Map<JobId, Set<Listener>>();
  private readonly channels: readonly string[];

  /** @param subscriber a connection of its own: a subscribed connection can do nothing else. */
  constructor(
    private readonly subscriber: Redis,
    shards: number,
  ) {
    this.channels = allShards(shards).map((shard) => keysOf(shard).changes);
  }

  /** Subscribes; ioredis does so again by itself after a lost connection. */
  async start(): Promise<void> {
    this.subscriber.on('message', (channel: string, message: string) => {
      if (this.channels.includes(channel)) this.tell(message);
    });
    await this.subscriber.subscribe(...this.channels);
  }

  /** @returns a function that ends the listening. */
  listen(id: JobId, listener: Listener): () => void {
    const listeners = this.listeners.get(id) ?? new Set();
    this.listeners.set(id, listeners);
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.listeners.delete(id);
    };
  }

  async stop(): Promise<void> {
    this.listeners.clear();
    await this.subscriber.unsubscribe(...this.channels);
  }

  private tell(message: string): void {
    if (this.listeners.size === 0) return;
    // A newer process may say more than this one understands; whoever waits looks again by itself.
    const change = JobChange.safeParse(jsonOf(message));
    if (!change.success) return;
    for (const listener of this.listeners.get(change.data.id) ?? []) listener(change.data);
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
