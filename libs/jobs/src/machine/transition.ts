import { isEnded, type JobState } from '@firn/contract';
import { unreachable } from '../unreachable.js';
import { endState } from './end-state.js';
import { IDLE_STATES, isAllowed, PASSING_STATES } from './guards.js';
import type { Claiming, MachineEvent } from './machine-event.js';
import type { MachineJob } from './machine-job.js';

/**
 * Why an event changes nothing. `stale_epoch`: a later claim has taken the job from whoever says this. `leftover`: the step is not
 * the one that the job waits for. `not_owner`: another instance watches its query. `unresolved`: a statement of the job may be under
 * way, and nobody has looked for it.
 */
export type Refusal = 'ended' | 'wrong_state' | 'stale_epoch' | 'leftover' | 'not_owner' | 'unresolved';

export type Transition =
  | { readonly changed: true; readonly job: MachineJob }
  | { readonly changed: false; readonly refusal: Refusal };

const IDLE: readonly JobState[] = IDLE_STATES;
const PASSING: readonly JobState[] = PASSING_STATES;

/** What becomes of a job. Pure; the scripts do the same to records, and a test holds them to it. */
export function transition(job: MachineJob, event: MachineEvent): Transition {
  if (isEnded(job.state)) return refuse('ended');
  if ('epoch' in event && event.epoch !== job.epoch) return refuse('stale_epoch');
  if (!isAllowed(event.kind, job.state)) return refuse('wrong_state');
  switch (event.kind) {
    case 'queue':
      return change(job, { state: 'queued' });
    case 'wait':
      if (!job.needsHandler) return refuse('wrong_state');
      return change(job, { state: 'waiting' });
    case 'share':
      if (job.needsHandler || job.unresolved !== 'none') return refuse('wrong_state');
      return change(job, { state: event.outcome });
    case 'pass':
      if (job.needsHandler || job.unresolved !== 'none') return refuse('wrong_state');
      // A leftover of the line must find that it is none of its own any more.
      return change(job, { state: 'running', epoch: job.epoch + 1, hasQuery: true });
    case 'claim':
      return claim(job, event, 'submitting');
    case 'build':
      if (!job.needsHandler) return refuse('wrong_state');
      return change(job, { state: 'accepted', needsHandler: false });
    case 'intend':
      return change(job, { unresolved: event.writes ? 'write' : 'read' });
    case 'void':
      return change(job, { unresolved: 'none' });
    case 'submit':
      return change(job, { state: 'running', unresolved: 'none', hasQuery: true });
    case 'watch':
      if (job.owner !== '' && job.owner !== event.instance && event.watched) return refuse('not_owner');
      return change(job, { owner: event.instance });
    case 'inherit':
      if (job.owner !== event.from) return refuse('not_owner');
      return change(job, { owner: event.instance });
    case 'unwatch':
      if (job.owner !== event.instance) return refuse('not_owner');
      return change(job, { owner: '' });
    case 'phase':
      if (job.owner !== event.instance) return refuse('not_owner');
      return change(job, {});
    case 'fence':
    case 'delay':
      return change(job, {});
    case 'store':
      return claim(job, event, 'storing');
    case 'put_back':
      return change(job, { state: 'retrying', unresolved: event.unresolved, hasQuery: false, owner: '' });
    case 'put_back_as_is':
      return change(job, { state: 'retrying' });
    case 'release':
      return change(job, { state: 'accepted' });
    case 'need_review':
      return change(job, { state: 'needs_review', owner: '' });
    case 'tell':
      return change(job, { hasQuery: true });
    case 'resolve':
      return resolve(job, event.outcome);
    case 'wish':
      return wish(job, event);
    case 'end':
      if (job.unresolved !== 'none' && !event.resolved) return refuse('unresolved');
      return change(job, { state: endState(event.outcome, job.wish, event.writes), unresolved: 'none', owner: '' });
    default:
      return unreachable(event);
  }
}

/** Whoever hands its query on ends at once, and so does an idle job, unless a statement of it may be under way: then only a claim can find out. */
function wish(job: MachineJob, { by, passes }: MachineEvent & { readonly kind: 'wish' }): Transition {
  const wished = job.wish === 'none' ? by : job.wish;
  if (passes === true && by === 'user' && job.wish === 'none' && PASSING.includes(job.state))
    return change(job, { wish: wished, state: 'cancelled', owner: '' });
  if (!IDLE.includes(job.state) || job.unresolved !== 'none') return change(job, { wish: wished });
  return change(job, { wish: wished, state: endState('never_sent', wished, false) });
}

/** A leftover of an earlier attempt would fence out the step that works. The same step comes again when its worker has died. */
function claim(job: MachineJob, { step, stepEpoch }: Claiming, state: 'submitting' | 'storing'): Transition {
  if (job.epoch !== stepEpoch && job.step !== step) return refuse('leftover');
  return change(job, { state, epoch: job.epoch + 1, step, owner: '' });
}

function resolve(job: MachineJob, outcome: 'succeeded' | 'failed' | 'rerun'): Transition {
  if (outcome !== 'rerun') return change(job, { state: outcome, unresolved: 'none' });
  // Whoever had it before the review has nothing to say any more.
  const epoch = job.epoch + 1;
  return change(job, { state: 'accepted', epoch, wish: 'none', unresolved: 'none', hasQuery: false });
}

function change(before: MachineJob, next: Partial<MachineJob>): Transition {
  const job = { ...before, ...next };
  return { changed: true, job: Object.freeze(isEnded(job.state) ? { ...job, step: '' } : job) };
}
const refuse = (refusal: Refusal): Transition => ({ changed: false, refusal });
