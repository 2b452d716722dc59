import type { JobId } from '@firn/contract';
import { markLook, type TrackedQuery, unwatch, watch } from '@firn/jobs';
import { afterFailuresMs, endingMs, lookBesidesMs, nextLookMs } from './intervals.js';
import { look, type Outlook, sendCancel } from './look.js';
import { Pace } from './pace.js';
import { Readings } from './readings.js';
import type { TrackerPorts } from './tracker-ports.js';
import { Turns } from './turns.js';
import { type Watched, watched, withHands } from './watched.js';

const TICK_MS = 25;
/** Looks at the same time, and as many besides for those whose end is wanted. */
const MOST_LOOKS = 32;
/** Of one query after the other, however many there are: more in flight are looked at less often. */
const LOOKS_PER_SECOND = 1_000;
/** The same where the history is read, which tells of nearly all ends: watching costs little, whatever is in flight. */
const BESIDES_PER_SECOND = 50;
/** The first ones at those that were taken over: thousands at once leave room for everything else. */
const INHERITED_PER_SECOND = 500;
/** From a cancel that Snowflake has taken until its effect is looked for. */
const AFTER_CANCEL_MS = 50;
/** When one is looked at again that has to wait until another suspect has survived. */
const SUSPECT_PAUSE_MS = 50;
/** Over so long those are spread that had to wait while Snowflake would not be asked. */
const SCATTER_MS = 2_000;

/**
 * Watches the running queries that this worker owns. Level-triggered: an entry goes only when the record says that somebody
 * stores its result, so that whatever is lost on the way is done again.
 */
export class Tracker {
  private readonly entries = new Map<JobId, Watched>();
  private timer: NodeJS.Timeout | null = null;
  private readonly turns = new Turns();
  /** By profile. */
  private readonly counts = new Map<string, number>();
  private readonly pace = new Pace();
  private readonly readings = new Readings();
  private looks = 0;
  private urgentLooks = 0;
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

  /** What is watched, as it is at the moment. */
  watching(): Iterable<Readonly<Watched>> {
    return this.entries.values();
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
    const scatterMs = (queries.length / INHERITED_PER_SECOND) * 1_000;
    for (const query of queries) {
      const entry = watched(query, now, inherited);
      this.forget(query.id);
      this.entries.set(query.id, entry);
      this.count(entry, 1);
      // Those that are taken over together are not looked at together.
      this.turns.put(entry, now + (inherited ? scatterMs * Math.random() : this.pause(entry)));
    }
  }

  /** How many of a profile's queries it watches. @param profile tenant, slash, name */
  countOf(profile: string): number {
    return this.counts.get(profile) ?? 0;
  }

  /** Until when the history of a profile was read, in epoch milliseconds; null: nobody reads it. */
  heard(profile: string, readUntil: number | null): void {
    const wasReliedOn = this.readings.isReliedOn(profile, performance.now());
    this.readings.heard(profile, readUntil);
    if (wasReliedOn && readUntil === null) this.hurryAll(profile);
  }

  /** The history says that these have ended: those that are watched here are looked at now. */
  told(ids: readonly JobId[]): void {
    const now = performance.now();
    for (const id of ids) {
      const entry = this.entries.get(id);
      if (entry === undefined || entry.told) continue;
      entry.told = true;
      if (!entry.looking) this.turns.put(entry, now);
    }
  }

  private count(entry: Watched, by: 1 | -1): void {
    const profile = profileOf(entry);
    const count = this.countOf(profile) + by;
    if (count > 0) this.counts.set(profile, count);
    else this.counts.delete(profile);
  }

  private forget(id: JobId): void {
    const entry = this.entries.get(id);
    if (entry === undefined) return;
    this.entries.delete(id);
    this.count(entry, -1);
  }

  /** Somebody wants the job to end. False if this worker does not watch it. */
  cancel(id: JobId): boolean {
    const entry = this.entries.get(id);
    if (entry === undefined) return false;
    if (entry.cancelWanted) return true;
    entry.cancelWanted = true;
    // What may have ended a process is touched only under the mark that its first look sets; that look sends the cancel.
    if (!entry.inherited) void this.cancelNow(entry);
    else if (!entry.looking) {
      this.turns.put(entry, performance.now());
      this.tick();
    }
    return true;
  }

  /** Whether it runs is of no interest here: a cancel of what has ended changes nothing. */
  private async cancelNow(entry: Watched): Promise<void> {
    try {
      await sendCancel(entry, this.ports);
      if (this.isMine(entry) && !entry.looking) this.turns.put(entry, performance.now() + AFTER_CANCEL_MS);
    } catch {
      if (this.isMine(entry) && !entry.looking) this.turns.put(entry, performance.now()); // its look sends it again, and tells of the trouble
    }
    this.tick();
  }

  private tick(): void {
    if (this.timer === null) return;
    while (this.urgentLooks < MOST_LOOKS) {
      const entry = this.turns.takeUrgent(performance.now());
      if (entry === null) break;
      if (this.isMine(entry)) this.begin(entry, true);
    }
    while (this.looks < MOST_LOOKS) {
      const entry = this.turns.takeDue(performance.now());
      if (entry === null) break;
      if (this.isMine(entry)) this.begin(entry, false);
    }
  }

  private isMine(entry: Watched): boolean {
    return this.entries.get(entry.query.id) === entry;
  }

