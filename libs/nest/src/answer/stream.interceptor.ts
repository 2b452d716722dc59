import { Readable } from 'node:stream';
import { ProblemError } from '@firn/contract';
import { DataFrame } from '@firn/snowpark';
import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  StreamableFile,
} from '@nestjs/common';
import Negotiator from 'negotiator';
import { from, mergeMap, type Observable, of } from 'rxjs';
import { nestLog } from '../log/structured-logger.js';
import { FORMATS, MEDIA_TYPES, type MediaType } from './formats.js';
import { rawOf } from './raw-response.js';

/**
 * Streams a DataFrame that a controller's method returns, as NDJSON, CSV or Arrow by the Accept header. Rows are read as fast as the
 * caller takes them; a caller that goes away ends the reading, and cancels the query where it still runs. Other values pass.
 */
@Injectable()
export class FirnStreamInterceptor implements NestInterceptor {
  private readonly log = nestLog('Firn');

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next
      .handle()
      .pipe(
        mergeMap((value: unknown) =>
          value instanceof DataFrame && context.getType() === 'http' ? from(this.stream(value, context)) : of(value),
        ),
      );
  }

  /** Nothing where the caller has gone: there is nobody to answer to. */
  private async stream(frame: DataFrame, context: ExecutionContext): Promise<StreamableFile | undefined> {
    const http = context.switchToHttp();
    const type = negotiate(http.getRequest());
    const response = rawOf(http.getResponse());
    const gone = new AbortController();
    let body: Readable | null = null;
    response.once('close', () => {
      if (response.writableFinished) return;
      gone.abort();
      body?.destroy();
    });
    // The first rows are there before the status is: what Snowflake refuses is a problem, and no broken answer.
    const parts = await begun(() => FORMATS[type](frame, gone.signal)).catch((error: unknown) => {
      if (!gone.signal.aborted) throw error;
    });
    if (parts === undefined) return undefined;
    body = Readable.from(parts, { objectMode: false, highWaterMark: 65_536 });
    body.on('error', (error) => {
      if (!gone.signal.aborted) this.log.error({ err: error }, 'an answer broke off');
    });
    if (gone.signal.aborted) body.destroy();
    const file = new StreamableFile(body, {
      type: type === 'application/x-ndjson' || type === 'text/csv' ? `${type}; charset=utf-8` : type,
    });
    // Nest would end the answer as if it were whole.
    return file.setErrorHandler(() => response.destroy()).setErrorLogger(() => undefined);
  }
}

/** @throws ProblemError not_acceptable */
function negotiate(request: { readonly headers: Readonly<Record<string, string | string[] | undefined>> }): MediaType {
  const preferred = new Negotiator(request).mediaType([...MEDIA_TYPES]);
  const type = MEDIA_TYPES.find((known) => known === preferred);
  if (type !== undefined) return type;
  const detail = `The rows can be had as ${MEDIA_TYPES.join(', ')}.`;
  throw ProblemError.of('not_acceptable', {
    detail,
    path: 'header.Accept',
    cure: `Accept one of ${MEDIA_TYPES.join(', ')}.`,
  });
}

/** The same parts, of which the first has been read. */
async function begun(begin: () => Promise<AsyncIterable<Uint8Array>>): Promise<AsyncIterable<Uint8Array>> {
  const iterator = (await begin())[Symbol.asyncIterator]();
  const first = await iterator.next();
  return (async function* () {
    try {
      for (let next = first; next.done !== true; next = await iterator.next()) yield next.value;
    } finally {
      await iterator.return?.();
    }
  })();
}
