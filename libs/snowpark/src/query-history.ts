import { requireMade } from './arguments/made.js';
import type { QueryRecord } from './execution/sent-query.js';
import { answerForeignNames } from './foreign-names/answer.js';

export interface QueryHistoryOptions {
  /** Also what only asked for columns. Default false. */
  readonly includeDescribe?: boolean;
  /** Also what Snowflake refused. Default false. */
  readonly includeError?: boolean;
}

/**
 * The statements that a session sends while this is open: `using history = session.queryHistory()`. What a job asks of its own
 * query, such as its status, is none.
 */
export class QueryHistory implements Disposable {
  readonly #queries: QueryRecord[] = [];
  readonly #stop: () => void;

  /** @param listen is handed what is to be called with each statement, and gives what ends that */
  constructor(listen: (listener: (query: QueryRecord) => void) => () => void, options: QueryHistoryOptions) {
    requireMade(() => typeof listen === 'function', 'QueryHistory', 'session.queryHistory()');
    this.#stop = listen((query) => {
      if (query.isDescribe && options.includeDescribe !== true) return;
      if (query.error !== null && options.includeError !== true) return;
      this.#queries.push(query);
    });
  }

  /** What was sent so far, oldest first. */
  get queries(): readonly QueryRecord[] {
    return [...this.#queries];
  }

  /** Nothing is added any more; what there is stays. May be called again. */
  close(): void {
    this.#stop();
  }

  [Symbol.dispose](): void {
    this.#stop();
  }
}

answerForeignNames(QueryHistory.prototype, 'QueryHistory');
