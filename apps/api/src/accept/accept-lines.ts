import { BATCH_LINES, type BatchId, type BatchLineAnswer, type Problem, ProblemError, problem } from '@app/contract';
import { acceptJobs, type JobStore, type NewJob } from '@app/jobs';
import type { StepAdder } from '../store/step-adder.js';
import { conflict } from './accept.controller.js';
import type { Line } from './lines.js';
import { type PreparePorts, prepareJob } from './prepare-job.js';
import { readLine, readRequest } from './read-request.js';

/** Lines that are accepted together: enough to keep Redis busy, little enough to hold. */
const CHUNK_LINES = 250;
const CHUNK_CHARACTERS = 1_000_000;

export interface BatchDestination {
  readonly tenant: string;
  readonly idempotencyKey: string | null;
  readonly batch: BatchId;
}

export interface AcceptLinesPorts extends PreparePorts {
  readonly jobs: JobStore;
  readonly steps: StepAdder;
}

/**
 * Accepts a batch line by line. A line that is wrong is refused alone, with its number. After the last line that a batch may
 * have the rest is not read, and one answer says so.
 */
export async function acceptLines(
  lines: AsyncIterable<Line>,
  destination: BatchDestination,
  ports: AcceptLinesPorts,
): Promise<readonly BatchLineAnswer[]> {
  const answers: BatchLineAnswer[] = [];
  let chunk: Line[] = [];
  let characters = 0;
  let count = 0;
  const flush = async () => {
    answers.push(...(await acceptChunk(chunk, destination, ports)));
    chunk = [];
    characters = 0;
  };
  for await (const line of lines) {
    count += 1;
    if (count > BATCH_LINES) {
      await flush();
      return [...answers, { line: line.number, problem: tooManyLines() }];
    }
    chunk.push(line);
    characters += line.kind === 'line' ? line.text.length : 0;
    if (chunk.length === CHUNK_LINES || characters > CHUNK_CHARACTERS) await flush();
  }
  await flush();
  return answers;
}

const tooManyLines = (): Problem =>
  problem('payload_too_large', {
    detail: `A batch has at most ${BATCH_LINES} lines. This line and those after it were not read.`,
    cure: 'Send the rest as another batch.',
  });

async function acceptChunk(
  lines: readonly Line[],
  destination: BatchDestination,
  ports: AcceptLinesPorts,
): Promise<readonly BatchLineAnswer[]> {
  if (lines.length === 0) return [];
  const prepared = await Promise.all(lines.map((line) => prepareLine(line, destination, ports)));
  const good = prepared.filter((job) => 'tenant' in job);
  const replies = good.length === 0 ? [] : await acceptJobs(ports.jobs, await ports.steps.ready(), good);
  const replyTo = new Map(good.map((job, index) => [job, replies[index]]));
  return lines.map(({ number }, index): BatchLineAnswer => {
    const job = prepared[index];
    const reply = job !== undefined && 'tenant' in job ? replyTo.get(job) : undefined;
    if (reply === undefined)
      return {
        line: number,
        problem: job !== undefined && 'code' in job ? job : problem('internal', { detail: 'The line got no answer.' }),
      };
    if (reply.outcome === 'conflict') return { line: number, problem: conflict(reply.id).problem };
    return { line: number, id: reply.id, state: reply.state, duplicate: reply.outcome === 'existing' };
  });
}

async function prepareLine(
  line: Line,
  { tenant, idempotencyKey, batch }: BatchDestination,
  ports: PreparePorts,
): Promise<NewJob | Problem> {
  try {
    const key = idempotencyKey === null ? null : `${idempotencyKey}/${line.number}`;
    return await prepareJob(readRequest(readLine(textOf(line))), { tenant, idempotencyKey: key, batch }, ports);
  } catch (error) {
    if (error instanceof ProblemError) return error.problem;
    throw error;
  }
}

function textOf(line: Line): string {
  switch (line.kind) {
    case 'line':
      return line.text;
    case 'too_long':
      throw ProblemError.of('payload_too_large', {
        detail: 'The line is longer than this server takes (FIRN_API_BODY_BYTES).',
      });
    case 'not_utf8':
      throw ProblemError.of('malformed_json', { detail: 'The line is not UTF-8.' });
  }
}
