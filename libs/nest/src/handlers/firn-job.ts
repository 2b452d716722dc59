import { defineHandler, type HandlerDefinition } from '@firn/client';
import { HANDLER_NAME, HANDLER_OPTIONS } from '@firn/client/internal';
import { type AsyncJob, type Plan, type Session, UsageError } from '@firn/snowpark';
import { optional, type Place, partOf, type Reader, required, signature, wrongArgument } from '@firn/snowpark/internal';
import { SetMetadata } from '@nestjs/common';
import type { StandardSchemaV1 } from '@standard-schema/spec';

/** Which job a handler builds for. */
export interface HandledJob {
  readonly id: string;
  readonly tenant: string;
  readonly profile: string;
  /** From 1; more where a worker died with the handler at work, or Snowflake was away from it. */
  readonly attempt: number;
  readonly tags: Readonly<Record<string, string>>;
}

export interface HandlerContext {
  /** Builds frames and actions, and sends nothing: what the handler returns is sent, once it is recorded. */
  readonly session: Session;
  readonly job: HandledJob;
  /** Fires when the job is cancelled or its time is over, and when the handler's own is. */
  readonly signal: AbortSignal;
}

/** A frame, whose rows are the result of the job, or the handle of an action that was started with `{ block: false }`. */
export type HandlerAnswer = { readonly plan: Plan } | Pick<AsyncJob<unknown, never>, 'toJSON'>;

export type HandlerMethod<Params> = (params: Params, context: HandlerContext) => HandlerAnswer | Promise<HandlerAnswer>;

type HandlerDecorator<Params> = <Method extends HandlerMethod<Params>>(
  target: object,
  key: string | symbol,
  descriptor: TypedPropertyDescriptor<Method>,
) => void;

/** Where the decorator leaves the definition, on the method. */
export const FIRN_JOB = 'firn:job';

const ANYTHING: StandardSchemaV1 = { '~standard': { version: 1, vendor: 'firn', validate: (value) => ({ value }) } };

/**
 * Makes a method of a provider the handler of jobs: `@FirnJob('nightly-merge', { params: schema })`, or with what `defineHandler` gave.
 * The method gets checked parameters and returns the action of the job. It may be called again for the same job until its answer is
 * recorded, and never after that.
 */
export function FirnJob<Params extends StandardSchemaV1>(
  handler: HandlerDefinition<string, Params>,
): HandlerDecorator<StandardSchemaV1.InferOutput<Params>>;
export function FirnJob<Params extends StandardSchemaV1>(
  name: string,
  options: { readonly params: Params; readonly timeoutMs?: number },
): HandlerDecorator<StandardSchemaV1.InferOutput<Params>>;
export function FirnJob(name: string): HandlerDecorator<unknown>;
export function FirnJob(...given: readonly unknown[]): HandlerDecorator<never> {
  const [handler, options] = FIRN_JOB_OF.read(given);
  const isNamed = typeof handler === 'string';
  if (!isNamed && options !== undefined)
    throw wrongArgument(OPTIONS_PLACE, 'none, as the definition holds them', options);
  const definition = isNamed ? defineHandler(handler, options ?? { params: ANYTHING }) : handler;
  const mark = SetMetadata(FIRN_JOB, definition);
  return (target, key, descriptor) => {
    requireMethod(definition.name, target, descriptor);
    mark(target, key, descriptor);
  };
}

/** Elsewhere nobody would look for it, and its jobs would wait for ever. */
function requireMethod(name: string, target: unknown, descriptor: unknown): void {
  const isDescribed = typeof descriptor === 'object' && descriptor !== null;
  const isMethod = isDescribed && typeof Reflect.get(descriptor, 'value') === 'function';
  if (isMethod && typeof target === 'object') return;
  const found = isMethod ? 'a static method' : typeof target === 'function' && !isDescribed ? 'a class' : 'a property';
  const cure = 'Put it on a method of a provider, with experimentalDecorators on.';
  throw new UsageError('invalid_argument', `@FirnJob("${name}"): it stands on ${found}. ${cure}`);
}

const HANDLER: Reader<string | HandlerDefinition> = {
  allowed: 'the name of a handler, or what defineHandler() gave',
  read(given, place) {
    if (typeof given === 'string') return HANDLER_NAME.read(given, place);
    if (typeof given !== 'object' || given === null || !('name' in given))
      throw wrongArgument(place, this.allowed, given);
    const { name, ...options } = given;
    return Object.freeze({
      name: HANDLER_NAME.read(name, partOf(place, 'name')),
      ...HANDLER_OPTIONS.read(options, place),
    });
  },
};
const FIRN_JOB_OF = signature('FirnJob', required('handler', HANDLER), optional('options', HANDLER_OPTIONS));
const OPTIONS_PLACE: Place = { call: 'FirnJob', name: 'options' };
