import { isSettled, type JobId, type JobView, problem } from '@firn/contract';
import type {
  Abortable,
  Execution,
  ExecutionReference,
  JobProgress,
  JobStatus,
  ResultStream,
  WaitOptions,
} from '@firn/snowpark';
import type { FirnClient } from '../client.js';
import { FirnProblem } from '../firn-problem.js';
import { jobFailure } from './job-failure.js';

/** A job of the API as a Session sees it. It holds no connection: whoever knows the ID can go on with it in another process. */
export class DurableExecution implements Execution {
  readonly reference: ExecutionReference;
  /** Once a job has ended nothing about it changes, so it is read once. */
  private ended: JobView | null = null;

  readonly id: JobId;

  /** @param job as it is known already, or its ID alone */
  constructor(
    private readonly client: FirnClient,
    job: JobView | Pick<JobView, 'id'>,
  ) {
    this.id = job.id;
    this.reference = Object.freeze({ via: 'durable', id: job.id });
    if ('state' in job) this.remember(job);
  }

  async queryId(): Promise<string> {
    const job = await this.until((seen) => seen.queryId !== null || isSettled(seen.state));
    if (job.queryId !== null) return job.queryId;
    if (job.state !== 'succeeded') throw jobFailure(job);
    throw new FirnProblem(
      problem('no_result', { detail: `The job ${job.id} succeeded without a query: it only described one.` }),
    );
  }

  async queryText(): Promise<string | null> {
    return (await this.look()).queryText;
  }

  async status(): Promise<JobStatus> {
    return (await this.look()).state;
  }

  async wait(options: WaitOptions = {}): Promise<JobStatus> {
    return (await this.until((job) => isSettled(job.state), options)).state;
  }

  /** Bytes are those of the stored result: what Snowflake read, the API does not know. */
  async progress(): Promise<JobProgress> {
    const { state, phase, startedAt, endedAt, result } = await this.look();
    const from = startedAt === null ? null : Date.parse(startedAt);
    const until = endedAt === null ? Date.now() : Date.parse(endedAt);
    return {
      status: state,
      phase,
      elapsedMs: from === null ? null : Math.max(0, until - from),
      rows: result?.rows ?? null,
      bytes: result?.bytes ?? null,
      percent: state === 'succeeded' ? 100 : null,
    };
  }

  async result({ signal }: Abortable = {}): Promise<ResultStream> {
    const job = await this.until((seen) => isSettled(seen.state), signal === undefined ? {} : { signal });
    if (job.state !== 'succeeded' || job.result === null) throw jobFailure(job);
    const { columns, inline } = job.result;
    if (inline === null) return this.client.result(job.id, signal === undefined ? {} : { signal });
    return {
      columns,
      batches: async function* () {
        if (inline.length > 0) yield inline;
      },
    };
  }

  async cancel(): Promise<void> {
    await this.client.cancel(this.id);
  }

  /** Nothing to do here: the worker drops what an action made, whoever is still there to ask. */
  async dispose(): Promise<void> {}

  private async look(): Promise<JobView> {
    return this.ended ?? this.remember(await this.client.get(this.id));
  }

  private async until(enough: (job: JobView) => boolean, options: WaitOptions = {}): Promise<JobView> {
    return this.ended ?? this.remember(await this.client.waitUntil(this.id, enough, options));
  }

  private remember(job: JobView): JobView {
    // A job in review is settled but not ended: a person may still decide.
    if (isSettled(job.state) && job.state !== 'needs_review') this.ended = job;
    return job;
  }
}
