import type { BatchId, CancelId, JobId, SessionId } from '@firn/contract';
import type { StepKind, StepSubject } from './queues/steps.js';
import type { Shard } from './shard.js';

/**
 * Every key of one shard begins so. The braces make Redis Cluster put them all into one slot, which scripts over several keys
 * need; BullMQ's keys of the same shard begin with it too.
 */
export const prefixOf = (shard: Shard): string => `firn:{${shard}}:`;

/** Where the queues of a shard live; BullMQ adds the colon itself. */
export const queuePrefixOf = (shard: Shard): string => `firn:{${shard}}`;

/** Of a record; also for an entry of an index that may be no ID of ours. */
export const jobKey = (shard: Shard, id: string): string => `${prefixOf(shard)}job:${id}`;

/**
 * A key of the same shard that never exists. Every script declares it beside its own. While a Cluster moves a slot, a node takes a command
 * over several keys only where it has all of them; so the node that gives the slot away and the one that takes it both send a script
 * back (`TRYAGAIN`) before it has begun, whatever its keys, and the client tries again until the slot is whole. Without it a script would
 * begin, and break off in the middle of its writes at the first key that is elsewhere.
 */
export const absentKeyBeside = (key: string): string => `${key.slice(0, key.indexOf('}') + 1)}:absent`;

/**
 * Pub/sub, of all shards: what the jobs have come to that a process waits for since their acceptance, as JobChange. Its name follows, as
 * the record of each such job has it.
 */
export const CHANGES_AT = 'firn:changes-at:';

/** The keys that typed callers name. Scripts build the same ones from the prefix. */
export const keysOf = (shard: Shard) => {
  const prefix = prefixOf(shard);
  return {
    /** Hash: the record. */
    job: (id: JobId) => jobKey(shard, id),
    /** List of JSON, oldest first: what happened to a job, as far as its record does not tell. */
    history: (id: JobId) => `${prefix}history:${id}`,
    /** Hash of an idempotency key: job and digest of the body. `digest` is of the key. */
    idempotency: (tenant: string, digest: string) => `${prefix}idempotency:${tenant}:${digest}`,
    /** Sorted set: tenants with a line that may let something out, by whose turn it is. */
    turns: `${prefix}turns`,
    /** Hash: what the jobs of a tenant's profile are allowed. */
    workloads: `${prefix}workloads`,
    /** Hash: jobs that were let out of their line, with the caps of which they hold a slot. */
    holding: `${prefix}holding`,
    /** Hash: accounts and warehouses that have failed, and until when nothing is sent to them. */
    breakers: `${prefix}breakers`,
    /** Sorted set: jobs and lines that wait for their time. */
    later: `${prefix}later`,
    /** String: the time at which the clock was last looked at, which tells whether it was set back. */
    clock: `${prefix}clock`,
    /** Sorted set: jobs that have not ended, by the time since when the reconciler leaves them alone. */
    reconcile: `${prefix}reconcile`,
    /** Sorted set: jobs that somebody wants to end and that have not, by the time at which a worker looks after that. */
    wishes: `${prefix}wishes`,
    /** Sorted set: jobs that have not ended, by deadline. */
    deadlines: `${prefix}deadlines`,
    /** Sorted set: ended jobs by the time their record goes. */
    expiring: `${prefix}expiring`,
    /** Sorted set: jobs by the time their result goes. */
    resultsExpiring: `${prefix}results-expiring`,
    /** Sorted set of job IDs by time of acceptance. `index` is empty for all of a tenant, else such as `state:running`. */
    jobs: (tenant: string, index: string) => `${prefix}jobs:${tenant}${index === '' ? '' : `:${index}`}`,
    /** Pub/sub: every change of a job, as JobChange. */
    changesOfJob: (id: JobId) => `${prefix}changes:${id}`,
    /** Pub/sub: a job of the batch has ended, or the batch takes no more lines. */
    changesOfBatch: (id: BatchId) => `${prefix}changes:${id}`,
    /** Pub/sub: there is more in `events`. */
    changesOfTenant: (tenant: string) => `${prefix}changes-of:${tenant}`,
    /** Stream: changes of a tenant's jobs, as JobChange, while somebody listens and some minutes longer. */
    events: (tenant: string) => `${prefix}events:${tenant}`,
    /** String with a time to live: somebody listens to the changes of this tenant. */
    listened: (tenant: string) => `${prefix}listened:${tenant}`,
    /** Pub/sub: wishes, for whoever has the job in hands. */
    nudges: `${prefix}nudges`,
    /** Sorted set: batches that lines are still taken for, by the time of the last ones. */
    openBatches: `${prefix}open-batches`,
    batch: (id: BatchId) => `${prefix}batch:${id}`,
    batchCount: (id: BatchId) => `${prefix}batch-count:${id}`,
    batchKey: (tenant: string, digest: string) => `${prefix}batch-key:${tenant}:${digest}`,
    /** Set of the workers' instance names that may own queries. */
    workers: `${prefix}workers`,
    /** String with a time to live: this worker lives. */
    heartbeat: (instance: string) => `${prefix}heartbeat:${instance}`,
    /** Hash: job to the query it waits for. */
    tracked: (instance: string) => `${prefix}tracked:${instance}`,
    /** Hash of a profile (tenant, slash, name): instance to the queries that it watches, and until when that is believed. */
    inFlight: (profile: string) => `${prefix}in-flight:${profile}`,
    /** String with a time to live: until when the history of a profile was read. */
    reading: (profile: string) => `${prefix}reading:${profile}`,
    /** Hash: the cancel of many jobs. */
    cancel: (id: CancelId) => `${prefix}cancel:${id}`,
    /** Set: its jobs that were asked and have not ended. */
    cancelOpen: (id: CancelId) => `${prefix}cancel-open:${id}`,
    /** Sorted set: those cancels that are not done, by time. */
    cancels: `${prefix}cancels`,
    session: (id: SessionId) => `${prefix}session:${id}`,
    /** Sorted set: open sessions by the time they are idle for too long. */
    sessions: `${prefix}sessions`,
    /** String with a time to live: how often a job of the session may have changed tables. */
    schemas: (id: SessionId) => `${prefix}schemas:${id}`,
    /** Hash: scratch objects of one owner, name to description. */
    scratch: (owner: JobId | SessionId) => `${prefix}scratch:${owner}`,
    /** Sorted set: owners of scratch objects, by the time somebody should have dropped them. */
    scratchOwners: `${prefix}scratch-owners`,
    /** Set: the handlers that were ever hosted. */
    handlers: `${prefix}handlers`,
    /** Sorted set: instances that host a handler, by the time until which they are known to live. */
    hosts: (handler: string) => `${prefix}hosts:${handler}`,
    /** Sorted set: jobs that wait for somebody to host their handler, by time of acceptance. */
    waiting: (handler: string) => `${prefix}waiting:${handler}`,
    /** Hash: for which life of Redis a profile was compared with Snowflake's history, and until when. */
    audited: (profile: string) => `${prefix}audited:${profile}`,
    /** Set: writes that wait until a profile was compared with Snowflake's history. */
    unaudited: (profile: string) => `${prefix}unaudited:${profile}`,
    /** Hash: the write that a key means, whose record was lost. */
    lost: (tenant: string, digest: string) => `${prefix}lost:${tenant}:${digest}`,
    /** Hash: who took a step of this kind that was lost once, and has not come out of it: instances, and the step for the first one. */
    hands: (kind: StepKind, of: StepSubject) => `${prefix}hands:${kind}:${of}`,
    lease: (role: string) => `${prefix}lease:${role}`,
  } as const;
};
