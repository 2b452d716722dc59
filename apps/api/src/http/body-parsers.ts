import { ProblemError } from '@firn/contract';
import type { FastifyInstance } from 'fastify';

export const NDJSON_TYPES = [
  'application/x-ndjson',
  'application/ndjson',
  'application/jsonl',
  'application/x-jsonlines',
] as const;

/**
 * JSON is parsed whole, within the limit; NDJSON is handed over as it arrives, so that its length costs no memory.
 * An empty JSON body is no body: some clients name the type on every POST.
 */
export function addBodyParsers(server: FastifyInstance, bodyBytes: number): void {
  const parseJson = server.getDefaultJsonParser('error', 'error');
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    'application/json',
    { parseAs: 'string', bodyLimit: bodyBytes },
    (request, body: string, done) => {
      if (body.trim() === '') return done(null, undefined);
      // The callback form of the parser: it answers at once.
      parseJson(request, body, (error, value) => done(error === null ? null : notJson(error), value));
    },
  );
  server.addContentTypeParser([...NDJSON_TYPES], { bodyLimit: Number.MAX_SAFE_INTEGER }, (_request, body, done) =>
    done(null, body),
  );
}

const notJson = (error: Error): ProblemError =>
  ProblemError.of('malformed_json', { detail: `${error.message}.`, path: 'body' }, { cause: error });
