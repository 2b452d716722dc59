import { JobId, ProfileName, QueryId, TenantName } from '@firn/contract';
import { z } from 'zod';
import { json } from '../unreadable.js';

/** A query that somebody watches: all that a tracker must know without reading the record. */
export const TrackedQuery = z.strictObject({
  id: JobId,
  tenant: TenantName,
  profile: ProfileName,
  queryId: QueryId,
  /** Epoch of the record while the query runs; the finish step is added for it. */
  epoch: z.int(),
  writes: z.boolean(),
  /** Epoch milliseconds. */
  startedAt: z.int(),
  deadlineAt: z.int(),
  /** Instances that took it over, or had it first, and were not seen to survive a look at it. */
  hands: z.array(z.string()).optional(),
});
export type TrackedQuery = Readonly<z.infer<typeof TrackedQuery>>;

/** Null for an entry that cannot be read: the record knows the same. */
export const parseTracked = (text: string): TrackedQuery | null => json(TrackedQuery).safeParse(text).data ?? null;
