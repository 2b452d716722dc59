import type { JobState } from '@firn/contract';

/** Whose wish to end the job is recorded. The first one stays. */
export type Wish = 'none' | 'user' | 'timeout';

/** A statement that may be under way without a query ID: sent, or about to be, by a worker that has not said more. */
export type Unresolved = 'none' | 'read' | 'write';

/** What the machine decides on. Everything else of a job only comes along. */
export interface MachineJob {
  readonly state: JobState;
  /** Raised by every claim; a step may write only under the epoch it claimed. */
  readonly epoch: number;
  readonly wish: Wish;
  readonly unresolved: Unresolved;
  readonly hasQuery: boolean;
  /** Its handler has yet to build the action. */
  readonly needsHandler: boolean;
}

export const ACCEPTED: MachineJob = Object.freeze({
  state: 'accepted',
  epoch: 0,
  wish: 'none',
  unresolved: 'none',
  hasQuery: false,
  needsHandler: false,
});
