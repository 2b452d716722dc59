import {
  isEnded,
  JobEvent,
  type JobExplanation,
  type JobId,
  type JobListQuery,
  JobState,
  type Problem,
  ProblemError,
  problem,
  type ReviewEvidence,
  type SessionId,
  shardOfJob,
  timestamp,
  type Writing,
} from '@firn/contract';
import { z } from 'zod';
import { DueJobs } from './due/due-jobs.js';
import { epochMs } from './due/now.js';
import { leaveAlone, unattended } from './due/unattended.js';
import { addWish } from './due/wishes.js';
import { explainJob } from './explain/explain-job.js';
import { lineFacts } from './explain/line-facts.js';
import { keysOf } from './keys.js';
import { type Admission, admit } from './line/admit.js';
import { countJobs, type JobCount } from './list/count-jobs.js';
import { type JobPage, listJobs } from './list/list-jobs.js';
import { readRecords } from './list/read-records.js';
import {
  acceptArguments,
  flightDigest,
  type IdentifiedJob,
  type LostJob,
  type NewJob,
  restoredArguments,
} from './outbox/new-job.js';
import { type Placed, together } from './outbox/together.js';
import type { NextStep } from './queues/step-queues.js';
import { HEAVY_FIELDS, type Job, JobRecord, parseRecord } from './record.js';
import type { RedisClient } from './redis/client.js';
import { type Acceptance, type AcceptReply, accept } from './scripts/accept.js';
import { type Claim, type Claimant, claim, claimAndIntend, claimFinish, readRecord } from './scripts/claim.js';
import { type Ending, end } from './scripts/end.js';
import { enlist } from './scripts/enlist.js';
import { awaitAudit, delayStoring, leaveToNewer, putBack, putBackAsIs, release } from './scripts/put-back.js';
import { queued } from './scripts/queued.js';
import { recordBuilt } from './scripts/record-built.js';
import { recordFence } from './scripts/record-fence.js';
import { type Intention, recordIntent } from './scripts/record-intent.js';
import { recordPhase } from './scripts/record-phase.js';
import { recordAdopted, recordQuery } from './scripts/record-query.js';
import { needReview, type Resolution, recordEvidence, recordLateQuery, resolveReview } from './scripts/review.js';
import { takeWriteSlot } from './scripts/take-write-slot.js';
import { voidIntent } from './scripts/void-intent.js';
import { type WaitReply, wait } from './scripts/wait.js';
import type { WaitingBounds } from './scripts/waiting-bounds.js';
import { type WishArguments, type WishReply, wish, wishOf } from './scripts/wish.js';
import { allShards, HOME, newJobId, type Shard } from './shard.js';
import type { TextRef } from './text-ref.js';
import { json, reading, type UnreadableRecord } from './unreadable.js';
import { WISH_PROBLEMS } from './view.js';

export interface JobStoreOptions {
  readonly shards: number;
  /** Told of entries that mean nothing here; they are passed over. */
  readonly onUnreadable?: (error: UnreadableRecord) => void;
  /** How long the record of an ended job, and its result, are kept. */
  readonly keepMs: number;
  readonly keepResultMs: number;
  /** What may wait of one tenant; absent: any number. */
  readonly waiting?: WaitingBounds;
}

/** What became of many jobs, in their order. */
export interface AllAccepted {
  readonly replies: readonly (AcceptReply | Error)[];
  /** Jobs that may start now, these or others: their steps are to be added. */
  readonly admitted: readonly NextStep[];
}

function onlyReply({ replies: [reply] }: Acceptance): AcceptReply {
  if (reply === undefined || reply instanceof Error) throw reply ?? new Error('It got no answer.');
  return reply;
}

const noSuchJob = (id: JobId): ProblemError => ProblemError.of('not_found', { detail: `There is no job ${id}.` });

const allFailed = (jobs: readonly NewJob[], error: unknown): AllAccepted => ({
  replies: jobs.map(() => (error instanceof Error ? error : new Error(String(error)))),
  admitted: [],
});

/** Jobs that one acceptance lets out of their lines besides those that need not stand there: itself, and one that had its turn. */
const ADMITTED_ALONG = 2;

/** Jobs of a session that are looked at together. */
const SESSION_CHUNK = 500;

const VIEW_FIELDS = Object.keys(JobRecord.shape).filter((name) => !(HEAVY_FIELDS as readonly string[]).includes(name));

