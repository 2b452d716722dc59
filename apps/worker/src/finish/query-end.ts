import type { Problem } from '@firn/contract';
import type { Outcome } from '@firn/jobs';
import type { QueryStatus } from '@firn/snowflake';
import { decide } from '../steps/decide.js';

/** How a query ended, or that it has not. */
export type QueryEnd =
  | { readonly ended: false; readonly known: boolean }
  | {
      readonly ended: true;
      readonly outcome: Outcome;
      readonly problem: Problem | null;
    };

export const SUCCEEDED = Object.freeze({ ended: true, outcome: 'succeeded', problem: null }) satisfies QueryEnd;

/** Reads a status as an end. Pure. */
export function queryEnd(status: QueryStatus): QueryEnd {
  switch (status.state) {
    case 'running':
      return { ended: false, known: true };
    case 'unknown':
      return { ended: false, known: false };
    case 'succeeded':
      return SUCCEEDED;
    case 'failed':
    case 'aborted': {
      const decision = decide(status.failure);
      // What went with its session may have gone with one that was ended for the sake of a wish.
      const went = status.failure.code === '000604' ? 'aborted' : 'failed';
      if (decision.kind === 'retry') return { ended: true, outcome: went, problem: decision.problem };
      const outcome = status.state === 'aborted' && decision.outcome === 'failed' ? 'aborted' : decision.outcome;
      return { ended: true, outcome, problem: decision.problem };
    }
  }
}
