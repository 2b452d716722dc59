import { JobNews, pathOf } from '@firn/contract';
import type { Transport } from '../transport.js';
import { follow } from './follow.js';
import { parsedAs } from './parsed-as.js';

/**
 * A change of a job of the tenant. `missed`: changes were lost before this place, such as while nobody listened: read the list of jobs.
 * `position` is where to go on, also in another process, for ten minutes.
 */
export type TenantNews =
  | { readonly kind: 'job'; readonly position: string; readonly job: JobNews }
  | { readonly kind: 'missed'; readonly position: string };

/** All changes of the tenant's jobs, from now on, or behind a position. Does not end by itself. */
export async function* followTenant(
  transport: Transport,
  after: string | undefined,
  signal?: AbortSignal,
): AsyncGenerator<TenantNews> {
  for await (const { name, id, data } of follow(transport, { path: pathOf('events'), after, signal })) {
    const position = id ?? '';
    if (name === 'reset') yield { kind: 'missed', position };
    else if (name === 'job') yield { kind: 'job', position, job: parsedAs(JobNews, data, 'a change of a job') };
  }
}
