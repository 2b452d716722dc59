import type { ActionKindName, JobRequest } from '@firn/contract';

/** Kinds of actions that write, whatever their plan says. */
const WRITES: ReadonlySet<ActionKindName> = new Set([
  'save_as_table',
  'copy_into_location',
  'merge',
  'update',
  'delete',
] satisfies ActionKindName[]);

/**
 * What of its kind a job waits with: empty for what reads, as far as can be told before it is compiled. What turns out to write then
 * takes a slot among the writes, or waits for one.
 */
export const laneOf = (job: {
  readonly kind: ActionKindName;
  readonly request: Pick<JobRequest, 'delivery'>;
}): string => (WRITES.has(job.kind) || job.request.delivery === 'exactly_once' ? 'write' : '');
