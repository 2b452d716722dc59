import type { RedisClient, StepQueues } from '@firn/jobs';
import type { CancelSender } from '../cancel/cancel-sender.js';
import type { EndPorts } from '../finish/end-job.js';
import type { Duties } from '../health/duties.js';
import type { FirstLooks } from '../submit/first-looks.js';
import type { HeldSessions } from '../submit/held-sessions.js';

/** What the tracker works with: a part of the ports. */
export interface TrackerPorts extends EndPorts {
  readonly identity: { readonly name: string; readonly instance: string };
  readonly duties: Duties;
  readonly redis: RedisClient;
  readonly queues: StepQueues;
  readonly held: HeldSessions;
  readonly cancelSender: CancelSender;
  readonly firstLooks: FirstLooks;
}
