import type { JobId } from '@firn/contract';
import type { Intent, Job } from '@firn/jobs';
import type { SnowflakeSession } from '@firn/snowflake';

/** A statement on its way: it may run in Snowflake already, without a query ID that we know. */
export interface SubmittingJob {
  readonly job: Job;
  readonly intent: Intent;
  readonly session: SnowflakeSession;
}

/** Statements of this process that Snowflake has not answered yet, so that a cancel can reach them. */
export class Submitting {
  private readonly jobs = new Map<JobId, SubmittingJob>();

  /** Keeps `entry` known while `work` runs. */
  async while<T>(entry: SubmittingJob, work: () => Promise<T>): Promise<T> {
    this.jobs.set(entry.job.id, entry);
    try {
      return await work();
    } finally {
      this.jobs.delete(entry.job.id);
    }
  }

  find(id: JobId): SubmittingJob | null {
    return this.jobs.get(id) ?? null;
  }

  all(): readonly SubmittingJob[] {
    return [...this.jobs.values()];
  }
}
