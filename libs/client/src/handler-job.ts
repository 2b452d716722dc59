import type { JobRequestInput } from '@firn/contract';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import { HANDLER_JOB } from './arguments.js';
import type { HandlerDefinition, HandlerMap, HandlerRequest } from './handlers.js';

/**
 * The request of a job whose action a handler builds, for `client.submit` and the lines of `client.submitBatch`. By the handler's
 * definition the parameters are typed; by its name with a map of handlers, or not at all.
 *
 * @example
 * ```ts
 * import { defineHandler, handlerJob } from '@firn/client';
 * import { z } from 'zod';
 *
 * const nightlyMerge = defineHandler('nightly-merge', { params: z.object({ day: z.string() }) });
 * const days = ['2026-01-30', '2026-01-31'];
 * const { batch } = await client.submitBatch(days.map((day) => handlerJob(nightlyMerge, { day }, { profile: 'local' })));
 * console.log(batch.jobs); // → 2
 * await client.cancelMany({ batch: batch.id }, 'No worker hosts it.');
 * ```
 */
export function handlerJob<Params extends StandardSchemaV1>(
  handler: HandlerDefinition<string, Params>,
  params: StandardSchemaV1.InferInput<Params>,
  request: HandlerRequest,
): JobRequestInput;
export function handlerJob<Handlers extends HandlerMap = HandlerMap, Name extends string & keyof Handlers = string>(
  handler: Name,
  params: Handlers[Name],
  request: HandlerRequest,
): JobRequestInput;
export function handlerJob(...given: readonly unknown[]): JobRequestInput {
  const [handler, params, request] = HANDLER_JOB.read(given);
  return { ...request, handler, params };
}
