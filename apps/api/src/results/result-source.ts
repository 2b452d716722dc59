import { isSettled, type JobId, ProblemError } from '@firn/contract';
import type { Job } from '@firn/jobs';
import { ResultDamaged, ResultMissing, type ResultPlace, type ResultStore } from '@firn/results';
import type { ResultColumn } from '@firn/snowpark';

/** The rows of one answer: where they come from, and what is known of them before the first arrives. */
export interface ResultSource {
  readonly id: JobId;
  readonly columns: readonly ResultColumn[];
  /** Rows and pages of the whole result; no pages where the rows lie in the job itself. */
  readonly rowCount: number;
  readonly pages: number;
  /** The page that was asked for, or null for all. */
  readonly page: number | null;
  /** NDJSON in pieces: a line a row, each an array of cells. Ending the iteration early closes what is open. */
  pieces(): AsyncGenerator<Buffer>;
}

/**
 * The reading of a piece throws ProblemError result_lost, naming the file, before a row is given that was not stored so.
 *
 * @param now epoch milliseconds of the job store's clock
 * @throws ProblemError result_not_ready, no_result, result_expired, or not_found for a page that there is not.
 */
export function sourceOf(job: Job, page: number | null, results: ResultStore, now: () => number): ResultSource {
  const { result, inline, resultExpiresAt } = job;
  if (job.state !== 'succeeded' || result === null) throw withoutResult(job);
  if (resultExpiresAt !== null && resultExpiresAt <= now()) throw expired(job);
  const { columns, rows: rowCount, pages, epoch } = result;
  if (page !== null && page >= Math.max(1, pages)) {
    const detail = `The result of ${job.id} has ${pages <= 1 ? 'one page, 0' : `the pages 0 to ${pages - 1}`}.`;
    throw ProblemError.of('not_found', { detail, path: 'query.page' });
  }
  const place = { tenant: job.tenant, jobId: job.sharedFrom ?? job.id, epoch };
  const [first, last] = page === null ? [0, pages - 1] : [page, Math.min(page, pages - 1)];
  return {
    ...{ id: job.id, columns, rowCount, pages, page },
    pieces: async function* () {
      if (inline !== null) {
        if (inline.length > 0) yield Buffer.from(inline.map((row) => `${JSON.stringify(row)}\n`).join(''));
        return;
      }
      try {
        if (pages > 0) await requireSame(results, place, rowCount, pages);
        for (let index = first; index <= last; index += 1) yield* (await results.page(place, index)).content;
      } catch (error) {
        if (!(error instanceof ResultMissing || error instanceof ResultDamaged)) throw error;
        // The sweep may have come while it was read.
        throw resultExpiresAt !== null && resultExpiresAt <= now() ? expired(job, error) : lost(job, error);
      }
    },
  };
}

function withoutResult({ id, state, problem, queryId }: Job): ProblemError {
  if (state === 'needs_review')
    return ProblemError.of('result_not_ready', { detail: `The job ${id} waits for a review.`, queryId });
  if (!isSettled(state)) return ProblemError.of('result_not_ready', { detail: `The job ${id} is ${state}.`, queryId });
  if (problem === null)
    return ProblemError.of('no_result', { detail: `The job ${id} ${state} and has no rows.`, queryId });
  const detail = `The job ${id} ended as ${state}: ${problem.title}. ${problem.detail}`;
  return ProblemError.of('no_result', { detail, queryId, snowflake: problem.snowflake, cure: problem.cure });
}

/** The record says what was stored; so does the manifest. @throws ResultMissing, ResultDamaged */
async function requireSame(results: ResultStore, place: ResultPlace, rows: number, pages: number): Promise<void> {
  const manifest = await results.finished(place);
  if (manifest === null) throw new ResultMissing(`Nothing is stored for epoch ${place.epoch}.`);
  if (manifest.rows === rows && manifest.pages.length === pages) return;
  const has = `${manifest.rows} rows in ${manifest.pages.length} pages`;
  throw new ResultDamaged(`The manifest for epoch ${place.epoch} speaks of ${has}, the job of ${rows} in ${pages}.`);
}

const lost = ({ id, queryId }: Job, cause: Error): ProblemError =>
  ProblemError.of('result_lost', { detail: `The rows of ${id} cannot be read. ${cause.message}`, queryId }, { cause });

const expired = ({ id, queryId }: Job, cause?: Error): ProblemError =>
  ProblemError.of('result_expired', { detail: `The rows of ${id} are not kept any more.`, queryId }, { cause });
