// The typed client of the job API.
export type { BatchSent } from './batches/send-batch.js';
export {
  type BatchOptions,
  type BatchWait,
  type ChangesOptions,
  FirnClient,
  type RunOptions,
  type SubmitOptions,
  type WaitOptions,
} from './client.js';
export { DurableExecutor, type JobDefaults } from './durable/durable-executor.js';
export { type DurableSessionOptions, durableSession, jobApi } from './durable/durable-session.js';
export { type KeptSession, keptSession } from './durable/kept-session.js';
export type { TenantNews } from './events/follow-tenant.js';
export { FirnProblem, FirnUnreachable } from './firn-problem.js';
export { handlerJob } from './handler-job.js';
export {
  defineHandler,
  type HandlerDefinition,
  type HandlerMap,
  type HandlerRequest,
} from './handlers.js';
export type { JobSubmission } from './job-submission.js';
export type { ListOptions } from './list-query.js';
export type { ConnectOptions } from './transport.js';
