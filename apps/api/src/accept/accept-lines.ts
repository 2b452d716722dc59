import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import {
  BATCH_LINES,
  type BatchId,
  type BatchLineAnswer,
  clip,
  type Problem,
  ProblemError,
  problem,
} from '@firn/contract';
import { type AcceptReply, acceptJobs, type BatchStore, type JobStore, type NewJob } from '@firn/jobs';
import type { StructuredLogger } from '@firn/nest';
import { costOfLine } from '../access/cost.js';
import type { Permission } from '../access/request-limit.js';
import { isRedisAway, whyRedisAway } from '../http/redis-away.js';
import { toProblem } from '../http/to-problem.js';
import type { StepAdder } from '../store/step-adder.js';
import { conflict } from './conflict.js';
import type { Line } from './lines.js';
import { type PreparePorts, prepareJob, requireRoom } from './prepare-job.js';
import type { JobReader } from './reading/job-reader.js';
import type { IncomingJob } from './reading/read-request.js';

/** Lines that are accepted together: enough to keep Redis busy, little enough to hold. */
const CHUNK_LINES = 250;
const CHUNK_BYTES = 1_000_000;
/** Bytes that are read before other requests get their turn. */
const TURN_BYTES = 65_536;
/** A key that has spent its limit is waited for so long; beyond it the caller is told to come again. */
const LONGEST_WAIT_MS = 2_000;
/** Characters of a line's detail: an answer has thousands of lines. */
const MOST_DETAIL = 500;

export interface BatchDestination {
  readonly tenant: string;
  readonly idempotencyKey: string | null;
  readonly batch: BatchId;
  /** Number of the first line. */
  readonly from: number;
  /** Lines that are taken, in this request and those before it. */
  readonly mostLines: number;
}

export interface AcceptLinesPorts extends PreparePorts {
  readonly jobs: JobStore;
  readonly batches: Pick<BatchStore, 'feed'>;
  readonly steps: StepAdder;
  readonly reader: JobReader;
  readonly logger: StructuredLogger;
  /** Takes what lines cost from the limit of the caller's key. */
  readonly take: (cost: number) => Promise<Permission>;
  /** Bytes of lines that are not held any more. */
  readonly letGo: (bytes: number) => void;
}

/** What accepting takes where it is decided already which lines are jobs. */
export type AcceptDecidedPorts = Pick<AcceptLinesPorts, 'jobs' | 'batches' | 'steps' | 'logger' | 'take'>;

/**
 * Accepts a batch line by line and hands the answers to `answer` as they are decided. A line that is wrong is refused alone,
 * with its number. Where the batch cannot go on (it is too long, its key has spent its limit, Redis is away) the rest is not
 * read, and one answer says so.
 */
export async function acceptLines(
  lines: AsyncIterable<Line>,
  destination: BatchDestination,
  ports: AcceptLinesPorts,
  answer: (answers: readonly BatchLineAnswer[]) => Promise<void>,
): Promise<void> {
  let chunk: Line[] = [];
  let bytes = 0;
  const mostLines = destination.mostLines;
  let end: Problem | null = null;
  const flush = async () => {
    const [full, held] = [chunk, bytes];
    chunk = [];
    bytes = 0;
    if (full.length > 0) end = await acceptChunk(full, destination, ports, answer);
    ports.letGo(held);
  };
  for await (const arrived of lines) {
    const line = { ...arrived, number: arrived.number + destination.from - 1 };
    if (line.number > mostLines) {
      await flush();
      end ??= tooManyLines(mostLines);
    }
    if (end !== null) return answer([{ line: line.number, problem: notRead(end) }]);
    chunk.push(line);
    bytes += line.kind === 'line' ? line.bytes.length : 0;
    if (chunk.length === CHUNK_LINES || bytes > CHUNK_BYTES) await flush();
  }
  await flush();
}

const tooManyLines = (most: number): Problem =>
  problem('payload_too_large', {
    detail: most === BATCH_LINES ? `A batch has at most ${most} lines.` : `One document answers at most ${most} lines.`,
    cure:
      most === BATCH_LINES
        ? 'Send the rest as another batch.'
        : 'Accept application/x-ndjson, or send the rest with from.',
  });

const notRead = ({ code, detail, cure, retryAfterMs }: Problem): Problem =>
  problem(code, { detail: `${detail} This line and those after it were not read.`, cure, retryAfterMs });

/** A line that is a job, or why it is none. */
export type Decided =
  | { readonly line: number; readonly job: NewJob }
  | { readonly line: number; readonly problem: Problem };

/** Gives why the batch cannot go on, or null. */
async function acceptChunk(
  lines: readonly Line[],
  destination: BatchDestination,
  ports: AcceptLinesPorts,
  answer: (answers: readonly BatchLineAnswer[]) => Promise<void>,
): Promise<Problem | null> {
  const { read, cost } = await readChunk(lines, ports);
  const full = await fullness(ports);
  const prepared = read.map((line) => prepareLine(line, full, destination, ports));
  const decided: Decided[] = [];
  for (const line of prepared) decided.push(line instanceof Promise ? await line : line);
  return acceptDecided(decided, cost, destination.batch, ports, answer);
}

