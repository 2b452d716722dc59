import type { RedisClient } from '@firn/jobs';
import { allShards, STEP_KINDS, StepQueues } from '@firn/jobs';
import type { StructuredLogger } from '@firn/nest';
import { withinRedisTimeout } from '../http/redis-away.js';

/**
 * The queues, made when they are first needed and made anew when their first contact with Redis failed: BullMQ remembers a
 * failed start for good, and every `add` of such a queue would fail although Redis is back.
 */
export class StepAdder {
  private queues: Promise<StepQueues> | null = null;
  private trouble: Error | null = null;

  constructor(
    private readonly redis: RedisClient,
    private readonly options: {
      readonly shards: number;
      readonly timeoutMs: number;
      readonly logger: StructuredLogger;
    },
  ) {}

  /** Whether steps can be added now. Trouble of the queues is over once one of them answers again. */
  async isReady(): Promise<boolean> {
    try {
      const queues = await this.ready();
      if (this.trouble !== null) await withinRedisTimeout(queues.queue('submit', '00').count(), this.options.timeoutMs);
    } catch (error) {
      this.tell(error instanceof Error ? error : new Error(String(error)));
      return false;
    }
    if (this.trouble !== null) this.options.logger.info('the queues are well again');
    this.trouble = null;
    return true;
  }

  private tell(error: Error): void {
    if (this.trouble === null) this.options.logger.warn({ err: error }, 'the queues have trouble');
    this.trouble = error;
  }

  /**
   * Queues that can be added to now.
   *
   * @throws RedisTimeout, or the client's own error
   */
  ready(): Promise<StepQueues> {
    this.queues ??= this.start().catch((error: unknown) => {
      this.queues = null;
      throw error;
    });
    return withinRedisTimeout(this.queues, this.options.timeoutMs);
  }

  async close(): Promise<void> {
    const queues = await this.queues?.catch(() => null);
    await queues?.close();
  }

  private async start(): Promise<StepQueues> {
    const { shards } = this.options;
    const onError = (error: Error) => this.tell(error);
    await this.redis.ping(); // queues that are made while Redis is away wait for it, and requests with them
    const queues = new StepQueues({ connection: this.redis, shards, onError });
    try {
      const all = allShards(shards).flatMap((shard) => STEP_KINDS.map((kind) => queues.queue(kind, shard)));
      await Promise.all(all.map((queue) => queue.waitUntilReady()));
      return queues;
    } catch (error) {
      await queues.close().catch(onError);
      throw error;
    }
  }
}
