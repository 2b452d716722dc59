import { PLAN_LIMITS } from '@firn/snowpark';
import { DELIVERIES, parameterFault } from '@firn/snowpark/internal';
import { z } from 'zod';
import { HandlerParams } from './handler.js';
import { HandlerName, ProfileName, QueryId, SessionId } from './ids.js';
import { RetryPolicy } from './retry-policy.js';
import { lineOfText } from './text.js';

/** Longest time from acceptance to giving up: Snowflake's own limit for a statement, seven days. */
export const MAX_TIMEOUT_MS = 604_800_000;
export const DEFAULT_TIMEOUT_MS = 3_600_000;
/** Values for the `?` of one statement. */
export const MOST_BINDS = 10_000;
/** A result up to both limits lies in the job itself. */
export const INLINE_DEFAULTS = { rows: 100, bytes: 16_384 } as const;
export const INLINE_LIMITS = { rows: 1_000, bytes: 65_536 } as const;

/** An action as the library encodes it: `{ version, kind, … }`. What is inside is read by `parseAction` of @firn/snowpark. */
const EncodedAction: z.ZodType<{ readonly version: number; readonly kind: string }> = z.looseObject({
  version: z.int(),
  kind: z.string(),
});

/** Takes a query that Firn submitted for the same tenant as a job of its own, to read its result. */
export const AdoptAction = z.strictObject({ kind: z.literal('adopt'), queryId: QueryId });
export type AdoptAction = z.infer<typeof AdoptAction>;

/**
 * A value for one `?` of `sql`. A whole number is a NUMBER, any other number a FLOAT. Beyond ±(2^53 − 1) a JSON number has lost
 * digits before anybody could look at it, so it is refused.
 */
export const SqlBind = z.union(
  [
    z.string(),
    z.number().refine((value) => !Number.isInteger(value) || Number.isSafeInteger(value), {
      error: 'has lost digits: send whole numbers beyond 9007199254740991 as text',
    }),
    z.boolean(),
    z.null(),
  ],
  { error: 'must be a text, a number, true, false or null' },
);
export type SqlBind = z.infer<typeof SqlBind>;

export const Tags = z
  .record(
    z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/, { error: 'must be 1 to 63 letters, digits, _, . or -' }),
    lineOfText(200),
  )
  .refine((tags) => Object.keys(tags).length <= 16, { error: 'must have at most 16 tags' });
export type Tags = z.infer<typeof Tags>;

/** Session parameters of one statement that change no other job and no rule of Firn's. */
export const STATEMENT_PARAMETERS = [
  'QUERY_TAG',
  'TIMEZONE',
  'WEEK_START',
  'WEEK_OF_YEAR_POLICY',
  'DATE_INPUT_FORMAT',
  'TIME_INPUT_FORMAT',
  'TIMESTAMP_INPUT_FORMAT',
  'TIMESTAMP_TYPE_MAPPING',
  'USE_CACHED_RESULT',
] as const;

/** Snowflake's tag has 2,000 characters. That of a job's statement is JSON, which says whose it is besides what the caller gave. */
const MOST_TAG = 1_500;

const Parameters = z.partialRecord(z.enum(STATEMENT_PARAMETERS), lineOfText(1_000)).superRefine((given, context) => {
  for (const [name, value] of Object.entries(given)) {
    const allowed = name === 'QUERY_TAG' ? tagFault(value) : parameterFault(name, value);
    if (allowed !== null) context.addIssue({ code: 'custom', path: [name], message: `must be ${allowed}` });
  }
});

const tagFault = (tag: string): string | null =>
  JSON.stringify(tag).length > MOST_TAG ? `at most ${MOST_TAG} characters as JSON, which writes " and \\ as two` : null;

/**
 * What `POST /v1/jobs` takes, and a line of a batch. Fields are only ever added, and added as optional.
 * Exactly one of `action`, `sql` and `handler` says what is to be done.
 */
