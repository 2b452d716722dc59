import {
  JobEvent,
  JobId,
  type JobListQuery,
  ProblemError,
  problem,
  type SessionId,
  shardOfJob,
  timestamp,
} from '@firn/contract';
import type { Redis } from 'ioredis';
import { keysOf } from './keys.js';
import { type JobPage, listJobs } from './list/list-jobs.js';
import { acceptArguments, indexesOf, type NewJob } from './outbox/new-job.js';
import { HEAVY_FIELDS, type Job, JobRecord, parseRecord } from './record.js';
import { type AcceptReply, accept } from './scripts/accept.js';
import { type Claim, type Claimant, claim, claimFinish } from './scripts/claim.js';
import { type Ending, end } from './scripts/end.js';
import { endingSession } from './scripts/ending-session.js';
import { forget } from './scripts/forget.js';
import { delayStoring, putBack, release } from './scripts/put-back.js';
import { queued } from './scripts/queued.js';
import { type Intention, recordIntent } from './scripts/record-intent.js';
import { recordPhase } from './scripts/record-phase.js';
import { recordAdopted, recordQuery } from './scripts/record-query.js';
import { type Resolution, resolveReview, review } from './scripts/review.js';
import { voidIntent } from './scripts/void-intent.js';
import { type WishReply, wish } from './scripts/wish.js';
import { allShards, newJobId } from './shard.js';
import { WISH_PROBLEMS } from './view.js';

export interface JobStoreOptions {
  readonly shards: number;
  /** How long the record of an ended job, and its result, are kept. */
  readonly keepMs: number;
  readonly keepResultMs: number;
}

/** Jobs of a session that are looked at together. */
const OPEN_CHUNK = 500;

const VIEW_FIELDS = Object.keys(JobRecord.shape).filter((name) => !(HEAVY_FIELDS as readonly string[]).includes(name));

/** The jobs, in Redis. The only writer of job state: API and workers share it, and every write is one script. */
export class JobStore {
  constructor(
    private readonly redis: Redis,
    private readonly options: JobStoreOptions,
  ) {}

  // ── accepting ─────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Record, idempotency key and outbox entry. The step is added afterwards: see `acceptJob`. */
  accept(job: NewJob): Promise<AcceptReply> {
    const id = newJobId(job.tenant, job.idempotencyKey, this.options.shards);
    return accept(this.redis, shardOfJob(id), acceptArguments(id, job));
  }

  queued(id: JobId): Promise<void> {
    return queued(this.redis, id);
  }

  // ── reading ───────────────────────────────────────────────────────────────────────────────────────────────────────

  /** A job of a tenant, without its plan. @throws ProblemError not_found, also for a job of somebody else. */
  async find(tenant: string, id: JobId): Promise<Job> {
    const job = await this.read(id);
    if (job === null || job.tenant !== tenant) throw ProblemError.of('not_found', { detail: `There is no job ${id}.` });
    return job;
  }

  /** A job without its plan and intent; null if there is none (any more). */
  async read(id: JobId): Promise<Job | null> {
    const values = await this.redis.hmget(keysOf(shardOfJob(id)).job(id), ...VIEW_FIELDS);
    return values[0] === null
      ? null
      : parseRecord(Object.fromEntries(VIEW_FIELDS.map((name, at) => [name, values[at]])));
  }

  /** All of a record. */
  async readWhole(id: JobId): Promise<Job | null> {
    const hash = await this.redis.hgetall(keysOf(shardOfJob(id)).job(id));
    return hash.id === undefined ? null : parseRecord(hash);
  }

  /** Whether somebody wants the job to end. */
  async isWished(id: JobId): Promise<boolean> {
    return ((await this.redis.hget(keysOf(shardOfJob(id)).job(id), 'wish')) ?? 'none') !== 'none';
  }

  list(tenant: string, query: JobListQuery): Promise<JobPage> {
    return listJobs(this.redis, this.options.shards, tenant, query);
  }

  /** What happened to a job, oldest first. */
  async history(id: JobId): Promise<readonly JobEvent[]> {
    const lines = await this.redis.lrange(keysOf(shardOfJob(id)).history(id), 0, -1);
    return lines.map((line) => {
      const event: unknown = JSON.parse(line);
      return JobEvent.parse(
        typeof event === 'object' && event !== null && 'at' in event
          ? { ...event, at: timestamp(Number(event.at)) }
          : event,
      );
    });
  }

  /** Whether a job of a durable session has not ended: its objects are in use. */
  async hasOpenJobs(tenant: string, session: SessionId): Promise<boolean> {
    for (const shard of allShards(this.options.shards)) {
      const keys = keysOf(shard);
      const index = keys.jobs(tenant, `session:${session}`);
      for (let from = 0, read = OPEN_CHUNK; read === OPEN_CHUNK; from += OPEN_CHUNK) {
        const ids = await this.redis.zrevrange(index, from, from + OPEN_CHUNK - 1);
        read = ids.length;
        if (read > 0 && (await this.redis.zmscore(keys.open, ...ids)).some((score) => score !== null)) return true;
      }
    }
    return false;
  }

  // ── ending ────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Records a wish. An idle job ends at once; otherwise whoever has it is nudged. */
  cancel(id: JobId, by: string, reason: string | null): Promise<WishReply> {
    return wish(this.redis, id, { kind: 'user', by, reason, keepMs: this.options.keepMs, problems: WISH_PROBLEMS });
  }

  /** The same when its time is over. */
  timeOut(id: JobId): Promise<WishReply> {
    const { keepMs } = this.options;
    return wish(this.redis, id, { kind: 'timeout', by: 'timeout', reason: null, keepMs, problems: WISH_PROBLEMS });
  }

