import type { JobState } from '@firn/contract';
import type { MachineEventKind } from './machine-event.js';

/** No step has the job in its hands. */
export const IDLE_STATES = ['accepted', 'queued', 'retrying', 'waiting'] as const satisfies readonly JobState[];
/** A step, a tracker or Snowflake works on it: whoever wants it to end has to ask. */
export const BUSY_STATES = ['submitting', 'running', 'storing'] as const satisfies readonly JobState[];
/** Snowflake has its query, and another job may go on with it. */
export const PASSING_STATES = ['running', 'storing'] as const satisfies readonly JobState[];
const NOT_ENDED = [...IDLE_STATES, ...BUSY_STATES, 'needs_review'] as const;

/**
 * The states in which an event may happen. The scripts that change records are made of these lists, so that they and
 * `transition` cannot disagree.
 */
export const ALLOWED_IN = {
  queue: ['accepted', 'retrying', 'waiting'],
  // Whoever builds has sent nothing, and what he says later is stale.
  wait: ['accepted', 'queued', 'retrying', 'submitting'],
  share: ['accepted'],
  pass: ['accepted'],
  claim: ['accepted', 'queued', 'retrying', 'waiting', 'submitting'],
  build: ['submitting'],
  intend: ['submitting'],
  void: ['submitting'],
  fence: ['submitting'],
  submit: ['submitting'],
  watch: ['running'],
  inherit: ['running'],
  unwatch: ['running'],
  phase: ['running'],
  store: ['running', 'storing'],
  put_back: ['submitting', 'running', 'storing'],
  put_back_as_is: ['submitting'],
  delay: ['storing'],
  release: ['submitting'],
  need_review: ['submitting', 'running', 'storing', 'retrying'],
  tell: ['needs_review'],
  resolve: ['needs_review'],
  wish: NOT_ENDED,
  end: ['submitting', 'running', 'storing'],
} as const satisfies Record<MachineEventKind, readonly JobState[]>;

export const isAllowed = (kind: MachineEventKind, state: JobState): boolean =>
  (ALLOWED_IN[kind] as readonly JobState[]).includes(state);
