// The job state machine and its storage. Nobody else writes job state.

export { AuditStore, type LostWrite, type Standing } from './audit/audit-store.js';
export { again } from './batches/again.js';
export { type BatchPart, BatchStore } from './batches/batch-store.js';
export { CancelStore, type ManyCancel } from './cancels/cancel-store.js';
export { selectedJobs } from './cancels/selected-jobs.js';
export type { DueJobs, DueSet } from './due/due-jobs.js';
export { heedClock } from './due/heed-clock.js';
export { handlersOf, host, isHosted, unhost, waitingFor } from './handlers/hosts.js';
export { JobStore, type JobStoreOptions } from './job-store.js';
export { keysOf, prefixOf, queuePrefixOf } from './keys.js';
export { holdLease, releaseLease } from './lease/lease.js';
export { type Admission, admit } from './line/admit.js';
export { Admitter, type AdmitterOptions } from './line/admitter.js';
export { announceWorkloads } from './line/announce-workloads.js';
export { auditSlots } from './line/audit-slots.js';
export { type BreakerState, breakerStates, type SlotUse, slotUses } from './line/line-states.js';
export { readPlans } from './line/plan-readers.js';
export type { Workload } from './line/workloads.js';
export type { JobCount } from './list/count-jobs.js';
export type { JobPage } from './list/list-jobs.js';
export { endState } from './machine/end-state.js';
export type { Claiming, MachineEvent, Outcome } from './machine/machine-event.js';
export { ACCEPTED, type MachineJob, type Unresolved, type Wish } from './machine/machine-job.js';
export { type Refusal, type Transition, transition } from './machine/transition.js';
export { acceptJob, acceptJobs } from './outbox/accept-job.js';
export type { NewJob } from './outbox/new-job.js';
export { queueJob, queueJobs } from './outbox/queue-job.js';
export { type Reconciled, reconcile } from './outbox/reconcile.js';
export { type Repair, repairOf, type StepPlace } from './outbox/repair.js';
export { Bell } from './queues/bell.js';
export { onBell } from './queues/bell-backend.js';
export { RINGS } from './queues/rings.js';
export { type InHands, StepHands } from './queues/step-hands.js';
export { type NextStep, nextStepName, StepQueues, type StepQueuesOptions } from './queues/step-queues.js';
export {
  type BuildQueueName,
  buildQueue,
  epochOfStep,
  isSession,
  isStepId,
  laterPlans,
  parseStepName,
  planQueue,
  STEP_KINDS,
  StepData,
  type StepKind,
  type StepQueueName,
  type StepSubject,
  stepId,
  stepName,
  stepOptions,
} from './queues/steps.js';
export { Intent, type Job, needsHandler, parseRecord, StoredResult } from './record.js';
export { addressText, parseRedisUrl, type RedisAddress, RedisUrl } from './redis/address.js';
export { pingShards, type RedisClient, requireWrites } from './redis/client.js';
export { gatherWrites } from './redis/gather-writes.js';
export { dataBytes, memoryOf, type RedisMemory } from './redis/memory.js';
export { notNow } from './redis/not-now.js';
export { type ClusterAddress, clusterOptions, type NodesOptions, reconnect, serverOptions } from './redis/options.js';
export { reportOutages } from './redis/outage.js';
export { subscriberTo } from './redis/subscriber.js';
export { requireRedis, UnsupportedRedis } from './redis/version.js';
export { ScratchObject, type ScratchOwner, ScratchRegistry } from './scratch/scratch-registry.js';
export type { Acceptance, AcceptReply } from './scripts/accept.js';
export type { Claim, Claimant } from './scripts/claim.js';
export { type Ending, StillUnresolved } from './scripts/end.js';
export type { Intention } from './scripts/record-intent.js';
export type { Fenced } from './scripts/record-script.js';
export type { Resolution } from './scripts/review.js';
export { Script } from './scripts/script.js';
export type { WaitReply } from './scripts/wait.js';
export type { WishReply } from './scripts/wish.js';
export { SchemaMarks } from './sessions/schema-marks.js';
export { DurableSession, SessionStore, toSessionView } from './sessions/session-store.js';
export { allShards, newBatchId, newJobId, newSessionId, type Shard, shardOf, shardOfId } from './shard.js';
export { INLINE_TEXT_BYTES, inlineText, keepText, TextRef } from './text-ref.js';
export { beat, type Inherited, inherit, lieDown, lives } from './track/heartbeat.js';
export { type InFlight, recordReading, reportInFlight } from './track/in-flight.js';
export { type Nudge, parseNudge, tellEnded } from './track/nudge.js';
export { TrackedQuery } from './track/tracked-query.js';
export { markLook, unwatch, watch } from './track/watch.js';
export { UnreadableRecord, type WhyUnreadable } from './unreadable.js';
export { toJobView } from './view.js';
export { JobChanges, type Seen } from './wait/job-changes.js';
export {
  type EventPosition,
  parsePosition,
  positionText,
  type TenantEvent,
  TenantEvents,
} from './wait/tenant-events.js';
export { waitForBatch } from './wait/wait-for-batch.js';
export { untilLook, type WaitForJob, waitForJob } from './wait/wait-for-job.js';
export type { Watch } from './wait/watch.js';
