import { type JobId, ProblemError } from '@firn/contract';

/** The key was used before, for the job `id`, with another body. */
export const conflict = (id: JobId): ProblemError =>
  ProblemError.of('idempotency_conflict', {
    path: 'header.Idempotency-Key',
    detail: `This Idempotency-Key belongs to the job ${id}, which was submitted with another body.`,
  });
