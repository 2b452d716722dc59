import { HandlerName, type JobRequestInput } from '@firn/contract';
import { duration, optionsOf, type Reader, required, signature, wrongArgument } from '@firn/snowpark/internal';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import { jsonText } from './json-text.js';

/** A handler of jobs as a value: its name, and what its parameters have to be. Who hosts it and who calls it share it. */
export interface HandlerDefinition<Name extends string = string, Params extends StandardSchemaV1 = StandardSchemaV1> {
  readonly name: Name;
  /** Zod, Valibot, ArkType or any other Standard Schema. */
  readonly params: Params;
  /** Milliseconds that the handler has to build its action. Default a minute. */
  readonly timeoutMs?: number;
}

/** Parameters by the name of their handler, for callers that know no definitions: `{ 'nightly-merge': { day: string } }`. */
export type HandlerMap = Readonly<Record<string, unknown>>;

/** What a request for a handler holds besides: profile, session, timeoutMs, tags and the like. */
export type HandlerRequest = Omit<JobRequestInput, 'action' | 'sql' | 'binds' | 'handler' | 'params'>;

const isSchema = (given: unknown): given is StandardSchemaV1 => {
  if ((typeof given !== 'object' && typeof given !== 'function') || given === null) return false;
  const standard: unknown = Reflect.get(given, '~standard');
  return typeof standard === 'object' && standard !== null && typeof Reflect.get(standard, 'validate') === 'function';
};

const SCHEMA: Reader<StandardSchemaV1> = {
  allowed: 'a schema, such as of Zod, or any other Standard Schema',
  read(given, place) {
    if (!isSchema(given)) throw wrongArgument(place, this.allowed, given);
    return given;
  },
};

export const HANDLER_NAME: Reader<string, string> = {
  allowed: 'the name of a handler: 1 to 63 letters, digits, _, . or -, the first no sign',
  read(given, place) {
    const parsed = HandlerName.safeParse(given);
    if (!parsed.success) throw wrongArgument(place, this.allowed, given);
    return parsed.data;
  },
};

export const HANDLER_OPTIONS = optionsOf({ params: SCHEMA, timeoutMs: duration(1) }, 'params');
const DEFINE_HANDLER = signature('defineHandler', required('name', HANDLER_NAME), required('options', HANDLER_OPTIONS));

/**
 * Defines a handler, for `@FirnJob(…)` where it is hosted and for `handlerJob(…)` where it is called.
 *
 * @example
 * ```ts
 * import { defineHandler } from '@firn/client';
 * import { z } from 'zod';
 *
 * const nightlyMerge = defineHandler('nightly-merge', { params: z.object({ day: z.string() }) });
 * console.log(nightlyMerge.name); // → nightly-merge
 * ```
 */
export function defineHandler<const Name extends string, Params extends StandardSchemaV1>(
  name: Name,
  options: { readonly params: Params; readonly timeoutMs?: number },
): HandlerDefinition<Name, Params>;
export function defineHandler(...given: readonly unknown[]): HandlerDefinition {
  const [name, options] = DEFINE_HANDLER.read(given);
  return Object.freeze({ name, ...options });
}

/** A handler by name, or by its definition, of which only the name crosses. */
export const HANDLER: Reader<string, string | HandlerDefinition> = {
  allowed: 'the name of a handler, or what defineHandler() gave',
  read(given, place) {
    const isDefinition = typeof given === 'object' && given !== null && 'name' in given;
    return HANDLER_NAME.read(isDefinition ? given.name : given, place);
  },
};

/** Cut down to what JSON holds: a Date becomes its text, and what JSON cannot hold is refused here and not changed in silence. */
export const PARAMS: Reader<unknown> = {
  allowed: 'parameters that JSON can hold',
  read(given, place) {
    return given === undefined ? null : JSON.parse(jsonText(given, place, this.allowed));
  },
};
