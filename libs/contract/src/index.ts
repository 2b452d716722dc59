// What crosses a process: read by both sides, owned by neither.

export { BatchAnswer, Health, ResultDocument, ResultHeading } from './answers.js';
export { BATCH_LINES, BatchLineAnswer, BatchView, DOCUMENT_LINES } from './batch.js';
export { CancelManyRequest, CancelView, JobSelection } from './cancel-many.js';
export { clip } from './clip.js';
export { HandlerAction } from './handler.js';
export {
  BatchId,
  CancelId,
  HandlerName,
  JobId,
  ProfileName,
  QueryId,
  SessionId,
  shardOfJob,
  TenantName,
} from './ids.js';
export { JobChange, JobEvent, JobHistory, JobNews } from './job-event.js';
export { JobExplanation, WAITS_FOR } from './job-explanation.js';
export {
  AdoptAction,
  DEFAULT_TIMEOUT_MS,
  INLINE_DEFAULTS,
  INLINE_LIMITS,
  JobRequest,
  type JobRequestInput,
  MAX_TIMEOUT_MS,
  MOST_BINDS,
  SqlBind,
  STATEMENT_PARAMETERS,
  Tags,
} from './job-request.js';
export { ACTION_KINDS, ActionKindName, CancelWish, JobList, JobView } from './job-view.js';
export { JsonFault } from './json/json-fault.js';
export { JOB_JSON_LIMITS, type JsonLimits, type JsonSize, SMALL_JSON_LIMITS } from './json/json-limits.js';
export { parseJson, parseJsonFile } from './json/parse-json.js';
export { holdsSecrets, maskQuoted, maskSecrets, maskSecretsIn } from './mask-secrets.js';
export { placeOf, type SchemaIssue } from './place-of.js';
export { Problem, ProblemError, type ProblemFields, problem, SnowflakeSays } from './problem.js';
export { PROBLEM_CODES, PROBLEMS, type ProblemCode, type ProblemKind } from './problem-codes.js';
export { type JobAction, parseStoredAction, type ReadJob, readBuiltAction, readJob } from './read-job.js';
export { Cell, Column, Manifest, PageEntry, ResultKind, ResultRow, ResultSummary } from './result.js';
export { DEFAULT_RETRY, RETRY_ON, RetryPolicy } from './retry-policy.js';
export { ReviewEvidence } from './review-evidence.js';
export {
  BatchQuery,
  BatchWaitQuery,
  CancelRequest,
  HEADERS,
  IdempotencyKey,
  JobListQuery,
  pathOf,
  ResolveRequest,
  ROUTES,
  type RouteName,
  SubmitQuery,
  TagFilter,
  WaitQuery,
} from './routes.js';
export { REFUSED_STATEMENTS, type RefusedKind, type RefusedKindName } from './screen/refused-statements.js';
export { type ActionScreening, type RefusedText, screenAction } from './screen/screen-action.js';
export { type Refusal, type Screening, screenExpression, screenSql } from './screen/screen-sql.js';
export {
  SessionRequest,
  type SessionRequestInput,
  SessionView,
  scratchSchemaParts,
  sessionPrefix,
  sessionStageName,
} from './session.js';
export { isEnded, isSettled, JobState, QueryPhase, TERMINAL_STATES, type TerminalState } from './state.js';
export { type ThreadModule, threadModule } from './thread-module.js';
export { Timestamp, timestamp, timestampOrNull } from './time.js';
export { type Writing, writingOf } from './writing.js';