/** A line of a history: times are epoch milliseconds there. */
const StoredEvent = json(z.looseObject({ at: z.int().min(0).max(8.64e15) }))
  .transform((event) => ({ ...event, at: timestamp(event.at) }))
  .pipe(JobEvent);

/** The jobs, in Redis. The only writer of job state: API and workers share it, and every write is one script. */
export class JobStore {
  /** What has become due. */
  readonly due: DueJobs;

  constructor(
    private readonly redis: RedisClient,
    private readonly options: JobStoreOptions,
  ) {
    this.due = new DueJobs(redis, options);
  }

  get shards(): number {
    return this.options.shards;
  }

  // ── accepting ─────────────────────────────────────────────────────────────────────────────────────────────────────

  /** The ID that a job gets, unless its key was used before: whoever is to wait for it can begin to before it is there. */
  newId({
    tenant,
    idempotencyKey,
    request,
    plan,
  }: Pick<NewJob, 'tenant' | 'idempotencyKey' | 'request' | 'plan'>): JobId {
    const flight = request.singleFlight ? flightDigest({ request, plan }) : undefined;
    return newJobId(tenant, idempotencyKey, this.options.shards, { orderKey: request.orderKey, flight });
  }

  /** Record, idempotency key and place in the line. @throws ProblemError queue_full where too much of the tenant waits */
  async accept(job: NewJob): Promise<AcceptReply> {
    return onlyReply(await this.record([this.identified(job)], 0));
  }

  /** The same for many, an error where one could not be recorded; and lets out what may start: its steps are to be added. */
  async acceptAndAdmit(jobs: readonly NewJob[]): Promise<AllAccepted> {
    const replies: (AcceptReply | Error)[] = [];
    const admitted: NextStep[] = [];
    const record = async (part: readonly Placed[]) => {
      const these = part.map(({ job }) => job);
      const told = await this.record(these, ADMITTED_ALONG).catch((error: unknown) => allFailed(these, error));
      for (const [index, { at }] of part.entries()) replies[at] = told.replies[index] ?? new Error('It got no answer.');
      admitted.push(...told.admitted);
    };
    await Promise.all(together(jobs.map((job) => this.identified(job))).map(record));
    return { replies, admitted };
  }

  /** Lets out what may start: its steps are to be added. */
  admit(shard: Shard, most: number): Promise<Admission> {
    return admit(this.redis, shard, most);
  }

  private identified(job: NewJob): IdentifiedJob {
    return { ...job, id: job.id ?? this.newId(job) };
  }

  private record(jobs: readonly IdentifiedJob[], most: number): Promise<Acceptance> {
    const { waiting, shards } = this.options;
    // Each shard has its share.
    const bounds = {
      jobs: Math.ceil((waiting?.jobs ?? 0) / shards),
      bytes: Math.ceil((waiting?.bytes ?? 0) / shards),
    };
    return accept(this.redis, jobs.map(acceptArguments), most, bounds);
  }

  /** Puts a job into its line that an earlier version left outside. False: it has no place there. */
  enlist(id: JobId): Promise<boolean> {
    return enlist(this.redis, id);
  }

  queued(id: JobId): Promise<void> {
    return queued(this.redis, id);
  }

  /** Lets a job wait where no living worker hosts its handler. */
  wait(id: JobId, handler: string): Promise<WaitReply> {
    return wait(this.redis, id, handler);
  }

  /**
   * Accepts again what Redis has lost: a query of a write becomes a job that adopts it, under the ID that it had. False where there is a
   * record of that ID.
   */
  async restore(lost: LostJob): Promise<boolean> {
    if ((await this.read(lost.id)) !== null) return false;
    // It runs already, so that no bound on what may wait is for it.
    const unbounded = { jobs: 0, bytes: 0 };
    const of = async (keyDigest: string | null) =>
      onlyReply(await accept(this.redis, [restoredArguments({ ...lost, keyDigest })], 0, unbounded));
    const { id } = await of(lost.keyDigest);
    // Another job has come with the key meanwhile, and learns of the query by itself.
    if (id !== lost.id) await of(null);
    return true;
  }

  // ── reading ───────────────────────────────────────────────────────────────────────────────────────────────────────

