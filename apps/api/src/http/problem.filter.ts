import { PROBLEMS, type Problem } from '@firn/contract';
import type { StructuredLogger } from '@firn/nest';
import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { toProblem } from './to-problem.js';

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** Everything that throws ends here, so that every failure has one form. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: StructuredLogger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const reply = http.getResponse<FastifyReply>();
    const request = http.getRequest<FastifyRequest>();
    const found = toProblem(error);
    if (found.status >= 500)
      this.logger[found.code === 'internal' ? 'error' : 'warn']({ err: error, code: found.code }, found.title);
    if (reply.sent || reply.raw.headersSent) {
      reply.raw.destroy(); // a half-sent answer must not look whole
      return;
    }
    sendProblem(reply, { ...found, requestId: request.id });
  }
}

export function sendProblem(reply: FastifyReply, found: Problem): void {
  if (found.code !== 'shutting_down') linger(reply);
  if (found.requestId !== undefined) reply.header('X-Request-Id', found.requestId);
  if (found.retryAfterMs !== undefined)
    reply.header('Retry-After', String(Math.max(1, Math.ceil(found.retryAfterMs / 1_000))));
  if (found.code === 'unauthorized') reply.header('WWW-Authenticate', 'Bearer realm="firn"');
  // A problem of a job carries the status of the job's own failure; here it answers a request, by the registry.
  void reply.status(PROBLEMS[found.code].status).type(PROBLEM_TYPE).serializer(JSON.stringify).send(found);
}

/** How long the rest of a body is still taken, and thrown away, after it was refused. */
const LINGER_MS = 5_000;

/**
 * Fastify closes the connection of a body that it refuses. Where that is still being sent, the close resets the connection, and
 * the sender loses the answer that tells why. So the rest is taken for a while, and the connection closed if it does not end.
 */
function linger(reply: FastifyReply): void {
  const { raw } = reply.request;
  if (raw.complete || raw.destroyed) return;
  reply.removeHeader('connection');
  const timer = setTimeout(() => raw.socket.destroySoon(), LINGER_MS);
  raw.once('end', () => clearTimeout(timer)).once('close', () => clearTimeout(timer));
  raw.resume();
}
