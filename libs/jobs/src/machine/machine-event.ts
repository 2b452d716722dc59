import type { Unresolved } from './machine-job.js';

/** How a query or an attempt ended, before wishes are looked at. `never_sent`: it ends without having reached Snowflake. */
export type Outcome = 'succeeded' | 'failed' | 'aborted' | 'timed_out' | 'never_sent';

/** By which step a worker comes, and under which epoch of the record it was added. */
export interface Claiming {
  readonly step: string;
  readonly stepEpoch: number;
}

/** What can happen to a job. `epoch` is the one under which the step works that says so. */
export type MachineEvent =
  /** Its submit step is in the queue. */
  | { readonly kind: 'queue' }
  /** Nobody lives who hosts its handler. */
  | { readonly kind: 'wait' }
  /** The equal read with which it goes has ended: it ends with it. */
  | { readonly kind: 'share'; readonly outcome: 'succeeded' | 'failed' }
  /** The equal read with which it goes is cancelled: it goes on with its query. */
  | { readonly kind: 'pass' }
  | ({ readonly kind: 'claim' } & Claiming)
  /** Its handler has built the action: from now on it is a job like all others. */
  | { readonly kind: 'build'; readonly epoch: number }
  | { readonly kind: 'intend'; readonly epoch: number; readonly writes: boolean }
  /** What an earlier attempt intended did not happen and cannot happen any more. */
  | { readonly kind: 'void'; readonly epoch: number }
  /** What an earlier attempt intended cannot be found: its session is about to be ended. */
  | { readonly kind: 'fence'; readonly epoch: number }
  /** Snowflake took the statement, or it was found there. */
  | { readonly kind: 'submit'; readonly epoch: number }
  /** A tracker wants to own its query. `watched`: the owner that it has lives, and watches it. */
  | { readonly kind: 'watch'; readonly epoch: number; readonly instance: string; readonly watched: boolean }
  /** The same for what a dead instance watched. */
  | { readonly kind: 'inherit'; readonly from: string; readonly instance: string }
  /** Its owner lets go of it. */
  | { readonly kind: 'unwatch'; readonly epoch: number; readonly instance: string }
  /** Its owner says how far Snowflake is with it. */
  | { readonly kind: 'phase'; readonly instance: string }
  /** The finish step claims. */
  | ({ readonly kind: 'store' } & Claiming)
  /** Another attempt, later. `unresolved` stays true to what may be under way. */
  | { readonly kind: 'put_back'; readonly epoch: number; readonly unresolved: Unresolved }
  /** The same where a step broke: what may be under way stays as the record says. */
  | { readonly kind: 'put_back_as_is'; readonly epoch: number }
  /** Storing met an obstacle and goes on later. */
  | { readonly kind: 'delay'; readonly epoch: number }
  /** Back into the line, as if it had not been claimed: this worker cannot take it. */
  | { readonly kind: 'release'; readonly epoch: number }
  /** Whether a write happened cannot be known. */
  | { readonly kind: 'need_review'; readonly epoch: number }
  /** More is known after the verdict, be it by a late answer or by another look: a person decides all the same. */
  | { readonly kind: 'tell'; readonly epoch: number }
  /** A person has decided. */
  | { readonly kind: 'resolve'; readonly outcome: 'succeeded' | 'failed' | 'rerun' }
  /** `passes`: an equal read goes on with its query, where that runs. */
  | { readonly kind: 'wish'; readonly by: 'user' | 'timeout'; readonly passes?: true }
  /** `resolved`: what was intended is known to have come to nothing, by Snowflake's refusal or because it was not sent. */
  | {
      readonly kind: 'end';
      readonly epoch: number;
      readonly outcome: Outcome;
      readonly writes: boolean;
      readonly resolved: boolean;
    };

export type MachineEventKind = MachineEvent['kind'];
