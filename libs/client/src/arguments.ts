import {
  BatchId,
  type BatchView,
  CancelId,
  IdempotencyKey,
  JobId,
  JobRequest,
  JobSelection,
  type JobView,
  ResolveRequest,
  SessionId,
  SessionRequest,
  type SessionRequestInput,
  Tags,
} from '@firn/contract';
import {
  callback,
  duration,
  FULL_TEXT,
  optional,
  optionsOf,
  parsedBy,
  type Reader,
  required,
  SIGNAL,
  signature,
  TEXT,
  whole,
  wrongArgument,
} from '@firn/snowpark/internal';
import type { BatchSent } from './batches/send-batch.js';
import { HANDLER, type HandlerRequest, PARAMS } from './handlers.js';
import type { JobSubmission } from './job-submission.js';
import type { ListOptions } from './list-query.js';
import { CONNECT_READERS } from './transport.js';

// How the methods of the client read their arguments. What a request may hold the API decides: a newer one may know more.

interface Parser<T> {
  safeParse(given: unknown): { readonly success: true; readonly data: T } | { readonly success: false };
}

function idOf<T>(schema: Parser<T>, allowed: string): Reader<T> {
  return {
    allowed,
    read(given, place) {
      const parsed = schema.safeParse(given);
      if (!parsed.success) throw wrongArgument(place, allowed, given);
      return parsed.data;
    },
  };
}

/** A request, whose members are known by name. Their values are for the API to judge. */
function requestOf<T>(members: Readonly<Record<string, unknown>>): Reader<T> {
  const anything: Reader<unknown> = { allowed: 'a value', read: (given) => given };
  const known = optionsOf(Object.fromEntries(Object.keys(members).map((name) => [name, anything])));
  return { allowed: known.allowed, read: (given, place) => known.read(given, place) as T };
}

type Submissions = Iterable<JobSubmission> | AsyncIterable<JobSubmission>;

const isIterable = (given: unknown): given is Submissions =>
  typeof given === 'object' &&
  given !== null &&
  [Symbol.asyncIterator, Symbol.iterator].some((way) => typeof Reflect.get(given, way) === 'function');

/** Each is accepted or refused alone, by the API. */
const REQUESTS: Reader<Submissions> = {
  allowed: 'a list of job requests, or an async iterable of them',
  read(given, place) {
    if (!isIterable(given)) throw wrongArgument(place, this.allowed, given);
    return given;
  },
};

/** A colon ends the name where a tag is asked for. */
const TAG_NAME: Reader<string, string> = {
  allowed: 'the name of a tag: letters, digits, _, . and -',
  read(given, place) {
    if (!Tags.safeParse({ [String(given)]: '' }).success) throw wrongArgument(place, this.allowed, given);
    return String(given);
  },
};
const TAG = optionsOf({ name: TAG_NAME, value: FULL_TEXT }, 'name', 'value');

const FILTER_READERS = {
  state: FULL_TEXT,
  profile: FULL_TEXT,
  action: FULL_TEXT,
  handler: FULL_TEXT,
  batch: FULL_TEXT,
  session: FULL_TEXT,
  acceptedAfter: FULL_TEXT,
  acceptedBefore: FULL_TEXT,
  cursor: FULL_TEXT,
  limit: whole(1, 1_000),
  tag: TAG,
  signal: SIGNAL,
} satisfies Record<keyof ListOptions, Reader<unknown>>;
const KNOWN_FILTERS = optionsOf(FILTER_READERS);

/** Which states and actions there are, the API says. */
const FILTERS: Reader<ListOptions> = {
  allowed: KNOWN_FILTERS.allowed,
  read: (given, place) => KNOWN_FILTERS.read(given, place) as ListOptions,
};

/** They go into headers, which hold no other characters. */
const IDEMPOTENCY_KEY = idOf(IdempotencyKey, '1 to 200 printable ASCII characters without spaces');
const POSITION: Reader<string, string> = {
  allowed: 'the position of a change',
  read(given, place) {
    if (typeof given !== 'string' || !/^[\x21-\x7e]+$/.test(given)) throw wrongArgument(place, this.allowed, given);
    return given;
  },
};

