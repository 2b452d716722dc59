import { ACCEPTED, type MachineJob } from '@firn/jobs';

/** One POST in a Snowflake session. `closed`: the session ended before it came, so that it never will. */
export type Statement = 'unsent' | 'closed' | 'running' | 'succeeded' | 'failed' | 'aborted';

export interface Holding<At extends string> {
  readonly at: At;
  readonly step: string;
  readonly epoch: number;
}
export interface Sending<At extends string> extends Holding<At> {
  readonly session: number;
}

/** What a worker does with the step in its hands. A frozen worker goes on where it was, at any time. */
export type Hand =
  | { readonly at: 'idle' }
  | Holding<'claimed'>
  | Holding<'looking'>
  | Holding<'finishing'>
  | Sending<'intended'>
  | Sending<'answered'>
  | Sending<'unanswered'>
  | Sending<'fencing'>;

/** What a worker believes about a query that it watches. */
export interface Watched {
  readonly epoch: number;
  readonly session: number;
}

/** One job, what carries it, and the Snowflake that it reaches. */
export interface World {
  readonly job: MachineJob;
  /** Session that the record's intent names, that of its query, and the one that a take-over has begun to end; -1: none. */
  readonly intent: number;
  readonly query: number;
  readonly fenced: number;
  readonly writes: boolean;
  /** BullMQ: each may be handed out any number of times. */
  readonly steps: readonly string[];
  readonly hands: readonly [Hand, Hand];
  readonly watched: readonly [Watched | null, Watched | null];
  /** By session. */
  readonly statements: readonly Statement[];
  /** The duty for deadlines has read the record, and acts on what it saw. */
  readonly timer: { readonly epoch: number; readonly act: 'end' | 'review' } | null;
  readonly crashes: number;
}

export interface Bounds {
  /** Claims of the job, sessions that it may use, and workers that may die. */
  readonly claims: number;
  readonly sessions: number;
  readonly crashes: number;
}

export const IDLE: Hand = { at: 'idle' };
export const HANDS = [0, 1] as const;
export type HandIndex = (typeof HANDS)[number];

export const startOf = (writes: boolean, needsHandler: boolean): World => ({
  job: { ...ACCEPTED, needsHandler },
  ...{ intent: -1, query: -1, fenced: -1, writes },
  ...{ steps: [], hands: [IDLE, IDLE], watched: [null, null], statements: [], timer: null, crashes: 0 },
});

/** Workers are equal: with both exchanged it is the same state. */
export function keyOf(state: World): string {
  const { job, hands, watched } = state;
  const owner = job.owner === '' ? 0 : job.owner === 'w0' ? 1 : -1;
  const [one, other] = [handKey(hands[0], watched[0]), handKey(hands[1], watched[1])];
  const workers =
    one < other
      ? `${one}|${other}|${owner}`
      : one > other
        ? `${other}|${one}|${-owner}`
        : `${one}|${other}|${Math.abs(owner)}`;
  const { intent, query, fenced, statements, timer, crashes, steps } = state;
  const machine = [job.state, job.epoch, job.wish, job.unresolved, job.hasQuery, job.needsHandler, job.step];
  return [...machine, intent, query, fenced, statements, steps, timer?.epoch, timer?.act, crashes, workers].join(';');
}

const handKey = (hand: Hand, entry: Watched | null): string =>
  `${hand.at}/${'step' in hand ? `${hand.step}/${hand.epoch}` : ''}/${'session' in hand ? hand.session : ''}/${entry?.epoch ?? ''}/${entry?.session ?? ''}`;
