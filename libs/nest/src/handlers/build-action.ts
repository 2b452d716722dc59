import type { HandlerDefinition } from '@firn/client';
import { ProblemError } from '@firn/contract';
import { type Action, AsyncJob, DataFrame } from '@firn/snowpark';
import { shown } from '@firn/snowpark/internal';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import { inTime } from '../in-time.js';
import { isError, saidBy } from '../is-error.js';
import type { HandledJob, HandlerContext } from './firn-job.js';
import { PlanningExecutor } from './planning-session.js';

/** How long a handler may take whose definition says nothing. */
const DEFAULT_TIMEOUT_MS = 60_000;

export interface HostedHandler {
  readonly definition: HandlerDefinition;
  /** Class and method, for messages. */
  readonly place: string;
  call(params: unknown, context: HandlerContext): unknown;
}

/**
 * Lets a handler build the action of a job: parameters are checked, then the method is called, within its time.
 *
 * @param signal fires when nobody wants the job any more
 * @throws ProblemError invalid_params, handler_timeout or handler_failed; the cause of the last is what the handler threw
 */
export async function buildAction(
  handler: HostedHandler,
  given: unknown,
  job: HandledJob,
  signal: AbortSignal,
): Promise<Action> {
  const { name, timeoutMs = DEFAULT_TIMEOUT_MS } = handler.definition;
  const late = () =>
    ProblemError.of('handler_timeout', { detail: `The handler "${name}" gave no action within ${timeoutMs} ms.` });
  return inTime(timeoutMs, late, (over) => answerOf(handler, given, job, AbortSignal.any([signal, over])));
}

async function answerOf(handler: HostedHandler, given: unknown, job: HandledJob, signal: AbortSignal): Promise<Action> {
  const planning = new PlanningExecutor();
  try {
    const params = await checked(handler.definition, given);
    const answer = await handler.call(params, { session: planning.session, job, signal });
    return actionOf(answer, planning, handler);
  } catch (error) {
    if (isError(error) && error instanceof ProblemError) throw error;
    const detail = `The handler "${handler.definition.name}" (${handler.place}) failed: ${saidBy(error)}`;
    throw ProblemError.of('handler_failed', { detail }, isError(error) ? { cause: error } : undefined);
  }
}

async function checked({ name, params: schema }: HandlerDefinition, given: unknown): Promise<unknown> {
  const result: unknown = await schema['~standard'].validate(given);
  if (!isResult(result))
    throw new TypeError(`its schema gave ${shown(result)}, which is no result of a Standard Schema`);
  if (!result.issues) return result.value;
  const [first] = result.issues;
  const path = ['params', ...(first?.path ?? []).map(keyOf)].join('.');
  const said = result.issues.map(
    (issue) => `${['params', ...(issue.path ?? []).map(keyOf)].join('.')}: ${issue.message}`,
  );
  throw ProblemError.of('invalid_params', { path, detail: `The handler "${name}" refuses: ${said.join('; ')}.` });
}

/** Falsy issues are none, as the standard has it. */
const isResult = (given: unknown): given is StandardSchemaV1.Result<unknown> => {
  if (typeof given !== 'object' || given === null) return false;
  const issues: unknown = Reflect.get(given, 'issues');
  return issues ? Array.isArray(issues) && issues.length > 0 : 'value' in given;
};

const keyOf = (part: PropertyKey | StandardSchemaV1.PathSegment): string =>
  String(typeof part === 'object' ? part.key : part);

function actionOf(answer: unknown, planning: PlanningExecutor, handler: HostedHandler): Action {
  if (answer instanceof DataFrame) return { kind: 'collect', plan: answer.plan };
  const action = answer instanceof AsyncJob ? planning.actionOf(answer) : undefined;
  if (action !== undefined) return action;
  const found = answer instanceof AsyncJob ? 'a job of another session' : `${answer === null ? 'null' : typeof answer}`;
  const detail = `The handler "${handler.definition.name}" (${handler.place}) returned ${found}.`;
  const cure =
    'Return a DataFrame, or what an action over context.session gives that is started with { block: false }, such as table.merge(…, { block: false }).';
  throw ProblemError.of('handler_failed', { detail, cure });
}
