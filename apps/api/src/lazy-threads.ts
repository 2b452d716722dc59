import { threadModule } from '@firn/contract';
import { Piscina } from 'piscina';

const THREADS = 2;

type RunOptions = Parameters<Piscina['run']>[1];

/** A few threads for what would hold up the event loop, started when they are first needed. */
export class LazyThreads<Task, Result> {
  /** How many tasks run at the same time. The others wait. */
  readonly atOnce = THREADS;
  private pool: Piscina<Task, Result> | null = null;

  /**
   * @param base URL of the module beside which the threads' own module `entry` is
   * @param heapMb what one thread may hold; one that needs more is ended, and its task fails with ERR_WORKER_OUT_OF_MEMORY
   */
  constructor(
    private readonly base: string,
    private readonly entry: string,
    private readonly heapMb: number,
  ) {}

  run(task: Task, options?: RunOptions): Promise<Result> {
    this.pool ??= this.start();
    return this.pool.run(task, options);
  }

  async close(): Promise<void> {
    await this.pool?.destroy();
  }

  private start(): Piscina<Task, Result> {
    const pool = new Piscina<Task, Result>({
      ...threadModule(this.base, this.entry),
      ...{ minThreads: this.atOnce, maxThreads: this.atOnce },
      resourceLimits: { maxOldGenerationSizeMb: this.heapMb },
    });
    pool.on('error', () => undefined); // of a thread that does nothing; another one takes its place
    return pool;
  }
}
