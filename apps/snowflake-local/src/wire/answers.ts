import { failureOf, unknownStatement } from '../execute/failures.js';
import type { QueryEnd, QueryFailure } from '../execute/query.js';
import type { QueryRegistry } from '../execute/registry.js';
import type { History } from '../history/history.js';
import type { ResultStore } from '../result/store.js';
import type { StoredResult } from '../result/stored.js';
import { resultAnswer } from './answer.js';
import type { Reply, SessionCall } from './call.js';
import { reply } from './call.js';
import type { Chunks } from './chunks.js';
import { type Envelope, failed, inProgress } from './envelope.js';
import { resultFormat } from './result-format.js';
import type { StagedFiles } from './staged-files.js';
import { originOf, transferAnswer } from './transfer.js';

/** Answers by query ID: from memory while it is there, else from history and stored result. */
export class Answers {
  constructor(
    private readonly registry: QueryRegistry,
    private readonly history: History,
    private readonly results: ResultStore,
    private readonly chunks: Chunks,
    private readonly staged: StagedFiles,
    private readonly holdMs: number,
  ) {}

  /** Waits for the query up to the hold time: drivers poll without a pause, so it is the server that sets the pace. */
  async await(call: SessionCall, queryId: string): Promise<Reply> {
    const query = this.registry.find(queryId);
    if (query === undefined) return reply(await this.stored(call, queryId));
    if (query.session.user !== call.session.user) return reply(failed(queryId, notFound(queryId)));
    const end = query.end ?? (await firstOf(query.ended, this.holdMs, call.signal));
    return reply(end === null ? inProgress(queryId, query.isAsync) : this.envelope(call, queryId, end));
  }

  /** What a query has failed with by now; null for none, or one that has not failed. */
  failure(queryId: string | null): Reply | null {
    const end = queryId === null ? null : this.registry.find(queryId)?.end;
    return queryId !== null && end?.kind === 'failure' ? reply(failed(queryId, end.failure)) : null;
  }

  private envelope(call: SessionCall, queryId: string, end: QueryEnd): Envelope {
    return end.kind === 'success' ? this.success(call, end.result) : failed(queryId, end.failure);
  }

  private async stored(call: SessionCall, queryId: string): Promise<Envelope> {
    const row = await this.history.find(queryId);
    if (row === undefined || row.userName !== call.session.user) return failed(queryId, notFound(queryId));
    if (row.status !== 'SUCCESS') {
      return failed(queryId, {
        code: row.errorCode ?? '300002',
        sqlState: row.sqlState ?? 'XX000',
        message: row.errorMessage ?? '',
        compilation: false,
        aborted: row.aborted,
      });
    }
    const result = this.results.load(queryId);
    if (result === undefined) return failed(queryId, notFound(queryId));
    return this.success(call, result);
  }

  private success(call: SessionCall, result: StoredResult): Envelope {
    const origin = originOf(call);
    return resultAnswer(
      result,
      resultFormat(result, call.session),
      (stored, chunk, format) => this.chunks.url(origin, stored, chunk, format, call.now),
      (transfer) => transferAnswer(transfer, call, this.staged),
      call.now,
    );
  }
}

const notFound = (queryId: string): QueryFailure => failureOf(unknownStatement(queryId), false);

/** The end, or null when the time is over or the client has gone. */
async function firstOf(ended: Promise<QueryEnd>, holdMs: number, signal: AbortSignal): Promise<QueryEnd | null> {
  let stop: () => void = () => undefined;
  const over = new Promise<null>((resolve) => {
    stop = () => resolve(null);
  });
  const timer = setTimeout(stop, holdMs);
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([ended, over]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}