  /**
   * A job of a tenant, without its plan.
   *
   * @throws ProblemError not_found, also for a job of somebody else; record_newer or record_damaged for one that cannot be read.
   */
  async find(tenant: string, id: JobId): Promise<Job> {
    const job = await this.read(id).catch(async (error: unknown) => {
      const key = keysOf(shardOfJob(id)).job(id);
      const owner = await this.redis.hget(key, 'tenant').catch(() => tenant);
      if (owner === null || owner === tenant) throw error;
      return null;
    });
    if (job === null || job.tenant !== tenant) throw noSuchJob(id);
    return job;
  }

  /** A job without its plan and intent; null if there is none (any more). @throws UnreadableRecord */
  async read(id: JobId): Promise<Job | null> {
    const values = await reading(`Job ${id}`, this.redis.hmget(keysOf(shardOfJob(id)).job(id), ...VIEW_FIELDS));
    if (values.every((value) => value === null)) return null;
    return parseRecord(id, Object.fromEntries(VIEW_FIELDS.map((name, at) => [name, values[at]])));
  }

  /** All of a record. @throws UnreadableRecord */
  async readWhole(id: JobId): Promise<Job | null> {
    return readRecord(this.redis, id);
  }

  /** Where some jobs are. A record that is gone, or cannot be read, is left out. */
  async statesOf(ids: readonly JobId[]): Promise<ReadonlyMap<JobId, JobState>> {
    const states = await Promise.all(
      [...new Set(ids.map(shardOfJob))].map(async (shard) => {
        const ofShard = ids.filter((id) => shardOfJob(id) === shard);
        const records = await readRecords(this.redis, shard, ofShard, ['state']);
        return ofShard.flatMap((id, at) => {
          const state = JobState.safeParse(records[at]?.[0]);
          return state.success ? [[id, state.data] as const] : [];
        });
      }),
    );
    return new Map(states.flat());
  }

  /** Whether somebody wants the job to end, and its query with it: an equal read may go on with that. */
  async isWished(id: JobId): Promise<boolean> {
    const key = keysOf(shardOfJob(id)).job(id);
    const [wish, passedTo] = await reading(`Job ${id}`, this.redis.hmget(key, 'wish', 'passedTo'));
    return (wish ?? 'none') !== 'none' && (passedTo ?? '') === '';
  }

  list(tenant: string, query: JobListQuery): Promise<JobPage> {
    return listJobs(this.redis, this.options.shards, tenant, query);
  }

  /** How many jobs there are that have not ended, needs_review aside. */
  async unfinished(): Promise<number> {
    const counts = allShards(this.options.shards).map((shard) => this.redis.zcard(keysOf(shard).deadlines));
    return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
  }

  /** How many jobs the tenants have, by state, and for how long the oldest of each waits. */
  counts(tenants: readonly string[]): Promise<readonly JobCount[]> {
    return countJobs(this.redis, this.options.shards, tenants);
  }

  /** What happened to a job, oldest first. What a newer process wrote, or nobody can read, is counted. */
  async history(id: JobId): Promise<{ readonly events: readonly JobEvent[]; readonly unreadable: number }> {
    const keys = keysOf(shardOfJob(id));
    const told = Promise.all([this.redis.hget(keys.job(id), 'told'), this.redis.lrange(keys.history(id), 0, -1)]);
    const texts = (await reading(`The history of job ${id}`, told)).flat();
    const lines = texts.flatMap((text) => text?.split('\n') ?? []);
    const events = lines
      .map((line) => StoredEvent.safeParse(line))
      .flatMap(({ data }) => (data === undefined ? [] : [data]))
      .sort((a, b) => a.version - b.version); // what is long lies in the list, whatever came after it
    return { events, unreadable: lines.length - events.length };
  }

  /** Why a job is where it is. @throws ProblemError as `find` */
  async explain(tenant: string, id: JobId): Promise<JobExplanation> {
    const job = await this.find(tenant, id);
    return explainJob(job, await lineFacts(this.redis, id));
  }

  /** Whether a job of a durable session has not ended: its objects are in use. */
  async hasUnendedJobs(tenant: string, session: SessionId): Promise<boolean> {
    for (const shard of allShards(this.options.shards)) {
      const keys = keysOf(shard);
      const index = keys.jobs(tenant, `session:${session}`);
      for (let from = 0, read = SESSION_CHUNK; read === SESSION_CHUNK; from += SESSION_CHUNK) {
        const ids = await this.redis.zrevrange(index, from, from + SESSION_CHUNK - 1);
        read = ids.length;
        for (const fields of await readRecords(this.redis, shard, ids, ['state'])) {
          const state = fields === null ? 'running' : fields[0]; // what cannot be read may be in use
          if (state !== null && !isEnded(JobState.catch('running').parse(state))) return true;
        }
      }
    }
    return false;
  }

