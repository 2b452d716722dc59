import { itemsOf } from '../items-of.js';
import { type JobSubmission, jobText } from '../job-submission.js';

/** Lines and characters that are sent in one request: little enough to be sent again when it breaks off. */
const PART_LINES = 2_000;
const PART_CHARACTERS = 2_000_000;

/** Some lines of a batch, ready to be sent. */
export interface Part {
  /** Number of its first line, from 1. */
  readonly from: number;
  readonly lines: number;
  readonly body: string;
  /** Others follow. */
  readonly more: boolean;
}

/** Cuts a batch into parts as its requests come. Holds one part and a line. @throws UsageError that names the request, or the signal's reason */
export async function* batchParts(
  requests: Iterable<JobSubmission> | AsyncIterable<JobSubmission>,
  signal?: AbortSignal,
): AsyncGenerator<Part> {
  let [from, lines, body] = [1, 0, ''];
  for await (const request of itemsOf(requests, { call: 'submitBatch', name: 'requests' }, signal)) {
    const name = `requests[${from + lines - 1}]`;
    const line = `${jobText(request, { call: 'submitBatch', name })}\n`;
    if (lines > 0 && (lines === PART_LINES || body.length + line.length > PART_CHARACTERS)) {
      yield { from, lines, body, more: true };
      [from, lines, body] = [from + lines, 0, ''];
    }
    lines += 1;
    body += line;
  }
  yield { from, lines, body, more: false };
}
