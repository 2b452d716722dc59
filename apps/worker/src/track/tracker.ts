import type { JobId } from '@firn/contract';
import { markLook, type TrackedQuery, unwatch, watch } from '@firn/jobs';
import { afterFailuresMs, nextLookMs } from './intervals.js';
import { look } from './look.js';
import type { TrackerPorts } from './tracker-ports.js';
import { type Watched, watched } from './watched.js';

const TICK_MS = 25;
/** Looks at the same time. */
const MOST_LOOKS = 32;

/**
 * Watches the running queries that this worker owns. Level-triggered: an entry goes only when the record says that somebody
 * stores its result, so that whatever is lost on the way is done again.
 */
export class Tracker {
  private readonly entries = new Map<JobId, Watched>();
  private timer: NodeJS.Timeout | null = null;
  private looks = 0;
  private suspectLooks = 0;
  private onAdopt: (() => void) | null = null;

  constructor(private readonly ports: TrackerPorts) {}

  start(): void {
    this.timer = setInterval(() => this.tick(), TICK_MS);
  }

  /** Stops looking. The queries run on, and their entries stay in Redis for whoever takes them over. */
  async stop(): Promise<void> {
    if (this.timer !== null) clearInterval(this.timer);
    this.timer = null;
    await Promise.all([...this.entries.values()].filter(({ looking }) => looking).map((entry) => this.survived(entry)));
  }

  /** Who is to be told that another worker has gone. */
  whenGone(adopt: () => void): void {
    this.onAdopt = adopt;
  }

  adoptSoon(): void {
    this.onAdopt?.();
  }

  get size(): number {
    return this.entries.size;
  }

  has(id: JobId): boolean {
    return this.entries.has(id);
  }

  /** Becomes the owner of a query. False if another living worker is, or if the query is not running any more. */
  async add(query: TrackedQuery): Promise<boolean> {
    if (!(await watch(this.ports.redis, query, this.ports.identity.instance))) return false;
    this.hold([query], false);
    return true;
  }

  /** Queries that are this worker's already: taken over from one that died. */
  take(queries: readonly TrackedQuery[]): void {
    this.hold(queries, true);
  }

  private hold(queries: readonly TrackedQuery[], inherited: boolean): void {
    const now = performance.now();
    for (const query of queries) this.entries.set(query.id, watched(query, now, inherited));
  }

  /** Somebody wants the job to end. False if this worker does not watch it. */
  cancel(id: JobId): boolean {
    const entry = this.entries.get(id);
    if (entry === undefined) return false;
    entry.cancelWanted = true;
    entry.nextLookAt = performance.now();
    this.tick();
    return true;
  }

  private tick(): void {
    const now = performance.now();
    for (const entry of this.entries.values()) {
      if (this.looks >= MOST_LOOKS) return;
      if (entry.looking || entry.nextLookAt > now) continue;
      // One at a time: if it happens again, it is known during whose look.
      if (isSuspect(entry) && this.suspectLooks > 0) continue;
      if (isSuspect(entry)) this.suspectLooks += 1;
      entry.looking = true;
      this.looks += 1;
      void this.lookAt(entry);
    }
  }

  private async lookAt(entry: Watched): Promise<void> {
    const { log, config } = this.ports;
    const suspect = isSuspect(entry);
    try {
      if (entry.inherited) await this.mark(entry, (entry.query.deaths ?? 0) + 1);
      const done = await look(entry, this.ports);
      await this.survived(entry);
      entry.failures = 0;
      this.ports.duties.wentWell('tracking');
      if (done) await this.drop(entry);
      else entry.nextLookAt = performance.now() + this.pause(entry);
    } catch (error) {
      await this.survived(entry).catch(() => undefined); // Redis is away: the next owner is the more careful
      entry.failures += 1;
      entry.nextLookAt = performance.now() + afterFailuresMs(entry.failures, config.tracker.longestMs);
      const { id, tenant, profile, queryId, epoch } = entry.query;
      log.warn(
        { err: error, jobId: id, tenant, profile, queryId, epoch, failures: entry.failures },
        'a look at a query failed',
      );
      this.ports.duties.failed('tracking', error);
    } finally {
      if (suspect) this.suspectLooks -= 1;
      entry.looking = false;
      this.looks -= 1;
    }
  }

  /** Whatever the look brought, this process lives. */
  private async survived(entry: Watched): Promise<void> {
    if (!entry.inherited) return;
    entry.inherited = false;
    await this.mark(entry, 0);
  }

  private async mark(entry: Watched, deaths: number): Promise<void> {
    entry.query = { ...entry.query, deaths };
    await markLook(this.ports.redis, entry.query, this.ports.identity.instance);
  }

  private pause(entry: Watched): number {
    const { longestMs } = this.ports.config.tracker;
    // Whoever waits for a cancel, or for a finish step to be taken, waits for the end alone.
    if (entry.cancelWanted || entry.handedOver) return Math.min(200, longestMs);
    return nextLookMs(performance.now() - entry.since, longestMs);
  }

  private async drop(entry: Watched): Promise<void> {
    const { id } = entry.query;
    this.entries.delete(id);
    await unwatch(this.ports.redis, id, this.ports.identity.instance);
    await this.ports.held.abandon(id);
  }
}

/** A process ended during a look at it. */
const isSuspect = ({ inherited, query }: Watched): boolean => inherited && (query.deaths ?? 0) > 0;
