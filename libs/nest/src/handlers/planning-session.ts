import {
  type Action,
  type AsyncJob,
  type Execution,
  type Executor,
  Session,
  type StartOptions,
  UsageError,
} from '@firn/snowpark';

/**
 * A session in which an action is only written down: what is started with `{ block: false }` gives the handle that a handler
 * returns, and nothing is sent. Everything that would need an answer is refused by name.
 */
export class PlanningExecutor implements Executor {
  private readonly planned = new Map<string, Action>();
  readonly session = new Session(this);

  async start(action: Action, options: StartOptions = {}): Promise<Execution> {
    const [given] = Object.keys(options);
    if (given !== undefined) throw refused(`An action with the option ${given}`, 'Name it where the job is submitted.');
    const id = `planned-${this.planned.size + 1}`;
    this.planned.set(id, action);
    return new PlannedExecution(id);
  }

  /** The action of a handle that this session gave; undefined for one of another session. */
  actionOf(job: Pick<AsyncJob<unknown, never>, 'toJSON'>): Action | undefined {
    const { via, id } = job.toJSON().execution;
    return via === 'planned' ? this.planned.get(id) : undefined;
  }

  async adopt(): Promise<never> {
    throw refused('createAsyncJob()', USE_ANOTHER);
  }
  restore(): never {
    throw refused('restoreJob()', USE_ANOTHER);
  }
  async describe(): Promise<never> {
    throw refused('Asking for columns', USE_ANOTHER);
  }
  async sessionStage(): Promise<never> {
    throw refused('getSessionStage()', USE_ANOTHER);
  }
  async close(): Promise<void> {}
}

/** An action that will be a job. It has no answer here. */
class PlannedExecution implements Execution {
  readonly reference;

  constructor(readonly id: string) {
    this.reference = Object.freeze({ via: 'planned' as const, id });
  }

  async queryId(): Promise<never> {
    throw this.unanswered();
  }
  async queryText(): Promise<null> {
    return null;
  }
  async status(): Promise<'accepted'> {
    return 'accepted';
  }
  async wait(): Promise<never> {
    throw this.unanswered();
  }
  async result(): Promise<never> {
    throw this.unanswered();
  }
  async progress() {
    return { status: 'accepted', phase: null, elapsedMs: null, rows: null, bytes: null, percent: null } as const;
  }
  async cancel(): Promise<void> {}
  async dispose(): Promise<void> {}

  private unanswered(): UsageError {
    return refused('Waiting for an answer', 'Start the action with { block: false } and return what that gives.');
  }
}

const USE_ANOTHER = 'Inject a session into the provider, and ask that one.';

const refused = (what: string, cure: string): UsageError =>
  new UsageError('invalid_argument', `${what} is not possible while a handler builds its action. ${cure}`);
