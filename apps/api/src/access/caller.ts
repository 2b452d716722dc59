import { ProblemError } from '@firn/contract';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** Who sends a request: the tenant whose jobs it sees, by which key. */
export interface CallerIdentity {
  readonly tenant: string;
  readonly keyId: string;
}

const callers = new WeakMap<object, CallerIdentity>();

export const rememberCaller = (request: FastifyRequest, caller: CallerIdentity): void =>
  void callers.set(request, caller);

export function callerOf(request: FastifyRequest): CallerIdentity {
  const caller = callers.get(request);
  if (caller === undefined)
    throw ProblemError.of('unauthorized', { detail: 'The request carries no API key.', path: 'header.Authorization' });
  return caller;
}

/** The caller of the current request, as an argument of a handler. */
export const Caller = createParamDecorator(
  (_: unknown, context: ExecutionContext): CallerIdentity =>
    callerOf(context.switchToHttp().getRequest<FastifyRequest>()),
);
