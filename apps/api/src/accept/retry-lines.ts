import { type BatchId, type BatchLineAnswer, JobListQuery, type JobState, ProblemError, problem } from '@firn/contract';
import { again, type JobStore, type NewJob } from '@firn/jobs';
import { costOfLine } from '../access/cost.js';
import { type AcceptDecidedPorts, acceptDecided, type Decided } from './accept-lines.js';

/** What may succeed when it is done again. A cancelled job is not: somebody wanted it to end. */
const RETRIED_STATES = ['failed', 'timed_out'] as const satisfies readonly JobState[];
/** Jobs that are read and accepted together. */
const CHUNK = 250;

interface RetryDestination {
  readonly key: string;
  readonly batch: BatchId;
  /** Jobs that are submitted anew. */
  readonly mostLines: number;
}

/** Submits the jobs of a batch anew that failed or timed out, and answers for each, in the order in which they are found. */
export async function retryLines(
  tenant: string,
  of: BatchId,
  { key, batch, mostLines }: RetryDestination,
  ports: AcceptDecidedPorts,
  answer: (answers: readonly BatchLineAnswer[]) => Promise<void>,
): Promise<void> {
  let line = 0;
  for (const state of RETRIED_STATES) {
    let cursor: string | null = null;
    do {
      const query = JobListQuery.parse({ batch: of, state, limit: String(CHUNK), ...(cursor !== null && { cursor }) });
      const page = await ports.jobs.list(tenant, query);
      cursor = page.cursor;
      const decided: Decided[] = [];
      for (const { id } of page.jobs.slice(0, mostLines - line)) {
        line += 1;
        const job = await found(ports.jobs, id, batch, key);
        decided.push(job === null ? { line, problem: lost(id) } : { line, job });
      }
      const cost = decided.length * costOfLine(0, null);
      if ((await acceptDecided(decided, cost, batch, ports, answer)) !== null) return;
      if (decided.length < page.jobs.length) return answer([{ line: line + 1, problem: tooMany(mostLines) }]);
    } while (cursor !== null);
  }
}

/** Null for one whose record has gone meanwhile, or cannot be read. */
async function found(jobs: JobStore, id: string, batch: BatchId, key: string): Promise<NewJob | null> {
  try {
    const job = await jobs.readWhole(id);
    return job === null ? null : again(job, batch, key);
  } catch (error) {
    if (error instanceof ProblemError) return null;
    throw error;
  }
}

const tooMany = (most: number) =>
  problem('payload_too_large', {
    detail: `One document answers at most ${most} lines. The jobs after them were not submitted anew.`,
    cure: 'Accept application/x-ndjson.',
  });

const lost = (id: string) => problem('plan_lost', { detail: `What the job ${id} was to do is not known any more.` });
