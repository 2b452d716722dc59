import { BATCH_LINES, type BatchId, type BatchLineAnswer, type Problem, ProblemError, problem } from '@firn/contract';
import { type AcceptReply, acceptJobs, type JobStore, type NewJob } from '@firn/jobs';
import type { StepAdder } from '../store/step-adder.js';
import { conflict } from './conflict.js';
import type { Line } from './lines.js';
import { type PreparePorts, prepareJob } from './prepare-job.js';
import { readRequest } from './read-request.js';

/** Lines that are accepted together: enough to keep Redis busy, little enough to hold. */
const CHUNK_LINES = 250;
const CHUNK_BYTES = 1_000_000;

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
 * Accepts a batch line by line and hands the answers to `answer` as they are decided. A line that is wrong is refused alone,
 * with its number. After the last line that a batch may have the rest is not read, and one answer says so.
 */
export async function acceptLines(
  lines: AsyncIterable<Line>,
  destination: BatchDestination,
  ports: AcceptLinesPorts,
  answer: (answers: readonly BatchLineAnswer[]) => void,
): Promise<void> {
  let chunk: Line[] = [];
  let bytes = 0;
  let count = 0;
  const flush = async () => {
    const full = chunk;
    chunk = [];
    bytes = 0;
    if (full.length > 0) answer(await acceptChunk(full, destination, ports));
  };
  for await (const line of lines) {
    count += 1;
    if (count > BATCH_LINES) {
      await flush();
      return answer([{ line: line.number, problem: tooManyLines() }]);
    }
    chunk.push(line);
    bytes += line.kind === 'line' ? line.bytes.length : 0;
    if (chunk.length === CHUNK_LINES || bytes > CHUNK_BYTES) await flush();
  }
  await flush();
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
  const prepared = await Promise.all(lines.map((line) => prepareLine(line, destination, ports)));
  const jobs = prepared.flatMap((line) => ('job' in line ? [line.job] : []));
  const replies = jobs.length === 0 ? [] : await acceptJobs(ports.jobs, await ports.steps.ready(), jobs);
  const replyTo = new Map(jobs.map((job, index) => [job, replies[index]]));
  return prepared.map((line) => ('job' in line ? answerOf(line.line, replyTo.get(line.job)) : line));
}

function answerOf(line: number, reply: AcceptReply | undefined): BatchLineAnswer {
  if (reply === undefined) throw new Error(`Line ${line} was accepted without an answer.`);
  if (reply.outcome === 'conflict') return { line, problem: conflict(reply.id).problem };
  return { line, id: reply.id, state: reply.state, duplicate: reply.outcome === 'existing' };
}

type PreparedLine =
  | { readonly line: number; readonly job: NewJob }
  | { readonly line: number; readonly problem: Problem };

async function prepareLine(
  line: Line,
  { tenant, idempotencyKey, batch }: BatchDestination,
  ports: PreparePorts,
): Promise<PreparedLine> {
  try {
    const key = idempotencyKey === null ? null : `${idempotencyKey}/${line.number}`;
    const read = readRequest(bytesOf(line));
    return { line: line.number, job: await prepareJob(read, { tenant, idempotencyKey: key, batch }, ports) };
  } catch (error) {
    if (error instanceof ProblemError) return { line: line.number, problem: error.problem };
    throw error;
  }
}

function bytesOf(line: Line): Uint8Array {
  if (line.kind === 'line') return line.bytes;
  throw ProblemError.of('payload_too_large', {
    detail: 'The line is longer than this server takes (FIRN_API_BODY_BYTES).',
  });
}
