import { randomUUID } from 'node:crypto';
import { ProblemError } from '@firn/contract';
import type { StructuredLogger } from '@firn/nest';
import { addToLogContext, runInLogContext, spanOfRequest } from '@firn/nest/internal';
import { type Span, SpanStatusCode } from '@opentelemetry/api';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { admitRequest } from '../access/admit-request.js';
import type { ApiKeys } from '../access/api-keys.js';
import { rememberCaller } from '../access/caller.js';
import type { RequestLimit } from '../access/request-limit.js';
import type { ApiMetrics } from '../metrics/api-metrics.js';
import type { Connections } from '../store/connections.js';
import type { Shutdown } from '../store/shutdown.js';
import { checkQuery } from './check-query.js';
import { checkContent } from './content-type.js';
import { RouteTable } from './route-table.js';

/** A caller's own number is kept when it is harmless in a log and in a header. */
const REQUEST_ID = /^[\w.-]{1,64}$/;

export function requestIdOf(given: string | string[] | undefined): string {
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
}

const pathOf = (request: FastifyRequest): string => request.url.split('?', 1)[0] ?? '/';

/** The routes of the API itself. A matched route counts as it is defined: an address may be written in many ways. */
const isOfApi = (request: FastifyRequest): boolean => /^\/v1(\/|$)/.test(request.routeOptions.url ?? pathOf(request));

/** Refuses what no handler could read as it was meant. */
function checkForm(request: FastifyRequest, reply: FastifyReply): void {
  if (!isOfApi(request)) return;
  checkQuery(request.url);
  checkContent(request, reply);
}

const spanOf = (request: FastifyRequest, work: () => void): Span => {
  const route = request.routeOptions.url ?? 'none';
  const attributes = { 'http.request.method': request.method, 'http.route': route, 'firn.request_id': request.id };
  return spanOfRequest(`${request.method} ${route}`, request.headers, attributes, work);
};

function endSpan(span: Span | undefined, status: number): void {
  span?.setAttribute('http.response.status_code', status);
  if (status >= 500) span?.setStatus({ code: SpanStatusCode.ERROR });
  span?.end();
}

/**
 * What happens to every request before its handler: a number and a log context, the key, the limit, and the answer for an
 * address or method that does not exist. All of it before a body is read, so that nobody without a key makes this process read one.
 */
export function addRequestHooks(
  server: FastifyInstance,
  ports: {
    readonly keys: ApiKeys;
    readonly requestLimit: RequestLimit;
    readonly shutdown: Shutdown;
    readonly connections: Pick<Connections, 'unsupported'>;
    readonly metrics: ApiMetrics;
    readonly logger: StructuredLogger;
  },
): void {
  const routes = new RouteTable();
  const spans = new WeakMap<FastifyRequest, Span>();
  server.addHook('onRoute', ({ url, method }) => routes.add(url, [method].flat()));

  server.addHook('onRequest', (request, reply, done) => {
    reply.header('X-Request-Id', request.id);
    runInLogContext({ requestId: request.id }, () => {
      if (isOfApi(request)) spans.set(request, spanOf(request, done));
      else done();
    });
  });

  server.addHook('onRequest', async (request, reply) => {
    if (isOfApi(request)) {
      if (ports.shutdown.begun) {
        reply.header('Connection', 'close');
        throw ProblemError.of('shutting_down', { detail: 'This process takes no more requests.', retryAfterMs: 1_000 });
      }
      const { unsupported } = ports.connections;
      if (unsupported !== null) throw ProblemError.of('redis_unavailable', { detail: unsupported.message });
      const caller = await admitRequest(request.headers.authorization, ports);
      rememberCaller(request, caller);
      addToLogContext(caller);
    }
    if (!request.is404) return checkForm(request, reply);
    const path = pathOf(request);
    const allowed = routes.methodsOf(path);
    if (allowed.length === 0)
      throw ProblemError.of('route_not_found', { detail: `There is no ${request.method} ${path} here.` });
    reply.header('Allow', allowed.join(', '));
    throw ProblemError.of('method_not_allowed', {
      detail: `${path} takes ${allowed.join(', ')}, not ${request.method}.`,
    });
  });

  server.addHook('onResponse', (request, reply, done) => {
    endSpan(spans.get(request), reply.statusCode);
    const level = isOfApi(request) ? 'info' : 'debug';
    // The pattern, not the address: what a caller wrote into a query stays out of the log.
    const route = request.routeOptions.url ?? 'none';
    ports.metrics.answered(request.method, route, reply.statusCode, reply.elapsedTime / 1_000);
    ports.logger[level](
      { method: request.method, route, status: reply.statusCode, ms: Math.round(reply.elapsedTime) },
      'answered',
    );
    done();
  });
}
