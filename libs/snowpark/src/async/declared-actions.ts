import { options, type ReadOptions } from '../arguments/options.js';
import type { Reader } from '../arguments/reader.js';
import { optional, type Parameter, Signature } from '../arguments/signature.js';
import type { StartOptions } from '../execution/executor.js';
import type { Action } from '../plan/action.js';
import { ACTION_READERS, type ActionOptions, type ActionStart, type NoBlock, START_READERS } from './action-options.js';
import type { ActionRunner } from './action-runner.js';
import type { AsyncJob } from './async-job.js';
import type { JobKind, JobResults } from './job-kinds.js';

/** An action as it is called: it waits for its answer, or with `{ block: false }` gives a handle on the running query. */
export interface Acting<A extends readonly unknown[], O, K extends JobKind, S extends object> {
  (...args: [...A, options?: O & ActionOptions]): Promise<JobResults<S>[K]>;
  (...args: [...A, options: O & NoBlock]): Promise<AsyncJob<JobResults<S>[K], S>>;
}

/** Its twin, which always gives the handle. */
export type ActingNowait<A extends readonly unknown[], O, K extends JobKind, S extends object> = (
  ...args: [...A, options?: O & StartOptions]
) => Promise<AsyncJob<JobResults<S>[K], S>>;

/** What carries an action of its owner out. */
export const RUNNER: unique symbol = Symbol('runner');

interface Owner {
  readonly [RUNNER]: ActionRunner;
}

/** One action: how its arguments are read, what it does, and how its answer is given back. Its `…Nowait` twin comes of itself. */
interface Declaration<T> {
  readonly takes: readonly Parameter<unknown>[];
  readonly options: Readonly<Record<string, Reader<unknown>>>;
  readonly kind: JobKind;
  readonly action: (owner: T, args: readonly unknown[]) => Action;
}

/** What is read of `takes` and `readers` is handed to `action` in that order, the options last. */
export const declareAction = <
  T,
  const P extends readonly Parameter<unknown>[],
  const R extends Readonly<Record<string, Reader<unknown>>>,
>(
  kind: JobKind,
  takes: P,
  readers: R,
  action: (owner: T, ...args: readonly [...ValuesOf<P>, ReadOptions<R>]) => Action,
): Declaration<T> => ({ kind, takes, options: readers, action: (owner, args) => action(owner, ...(args as never)) });

type ValuesOf<P extends readonly Parameter<unknown>[]> = {
  [I in keyof P]: P[I] extends Parameter<infer V> ? V : never;
};

/** Gives a class its actions, each with its twin. */
export function giveActions<T extends Owner>(prototype: T, actions: Readonly<Record<string, Declaration<T>>>): void {
  for (const [name, declaration] of Object.entries(actions)) {
    const { takes, kind, action } = declaration;
    const read = (call: string, more: Readonly<Record<string, Reader<unknown>>>) =>
      new Signature(call, [...takes, optional('options', options({ ...declaration.options, ...more }), {})]);
    const blocking = read(name, ACTION_READERS);
    const starting = read(`${name}Nowait`, START_READERS);
    define(prototype, name, async function (this: T, ...given: readonly unknown[]) {
      const args = blocking.read(given);
      const start = args.at(-1) as ActionStart;
      const runner = this[RUNNER];
      const made = action(this, args);
      return start.block === false ? runner.start(made, kind, start) : runner.run(made, kind, start);
    });
    define(prototype, `${name}Nowait`, async function (this: T, ...given: readonly unknown[]) {
      const args = starting.read(given);
      return this[RUNNER].start(action(this, args), kind, args.at(-1) as StartOptions);
    });
  }
}

const define = (prototype: object, name: string, value: (...given: never[]) => unknown): void => {
  Object.defineProperty(prototype, name, { value, writable: true, configurable: true });
};
