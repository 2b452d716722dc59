import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { JobId, Problem, ResultRow } from '@firn/contract';
import { type Job, JobStore, stepId, stepName } from '@firn/jobs';
import { FileResultStore } from '@firn/results';
import type { ResultColumn } from '@firn/snowpark';
import { Redis } from 'ioredis';
import type { ApiConfig } from '../../../apps/api/src/config/config.js';

export const textColumn = (name: string): ResultColumn => ({
  name,
  type: 'text',
  nullable: true,
  precision: null,
  scale: null,
  length: 100,
});

/** Does to jobs what a worker does, with the real stores, so that tests of the API decide when a job goes on. */
export class WorkerPart {
  readonly redis: Redis;
  readonly jobs: JobStore;
  readonly results: FileResultStore;

  constructor(config: ApiConfig) {
    this.redis = new Redis(config.redisUrl, { maxRetriesPerRequest: null });
    this.jobs = new JobStore(this.redis, {
      shards: config.shards,
      keepMs: config.keepRecordsMs,
      keepResultMs: config.keepResultsMs,
    });
    this.results = new FileResultStore(join(config.dataFolder, 'results'));
  }

  async submit(id: JobId, queryText = 'select 1'): Promise<{ readonly job: Job; readonly queryId: string }> {
    const claim = await this.jobs.claim(id, this.step('submit', id, 0));
    if (!claim.claimed) throw new Error(`The job ${id} could not be claimed.`);
    const { job } = claim;
    const intent = {
      epoch: job.epoch,
      requestId: randomUUID(),
      sessionId: '1',
      tag: '{}',
      writes: false,
      atomic: true,
      worker: 'w1',
    };
    await this.jobs.recordIntent(job, { intent, queryText: { kind: 'inline', text: queryText }, resultKind: 'rows' });
    const queryId = randomUUID();
    await this.jobs.recordQuery(job, queryId);
    return { job, queryId };
  }

  /** Rows as pages of `pageRows`, or inline where `pageRows` is 0. */
  async succeed(id: JobId, columns: readonly ResultColumn[], rows: readonly ResultRow[], pageRows = 0): Promise<void> {
    const { job: submitted } = await this.submit(id);
    const claim = await this.jobs.claimFinish(id, this.step('finish', id, submitted.epoch));
    if (!claim.claimed) throw new Error(`The result of ${id} could not be claimed.`);
    const { job } = claim;
    const stored = {
      kind: 'rows' as const,
      columns: [...columns],
      rows: rows.length,
      bytes: 0,
      pages: 0,
      epoch: job.epoch,
    };
    if (pageRows === 0) {
      await this.jobs.end(job, {
        outcome: 'succeeded',
        writes: false,
        result: { stored, inline: JSON.stringify(rows) },
      });
      return;
    }
    const writer = await this.results.write({ tenant: job.tenant, jobId: id, epoch: job.epoch }, { rows: pageRows });
    for (let from = 0; from < rows.length; from += 1_000) {
      const batch = rows.slice(from, from + 1_000);
      await writer.append({
        rows: batch.length,
        lines: Buffer.from(batch.map((row) => `${JSON.stringify(row)}\n`).join('')),
      });
    }
    const manifest = await writer.finish([...columns]);
    const result = { stored: { ...stored, bytes: manifest.bytes, pages: manifest.pages.length }, inline: null };
    await this.jobs.end(job, { outcome: 'succeeded', writes: false, result });
  }

  async fail(id: JobId, problem: Problem): Promise<void> {
    const { job } = await this.submit(id);
    await this.jobs.end(job, { outcome: 'failed', writes: false, problem });
  }

  close(): void {
    this.redis.disconnect();
  }

  private step(kind: 'submit' | 'finish', id: JobId, epoch: number) {
    return { step: stepName(kind, stepId(kind, id, epoch)), epoch, worker: 'w1' };
  }
}
