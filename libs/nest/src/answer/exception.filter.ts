import { FirnProblem, FirnUnreachable } from '@firn/client';
import { PROBLEMS, ProblemError } from '@firn/contract';
import { SnowflakeError, UsageError } from '@firn/snowpark';
import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { nestLog } from '../log/structured-logger.js';
import { madeByNest } from '../made-by-nest.js';
import { problemOf } from './problem-of.js';
import { rawOf } from './raw-response.js';

/**
 * Answers with `application/problem+json` where Firn or Snowflake refused, on Express and on Fastify. Errors that are none of Firn's
 * are left to Nest. For all routes: `{ provide: APP_FILTER, useClass: FirnExceptionFilter }`.
 */
@Catch(ProblemError, FirnProblem, FirnUnreachable, SnowflakeError, UsageError)
export class FirnExceptionFilter implements ExceptionFilter {
  private readonly log = nestLog('Firn');

  private readonly host: HttpAdapterHost;

  constructor(host: HttpAdapterHost) {
    this.host = madeByNest(FirnExceptionFilter, HttpAdapterHost, host, 'httpAdapter');
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const found = problemOf(error);
    if (found === null || host.getType() !== 'http') throw error;
    const { httpAdapter } = this.host;
    const response: unknown = host.switchToHttp().getResponse();
    // A problem of a job carries the status of the job's own failure; here it answers a request, by the registry.
    const { status } = PROBLEMS[found.code];
    if (status >= 500) this.log.warn({ err: error, code: found.code }, found.title);
    if (httpAdapter.isHeadersSent(response)) {
      rawOf(response).destroy(); // a half-sent answer must not look whole
      return;
    }
    httpAdapter.setHeader(response, 'Content-Type', 'application/problem+json; charset=utf-8');
    if (found.retryAfterMs !== undefined)
      httpAdapter.setHeader(response, 'Retry-After', String(Math.max(1, Math.ceil(found.retryAfterMs / 1_000))));
    httpAdapter.reply(response, JSON.stringify(found), status);
  }
}