  private begin(entry: Watched, isUrgent: boolean): void {
    const from = this.pace.askedFrom(profileOf(entry));
    if (!isUrgent && from > performance.now()) {
      // Scattered: Snowflake is not asked for all of them at the first moment.
      this.turns.put(entry, from + Math.random() * SCATTER_MS);
      return;
    }
    // One at a time: if it happens again, it is known during whose look.
    if (isSuspect(entry)) {
      if (this.suspectLooks > 0) {
        this.turns.put(entry, performance.now() + SUSPECT_PAUSE_MS);
        return;
      }
      this.suspectLooks += 1;
    }
    entry.looking = true;
    if (isUrgent) this.urgentLooks += 1;
    else this.looks += 1;
    void this.lookAt(entry).finally(() => {
      if (isUrgent) this.urgentLooks -= 1;
      else this.looks -= 1;
      this.tick();
    });
  }

  private async lookAt(entry: Watched): Promise<void> {
    const { log, config } = this.ports;
    const suspect = isSuspect(entry);
    let pauseMs = 0;
    try {
      if (entry.inherited) await this.mark(entry, [...new Set(handsOf(entry)).add(this.ports.identity.instance)]);
      const outlook = await look(entry, this.ports, (endedAt) => this.ended(entry, endedAt));
      if (outlook === 'gone') entry.inherited = false;
      await this.survived(entry);
      entry.failures = 0;
      this.ports.duties.wentWell('tracking');
      if (outlook === 'stays') pauseMs = this.pause(entry);
      else await this.drop(entry, outlook);
    } catch (error) {
      await this.survived(entry).catch(() => undefined); // Redis is away: the next owner is the more careful
      entry.failures += 1;
      this.pace.failed(profileOf(entry), error, performance.now());
      pauseMs = afterFailuresMs(entry.failures, config.tracker.longestMs);
      const { id, tenant, profile, queryId, epoch } = entry.query;
      log.warn(
        { err: error, jobId: id, tenant, profile, queryId, epoch, failures: entry.failures },
        'a look at a query failed',
      );
      this.ports.duties.failed('tracking', error);
    } finally {
      if (suspect) this.suspectLooks -= 1;
      entry.looking = false;
      if (this.isMine(entry)) this.turns.put(entry, performance.now() + pauseMs);
    }
  }

  /** Whatever the look brought, this process lives. */
  private async survived(entry: Watched): Promise<void> {
    if (!entry.inherited) return;
    entry.inherited = false;
    await this.mark(entry, []);
  }

  private async mark(entry: Watched, hands: readonly string[]): Promise<void> {
    entry.query = withHands(entry.query, hands);
    await markLook(this.ports.redis, entry.query, this.ports.identity.instance);
  }

  private ended(entry: Watched, endedAt: number | null): void {
    if (!entry.inherited && !entry.cancelWanted) this.ports.firstLooks.endedAfter(performance.now() - entry.since);
    if (entry.told || entry.handedOver) return;
    const { profile } = entry.query;
    if (!this.readings.missed(profileOf(entry), endedAt, performance.now())) return;
    this.ports.log.warn({ profile, endedAt }, 'the history of a profile is late; its queries are asked for one by one');
    this.hurryAll(profileOf(entry));
  }

  /** They were put off for long, since the history was to tell of them. */
  private hurryAll(profile: string): void {
    const now = performance.now();
    for (const entry of this.entries.values()) {
      if (profileOf(entry) !== profile || entry.looking) continue;
      const at = now + this.pause(entry) * Math.random();
      if (at < entry.nextLookAt) this.turns.put(entry, at);
    }
  }

  private pause(entry: Watched): number {
    const { longestMs } = this.ports.config.tracker;
    const now = performance.now();
    if (entry.cancelWanted || entry.handedOver) {
      entry.endingSince ??= now;
      return endingMs(now - entry.endingSince, longestMs);
    }
    const profile = profileOf(entry);
    const ageMs = now - entry.since;
    if (entry.told || !this.readings.isReliedOn(profile, now))
      return Math.max(nextLookMs(ageMs, longestMs), this.fairMs());
    return Math.max(lookBesidesMs(ageMs), this.fairMs(profile));
  }

  /** Milliseconds between two looks at a query that this worker can afford. @param profile one whose history may be read */
  private fairMs(profile?: string): number {
    const isRead = profile !== undefined && this.readings.isReliedOn(profile, performance.now());
    return (this.entries.size / (isRead ? BESIDES_PER_SECOND : LOOKS_PER_SECOND)) * 1_000;
  }

  /** Lets go of a query that is not the job's any more. */
  async release(id: JobId): Promise<void> {
    const entry = this.entries.get(id);
    if (entry !== undefined) await this.drop(entry, 'left');
  }

  private async drop(entry: Watched, why: Exclude<Outlook, 'stays'>): Promise<void> {
    const { id } = entry.query;
    // The same job may be watched again already, under a later epoch.
    if (!this.isMine(entry)) return;
    this.forget(id);
    if (why === 'left') await unwatch(this.ports.redis, entry.query, this.ports.identity.instance);
    await this.ports.held.abandon(id);
  }
}

const profileOf = ({ query }: Watched): string => `${query.tenant}/${query.profile}`;

const handsOf = ({ query }: Watched): readonly string[] => query.hands ?? [];

/** One that had taken it over was lost during its first look. */
const isSuspect = (entry: Watched): boolean => entry.inherited && handsOf(entry).length > 1;
