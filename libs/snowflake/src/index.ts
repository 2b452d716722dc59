// Profiles: how an account is reached.
export { type NamedConnection, namedConnection } from './connect/named/connection-options.js';

// Sessions: where statements run.
export type { ConnectionObserver } from './connect/observer.js';
export { Auth, accessUrlOf, Profile, type ProfileInput, ProfileLimits, parseProfile } from './connect/profile.js';
export { ConnectionRegistry, type Purpose, type RegistryOptions } from './connect/registry.js';
export { type RunOptions, type SmallResult, SnowflakeSession } from './connect/session.js';
// Direct sessions: Snowpark over a connection.
export { DirectExecutor } from './direct/direct-executor.js';
export type {
  AccountOptions,
  DirectSessionOptions,
  NamedConnectionOptions,
  OpenConnectionOptions,
} from './direct/direct-options.js';
export { directConnector, directSession } from './direct/direct-session.js';
// Failures as data.
export type { Failure, FailureClass } from './errors/failure.js';
export { failureOf } from './errors/raise.js';
export { redact } from './errors/redact.js';
// What Snowflake's history knows.
export {
  byTag,
  HISTORY_LIMIT,
  type HistoryEntry,
  type HistoryPage,
  type HistoryPlace,
  type HistoryRange,
  type HistoryStatement,
  type UserHistoryRange,
} from './history/history.js';
// Rows.
export type { LineBatch } from './rows/line-writer.js';
export { ResultRows } from './rows/result-rows.js';
// Status.
export { isQueryId, requireQueryId } from './status/query-id.js';
export {
  type QueryFigures,
  type QueryPhase,
  type QueryStatus,
  type StatusMeaning,
  statusMeaning,
} from './status/query-status.js';
export type { SubmitOptions } from './submit/statement-parameters.js';
