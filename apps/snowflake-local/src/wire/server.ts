import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { faultControl } from '../faults/control.js';
import type { Effect, Faults } from '../faults/faults.js';
import type { RequestFacts } from '../faults/rule.js';
import type { Background } from '../health/background.js';
import type { Metrics } from '../health/metrics.js';
import { withoutSecrets } from '../history/secrets.js';
import { BadBody, type BodyLimits, OPEN_LIMITS, readBody, STATEMENT_LIMITS } from './body.js';
import { type Call, fieldsOf, type Reply, reply, textOf } from './call.js';
import { failedRequest, refused } from './envelope.js';
import { IllFormedText } from './ill-formed.js';
import { NO_BODY } from './parsed-body.js';
import { type Match, matchRoute, type Services } from './routes.js';
import { refusalOf, tokenOf } from './session.js';

const HEADERS_MS = 15_000;
const MOST_CONNECTIONS = 10_000;
const LOOPBACK = /^(?:127\.|::1$|::ffff:127\.)/;

export interface WireParts {
  readonly services: Services;
  /** null: the switches are off. */
  readonly faults: Faults | null;
  readonly log: Logger;
  readonly background: Background;
  readonly metrics: Metrics;
}

/** The HTTP side: reads requests, lets faults meet them, checks tokens, writes replies. */
export class WireServer {
  private readonly http: Server;

  constructor(private readonly parts: WireParts) {
    this.http = createServer((request, response) => void this.serve(request, response));
    // For requests to arrive; how long an answer takes is not limited by them.
    this.http.headersTimeout = HEADERS_MS;
    this.http.requestTimeout = STATEMENT_LIMITS.ms;
    this.http.keepAliveTimeout = 75_000;
    this.http.maxConnections = MOST_CONNECTIONS;
  }

  /** Gives the address it listens on. */
  async listen(host: string, port: number): Promise<AddressInfo> {
    await new Promise<void>((resolve, reject) => {
      this.http.once('error', reject);
      this.http.listen(port, host, () => {
        this.http.off('error', reject);
        resolve();
      });
    });
    const address = this.http.address();
    if (address === null || typeof address === 'string') throw new Error('the server has no port');
    return address;
  }

  /** Takes no more connections; those that are open are answered until `closeConnections`. */
  stopListening(): void {
    this.http.close();
  }

