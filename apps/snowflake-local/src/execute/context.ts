import type { CatalogTransaction } from '../catalog/catalog.js';
import type { DuckRunner } from './duck.js';
import type { Query } from './query.js';
import type { ChildOutcome, ChildRequest, Engine, ExecutionContext, TransactionControl } from './statement.js';
import type { Transactions } from './transactions.js';

/** Where a statement runs. */
export interface Place {
  readonly runner: DuckRunner;
  readonly catalog: CatalogTransaction;
  /** Absent outside a transaction: what is to follow the commit follows at once. */
  readonly afterCommit?: (work: () => void) => void;
}

/** What a running statement may touch, and nothing else. */
export const executionContext = (
  query: Query,
  { runner, catalog, afterCommit }: Place,
  engine: Engine,
  transactions: Transactions,
  runChild: (request: ChildRequest) => Promise<ChildOutcome>,
): ExecutionContext => ({
  session: query.session,
  view: query.view,
  catalog,
  duck: runner,
  signal: query.signal,
  queryId: query.id,
  engine,
  transactions: transactionControl(query, transactions),
  runChild,
  afterCommit: afterCommit ?? ((work) => work()),
  afterStatement: (work) => {
    query.afterwards.push(work);
  },
  wait: (milliseconds) => wait(milliseconds, query.signal),
});

const transactionControl = (query: Query, transactions: Transactions): TransactionControl => ({
  begin: async (options = {}) => {
    const transaction = transactions.begin(query.session, options.name ?? null, Date.now());
    if (options.locks !== undefined) await transactions.lock(query, transaction.locks, options.locks);
  },
  commit: async () => {
    // COMMIT's own row goes into the transaction that it commits.
    const row = query.queryType === 'COMMIT' ? () => query.rowFor('success', Date.now()) : null;
    query.commits = true;
    try {
      query.isRecorded = await transactions.commit(query.session, row);
    } finally {
      query.commits = false;
    }
  },
  rollback: () => transactions.rollback(query.session),
});

function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    const aborted = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', aborted);
      resolve();
    }, milliseconds);
    signal.addEventListener('abort', aborted, { once: true });
  });
}
