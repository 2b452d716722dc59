import type { TerminalState } from '@firn/contract';
import { unreachable } from '../unreachable.js';
import type { Outcome } from './machine-event.js';
import type { Wish } from './machine-job.js';

/**
 * The state in which a job ends.
 *
 * A write that Snowflake had finished before the cancel reached it has succeeded: saying otherwise would invite a second run. A
 * read in the same place ends as it was wished, its rows are of no use to anybody. An abort is the wish coming true; without a
 * wish of ours somebody else aborted it, which is a failure.
 */
export function endState(outcome: Outcome, wish: Wish, writes: boolean): TerminalState {
  switch (outcome) {
    case 'succeeded':
      return writes ? 'succeeded' : wished(wish, 'succeeded');
    case 'aborted':
      return wished(wish, 'failed');
    case 'never_sent':
      return wished(wish, 'failed');
    case 'timed_out':
      return wished(wish, 'timed_out');
    case 'failed':
      return 'failed';
    default:
      return unreachable(outcome);
  }
}

function wished(wish: Wish, without: TerminalState): TerminalState {
  switch (wish) {
    case 'user':
      return 'cancelled';
    case 'timeout':
      return 'timed_out';
    case 'none':
      return without;
    default:
      return unreachable(wish);
  }
}
