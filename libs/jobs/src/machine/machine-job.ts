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
  /** The step that claimed it last; empty until one has, and once it has ended. */
  readonly step: string;
  /** The instance that watches its query; empty where none does. */
  readonly owner: string;
}

export const ACCEPTED: MachineJob = Object.freeze({
  state: 'accepted',
  epoch: 0,
  wish: 'none',
  unresolved: 'none',
  hasQuery: false,
  needsHandler: false,
  step: '',
  owner: '',
});
