import { required, signature, TEXT } from '@firn/snowpark/internal';
import type { Failure } from '../errors/failure.js';

/** Why a query that has not ended is where it is. */
export type QueryPhase = 'queued' | 'provisioning' | 'blocked' | 'running';

/** Figures of a query that monitoring tells and the driver hides. Times are epoch milliseconds. */
export interface QueryFigures {
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly durationMs: number | null;
  readonly sessionId: string | null;
  readonly warehouse: string | null;
  readonly producedRows: number | null;
  readonly scannedBytes: number | null;
}

export type QueryStatus =
  /** Not ended. `aborting`: a cancel is under way. `wire` is Snowflake's own word. */
  | {
      readonly state: 'running';
      readonly phase: QueryPhase;
      readonly aborting: boolean;
      readonly wire: string;
      readonly figures: QueryFigures;
    }
  | { readonly state: 'succeeded'; readonly wire: string; readonly figures: QueryFigures }
  /** Ended by an abort or with an error. Whether an abort was our cancel, only the caller's records know. */
  | {
      readonly state: 'failed' | 'aborted';
      readonly failure: Failure;
      readonly wire: string;
      readonly figures: QueryFigures;
    }
  /** Not registered yet, or an ID that is not this user's: unknown is not ended, but bound how long you believe it. */
  | { readonly state: 'unknown'; readonly wire: string };

/** What one word of Snowflake's says. */
export type StatusMeaning =
  | { readonly state: 'running'; readonly phase: QueryPhase; readonly aborting: boolean }
  | { readonly state: 'succeeded' | 'failed' | 'aborted' | 'unknown' };

const running = (phase: QueryPhase, aborting = false): StatusMeaning => ({ state: 'running', phase, aborting });

/**
 * The driver's own helpers call BLOCKED an error and RESTARTED neither running nor an error; this table is ours.
 * DISCONNECTED turns into FAILED_WITH_ERROR within moments: looked at again, not believed.
 */
const MEANINGS: ReadonlyMap<string, StatusMeaning> = new Map<string, StatusMeaning>([
  ['RUNNING', running('running')],
  ['QUEUED', running('queued')],
  ['RESUMING_WAREHOUSE', running('provisioning')],
  ['QUEUED_REPARING_WAREHOUSE', running('provisioning')], // spelled so on the wire
  ['QUEUED_REPAIRING_WAREHOUSE', running('provisioning')],
  ['BLOCKED', running('blocked')],
  ['RESTARTED', running('running')],
  ['ABORTING', running('running', true)],
  ['DISCONNECTED', running('running')],
  ['SUCCESS', { state: 'succeeded' }],
  ['FAILED_WITH_ERROR', { state: 'failed' }],
  ['FAILED_WITH_INCIDENT', { state: 'failed' }],
  ['ABORTED', { state: 'aborted' }],
  ['NO_DATA', { state: 'unknown' }],
]);

/** The meaning of a wire status, in any letter case: history writes them small. A word nobody knows is still running. */
export function statusMeaning(wire: string): StatusMeaning;
export function statusMeaning(...given: readonly unknown[]): StatusMeaning {
  const [wire] = STATUS_MEANING.read(given);
  return MEANINGS.get(wire.toUpperCase()) ?? running('running');
}

const STATUS_MEANING = signature('statusMeaning', required('wire', TEXT));
