import { options, type ReadOptions } from '../arguments/options.js';
import type { Reader } from '../arguments/reader.js';
import { isPlain } from '../arguments/shown.js';
import { optional, type Parameter, Signature } from '../arguments/signature.js';
import type { ResultStream, StartOptions } from '../execution/executor.js';
import type { Action } from '../plan/action.js';
import type { Row } from '../row.js';
import { ACTION_READERS, type ActionOptions, type ActionStart, type NoBlock, START_READERS } from './action-options.js';
import type { ActionRunner } from './action-runner.js';
import type { AsyncJob } from './async-job.js';
import type { JobKind, JobResults } from './job-kinds.js';
import { type Answer, streamed } from './streamed.js';

/** A handle on the way: for `await`, and for `for await` over its rows as they come. */
export type Started<T, S extends object> = Promise<AsyncJob<T, S>> & AsyncIterable<Row<S>>;

declare const TWIN: unique symbol;
/** An action whose `…Nowait` twin is of type N. For the compiler only. */
export interface Twin<N> {
  readonly [TWIN]?: N;
}

/** An action as it is called: it waits for its answer, or with `{ block: false }` gives a handle on the running query. */
export interface Acting<A extends readonly unknown[], O, K extends JobKind, S extends object>
  extends Twin<ActingNowait<A, O, K, S>> {
  (...args: [...A, options?: O & ActionOptions]): Answer<JobResults<S>[K]>;
  (...args: [...A, options: O & NoBlock]): Started<JobResults<S>[K], S>;
}

/** Its twin, which always gives the handle. */
export type ActingNowait<A extends readonly unknown[], O, K extends JobKind, S extends object> = (
  ...args: [...A, options?: O & StartOptions]
) => Started<JobResults<S>[K], S>;

/**
 * An action whose answer is made here of what Snowflake answered: a number, a schema, a frame over a table that was made. Its job gives
 * the same; restored from its JSON, or asked for another kind, it gives what Snowflake answered.
 */
export interface Making<A extends readonly unknown[], O, T, S extends object> extends Twin<MakingNowait<A, O, T, S>> {
  (...args: [...A, options?: O & ActionOptions]): Promise<T>;
  (...args: [...A, options: O & NoBlock]): Started<T, S>;
}

/** Its twin. */
export type MakingNowait<A extends readonly unknown[], O, T, S extends object> = (
  ...args: [...A, options?: O & StartOptions]
) => Started<T, S>;

/** The twins of a table of actions. The words about an action are said once, in the table. */
export type Nowait<T extends { readonly [N in keyof T]: Twin<unknown> }> = {
  readonly [N in keyof T & string as `${N}Nowait`]: NonNullable<T[N][typeof TWIN]>;
};

/** What carries an action of its owner out. */
export const RUNNER: unique symbol = Symbol('runner');

interface Owner {
  readonly [RUNNER]: ActionRunner;
}

/** What is carried out, and how its answer is made of the result, where its kind alone does not say it. */
interface Made {
  readonly action: Action;
  readonly read?: (result: ResultStream) => Promise<unknown>;
}

/** One action: how its arguments are read, what it does, and how its answer is given back. Its `…Nowait` twin comes of itself. */
interface Declaration<T> {
  readonly takes: readonly Parameter<unknown>[];
  readonly options: Readonly<Record<string, Reader<unknown>>>;
  readonly kind: JobKind;
  readonly action: (owner: T, args: readonly unknown[]) => Made;
  /** `takes` ends in values of any number: options are an object behind them in which there is nothing but options. */
  readonly isVariadic?: true;
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
): Declaration<T> => declareMaking<T, P, R>(kind, takes, readers, (...given) => ({ action: action(...given) }));

/** An action whose answer is made of its result by `read`. Its kind is how a job of it is read that was restored from its JSON. */
export const declareMaking = <
  T,
  const P extends readonly Parameter<unknown>[],
  const R extends Readonly<Record<string, Reader<unknown>>>,
>(
  kind: JobKind,
  takes: P,
  readers: R,
  made: (owner: T, ...args: readonly [...ValuesOf<P>, ReadOptions<R>]) => Made,
): Declaration<T> => ({ kind, takes, options: readers, action: (owner, args) => made(owner, ...(args as never)) });

