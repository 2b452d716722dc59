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
      if (body.trim() === '') done(null, undefined);
      else parseJson(request, body, done);
    },
  );
  server.addContentTypeParser([...NDJSON_TYPES], { bodyLimit: Number.MAX_SAFE_INTEGER }, (_request, body, done) =>
    done(null, body),
  );
}
