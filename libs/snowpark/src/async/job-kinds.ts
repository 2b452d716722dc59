import { placeText, type Reader } from '../arguments/reader.js';
import { shown } from '../arguments/shown.js';
import { UsageError } from '../errors.js';
import type { Row } from '../row.js';
import type { ArrowBatch, ArrowTable } from './arrow-types.js';

/** How the answer of an asynchronous job is given back. */
export const JOB_KINDS = [
  'rows',
  'iterator',
  'arrow',
  'arrowBatches',
  'count',
  'first',
  'value',
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
  readonly arrow: ArrowTable;
  readonly arrowBatches: AsyncIterableIterator<ArrowBatch>;
  readonly count: number;
  readonly first: Row<S> | null;
  /** The first cell of the first row: what a procedure returns. */
  readonly value: unknown;
  readonly none: undefined;
  readonly merge: MergeResult;
  readonly update: UpdateResult;
  readonly delete: DeleteResult;
}

/** How a result is to be read. */
export const RESULT_KIND: Reader<JobKind, JobKind> = {
  allowed: `one of ${JOB_KINDS.join(', ')}`,
  read(given, place) {
    const kind = JOB_KINDS.find((each) => each === given);
    if (kind === undefined) {
      const known = `There are ${JOB_KINDS.join(', ')}.`;
      const found =
        typeof given === 'string' ? `No result kind ${given.slice(0, 80)}` : `No result kind: ${shown(given)}`;
      const message = `${placeText(place)}: ${found}. ${known}`;
      throw new UsageError('wrong_result_kind', message);
    }
    return kind;
  },
};