const signal = optional('options', optionsOf({ signal: SIGNAL }), {});
const submitted = optional('options', optionsOf({ idempotencyKey: IDEMPOTENCY_KEY, signal: SIGNAL }), {});
const waited = optional('options', optionsOf({ signal: SIGNAL, timeoutMs: duration(0) }), {});
const job = required('id', idOf(JobId, 'the ID of a job, job_…'));
const session = required('id', idOf(SessionId, 'the ID of a session, ses_…'));

export const CLIENT = signature('FirnClient', required('options', optionsOf(CONNECT_READERS, 'url', 'apiKey')));
const submission = required('request', requestOf<JobSubmission>(JobRequest.shape));
export const SUBMIT = signature('submit', submission, submitted);
export const RUN = signature(
  'run',
  submission,
  optional('options', optionsOf({ idempotencyKey: IDEMPOTENCY_KEY, signal: SIGNAL, timeoutMs: duration(0) }), {}),
);
const OF_ACTIONS = ['action', 'sql', 'binds', 'handler', 'params'];
const besideHandler = Object.fromEntries(
  Object.entries(JobRequest.shape).filter(([name]) => !OF_ACTIONS.includes(name)),
);
const handlerRequest = required('request', requestOf<HandlerRequest>(besideHandler));
export const HANDLER_JOB = signature(
  'handlerJob',
  required('handler', HANDLER),
  required('params', PARAMS),
  handlerRequest,
);
export const SUBMIT_HANDLER = signature(
  'submitHandler',
  required('handler', HANDLER),
  required('params', PARAMS),
  handlerRequest,
  submitted,
);
export const GET = signature('get', job, signal);
export const HEALTH = signature('health', signal);
export const WAIT = signature('wait', job, waited);
export const WAIT_UNTIL = signature(
  'waitUntil',
  job,
  required('enough', callback<(job: JobView) => boolean | PromiseLike<boolean>>()),
  waited,
);
export const FOLLOW = signature('follow', job, signal);
export const LIST = signature('list', optional('options', FILTERS, {}));
export const JOBS = signature('jobs', optional('options', FILTERS, {}));
export const EXPLAIN = signature('explain', job, signal);
export const HISTORY = signature('history', job, signal);
export const RESULT = signature('result', job, signal);
export const CANCEL = signature('cancel', job, optional('reason', TEXT));
export const CANCEL_MANY = signature(
  'cancelMany',
  required(
    'jobs',
    parsedBy(
      'one of { batch }, { session }, { tags } and { all: true }',
      JobSelection,
      Object.keys(JobSelection.shape),
    ),
  ),
  optional('reason', TEXT),
);
export const CANCEL_PROGRESS = signature(
  'cancelProgress',
  required('id', idOf(CancelId, 'the ID of a cancel of many jobs, can_…')),
);
export const RESOLVE = signature(
  'resolve',
  job,
  required('resolution', parsedBy('an outcome with its reason', ResolveRequest, Object.keys(ResolveRequest.shape))),
);
export const GATHER_EVIDENCE = signature('gatherEvidence', job);
export const SUBMIT_BATCH = signature(
  'submitBatch',
  required('requests', REQUESTS),
  optional(
    'options',
    optionsOf({ idempotencyKey: IDEMPOTENCY_KEY, signal: SIGNAL, onProgress: callback<(sent: BatchSent) => void>() }),
    {},
  ),
);
const batch = required('id', idOf(BatchId, 'the ID of a batch, bat_…'));
export const BATCH = signature('batch', batch);
export const RETRY_BATCH = signature('retryBatch', batch, submitted);
export const FOLLOW_BATCH = signature('followBatch', batch, signal);
export const WAIT_BATCH = signature(
  'waitBatch',
  batch,
  optional(
    'options',
    optionsOf({ signal: SIGNAL, timeoutMs: duration(0), onProgress: callback<(batch: BatchView) => void>() }),
    {},
  ),
);
export const CHANGES = signature('changes', optional('options', optionsOf({ after: POSITION, signal: SIGNAL }), {}));
export const OPEN_SESSION = signature(
  'openSession',
  required('request', requestOf<SessionRequestInput>(SessionRequest.shape)),
);
export const SESSION = signature('session', session);
export const CLOSE_SESSION = signature('closeSession', session);
