import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Problem, problem } from '@firn/contract';
import { type JobStore, memoryOf, type RedisClient, type RedisMemory } from '@firn/jobs';

/** What was seen is good for so long; nobody waits for a new look but the first who asks. */
const FRESH_MS = 1_000;
/** How soon somebody may come again who was refused. */
const AGAIN_MS = 5_000;
/** Of the memory that Redis may use, so much stays free for the jobs that are there: they must be able to end. */
const MEMORY_SHARE = 0.9;

interface Seen {
  readonly at: number;
  readonly full: Problem | null;
}

/**
 * Whether there is room for more jobs at all: in their number, in the memory of Redis, and on the disk. Refusing them in time keeps
 * those that were accepted going: a Redis or a disk that is full fails them all.
 */
export class Capacity {
  private seen: Seen | null = null;
  private looking: Promise<Seen> | null = null;

  constructor(
    private readonly sources: { readonly jobs: Pick<JobStore, 'unfinished' | 'shards'>; readonly redis: RedisClient },
    private readonly bounds: { readonly jobs: number; readonly diskFreeBytes: number; readonly dataFolder: string },
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Why no job can be taken now; null where it can. @throws what Redis or the disk say where nothing is known yet */
  async fault(): Promise<Problem | null> {
    const { seen } = this;
    if (seen !== null && this.now() - seen.at < FRESH_MS) return seen.full;
    this.looking ??= this.look().finally(() => {
      this.looking = null;
    });
    if (seen === null) return (await this.looking).full;
    // What was seen is good for nobody else then: the next one asks, and is told what is the matter.
    this.looking.catch(() => {
      this.seen = null;
    });
    return seen.full;
  }

  private async look(): Promise<Seen> {
    const { jobs, redis } = this.sources;
    const [unfinished, memories, free] = await Promise.all([
      jobs.unfinished(),
      memoryOf(redis, jobs.shards),
      freeBytes(this.bounds.dataFolder),
    ]);
    this.seen = { at: this.now(), full: this.judge(unfinished, memories, free) };
    return this.seen;
  }

  private judge(unfinished: number, memories: readonly RedisMemory[], diskFree: number): Problem | null {
    if (unfinished >= this.bounds.jobs)
      return full(`${unfinished} jobs have not ended; at most ${this.bounds.jobs} may be there (FIRN_API_JOBS).`);
    const over = memories.find(({ used, most }) => most > 0 && used > most * MEMORY_SHARE);
    if (over !== undefined)
      return full(`Redis uses ${over.used} bytes of ${over.most}: the jobs that are there need the rest.`);
    if (diskFree < this.bounds.diskFreeBytes)
      return full(
        `The data folder has ${diskFree} bytes free; ${this.bounds.diskFreeBytes} are kept free for results.`,
      );
    return null;
  }
}

/** A folder that is not there is made by whoever writes into it. */
async function freeBytes(folder: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch (error) {
    const isMissing = typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';
    if (!isMissing || dirname(folder) === folder) throw error;
    return freeBytes(dirname(folder));
  }
}

const full = (detail: string): Problem => problem('queue_full', { detail, retryAfterMs: AGAIN_MS });
