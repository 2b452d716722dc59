import { JobId, type JobRequestInput, problem, QueryId, type SessionView, STATEMENT_PARAMETERS } from '@firn/contract';
import {
  type Action,
  type Execution,
  type ExecutionReference,
  type Executor,
  type ExecutorStart,
  type Plan,
  type ResultColumn,
  UsageError,
} from '@firn/snowpark';
import { claimFault, type Delivery, encodeAction, writes } from '@firn/snowpark/internal';
import type { FirnClient } from '../client.js';
import { FirnProblem } from '../firn-problem.js';
import { DurableExecution } from './durable-execution.js';

/** What every job of a session carries. */
export interface JobDefaults {
  /** Milliseconds from acceptance to giving up, for actions that name no other. */
  readonly timeoutMs?: number;
  readonly tags?: Readonly<Record<string, string>>;
  /** `exactly_once` for every action that can be done so, for which see `delivery` of an action. Default `standard`. */
  readonly delivery?: Delivery;
  /** How often, and after what, a statement runs again. */
  readonly retry?: JobRequestInput['retry'];
  /** Milliseconds that an action may wait until Snowflake runs it, and that it may run from then on. */
  readonly queueTimeoutMs?: number;
  readonly runTimeoutMs?: number;
  /** −10 to 10: higher goes first among the jobs of the tenant. Default 0. */
  readonly priority?: number;
  /** Its actions start one after the other, in the order in which they were accepted, with all jobs of this key. */
  readonly orderKey?: string;
  /** Reads share a query with equal ones that wait or run, of whichever process. What it writes goes as ever. */
  readonly singleFlight?: boolean;
}

type Parameters = NonNullable<JobRequestInput['parameters']>;
type ParameterName = (typeof STATEMENT_PARAMETERS)[number];

/** Runs the actions of a Session as jobs of the API: what is accepted is finished, whichever process dies. */
export class DurableExecutor implements Executor {
  constructor(
    private readonly client: FirnClient,
    private readonly session: SessionView,
    private readonly defaults: JobDefaults = {},
  ) {}

  async start(
    action: Action,
    {
      statementParams = {},
      timeoutMs = this.defaults.timeoutMs,
      delivery,
      signal,
      awaited = false,
    }: ExecutorStart = {},
  ): Promise<Execution> {
    return this.submit(
      {
        action: { ...encodeAction(action) },
        parameters: parametersOf(statementParams),
        ...(timeoutMs !== undefined && { timeoutMs }),
        ...((delivery ?? this.deliveryOf(action)) === 'exactly_once' && { delivery: 'exactly_once' as const }),
        ...(this.defaults.singleFlight === true && !writes(action) && { singleFlight: true }),
      },
      { signal, awaited },
    );
  }

  async adopt(queryId: string): Promise<Execution> {
    const parsed = QueryId.safeParse(queryId);
    if (!parsed.success)
      throw new UsageError('invalid_argument', `${JSON.stringify(queryId)} is no query ID: it looks like a UUID.`);
    return this.submit({ action: { kind: 'adopt', queryId: parsed.data } });
  }

  restore(reference: ExecutionReference): Execution {
    return new DurableExecution(this.client, { id: jobOf(reference) });
  }

  /** A describe is a job as well: only workers speak to Snowflake. */
  async describe(plan: Plan): Promise<readonly ResultColumn[]> {
    const execution = await this.start({ kind: 'describe', plan }, { awaited: true });
    return (await execution.result()).columns;
  }

  async sessionStage(): Promise<string> {
    if (this.session.stage !== null) return this.session.stage;
    throw new FirnProblem(
      problem('scratch_schema_missing', {
        detail: `The profile ${this.session.profile} has no schema in which the session could have a stage.`,
      }),
    );
  }

  async close(): Promise<void> {
    await this.client.closeSession(this.session.id).catch((error: unknown) => {
      // Closed long ago: the record of a closed session is not kept for ever.
      if (!(error instanceof FirnProblem && error.code === 'not_found')) throw error;
    });
  }

  /** What was asked for one action is refused where it cannot be; the session's own wish is for those that it fits. */
  private deliveryOf(action: Action): Delivery {
    return this.defaults.delivery === 'exactly_once' && claimFault(action) === null ? 'exactly_once' : 'standard';
  }

  private async submit(
    request: Omit<JobRequestInput, 'profile' | 'session' | 'tags'>,
    { signal, awaited }: Pick<ExecutorStart, 'awaited'> & { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<Execution> {
    const { profile, id: session } = this.session;
    const { tags, retry, queueTimeoutMs, runTimeoutMs, priority, orderKey } = this.defaults;
    const limits = {
      ...(retry && { retry }),
      ...(queueTimeoutMs && { queueTimeoutMs }),
      ...(runTimeoutMs && { runTimeoutMs }),
      ...(priority !== undefined && { priority }),
      ...(orderKey !== undefined && { orderKey }),
    };
    const submission = { profile, session, ...(tags && { tags: { ...tags } }), ...limits, ...request };
    // Who may abort has to know which job it is that then is to be cancelled.
    const isOneRequest = awaited === true && signal === undefined;
    const job = isOneRequest
      ? await this.client.run(submission)
      : await this.client.submit(submission, signal === undefined ? {} : { signal });
    return new DurableExecution(this.client, job);
  }
}

/** @throws UsageError for what is no reference to a job of the API */
export function jobOf(reference: ExecutionReference): JobId {
  if (reference.via !== 'durable') {
    throw new UsageError(
      'invalid_argument',
      'This job was started by a direct session; restore it with one, or use createAsyncJob(queryId).',
    );
  }
  const parsed = JobId.safeParse(reference.id);
  if (!parsed.success) throw new UsageError('invalid_argument', `${JSON.stringify(reference.id)} is no job ID.`);
  return parsed.data;
}

function parametersOf(given: Readonly<Record<string, string>>): Parameters {
  const parameters: Parameters = {};
  for (const [name, value] of Object.entries(given)) parameters[parameterName(name)] = value;
  return parameters;
}

function parameterName(name: string): ParameterName {
  const found = STATEMENT_PARAMETERS.find((known) => known === name.toUpperCase());
  if (found !== undefined) return found;
  throw new UsageError(
    'invalid_argument',
    `${name} cannot be set for one statement of a durable session. Allowed: ${STATEMENT_PARAMETERS.join(', ')}.`,
  );
}
