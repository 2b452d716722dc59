import { isEnded } from '@firn/contract';
import type { Model } from './explore.js';
import type { Machine } from './machine.js';
import { Moves } from './moves.js';
import { type Bounds, keyOf, startOf, type World } from './state.js';

/**
 * Two workers, each with a tracker, the queue, the reconciler, deadlines, a user who cancels, a person who reviews and a Snowflake that
 * may do as it likes, around one job. They keep the protocol of the apps; what they say goes through `machine`.
 */
export function worldOf(
  machine: Machine,
  bounds: Bounds,
  kinds: { readonly writes: boolean; readonly handler: boolean },
): Model<World> {
  return {
    initial: [startOf(kinds.writes, kinds.handler)],
    next: (state) => new Moves(machine, bounds, state).all(),
    wrong,
    key: keyOf,
    isSettled: ({ job, statements }) =>
      isEnded(job.state) ||
      job.state === 'needs_review' ||
      job.epoch >= bounds.claims ||
      statements.length >= bounds.sessions,
  };
}

/** What must hold in every state. */
function wrong({ job, writes, statements, hands, query }: World): string | null {
  const committed = statements.filter((statement) => statement === 'succeeded').length;
  if (writes && committed > 1) return 'a write has happened twice';
  if (job.owner !== '' && job.state !== 'running') return 'somebody watches a query that does not run';
  if (job.state === 'running' && !job.hasQuery) return 'it runs and has no query';
  if (job.state === 'storing' && !job.hasQuery) return 'it is stored and has no query';
  if (job.state === 'waiting' && !job.needsHandler) return 'it waits for a handler that it does not need';
  if (job.needsHandler && statements.length > 0) return 'it was sent before its handler had built it';
  if (!isEnded(job.state)) return null;
  if (job.unresolved !== 'none') return 'it has ended, and something of it is unresolved';
  if (!writes) return null;
  if (job.state === 'succeeded') return committed === 1 ? null : 'it has succeeded, and its write has not happened';
  if (committed > 0) return `it is ${job.state}, and its write has happened`;
  const mayCome = hands.some((hand) => hand.at === 'intended' && statements[hand.session] === 'unsent');
  if (mayCome || statements.includes('running')) return `it is ${job.state}, and its write may still happen`;
  return query >= 0 && statements[query] === 'unsent' ? 'its query was never sent' : null;
}
