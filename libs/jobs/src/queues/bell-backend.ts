import {
  type BackendFactory,
  type KeyPrefixOptions,
  type QueueBaseOptions,
  QueueKeys,
  RedisConnection,
  RedisQueueBackend,
} from 'bullmq';
import type { Bell } from './bell.js';

/** Nothing is there, and nothing is to be looked for. */
const NOTHING = { member: '', score: Number.POSITIVE_INFINITY };

/**
 * BullMQ's storage in Redis, but for the wait for a step: by default each worker of each queue blocks a connection of its own for that.
 * Here all of a process wait for one bell.
 */
class BellBackend extends RedisQueueBackend {
  private rings = -1;
  /** Somebody has looked, found nothing, and waits for the next ring. */
  private isWaiting = false;
  private interruption = new AbortController();

  constructor(
    name: string,
    opts: QueueBaseOptions & KeyPrefixOptions,
    private readonly bell: Bell,
  ) {
    const names = new QueueKeys(opts.prefix);
    const connection = new RedisConnection(opts.connection, { shared: true, blocking: false });
    super(connection, name, names.getKeys(name), (type) => names.toKey(name, type), opts);
  }

  override moveToActive(
    ...given: Parameters<RedisQueueBackend['moveToActive']>
  ): ReturnType<RedisQueueBackend['moveToActive']> {
    // Taken before the look: what rings from now on may be for a step that it does not see.
    this.rings = this.bell.rings(this.qualifiedName);
    return super.moveToActive(...given);
  }

  /** A look for the next step comes with the end of one, but where it would find what somebody else has just found: nothing. */
  override moveToCompleted(
    ...[step, value, remove, token, fetchNext]: Parameters<RedisQueueBackend['moveToCompleted']>
  ): ReturnType<RedisQueueBackend['moveToCompleted']> {
    return super.moveToCompleted(step, value, remove, token, fetchNext && !this.isWaiting);
  }

  override async waitForJob(seconds: number): Promise<{ member: string; score: number } | null> {
    const { signal } = this.interruption;
    this.isWaiting = true;
    try {
      await this.bell.heard(this.qualifiedName, this.rings, seconds * 1_000, signal);
    } finally {
      this.isWaiting = false;
    }
    return signal.aborted ? NOTHING : null;
  }

  override async disconnectBlocking(): Promise<void> {
    this.interruption.abort();
  }

  override async reconnectBlocking(): Promise<void> {
    if (this.interruption.signal.aborted) this.interruption = new AbortController();
  }
}

/** For the last argument of BullMQ's `Worker`, whose connection is one that others use too. */
export const onBell =
  (bell: Bell): BackendFactory<RedisQueueBackend> =>
  (name, opts) =>
    new BellBackend(name, opts, bell);
