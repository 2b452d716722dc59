import type { HandlerDefinition } from '@firn/client';
import { ProblemError } from '@firn/contract';
import type { Action } from '@firn/snowpark';
import { Injectable } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { buildAction, type HostedHandler } from './build-action.js';
import { FIRN_JOB, type HandledJob } from './firn-job.js';

/** The handlers of this process: the methods with `@FirnJob` of all its providers and controllers. */
@Injectable()
export class HostedHandlers {
  private found: ReadonlyMap<string, HostedHandler> | null = null;

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  /** To be asked once the application has made its providers. @throws Error where a name is there twice, or its provider cannot serve. */
  get names(): readonly string[] {
    return [...this.all.keys()];
  }

  /** @throws ProblemError */
  build(name: string, params: unknown, job: HandledJob, signal: AbortSignal): Promise<Action> {
    const handler = this.all.get(name);
    if (handler === undefined)
      throw ProblemError.of('handler_unavailable', { detail: `This worker does not host the handler "${name}".` });
    return buildAction(handler, params, job, signal);
  }

  private get all(): ReadonlyMap<string, HostedHandler> {
    this.found ??= this.find();
    return this.found;
  }

  private find(): ReadonlyMap<string, HostedHandler> {
    const handlers = new Map<string, HostedHandler & { readonly instance: object }>();
    for (const wrapper of [...this.discovery.getProviders(), ...this.discovery.getControllers()]) {
      const { metatype } = wrapper;
      // What a factory made has no class of its own here, and its instance tells.
      const isMade = wrapper.isDependencyTreeStatic();
      const instance: unknown = isMade ? wrapper.instance : null;
      const prototype: unknown =
        instance === null || instance === undefined ? metatype?.prototype : Object.getPrototypeOf(instance);
      if (typeof prototype !== 'object' || prototype === null) continue;
      for (const method of this.scanner.getAllMethodNames(prototype)) {
        const call: unknown = Reflect.get(prototype, method);
        if (typeof call !== 'function') continue;
        const definition = this.reflector.get<HandlerDefinition | undefined>(FIRN_JOB, call);
        if (definition === undefined) continue;
        const place = `${prototype.constructor.name}.${method}`;
        if (typeof instance !== 'object' || instance === null)
          throw new Error(
            `@FirnJob("${definition.name}") on ${place}: its provider is made for each request, and a job has none.`,
          );
        const other = handlers.get(definition.name);
        if (other !== undefined && other.instance !== instance)
          throw new Error(
            `@FirnJob("${definition.name}") is on ${other.place} and on ${place}: a handler is one method.`,
          );
        handlers.set(definition.name, {
          definition,
          place,
          instance,
          call: (params, context) => Reflect.apply(call, instance, [params, context]),
        });
      }
    }
    return handlers;
  }
}
