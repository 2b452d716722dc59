import { setTimeout as sleep } from 'node:timers/promises';
import {
  allShards,
  holdLease,
  type InFlight,
  recordReading,
  releaseLease,
  reportInFlight,
  tellEnded,
} from '@firn/jobs';
import type { UserHistoryRange } from '@firn/snowflake';
import type { WorkerPorts } from '../ports.js';
import type { SessionOwner } from '../steps/snowflake-sessions.js';
import type { QueryTag } from '../submit/query-tag.js';
import { readEnded } from './read-ended.js';
import { OVERLAP_MS } from './readings.js';

const [HOME = '00'] = allShards(1);
/** What is reported or read is believed for so many turns. */
const TURNS_BELIEVED = 3;
/** Statements of its own by which a reader sees how late the history is. */
const READS_KEPT = 32;

/**
 * Reads the history of one profile while many of its queries are in flight, by one worker of the fleet: one statement tells of
 * thousands of ends. It only tells where to look. What it does not show has not ended for that: it may be late, cut, or dead, and
 * whoever watches a query looks at it in any case.
 */
export class HistoryReader {
  private readonly stopped = new AbortController();
  private running: Promise<void> = Promise.resolve();
  /** Queries that were told, with the end of the range that showed them. */
  private readonly told = new Map<string, number>();
  /** Statements that have read the history, the oldest first. */
  private reads: readonly string[] = [];
  private isLate = false;
  private leads = false;
  /** How far the last read that proved something was behind, and when that was, in monotonic milliseconds. Null while others lead. */
  private shown: { readonly behindMs: number; readonly at: number } | null = null;

  constructor(
    private readonly owner: SessionOwner,
    private readonly ports: WorkerPorts,
  ) {}

  start(): void {
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.stopped.abort();
    await this.running;
    await this.resign();
  }

  get name(): string {
    return this.owner.profile;
  }

  /** For how long nothing is known of what has ended, by the history; null where it is not this worker that reads it. */
  get lagMs(): number | null {
    return this.shown === null ? null : this.shown.behindMs + performance.now() - this.shown.at;
  }

  private get profile(): string {
    return `${this.owner.tenant}/${this.owner.profile}`;
  }

  private get role(): string {
    return `history:${this.profile}`;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopped;
    const { historyMs } = this.ports.config.tracker;
    while (!signal.aborted) {
      await this.ports.duties.run(`history of ${this.profile}`, () => this.turn());
      const restMs = historyMs * (0.8 + Math.random() * 0.4);
      await sleep(restMs, undefined, { signal, ref: false }).catch(() => undefined); // only the signal ends it early
    }
  }

  private async turn(): Promise<void> {
    const { redis, identity, tracker, config } = this.ports;
    const ttlMs = TURNS_BELIEVED * config.tracker.historyMs;
    const count = tracker.countOf(this.profile);
    const inFlight = await reportInFlight(redis, this.profile, { instance: identity.instance, count, ttlMs });
    tracker.heard(this.profile, inFlight.readUntil);
    if (inFlight.total < config.tracker.historyFrom) return this.resign();
    // The lease outlives a read that takes its time: two readers would cost twice as much and tell nothing more.
    const leaseMs = ttlMs + config.answerMs;
    this.leads = await holdLease(redis, HOME, this.role, identity.instance, leaseMs);
    this.shown = this.leads ? (this.shown ?? { behindMs: 0, at: performance.now() }) : null;
    if (this.leads) await this.read(inFlight, ttlMs);
  }

  private async read({ now, readUntil }: InFlight, ttlMs: number): Promise<void> {
    const { redis, sessions, config } = this.ports;
    const session = await sessions.of(this.owner, 'control');
    const range = { from: (readUntil ?? now) - OVERLAP_MS, to: now + OVERLAP_MS };
    const page = (part: UserHistoryRange) => sessions.historyOfUser(this.owner, session, part);
    const isOurs = ({ tenant, fleet }: QueryTag) => tenant === this.owner.tenant && fleet === config.fleet;
    const { jobs, statements, until } = await readEnded(page, isOurs, range, new Set(this.reads));
    const isFirst = this.reads.length === 0;
    this.reads = [...this.reads, ...statements].slice(-READS_KEPT);
    const news = [...jobs].filter(([queryId]) => !this.told.has(queryId));
    for (const [queryId] of jobs) this.told.set(queryId, range.to);
    for (const [queryId, shownUntil] of this.told) if (shownUntil < range.from) this.told.delete(queryId);
    await tellEnded(
      redis,
      news.map(([, id]) => id),
    );
    if (until !== null) this.shown = { behindMs: Math.max(0, now - until), at: performance.now() };
    if (!isFirst) await this.trust(until, ttlMs);
  }

  /** A history that does not show what this reader did itself is late: nobody relies on it until it does again. */
  private async trust(until: number | null, ttlMs: number): Promise<void> {
    const { redis, tracker, log } = this.ports;
    await recordReading(redis, this.profile, until, ttlMs);
    tracker.heard(this.profile, until);
    if (this.isLate === (until === null)) return;
    this.isLate = until === null;
    if (this.isLate) log.warn({ profile: this.profile }, 'the history is late; queries are asked for one by one');
    else log.info({ profile: this.profile }, 'the history is on time again');
  }

  private async resign(): Promise<void> {
    if (!this.leads) return;
    this.leads = false;
    this.shown = null;
    this.told.clear();
    this.reads = [];
    await releaseLease(this.ports.redis, HOME, this.role, this.ports.identity.instance);
  }
}
