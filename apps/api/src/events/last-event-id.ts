import { ProblemError } from '@firn/contract';

/**
 * What the reader of a stream has seen last; null for one that begins.
 *
 * @param parse null for a text that this stream has never sent
 * @throws ProblemError invalid_request
 */
export function lastSeen<T>(header: string | undefined, parse: (text: string) => T | null): T | null {
  if (header === undefined || header === '') return null;
  const seen = parse(header);
  if (seen !== null) return seen;
  throw ProblemError.of('invalid_request', {
    path: 'header.Last-Event-ID',
    detail: 'This stream has never sent such an ID.',
    cure: 'Send the id of the last event that was read, or leave the header out to begin anew.',
  });
}