/** An action with values of any number, the last of `takes`. */
export const declareVariadic = <T, const P extends readonly Parameter<unknown>[]>(
  kind: JobKind,
  takes: P,
  action: (
    owner: T,
    ...args: readonly [...ValuesOf<P>, ReadOptions<Readonly<Record<never, Reader<unknown>>>>]
  ) => Action,
): Declaration<T> => ({ ...declareAction(kind, takes, {}, action), isVariadic: true });

type ValuesOf<P extends readonly Parameter<unknown>[]> = {
  [I in keyof P]: P[I] extends Parameter<infer V> ? V : never;
};

/** An action whose first argument decides what it is: `first()` and `first(5)`. */
interface Choice<T> {
  readonly isOther: (given: readonly unknown[]) => boolean;
  readonly usual: Declaration<T>;
  readonly other: Declaration<T>;
}

export const declareEither = <T>(
  isOther: (given: readonly unknown[]) => boolean,
  other: Declaration<T>,
  usual: Declaration<T>,
): Choice<T> => ({ isOther, usual, other });

/** Gives a class its actions, each with its twin: those of the table that its type has, none more and none less. */
export function giveActions<T extends Owner, A>(
  prototype: T,
  actions: { readonly [N in keyof A]: Declaration<T> | Choice<T> },
): void {
  for (const [name, declared] of Object.entries<Declaration<T> | Choice<T>>(actions)) {
    const waiting = readerOf(name, declared, ACTION_READERS);
    const starting = readerOf(`${name}Nowait`, declared, START_READERS);
    define(prototype, name, function (this: T, ...given: readonly unknown[]) {
      return streamed(
        (async () => {
          const { action, read, kind, start } = waiting(this, given);
          const runner = this[RUNNER];
          return start.block === false
            ? runner.start(action, kind, start, read)
            : runner.run(action, kind, start, read);
        })(),
      );
    });
    define(prototype, `${name}Nowait`, function (this: T, ...given: readonly unknown[]) {
      return streamed(
        (async () => {
          const { action, read, kind, start } = starting(this, given);
          return this[RUNNER].start(action, kind, start, read);
        })(),
      );
    });
  }
}

interface Read extends Made {
  readonly kind: JobKind;
  readonly start: ActionStart;
}

/** Reads the arguments of a call, and makes the action of them. */
function readerOf<T>(
  call: string,
  declared: Declaration<T> | Choice<T>,
  more: Readonly<Record<string, Reader<unknown>>>,
): (owner: T, given: readonly unknown[]) => Read {
  if ('usual' in declared) {
    const [usual, other] = [readerOf(call, declared.usual, more), readerOf(call, declared.other, more)];
    return (owner, given) => (declared.isOther(given) ? other : usual)(owner, given);
  }
  const { takes, kind, action } = declared;
  if (declared.isVariadic) {
    const read = new Signature(call, takes);
    const start = options({ ...declared.options, ...more });
    return (owner, given) => {
      const last = given.at(-1);
      const hasOptions = isOptions(last, more);
      const args = read.read(hasOptions ? given.slice(0, -1) : given);
      return {
        ...action(owner, args),
        kind,
        start: start.read(hasOptions ? last : {}, { call, name: 'options' }),
      };
    };
  }
  const read = new Signature(call, [...takes, optional('options', options({ ...declared.options, ...more }), {})]);
  return (owner, given) => {
    const args = read.read(given);
    return { ...action(owner, args), kind, start: args.at(-1) as ActionStart };
  };
}

/** An object of nothing but options. A proxy that was revoked is none, and is refused as the value that it stands for. */
function isOptions(given: unknown, readers: Readonly<Record<string, Reader<unknown>>>): boolean {
  try {
    const names = isPlain(given) ? Object.keys(given) : [];
    return names.length > 0 && names.every((name) => Object.hasOwn(readers, name));
  } catch {
    return false;
  }
}

const define = (prototype: object, name: string, value: (...given: never[]) => unknown): void => {
  Object.defineProperty(prototype, name, { value, writable: true, configurable: true });
};
