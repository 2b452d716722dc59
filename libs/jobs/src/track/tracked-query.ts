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
  /** Processes that ended during the first look after they had taken it over; more of them, and it is poison. */
  deaths: z.int().optional(),
});
export type TrackedQuery = Readonly<z.infer<typeof TrackedQuery>>;

/** Null for an entry that cannot be read: the record knows the same. */
export const parseTracked = (text: string): TrackedQuery | null => json(TrackedQuery).safeParse(text).data ?? null;