  // ── ending ────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Records a wish. An idle job ends at once; otherwise whoever has it is nudged. */
  cancel(id: JobId, by: string, reason: string | null): Promise<WishReply> {
    return wish(this.redis, id, this.wishOfUser(by, reason));
  }

  /** The same for a job of a tenant; gives the job as it is then. @throws ProblemError as `find` */
  async cancelOf(tenant: string, id: JobId, by: string, reason: string | null): Promise<Job> {
    const job = await wishOf(this.redis, tenant, id, this.wishOfUser(by, reason)).catch(async (error: unknown) => {
      await this.find(tenant, id); // of what cannot be read only its tenant hears
      throw error;
    });
    if (job === null) throw noSuchJob(id);
    return job;
  }

  private wishOfUser(by: string, reason: string | null): WishArguments {
    return { kind: 'user', by, reason, keepMs: this.options.keepMs, problems: WISH_PROBLEMS };
  }

  /** A wish that is recorded is carried out, whoever has lost it. */
  lookAfterWish(id: JobId): Promise<void> {
    return addWish(this.redis, id);
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

  claim = (id: JobId, by: Claimant, read: Job | null = null): Promise<Claim> => claim(this.redis, id, by, read);
  claimAndIntend = (read: Job, by: Claimant, intention: Intention) => claimAndIntend(this.redis, read, by, intention);
  claimFinish = (id: JobId, by: Claimant): Promise<Claim> => claimFinish(this.redis, id, by);
  recordBuilt = (job: Job, plan: TextRef, writing: Writing | null) => recordBuilt(this.redis, job, plan, writing);
  recordIntent = (job: Job, intention: Intention) => recordIntent(this.redis, job, intention);
  recordFence = (job: Job, session: string) => recordFence(this.redis, job, session);
  takeWriteSlot = (job: Job, reason: Problem) => takeWriteSlot(this.redis, job, reason);
  voidIntent = (job: Job) => voidIntent(this.redis, job);
  recordQuery = (job: Job, queryId: string) => recordQuery(this.redis, job, queryId);
  recordAdopted = (job: Job, queryId: string, known?: Parameters<typeof recordAdopted>[3]) =>
    recordAdopted(this.redis, job, queryId, known);
  recordPhase = (id: JobId, owner: string, phase: NonNullable<Job['phase']>) =>
    recordPhase(this.redis, id, owner, phase);
  putBack = (job: Job, next: Parameters<typeof putBack>[2]) => putBack(this.redis, job, next);
  delayStoring = (job: Job, delayMs: number, reason: Parameters<typeof delayStoring>[3]) =>
    delayStoring(this.redis, job, delayMs, reason);
  putBackAsIs = (job: Job, delayMs: number, reason: Problem) => putBackAsIs(this.redis, job, delayMs, reason);
  release = (job: Job, delayMs: number, reason: Problem) => release(this.redis, job, delayMs, reason);
  awaitAudit = (job: Job, reason: Problem) => awaitAudit(this.redis, job, reason);
  leaveToNewer = (job: Job, planVersion: number, reason: Problem) => leaveToNewer(this.redis, job, planVersion, reason);
  recordLateQuery = (job: Job, queryId: string, evidence: ReviewEvidence) =>
    recordLateQuery(this.redis, job, queryId, evidence);
  recordEvidence = (job: Job, evidence: ReviewEvidence) => recordEvidence(this.redis, job, evidence);
  needReview = (job: Job, reason: Problem, evidence?: ReviewEvidence) => needReview(this.redis, job, reason, evidence);

  // ── what has become due ───────────────────────────────────────────────────────────────────────────────────────────

  /** Epoch milliseconds of Redis' clock, the only one that counts. */
  now(): Promise<number> {
    return epochMs(this.redis, HOME);
  }

  /** Jobs of a shard that nobody has changed or looked at for a while, with what they are to be compared with. */
  unattended = (shard: Shard, quietMs: number, limit: number) => unattended(this.redis, shard, quietMs, limit);
  leaveAlone = (shard: Shard, now: number, jobs: Parameters<typeof leaveAlone>[3]) =>
    leaveAlone(this.redis, shard, now, jobs);

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
}
