/** What a problem code stands for. `status` is the HTTP status where it answers a request. */
export interface ProblemKind {
  readonly status: number;
  readonly title: string;
  /** The same request, or the same job, may succeed later without anybody changing anything. */
  readonly retryable: boolean;
  /** What to do about it, in words for the person who reads it. */
  readonly cure: string;
}

/** Failures that answer a request: nothing was accepted. */
const REQUEST_PROBLEMS = {
  malformed_json: {
    status: 400,
    title: 'The body is not well-formed JSON',
    retryable: false,
    cure: 'Send a body that is valid JSON in UTF-8, each member once, without halves of surrogate pairs.',
  },
  invalid_request: {
    status: 400,
    title: 'The request is not valid',
    retryable: false,
    cure: 'Correct the named parameter or header.',
  },
  unauthorized: {
    status: 401,
    title: 'No valid API key',
    retryable: false,
    cure: 'Send "Authorization: Bearer <key>" with a key from the keys file of this API.',
  },
  forbidden: {
    status: 403,
    title: 'Not allowed for this key',
    retryable: false,
    cure: 'Use a profile of the tenant that the key belongs to.',
  },
  not_found: {
    status: 404,
    title: 'There is no such thing',
    retryable: false,
    cure: 'Check the ID and the tenant of the key; records are removed when their retention ends.',
  },
  route_not_found: {
    status: 404,
    title: 'There is no such route',
    retryable: false,
    cure: 'See the list of routes in the OpenAPI document.',
  },
  method_not_allowed: {
    status: 405,
    title: 'The route does not take this method',
    retryable: false,
    cure: 'Use one of the methods in the Allow header.',
  },
  not_acceptable: {
    status: 406,
    title: 'The answer cannot be had in this format',
    retryable: false,
    cure: 'Accept application/json or application/x-ndjson.',
  },
  request_timeout: {
    status: 408,
    title: 'The request did not arrive in time',
    retryable: true,
    cure: 'Repeat the request; send its body without pauses.',
  },
  idempotency_conflict: {
    status: 409,
    title: 'The idempotency key was used for another body',
    retryable: false,
    cure: 'Use a new Idempotency-Key for a new request; repeat a request with the same key and the same body.',
  },
  result_not_ready: {
    status: 409,
    title: 'The job has not ended',
    retryable: true,
    cure: 'Wait for the job with GET /v1/jobs/{id}?wait=, then read the result.',
  },
  no_result: {
    status: 409,
    title: 'The job has no result',
    retryable: false,
    cure: "Read the job's problem; a failed or cancelled job leaves no rows.",
  },
  not_in_review: {
    status: 409,
    title: 'The job does not wait for a review',
    retryable: false,
    cure: 'Only a job in the state needs_review can be resolved; read its state.',
  },
  session_closed: {
    status: 409,
    title: 'The session is closed',
    retryable: false,
    cure: 'Open a new session with POST /v1/sessions.',
  },
  result_expired: {
    status: 410,
    title: 'The result has expired',
    retryable: false,
    cure: 'Submit the job again; read results within the retention time.',
  },
  payload_too_large: {
    status: 413,
    title: 'The body is too large',
    retryable: false,
    cure: 'Send less in one request: split a batch, or load the data into a table or a stage first.',
  },
  unsupported_media_type: {
    status: 415,
    title: 'The content type is not supported',
    retryable: false,
    cure: 'Send application/json, or application/x-ndjson for a batch.',
  },
  invalid_job: {
    status: 422,
    title: 'The job is not valid',
    retryable: false,
    cure: 'Correct the field that the path names.',
  },
  invalid_plan: {
    status: 422,
    title: 'The plan cannot be read',
    retryable: false,
    cure: 'Correct the place that the path leads to, or encode the plan with the library.',
  },
  plan_too_large: {
    status: 422,
    title: 'The plan is too large',
    retryable: false,
    cure: 'Save a part of it as a table and go on from there, or load values with createDataFrame and join them.',
  },
  plan_version_newer: {
    status: 422,
    title: 'The plan is written in a newer version',
    retryable: false,
    cure: 'Upgrade this server, or encode the plan with an older library.',
  },
  delivery_unsupported: {
    status: 422,
    title: 'This cannot be done exactly once',
    retryable: false,
    cure: 'Use delivery exactly_once for MERGE, UPDATE, DELETE and INSERT alone, and leave it out for everything else.',
  },
  unknown_profile: {
    status: 422,
    title: 'There is no such profile',
    retryable: false,
    cure: 'Name a profile from the profiles file of the server.',
  },
  refused_sql: {
    status: 422,
    title: 'This SQL is not allowed in a job',
    retryable: false,
    cure: 'Leave out statements that read or write files of the worker or change its session.',
  },
  headers_too_large: {
    status: 431,
    title: 'The headers are too large',
    retryable: false,
    cure: 'Send shorter or fewer headers and a shorter address.',
  },
  too_many_requests: {
    status: 429,
    title: 'Too many requests',
    retryable: true,
    cure: 'Wait as long as Retry-After says, then repeat the request.',
  },
  queue_full: {
    status: 429,
    title: 'Too much waits already',
    retryable: true,
    cure: 'Wait as long as Retry-After says, then send it again. If it lasts, add workers or raise the bounds of what may wait.',
  },
  internal: {
    status: 500,
    title: 'Firn has a fault',
    retryable: true,
    cure: 'Repeat the request; if it fails again, report it with the request ID.',
  },
  record_damaged: {
    status: 500,
    title: 'A record in the job store cannot be read',
    retryable: false,
    cure: 'Look at the named key in Redis: something other than Firn has changed it. Everything else goes on without it.',
  },
  record_newer: {
    status: 503,
    title: 'A record was written by a newer Firn',
    retryable: true,
    cure: 'Wait until all processes are upgraded; a newer one answers for it, and nothing of it is lost.',
  },
  redis_unavailable: {
    status: 503,
    title: 'The job store is away',
    retryable: true,
    cure: 'Repeat the request with the same Idempotency-Key after the time in Retry-After.',
  },
  shutting_down: {
    status: 503,
    title: 'This process is shutting down',
    retryable: true,
    cure: 'Repeat the request; another process will answer it.',
  },
  too_many_bodies: {
    status: 503,
    title: 'Too many bodies are being read',
    retryable: true,
    cure: 'Repeat the request after the time in Retry-After, or send less at the same time.',
  },
  too_many_streams: {
    status: 503,
    title: 'Too many streams are being read',
    retryable: true,
    cure: 'Repeat the request after the time in Retry-After, or read the result page by page; instead of events, ask with wait.',
  },
  slow_reader: {
    status: 408,
    title: 'The stream was not taken in time',
    retryable: true,
    cure: 'Open the stream again with the ID of its last event as Last-Event-ID, and take events as they come.',
  },
} as const satisfies Record<string, ProblemKind>;

