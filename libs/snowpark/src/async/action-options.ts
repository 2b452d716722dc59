import { options, type ReadersOf } from '../arguments/options.js';
import { duration, FLAG, SIGNAL, word } from '../arguments/scalars.js';
import { DELIVERIES, type StartOptions } from '../execution/executor.js';
import { STATEMENT_PARAMS } from './statement-params.js';

/** Options of every action. */
export interface ActionOptions extends StartOptions {
  readonly block?: true;
}

/** Returns at once, with a handle on the running query. */
export interface NoBlock extends StartOptions {
  readonly block: false;
}

/** Options of an action, with or without what says whether to wait. */
export interface ActionStart extends StartOptions {
  readonly block?: boolean;
}

/** How the options are read that every start has; those of a `…Nowait` twin have no others. */
export const START_READERS = {
  statementParams: STATEMENT_PARAMS,
  timeoutMs: duration(1),
  delivery: word(DELIVERIES),
  signal: SIGNAL,
} satisfies ReadersOf<StartOptions>;

export const ACTION_READERS = { ...START_READERS, block: FLAG } satisfies ReadersOf<ActionStart>;

export const START_OPTIONS = options(START_READERS);
