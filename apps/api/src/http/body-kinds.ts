import { ROUTES } from '@firn/contract';
import type { FastifyRequest } from 'fastify';

/** What the body of a request is: one job, a job a line, or a small JSON object. */
export type BodyKind = 'job' | 'lines' | 'command';

/** Bodies that are no jobs hold a reason or a profile's name. */
export const BODY_BYTES_OF_COMMANDS = 65_536;

export function takes({ method, routeOptions }: FastifyRequest): BodyKind {
  if (method !== 'POST') return 'command';
  switch (routeOptions.url) {
    case ROUTES.jobs:
      return 'job';
    case ROUTES.batches:
      return 'lines';
    default:
      return 'command';
  }
}
