import type { Job } from '@firn/jobs';
import { inSpan, pastSpan } from '@firn/nest/internal';

const attributesOf = ({ id, tenant, profile, action, epoch, queryId }: Job) => ({
  'firn.job': id,
  'firn.tenant': tenant,
  'firn.profile': profile,
  'firn.action': action,
  'firn.epoch': epoch,
  ...(queryId !== null && { 'snowflake.query_id': queryId }),
});

/** A step of a job, in the trace of the request that brought it. */
export const jobSpan = <T>(step: string, job: Job, work: () => Promise<T>): Promise<T> =>
  inSpan(`firn ${step}`, { parent: job.trace, attributes: attributesOf(job) }, work);

/** How long a job has waited for its first attempt. */
export function queueSpan(job: Job): void {
  if (job.epoch !== 1) return;
  pastSpan('firn queue', { parent: job.trace, attributes: attributesOf(job) }, job.acceptedAt, job.updatedAt);
}

/** Handing a statement to Snowflake, up to its query ID. */
export const submitSpan = <T extends { readonly queryId: string }>(job: Job, work: () => Promise<T>): Promise<T> =>
  inSpan(
    'snowflake submit',
    { outward: true, attributes: { ...attributesOf(job), 'db.system.name': 'snowflake' } },
    async (span) => {
      const answer = await work();
      span.setAttribute('snowflake.query_id', answer.queryId);
      return answer;
    },
  );

/** The time that a query took in Snowflake, from its submit until its end was seen. */
export function querySpan(job: Job, queryId: string, outcome: string): void {
  if (job.startedAt === null) return;
  const attributes = {
    ...attributesOf(job),
    'db.system.name': 'snowflake',
    'snowflake.query_id': queryId,
    'firn.outcome': outcome,
  };
  pastSpan('snowflake query', { parent: job.trace, attributes }, job.startedAt, job.updatedAt);
}
