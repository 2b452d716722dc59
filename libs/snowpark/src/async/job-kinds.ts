import type { RecordBatch, Table } from 'apache-arrow';
import type { Row } from '../row.js';

/** How the answer of an asynchronous job is given back. */
export const JOB_KINDS = [
  'rows',
  'iterator',
  'arrow',
  'arrowBatches',
  'count',
  'first',
  'none',
  'merge',
  'update',
  'delete',
] as const;
export type JobKind = (typeof JOB_KINDS)[number];

/** Rows that a merge touched. Counts of clauses that were not given are 0. */
export interface MergeResult {
  readonly rowsInserted: number;
  readonly rowsUpdated: number;
  readonly rowsDeleted: number;
}

export interface UpdateResult {
  readonly rowsUpdated: number;
  /** Rows that matched several source rows; null where the server does not say. */
  readonly multiJoinedRowsUpdated: number | null;
}

export interface DeleteResult {
  readonly rowsDeleted: number;
}

/** What `result(kind)` gives, for a frame of shape S. Iterators stream: memory is bounded by a batch. */
export interface JobResults<S extends object> {
  readonly rows: Row<S>[];
  readonly iterator: AsyncIterableIterator<Row<S>>;
  readonly arrow: Table;
  readonly arrowBatches: AsyncIterableIterator<RecordBatch>;
  readonly count: number;
  readonly first: Row<S> | null;
  readonly none: undefined;
  readonly merge: MergeResult;
  readonly update: UpdateResult;
  readonly delete: DeleteResult;
}
