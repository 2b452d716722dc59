import { type Action, BooleanType, DoubleType, LongType, NullType, PlanParseError, StringType } from '@firn/snowpark';
import { type ActionJson, claimFault, type Delivery, encodeAction, parseAction } from '@firn/snowpark/internal';
import { HandlerAction } from './handler.js';
import { AdoptAction, JobRequest, type SqlBind } from './job-request.js';
import { ActionKindName } from './job-view.js';
import { placeOf } from './place-of.js';
import { ProblemError } from './problem.js';
import { screenAction } from './screen/screen-action.js';
import { type Writing, writingOf } from './writing.js';

/** What a job does: an action of the library, taking over a query that runs already, or what a handler will build. */
export type JobAction = Action | AdoptAction | HandlerAction;

/** A request that may be accepted. */
export interface ReadJob {
  readonly request: JobRequest;
  readonly action: JobAction;
  readonly kind: ActionKindName;
  /** The action as JSON text, as it is stored and handed to the worker. */
  readonly encoded: string;
  /** What it writes, as far as can be told; null: nothing. */
  readonly writing: Writing | null;
}

/**
 * Reads the body of `POST /v1/jobs`, or one line of a batch: parses it, parses its plan, and screens every SQL text in it.
 *
 * Everything is read at a bounded cost: a plan beyond the library's `PLAN_LIMITS` is refused before it is read to its end.
 *
 * @throws ProblemError invalid_job, invalid_plan (with the path into the plan), plan_too_large, plan_version_newer, refused_sql or
 * delivery_unsupported.
 */
export function readJob(body: unknown): ReadJob {
  const request = readRequest(body);
  const action = readAction(request);
  const isEncoded = action.kind === 'adopt' || action.kind === 'handler';
  const writing = isEncoded ? null : writingOf(action);
  if (request.singleFlight && (action.kind === 'adopt' || writing !== null))
    refuseSingleFlight(action.kind === 'adopt');
  if (action.kind === 'adopt' && request.delivery === 'exactly_once') refuseDelivery('adopt sends nothing');
  if (!isEncoded) refuseUnsafe(action, request.delivery, request.sql === undefined ? 'action.' : null);
  const json = isEncoded ? action : request.sql === undefined ? encodeAction(action) : readableJson(action);
  return Object.freeze({
    request,
    action,
    kind: ActionKindName.parse(action.kind),
    encoded: JSON.stringify(json),
    writing,
  });
}

/**
 * Holds an action that was built by a handler to the rules of one that was sent: it is read as a stranger's, within the same limits,
 * and screened. Gives it as it is stored.
 *
 * @throws ProblemError invalid_plan, plan_too_large, refused_sql or delivery_unsupported, with the path into the action.
 */
export function readBuiltAction(
  built: Action,
  delivery: Delivery,
): {
  readonly action: Action;
  readonly encoded: string;
  readonly writing: Writing | null;
} {
  const encoded = JSON.stringify(encodeAction(built));
  const action = parsed(JSON.parse(encoded), '');
  refuseUnsafe(action, delivery, '');
  return { action, encoded, writing: writingOf(action) };
}

/** Reads what `readJob` encoded. @throws PlanParseError if this worker cannot; its code tells a newer version from damage. */
export function parseStoredAction(encoded: string): JobAction {
  const json: unknown = JSON.parse(encoded);
  for (const schema of [AdoptAction, HandlerAction]) {
    const known = schema.safeParse(json);
    if (known.success) return known.data;
  }
  return parseAction(json);
}

function readRequest(body: unknown): JobRequest {
  refusePrototype(body, 'tags');
  refusePrototype(body, 'parameters');
  const parsed = JobRequest.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = placeOf(issue);
  const subject = path === '' ? 'The job' : `"${path}"`;
  const detail = `${subject}: ${issue?.message ?? 'is not valid'}.`;
  throw ProblemError.of('invalid_job', { detail, path: path || 'body' });
}

/** Zod leaves this name of a record out without a word. */
function refusePrototype(body: unknown, field: 'tags' | 'parameters'): void {
  const names: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, field) : null;
  if (typeof names !== 'object' || names === null || !Object.hasOwn(names, '__proto__')) return;
  const path = `${field}.__proto__`;
  throw ProblemError.of('invalid_job', { path, detail: `"${path}": there is no such name.` });
}

function readAction({ action, sql, binds = [], handler, params = null }: JobRequest): JobAction {
  if (handler !== undefined) return { kind: 'handler', handler, params };
  if (sql !== undefined) return { kind: 'sql', text: sql, binds: binds.map(literal) };
  const adopt = AdoptAction.safeParse(action);
  if (adopt.success) return adopt.data;
  return parsed(action, 'action');
}

/** What came as an action was parsed. A statement is held to the same: the worker parses it, and its refusal would come late. */
function readableJson(action: Action): ActionJson {
  try {
    const json = encodeAction(action);
    parseAction(json);
    return json;
  } catch (error) {
    if (!(error instanceof PlanParseError)) throw error;
    const code = error.code === 'plan_too_large' ? error.code : 'invalid_job';
    throw ProblemError.of(code, { path: 'sql', detail: `"sql": ${error.message}.` }, { cause: error });
  }
}

/** @param place of the action in the request; empty where it is the whole of it */
function parsed(json: unknown, place: string): Action {
  try {
    return parseAction(json);
  } catch (error) {
    if (!(error instanceof PlanParseError)) throw error;
    const code = error.code === 'plan_version_newer' || error.code === 'plan_too_large' ? error.code : 'invalid_plan';
    throw ProblemError.of(
      code,
      { path: [place, error.path].filter((part) => part !== '').join('.'), detail: error.message },
      { cause: error },
    );
  }
}

function literal(value: SqlBind) {
  switch (typeof value) {
    case 'string':
      return { kind: 'literal', type: StringType, value } as const;
    case 'boolean':
      return { kind: 'literal', type: BooleanType, value } as const;
    case 'number':
      return { kind: 'literal', type: Number.isSafeInteger(value) ? LongType : DoubleType, value } as const;
    default:
      return { kind: 'literal', type: NullType, value: null } as const;
  }
}

/** @param prefix of paths into the action; null where the action is one text */
function refuseUnsafe(action: Action, delivery: Delivery, prefix: string | null): void {
  const { refusal, hides } = screenAction(action);
  if (refusal === null) {
    if (delivery === 'exactly_once') requireClaimable(action, hides);
    return;
  }
  const { construct, line, column, reason, cure, path } = refusal;
  throw ProblemError.of('refused_sql', {
    path: prefix === null ? 'sql' : `${prefix}${path}`,
    detail: `${construct} at line ${line}, column ${column} is not allowed in a job: ${reason}.`,
    cure,
  });
}

function requireClaimable(action: Action, hides: boolean): void {
  const fault =
    claimFault(action) ?? (hides ? 'it holds a block, CALL or EXECUTE IMMEDIATE, which may commit by itself' : null);
  if (fault !== null) refuseDelivery(fault);
}

function refuseSingleFlight(adopts: boolean): never {
  throw ProblemError.of('invalid_job', {
    path: 'singleFlight',
    detail: `"singleFlight": ${adopts ? 'adopt sends nothing that could be shared' : 'this may write, and only reads can share a query'}.`,
    cure: 'Leave singleFlight out.',
  });
}

function refuseDelivery(fault: string): never {
  throw ProblemError.of('delivery_unsupported', {
    path: 'delivery',
    detail: `This cannot be done exactly once: ${fault}.`,
  });
}
