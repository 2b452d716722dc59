import { type Action, BooleanType, DoubleType, LongType, NullType, PlanParseError, StringType } from '@firn/snowpark';
import { encodeAction, parseAction } from '@firn/snowpark/internal';
import type { z } from 'zod';
import { AdoptAction, JobRequest, type SqlBind } from './job-request.js';
import { ActionKindName } from './job-view.js';
import { ProblemError } from './problem.js';
import { screenAction } from './screen/screen-action.js';

/** What a job does: an action of the library, or taking over a query that runs already. */
export type JobAction = Action | AdoptAction;

/** A request that may be accepted. */
export interface ReadJob {
  readonly request: JobRequest;
  readonly action: JobAction;
  readonly kind: ActionKindName;
  /** The action as JSON text, as it is stored and handed to the worker. */
  readonly encoded: string;
}

/**
 * Reads the body of `POST /v1/jobs`, or one line of a batch: parses it, parses its plan, and screens every SQL text in it.
 *
 * Everything is read at a bounded cost: a plan beyond the library's `PLAN_LIMITS` is refused before it is read to its end.
 *
 * @throws ProblemError invalid_job, invalid_plan (with the path into the plan), plan_too_large, plan_version_newer or refused_sql.
 */
export function readJob(body: unknown): ReadJob {
  const request = readRequest(body);
  const action = readAction(request);
  if (action.kind !== 'adopt') refuseUnsafe(action, request);
  return Object.freeze({
    request,
    action,
    kind: ActionKindName.parse(action.kind),
    encoded: JSON.stringify(action.kind === 'adopt' ? action : encodeAction(action)),
  });
}

/** Reads what `readJob` encoded. @throws PlanParseError if this worker cannot; its code tells a newer version from damage. */
export function parseStoredAction(encoded: string): JobAction {
  const json: unknown = JSON.parse(encoded);
  const adopt = AdoptAction.safeParse(json);
  return adopt.success ? adopt.data : parseAction(json);
}

function readRequest(body: unknown): JobRequest {
  const parsed = JobRequest.safeParse(body);
  if (parsed.success) return parsed.data;
  const { path, detail } = firstIssue(parsed.error);
  throw ProblemError.of('invalid_job', { detail, ...(path !== '' && { path }) });
}

function firstIssue(error: z.ZodError): { readonly path: string; readonly detail: string } {
  const [issue] = error.issues;
  const path = issue?.path.join('.') ?? '';
  const subject = path === '' ? 'The job' : `"${path}"`;
  return { path, detail: `${subject}: ${issue?.message ?? 'is not valid'}.` };
}

function readAction({ action, sql, binds = [] }: JobRequest): JobAction {
  if (sql !== undefined) return { kind: 'sql', text: sql, binds: binds.map(literal) };
  const adopt = AdoptAction.safeParse(action);
  if (adopt.success) return adopt.data;
  try {
    return parseAction(action);
  } catch (error) {
    if (!(error instanceof PlanParseError)) throw error;
    const code = error.code === 'plan_version_newer' || error.code === 'plan_too_large' ? error.code : 'invalid_plan';
    throw ProblemError.of(
      code,
      { path: error.path === '' ? 'action' : `action.${error.path}`, detail: error.message },
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

function refuseUnsafe(action: Action, { sql }: JobRequest): void {
  const { refusal } = screenAction(action);
  if (refusal === null) return;
  const { construct, line, column, reason, cure, path } = refusal;
  throw ProblemError.of('refused_sql', {
    path: sql === undefined ? `action.${path}` : 'sql',
    detail: `${construct} at line ${line}, column ${column} is not allowed in a job: ${reason}.`,
    cure,
  });
}