/** Accepts what is decided to be a job, once its key has paid for it. Gives why the batch cannot go on, or null. */
export async function acceptDecided(
  decided: readonly Decided[],
  cost: number,
  batch: BatchId,
  ports: AcceptDecidedPorts,
  answer: (answers: readonly BatchLineAnswer[]) => Promise<void>,
): Promise<Problem | null> {
  const permission = await paid(cost, ports);
  if (!permission.allowed) {
    const { retryAfterMs } = permission;
    const spent = problem('too_many_requests', {
      detail: 'The key has spent what it may cost in a minute.',
      retryAfterMs,
    });
    await answer(decided.map(({ line }) => ({ line, problem: spent })));
    return spent;
  }
  const jobs = decided.flatMap((line) => ('job' in line ? [line.job] : []));
  await ports.batches.feed(batch);
  const replies = await accept(jobs, ports);
  const replyTo = new Map(jobs.map((job, index) => [job, replies[index]]));
  const answers = decided.map((line) =>
    'job' in line ? answerOf(line.line, replyTo.get(line.job), ports.logger) : line,
  );
  await answer(answers);
  const away = answers.find((line) => 'problem' in line && ENDS.has(line.problem.code));
  return away !== undefined && 'problem' in away ? away.problem : null;
}

/** What one line meets, those after it meet as well. */
const ENDS: ReadonlySet<string> = new Set(['redis_unavailable', 'queue_full']);

/** Waits for a key that will soon have something left again: its lines arrive faster than it may send them. */
async function paid(cost: number, { take }: Pick<AcceptLinesPorts, 'take'>): Promise<Permission> {
  for (;;) {
    const permission = await take(cost);
    if (permission.allowed || permission.retryAfterMs > LONGEST_WAIT_MS) return permission;
    await sleep(permission.retryAfterMs);
  }
}

/** What became of each job: the reply, or why there is none. */
async function accept(
  jobs: readonly NewJob[],
  { jobs: store, steps, logger }: AcceptDecidedPorts,
): Promise<readonly (AcceptReply | Error)[]> {
  if (jobs.length === 0) return [];
  try {
    return await acceptJobs(store, await steps.ready(), jobs, (error) =>
      logger.warn({ err: error }, 'accepted jobs wait for the reconciler to queue them'),
    );
  } catch (error) {
    return jobs.map(() => (error instanceof Error ? error : new Error(String(error))));
  }
}

type ReadLine =
  | { readonly line: number; readonly incoming: IncomingJob }
  | { readonly line: number; readonly problem: Problem };

async function readChunk(
  lines: readonly Line[],
  { reader, logger }: Pick<AcceptLinesPorts, 'reader' | 'logger'>,
): Promise<{ readonly read: readonly ReadLine[]; readonly cost: number }> {
  const read: ReadLine[] = [];
  let cost = 0;
  let sinceTurn = 0;
  for (const line of lines) {
    if (line.kind === 'too_long') {
      const detail = 'The line is longer than this server takes (FIRN_API_BODY_BYTES).';
      read.push({ line: line.number, problem: problem('payload_too_large', { detail }) });
      cost += costOfLine(0, null);
      continue;
    }
    const { length } = line.bytes;
    try {
      const found = reader.read(line.bytes);
      const reading = found instanceof Promise ? await found : found;
      cost += costOfLine(length, reading.size);
      read.push(
        'job' in reading ? { line: line.number, incoming: reading.job } : refusal(line.number, reading.problem),
      );
    } catch (error) {
      cost += costOfLine(length, null);
      read.push(refusal(line.number, faultOf(error, logger)));
    }
    sinceTurn += length;
    if (sinceTurn < TURN_BYTES) continue;
    sinceTurn = 0;
    await nextTurn();
  }
  return { read, cost };
}

const refusal = (line: number, found: Problem) => ({
  line,
  problem: { ...found, detail: clip(found.detail, MOST_DETAIL) },
});

/** Why no more jobs can be taken; null where they can. */
async function fullness(ports: AcceptLinesPorts): Promise<Problem | null> {
  try {
    await requireRoom(ports);
    return null;
  } catch (error) {
    return problemOf(error, ports.logger);
  }
}

function prepareLine(
  line: ReadLine,
  full: Problem | null,
  { tenant, idempotencyKey, batch }: BatchDestination,
  ports: AcceptLinesPorts,
): Decided | Promise<Decided> {
  if ('problem' in line) return line;
  if (full !== null) return refusal(line.line, full);
  const refused = (error: unknown) => refusal(line.line, problemOf(error, ports.logger));
  try {
    const key = idempotencyKey === null ? null : `${idempotencyKey}/${line.line}`;
    const job = prepareJob(line.incoming, { tenant, idempotencyKey: key, batch }, ports);
    if (job instanceof Promise) return job.then((made) => ({ line: line.line, job: made }), refused);
    return { line: line.line, job };
  } catch (error) {
    return refused(error);
  }
}

const problemOf = (error: unknown, logger: StructuredLogger): Problem =>
  error instanceof ProblemError ? error.problem : faultOf(error, logger);

function answerOf(line: number, reply: AcceptReply | Error | undefined, logger: StructuredLogger): BatchLineAnswer {
  if (reply === undefined || reply instanceof Error) return { line, problem: faultOf(reply, logger) };
  if (reply.outcome === 'conflict') return { line, problem: conflict(reply.id).problem };
  return { line, id: reply.id, state: reply.state, duplicate: reply.outcome === 'existing' };
}

/** What is told about a line that failed for no reason of its own. The other lines go on. */
function faultOf(error: unknown, logger: StructuredLogger): Problem {
  if (error instanceof ProblemError) return error.problem;
  if (isRedisAway(error)) {
    return problem('redis_unavailable', {
      detail: `${whyRedisAway(error)}. Whether this line became a job is not known.`,
      cure: 'Send it again; with the same Idempotency-Key it becomes one job.',
      retryAfterMs: 1_000,
    });
  }
  logger.error({ err: error }, 'a line of a batch met a fault');
  const known = toProblem(error);
  return known.code === 'internal'
    ? problem('internal', { detail: 'The line met a fault of the server, not of its own.' })
    : known;
}
