import type { Execution, ExecutionReference, JobProgress, JobStatus, ResultColumn, ResultStream } from '@firn/snowpark';

/** The answer to `describe` as an execution: it has ended when it begins, with columns and without rows. */
export class DescribedExecution implements Execution {
  readonly id = '00000000-0000-0000-0000-000000000000'; // nothing ran, so that there is no query
  readonly reference: ExecutionReference = Object.freeze({ via: 'direct', id: this.id });

  constructor(
    private readonly columns: readonly ResultColumn[],
    private readonly text: string,
  ) {}

  async queryId(): Promise<string> {
    return this.id;
  }

  async queryText(): Promise<string> {
    return this.text;
  }

  async status(): Promise<JobStatus> {
    return 'succeeded';
  }

  async wait(): Promise<JobStatus> {
    return 'succeeded';
  }

  async progress(): Promise<JobProgress> {
    return { status: 'succeeded', phase: null, elapsedMs: null, rows: 0, bytes: null, percent: 100 };
  }

  async result(): Promise<ResultStream> {
    return { columns: this.columns, batches: noBatches };
  }

  async cancel(): Promise<void> {}

  async dispose(): Promise<void> {}
}

async function* noBatches(): AsyncGenerator<never> {}