  closeConnections(): void {
    this.http.closeAllConnections();
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await this.answer(request, response);
    } catch (error) {
      if (!response.headersSent && error instanceof BadBody) {
        // What is still to come of the body is not waited for.
        response.setHeader('connection', 'close');
        writeJson(response, error.status, refused('391902', error.message));
        return;
      }
      if (!response.headersSent && error instanceof IllFormedText) {
        writeJson(response, 200, failedRequest('100144', '22000', error.message));
        return;
      }
      // A client that went away in the middle of a chunk is no error of ours.
      if (response.destroyed) return;
      this.parts.log.error({ err: error, path: request.url }, 'request failed');
      if (response.headersSent) response.destroy();
      else writeJson(response, 200, failedRequest('300002', 'XX000', 'Internal error.'));
    }
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { services, faults } = this.parts;
    const url = urlOf(request.url ?? '/');
    const path = url.pathname.replace(/\/{2,}/g, '/');
    const method = request.method ?? 'GET';
    if (path === '/health') {
      const { problems } = this.parts.background;
      writeJson(response, 200, { status: problems.length === 0 ? 'ok' : 'degraded', problems });
      return;
    }
    if (path === '/metrics') {
      const { registry } = this.parts.metrics;
      response.writeHead(200, { 'content-type': registry.contentType }).end(await registry.metrics());
      return;
    }
    if (path === '/faults' || path.startsWith('/faults/')) {
      const body = faults === null ? null : (await readBody(request, OPEN_LIMITS)).value;
      const { status, body: answer } = await faultControl(faults, method, path, url.searchParams, body);
      writeJson(response, status, answer);
      return;
    }
    const match = matchRoute(method, path, services);
    if (match === undefined) {
      writeJson(response, 404, refused('390404', `There is no ${method} ${path} here.`));
      return;
    }
    this.parts.metrics.asked();
    const gone = new AbortController();
    // An answer that has been given needs nobody to be told.
    response.once('close', () => {
      if (!response.writableFinished) gone.abort();
    });
    const { headers } = request;
    const limits = this.bodyLimits(match, headers);
    const body = limits === null ? NO_BODY : await readBody(request, limits);
    const call: Call = {
      method,
      path,
      query: url.searchParams,
      headers,
      body: body.value,
      binds: body,
      request,
      isLocal: LOOPBACK.test(request.socket.remoteAddress ?? ''),
      signal: gone.signal,
      now: Date.now(),
    };
    await this.answerCall(call, match, response);
  }

  /** null: nobody will look at the body, so that it is not read. Before a login little is read. */
  private bodyLimits({ handler }: Match, headers: Call['headers']): BodyLimits | null {
    if (handler.access === 'open') return handler.hasBody ? OPEN_LIMITS : null;
    const token = tokenOf({ headers });
    const verdict = token === null ? null : this.parts.services.tokens.checkSession(token, Date.now());
    return verdict?.kind === 'valid' ? STATEMENT_LIMITS : null;
  }

  private async answerCall(call: Call, match: Match, response: ServerResponse): Promise<void> {
    const { faults } = this.parts;
    const facts = faults === null ? null : this.facts(call, match);
    if (faults !== null && facts !== null) {
      const effect = await faults.meet('before', facts);
      if (this.isCutShort(effect, facts, response)) return;
    }
    // Only now: a request that was held may find its session ended.
    let pauseMs = 0;
    let answer = await this.handle({ ...call, now: Date.now() }, match);
    if (faults !== null && facts !== null) {
      const known = this.facts(call, match);
      const effect = await faults.meet('after', known);
      if (this.isCutShort(effect, facts, response)) return;
      pauseMs = effect.action === 'slow' ? effect.ms : 0;
      if (effect.action === 'fail_post') answer = this.parts.services.answers.failure(known.queryId) ?? answer;
    }
    if (response.destroyed) return;
    if (answer.kind === 'raw') await answer.send(response, pauseMs);
    else writeJson(response, answer.status ?? 200, answer.envelope);
  }

  private async handle(call: Call, { handler }: Match): Promise<Reply> {
    if (handler.access === 'open') return handler.run(call);
    const token = tokenOf(call);
    const verdict = token === null ? null : this.parts.services.tokens.checkSession(token, call.now);
    if (verdict?.kind !== 'valid') return reply(refusalOf(verdict));
    verdict.session.lastUsedAt = call.now;
    return handler.run({ ...call, session: verdict.session });
  }

  /** Carries out a fault; true when there is nothing more to answer. */
  private isCutShort({ action }: Effect, facts: RequestFacts, response: ServerResponse): boolean {
    const { sessions, tokens, control } = this.parts.services;
    const session = facts.sessionId === null ? undefined : sessions.find(facts.sessionId);
    switch (action) {
      case 'none':
      case 'fail_post':
      case 'slow':
        return false;
      case 'drop':
        response.destroy();
        return true;
      case '429':
        response.setHeader('retry-after', '1');
        response.statusCode = 429;
        response.end();
        return true;
      case '503':
        response.statusCode = 503;
        response.end();
        return true;
      case 'expire_session':
        if (session !== undefined) control.abortSession(session.id);
        return false;
      case 'expire_token':
        if (session !== undefined) tokens.expire(session);
        return false;
      default:
        return unreachable(action);
    }
  }

  /** What a fault rule may match: the statement is that of the request, or of the query that the path names. */
  private facts(call: Call, { route, queryId, chunk }: Match): RequestFacts {
    const { services } = this.parts;
    const token = tokenOf(call);
    const verdict = token === null ? null : services.tokens.checkSession(token, call.now);
    const session = verdict?.kind === 'valid' ? verdict.session : null;
    const fields = fieldsOf(call.body);
    const requestId = call.query.get('requestId');
    const own = session === null || requestId === null ? undefined : services.registry.queryIdOf(session.id, requestId);
    const query = services.registry.find(queryId ?? own ?? '');
    const sqlText = textOf(fields.sqlText) ?? query?.text ?? null;
    const ownTag = textOf(fieldsOf(fields.parameters).QUERY_TAG);
    return {
      route,
      sessionId: session?.id ?? query?.session.id ?? null,
      queryId: queryId ?? own ?? null,
      chunk,
      requestId,
      sqlText: sqlText === null ? null : withoutSecrets(sqlText),
      tag: ownTag ?? query?.view.parameters.text('QUERY_TAG') ?? session?.parameters.text('QUERY_TAG') ?? null,
    };
  }
}

/** @throws BadBody for a target that is no path. */
function urlOf(target: string): URL {
  const text = `http://host${target.replace(/^\/+/, '/')}`;
  if (!URL.canParse(text)) throw new BadBody(400, 'The request target is no path.');
  return new URL(text);
}

function writeJson(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

function unreachable(value: never): never {
  throw new Error(`Unknown effect ${String(value)}`);
}