/** Failures inside a job: it was accepted, and this is how it ended or what it waits for. */
const JOB_PROBLEMS = {
  compile_failed: {
    status: 422,
    title: 'The plan cannot be compiled',
    retryable: false,
    cure: 'Correct the names or types in the plan; the tables were described with the role of the profile.',
  },
  snowflake_error: {
    status: 422,
    title: 'Snowflake refused or failed the statement',
    retryable: false,
    cure: "Read Snowflake's code and text, correct the statement or the data, and submit the job again.",
  },
  access_denied: {
    status: 403,
    title: 'Snowflake does not let this profile in',
    retryable: false,
    cure: 'Check the user, the key or password, the role, the warehouse and the grants of the profile.',
  },
  wrong_address: {
    status: 422,
    title: 'Snowflake is not at the address of this profile',
    retryable: false,
    cure: 'Correct account or accessUrl in the profiles file of the workers, then submit the job again.',
  },
  warehouse_quota: {
    status: 503,
    title: 'A resource monitor stopped the warehouse',
    retryable: true,
    cure: 'Raise the quota of the resource monitor or use another warehouse, then submit the job again.',
  },
  snowflake_unavailable: {
    status: 503,
    title: 'Snowflake cannot be reached',
    retryable: true,
    cure: 'Nothing has to be done while the job is retrying; check the network and the access URL of the profile if it lasts.',
  },
  timeout: {
    status: 504,
    title: 'The job reached its timeout',
    retryable: false,
    cure: 'Submit it again with a larger timeoutMs; queueing in Snowflake counts.',
  },
  cancelled: {
    status: 409,
    title: 'The job was cancelled',
    retryable: false,
    cure: 'Submit it again if it is still wanted.',
  },
  aborted: {
    status: 409,
    title: 'Somebody else aborted the query',
    retryable: false,
    cure: 'Ask who cancelled it in Snowflake, then submit the job again.',
  },
  outcome_unknown: {
    status: 409,
    title: 'Whether the write happened cannot be known',
    retryable: false,
    cure: 'Look at the target in Snowflake, then resolve the job as succeeded, failed or rerun.',
  },
  adopt_refused: {
    status: 403,
    title: 'This query cannot be adopted',
    retryable: false,
    cure: 'Only queries that Firn submitted for the same tenant, and that Snowflake still knows, can be adopted.',
  },
  query_lost: {
    status: 410,
    title: 'Snowflake does not know the query any more',
    retryable: false,
    cure: 'Submit the job again; Snowflake keeps results for 24 hours.',
  },
  scratch_schema_missing: {
    status: 422,
    title: 'The profile names no scratch schema',
    retryable: false,
    cure: 'Name a schema for temporary objects as scratchSchema in the profile.',
  },
  plan_lost: {
    status: 500,
    title: 'The stored plan is missing or damaged',
    retryable: false,
    cure: 'Submit the job again; check that API and workers share the same data folder.',
  },
  result_lost: {
    status: 410,
    title: 'The stored result is missing or damaged',
    retryable: false,
    cure: 'Submit the job again; check that API and workers share the same data folder.',
  },
  audit_pending: {
    status: 503,
    title: 'What Redis may have lost is being looked for',
    retryable: true,
    cure: 'Nothing has to be done: the write is sent once the history of its profile was compared, which /health/ready of a worker tells of.',
  },
  session_limit: {
    status: 503,
    title: 'All sessions for writes are in use',
    retryable: true,
    cure: 'Nothing has to be done: the job is sent when one is free. Raise exclusiveSessions of the profile if it lasts.',
  },
  storage_unavailable: {
    status: 503,
    title: 'The data folder cannot be written or read',
    retryable: true,
    cure: 'Free or mount the disk behind FIRN_DATA_DIR and check its permissions; the job goes on by itself.',
  },
  firn_unreachable: {
    status: 503,
    title: 'The job API of Firn cannot be reached',
    retryable: true,
    cure: 'Check the address of the API in the application that calls it, and that the API runs; then repeat the request.',
  },
  handler_unavailable: {
    status: 503,
    title: 'No living worker hosts the handler of the job',
    retryable: true,
    cure: 'Start a worker that hosts it, or correct its name: the job waits, and starts when one comes.',
  },
  invalid_params: {
    status: 422,
    title: 'The handler does not take these parameters',
    retryable: false,
    cure: 'Correct the parameter that the path names, and submit the job again.',
  },
  handler_failed: {
    status: 422,
    title: 'The handler did not build an action',
    retryable: false,
    cure: 'Read the detail and the log of the worker that hosts it, correct the handler, and submit the job again.',
  },
  handler_timeout: {
    status: 504,
    title: 'The handler did not answer in time',
    retryable: false,
    cure: 'Let the handler build its action without waiting for others, or give it a larger timeoutMs; then submit the job again.',
  },
  worker_fault: {
    status: 500,
    title: 'The worker has a fault',
    retryable: false,
    cure: 'Report it with the job ID; the log of the worker holds the cause.',
  },
} as const satisfies Record<string, ProblemKind>;

export const PROBLEMS = { ...REQUEST_PROBLEMS, ...JOB_PROBLEMS } as const;
export type ProblemCode = keyof typeof PROBLEMS;
export const PROBLEM_CODES = Object.freeze(Object.keys(PROBLEMS)) as readonly ProblemCode[];
