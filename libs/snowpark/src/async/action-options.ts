import type { StartOptions } from '../execution/executor.js';

/** Options of every action. */
export interface ActionOptions extends StartOptions {
  readonly block?: true;
}

/** Returns at once, with a handle on the running query. */
export interface NoBlock extends StartOptions {
  readonly block: false;
}
