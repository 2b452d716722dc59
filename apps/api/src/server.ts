import type { IncomingMessage } from 'node:http';
import type { StructuredLogger } from '@firn/nest';
import { addressFault, NestLogger } from '@firn/nest/internal';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ApiKeys } from './access/api-keys.js';
import { RequestLimit } from './access/request-limit.js';
import { ApiModule } from './api.module.js';
import type { ApiConfig } from './config/config.js';
import { BodyMemory } from './http/body-memory.js';
import { addBodyParsers } from './http/body-parsers.js';
import { answerClientError } from './http/client-error.js';
import { addDocumentation } from './http/openapi/document.js';
import { sendProblem } from './http/problem.filter.js';
import { addRequestHooks, requestIdOf } from './http/request-hooks.js';
import { addSecurityHeaders } from './http/security-headers.js';
import { toProblem } from './http/to-problem.js';
import { ApiMetrics } from './metrics/api-metrics.js';
import { Connections } from './store/connections.js';
import { Shutdown } from './store/shutdown.js';

/** Whoever takes longer to send a request holds a connection for nothing. */
const REQUEST_TIMEOUT_MS = 300_000;
/** As long as headers may be, so that the route says what is wrong with an ID. */
const LONGEST_ADDRESS = 16_384;
/** How often Node looks for requests that arrive too slowly. */
const LOOK_MS = 2_000;

export interface ApiServer {
  /** Address it listens on, with the port that was picked. */
  readonly url: string;
  /** Takes no more requests, ends waits, lets the running ones finish within the configured time, closes Redis. */
  close(): Promise<void>;
}

/** Builds the application and listens. Redis may be away: requests are then answered with 503 until it is back. */
export async function startApi(config: ApiConfig, logger: StructuredLogger): Promise<ApiServer> {
  const app = await createApplication(config, logger);
  const connections = app.get(Connections);
  try {
    await connections.open();
    await app.listen(config.port, config.host);
  } catch (error) {
    await app.close();
    const host = { setting: 'FIRN_API_HOST', value: config.host };
    throw addressFault(error, host, { setting: 'FIRN_API_PORT', value: config.port });
  }
  const url = await app.getUrl();
  logger.info({ url, profiles: config.profiles.length, keys: config.keys.length }, 'listening');
  return { url, close: () => closeWithin(app, config.shutdownMs) };
}

async function createApplication(config: ApiConfig, logger: StructuredLogger): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    requestIdHeader: false,
    genReqId: (request: IncomingMessage) => requestIdOf(request.headers['x-request-id']),
    bodyLimit: config.bodyBytes,
    routerOptions: { maxParamLength: LONGEST_ADDRESS },
    http: { headersTimeout: config.headersMs, connectionsCheckingInterval: Math.min(LOOK_MS, config.headersMs) },
    forceCloseConnections: 'idle',
    requestTimeout: REQUEST_TIMEOUT_MS,
    return503OnClosing: false, // ours is a problem
    clientErrorHandler: answerClientError,
    // A malformed address is refused by the router, before hooks and filters.
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) =>
      sendProblem(reply, { ...toProblem(error), requestId: request.id }),
  });
  const app = await NestFactory.create<NestFastifyApplication>(ApiModule.forRoot({ config, logger }), adapter, {
    bodyParser: false,
    logger: new NestLogger(logger),
    abortOnError: false,
  });
  const server: FastifyInstance = adapter.getInstance();
  addSecurityHeaders(server);
  addRequestHooks(server, {
    keys: app.get(ApiKeys),
    requestLimit: app.get(RequestLimit),
    shutdown: app.get(Shutdown),
    connections: app.get(Connections),
    metrics: app.get(ApiMetrics),
    logger,
  });
  addBodyParsers(server, config, app.get(BodyMemory));
  addDocumentation(app);
  return app;
}

/** Running requests get `shutdownMs`; what then still streams to a slow reader is cut. */
async function closeWithin(app: NestFastifyApplication, shutdownMs: number): Promise<void> {
  const timer = setTimeout(() => app.getHttpServer().closeAllConnections(), shutdownMs);
  try {
    await app.close();
  } finally {
    clearTimeout(timer);
  }
}