export const JobRequest = z
  .strictObject({
    profile: ProfileName,
    action: z.union([AdoptAction, EncodedAction]).optional(),
    /** One statement as text: short for an action of the kind `sql`. */
    sql: z
      .string()
      .min(1)
      .max(PLAN_LIMITS.sqlBytes, {
        error: 'must have at most 1,000,000 characters: Snowflake can repeat no longer one',
      })
      .optional(),
    /** Values for the `?` of `sql`, in order. */
    binds: z.array(SqlBind).max(MOST_BINDS).optional(),
    /** A handler that a worker hosts, by name: it builds the action from `params`. */
    handler: HandlerName.optional(),
    /** What the handler is given: any JSON. Its own schema is checked by the worker that hosts it. */
    params: HandlerParams.optional(),
    /** The durable session whose temporary objects the action uses. */
    session: SessionId.optional(),
    /** Milliseconds from acceptance to giving up, all waiting included. */
    timeoutMs: z.int().min(100).max(MAX_TIMEOUT_MS).default(DEFAULT_TIMEOUT_MS),
    /** Milliseconds that the job, or its next attempt, may wait until Snowflake runs its statement: in line here, and for a warehouse. */
    queueTimeoutMs: z.int().min(100).max(MAX_TIMEOUT_MS).optional(),
    /** Milliseconds that its statement may run once Snowflake runs it. */
    runTimeoutMs: z.int().min(100).max(MAX_TIMEOUT_MS).optional(),
    /** How often, and after what, its statement runs again. */
    retry: RetryPolicy.optional(),
    /**
     * `exactly_once`: a write that carries a claim on a ledger in Snowflake, so that it happens once however often it is sent. For
     * MERGE, UPDATE, DELETE and INSERT, by an action or as `sql`; the profile needs a scratch schema.
     */
    delivery: z.enum(DELIVERIES).default('standard'),
    /** Higher goes first among the jobs of a tenant. A step outweighs a minute of waiting, so that nothing waits for ever. */
    priority: z.int().min(-10).max(10).default(0),
    /** Jobs of one order key start one after the other, in the order of acceptance: each once the one before has ended. */
    orderKey: lineOfText(200).min(1).optional(),
    /**
     * A read that goes together with equal ones: what comes while one of them waits or runs shares its query and its rows. Equal are those
     * of one tenant, profile, session, action with its binds, parameters, retry, priority and limits of inline rows.
     */
    singleFlight: z.boolean().default(false),
    tags: Tags.default({}),
    /** The largest result that is put into the job itself; 0 rows: never. */
    inlineRows: z.int().min(0).max(INLINE_LIMITS.rows).default(INLINE_DEFAULTS.rows),
    inlineBytes: z.int().min(0).max(INLINE_LIMITS.bytes).default(INLINE_DEFAULTS.bytes),
    /** Session parameters of this one statement. */
    parameters: Parameters.default({}),
  })
  .refine((job) => [job.action, job.sql, job.handler].filter((given) => given !== undefined).length === 1, {
    path: ['action'],
    error: 'exactly one of action, sql and handler is needed',
  })
  .refine(({ handler, params }) => params === undefined || handler !== undefined, {
    path: ['params'],
    error: 'needs handler',
  })
  .refine(({ sql, binds }) => binds === undefined || sql !== undefined, { path: ['binds'], error: 'needs sql' })
  .refine(({ singleFlight, orderKey }) => !singleFlight || orderKey === undefined, {
    path: ['singleFlight'],
    error: 'cannot be together with orderKey: an equal read that runs already has begun out of order',
  })
  .refine(({ singleFlight, handler }) => !singleFlight || handler === undefined, {
    path: ['singleFlight'],
    error: 'cannot be for a handler: what it will build is not known yet',
  });
export type JobRequest = z.infer<typeof JobRequest>;
/** The same as a client writes it: defaults may be left out. */
export type JobRequestInput = z.input<typeof JobRequest>;
