import type { SessionId } from '@firn/contract';
import { keysOf } from '../keys.js';
import type { RedisClient } from '../redis/client.js';
import { together } from '../scripts/together.js';
import { shardOfId } from '../shard.js';

/** Longer than anybody keeps what was described. */
const KEPT_SECONDS = 86_400;

/**
 * Which state the tables of a session are in, as far as its own jobs may have changed them, whichever worker they ran on. What was
 * described under one mark holds until there is another.
 */
export class SchemaMarks {
  constructor(
    private readonly redis: RedisClient,
    private readonly shards: number,
  ) {}

  async markOf(session: SessionId): Promise<string> {
    return (await this.redis.get(this.keyOf(session))) ?? '0';
  }

  /** From here on nothing that was described before holds. */
  async raise(session: SessionId): Promise<void> {
    const key = this.keyOf(session);
    await together(this.redis, ['INCR', key], ['EXPIRE', key, KEPT_SECONDS]);
  }

  private keyOf(session: SessionId): string {
    return keysOf(shardOfId(session, this.shards)).schemas(session);
  }
}