  /** Ends a job under the caller's epoch; what it says is decided together with the wish. Null: a later epoch has it. */
  end(job: Job, ending: Omit<Ending, 'wishProblems' | 'keepMs' | 'keepResultMs'>) {
    const { keepMs, keepResultMs } = this.options;
    return end(this.redis, job, { ...ending, wishProblems: WISH_PROBLEMS, keepMs, keepResultMs });
  }

  resolve(
    id: JobId,
    outcome: 'succeeded' | 'failed' | 'rerun',
    by: string,
    reason: string | null,
  ): Promise<Resolution> {
    const detail = `Resolved as ${outcome} by ${by}${reason === null ? '' : `: ${reason}`}.`;
    const decision = {
      outcome,
      by,
      reason,
      keepMs: this.options.keepMs,
      problem: problem('outcome_unknown', { detail }),
    };
    return resolveReview(this.redis, id, decision);
  }

  // ── steps of a worker: all but the claims are void under an older epoch ───────────────────────────────────────────

  claim = (id: JobId, by: Claimant): Promise<Claim> => claim(this.redis, id, by);
  claimFinish = (id: JobId, by: Claimant): Promise<Claim> => claimFinish(this.redis, id, by);
  recordIntent = (job: Job, intention: Intention) => recordIntent(this.redis, job, intention);
  endingSession = (job: Job, sessionId: string) => endingSession(this.redis, job, sessionId);
  voidIntent = (job: Job) => voidIntent(this.redis, job);
  recordQuery = (job: Job, queryId: string) => recordQuery(this.redis, job, queryId);
  recordAdopted = (job: Job, queryId: string, known?: Parameters<typeof recordAdopted>[3]) =>
    recordAdopted(this.redis, job, queryId, known);
  recordPhase = (id: JobId, owner: string, phase: NonNullable<Job['phase']>) =>
    recordPhase(this.redis, id, owner, phase);
  putBack = (job: Job, next: Parameters<typeof putBack>[2]) => putBack(this.redis, job, next);
  delayStoring = (job: Job, delayMs: number, reason: Parameters<typeof delayStoring>[3]) =>
    delayStoring(this.redis, job, delayMs, reason);
  release = (job: Job, delayMs: number) => release(this.redis, job, delayMs);
  review = (job: Job, reason: Parameters<typeof review>[2]) => review(this.redis, job, reason);

  // ── what has become due ───────────────────────────────────────────────────────────────────────────────────────────

  /** Epoch milliseconds of Redis' clock, the only one that counts. */
  async now(): Promise<number> {
    const [seconds, micros] = await this.redis.time();
    return Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000);
  }

  /** Accepted jobs whose step is not known to be in the queue. */
  async outbox(olderThanMs: number, limit: number): Promise<readonly JobId[]> {
    return this.due('outbox', olderThanMs, limit);
  }

  /** Open jobs that nobody has changed or looked at for a while. */
  async dueForReview(quietMs: number, limit: number): Promise<readonly JobId[]> {
    return this.due('open', quietMs, limit);
  }

  async reviewed(id: JobId): Promise<void> {
    await this.redis.zadd(keysOf(shardOfJob(id)).open, 'XX', await this.now(), id);
  }

  /** For an entry without a record. */
  async dropFromOpen(id: JobId): Promise<void> {
    const keys = keysOf(shardOfJob(id));
    await this.redis.multi().zrem(keys.open, id).zrem(keys.outbox, id).zrem(keys.deadlines, id).exec();
  }

  overdue(limit: number): Promise<readonly JobId[]> {
    return this.due('deadlines', 0, limit);
  }

  /** Looks at an overdue job again later: its wish is recorded, but it has not ended. */
  async postponeOverdue(id: JobId, delayMs: number): Promise<void> {
    await this.redis.zadd(keysOf(shardOfJob(id)).deadlines, 'XX', (await this.now()) + delayMs, id);
  }

  expired(limit: number): Promise<readonly JobId[]> {
    return this.due('expiring', 0, limit);
  }

  expiredResults(limit: number): Promise<readonly JobId[]> {
    return this.due('resultsExpiring', 0, limit);
  }

  async resultDropped(id: JobId): Promise<void> {
    await this.redis.zrem(keysOf(shardOfJob(id)).resultsExpiring, id);
  }

  /** Takes the record of an ended job and every trace of it. */
  async forget(id: JobId): Promise<void> {
    const job = await this.read(id);
    await forget(this.redis, id, job === null ? [] : indexesOf(job));
  }

  /** Whether a living instance watches its query. */
  async isWatched(job: Job): Promise<boolean> {
    if (job.owner === null) return false;
    const keys = keysOf(shardOfJob(job.id));
    const [alive, tracked] = await Promise.all([
      this.redis.exists(keys.heartbeat(job.owner)),
      this.redis.hexists(keys.tracked(job.owner), job.id),
    ]);
    return alive === 1 && tracked === 1;
  }

  private async due(
    set: 'outbox' | 'open' | 'deadlines' | 'expiring' | 'resultsExpiring',
    olderThanMs: number,
    limit: number,
  ) {
    const until = (await this.now()) - olderThanMs;
    const shards = allShards(this.options.shards);
    const found = await Promise.all(
      shards.map((shard) => this.redis.zrangebyscore(keysOf(shard)[set], '-inf', until, 'LIMIT', 0, limit)),
    );
    return found.flat().map((id) => JobId.parse(id));
  }
}
