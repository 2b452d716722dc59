import type { Session } from '@firn/snowpark';
import type { Table as ArrowTable } from 'apache-arrow';
import {
  cancelRunning,
  collectArrow,
  collectRows,
  countRows,
  firstRow,
  fromQueryId,
  mergeUpdateDelete,
  saveAndUnload,
  startQuery,
} from './async-jobs.js';

export interface Outcome {
  /** IDs of the jobs that did the work: job IDs of a durable session, query IDs of a direct one. */
  readonly jobs: readonly string[];
  readonly values: Readonly<Record<string, unknown>>;
}

export interface Example {
  /** As on the page: 1–5 and 7–9. */
  readonly number: number;
  readonly title: string;
  run(session: Session): Promise<Outcome>;
  readonly expected: Readonly<Record<string, unknown>>;
}

const ids = (jobs: readonly { readonly id: string }[]) => jobs.map(({ id }) => id);

/** An Arrow table as plain data: column types, and rows with their values. */
export const plainTable = (table: ArrowTable) => ({
  types: table.schema.fields.map(({ name, type }) => `${name}: ${type}`),
  rows: table.toArray().map((row) => row.toJSON()),
});

const FOUR_ROWS = [
  { A: 4, B: 3n, C: 5n },
  { A: 2, B: -4n, C: 7n },
  { A: 3, B: 5n, C: 6n },
  { A: 4, B: 6n, C: 8n },
];

/** The examples with the values of the page; the demo and the tests run these very ones. */
export const EXAMPLES: readonly Example[] = [
  {
    number: 1,
    title: 'collect, asynchronously',
    run: async (session) => {
      const { jobs, ...values } = await collectRows(session);
      return { jobs: ids(jobs), values };
    },
    expected: { nowait: FOUR_ROWS, unblocked: FOUR_ROWS },
  },
  {
    number: 2,
    title: 'toArrow, asynchronously',
    run: async (session) => {
      const { jobs, table } = await collectArrow(session);
      return { jobs: ids(jobs), values: plainTable(table) };
    },
    expected: { types: ['A: Float64', 'B: Int64', 'C: Int64'], rows: FOUR_ROWS },
  },
  {
    number: 3,
    title: 'first, asynchronously',
    run: async (session) => {
      const { jobs, row } = await firstRow(session);
      return { jobs: ids(jobs), values: { row } };
    },
    expected: { row: FOUR_ROWS[0] },
  },
  {
    number: 4,
    title: 'count, asynchronously',
    run: async (session) => {
      const { jobs, count } = await countRows(session);
      return { jobs: ids(jobs), values: { count } };
    },
    expected: { count: 4 },
  },
  {
    number: 5,
    title: 'save as a table, copy into a stage file',
    run: async (session) => {
      const { jobs, ...values } = await saveAndUnload(session, 'name');
      return { jobs: ids(jobs), values };
    },
    expected: { rowsInTable: 4, rowsUnloaded: 4n, linesInFile: 4 },
  },
  {
    number: 7,
    title: 'merge, update, delete',
    run: async (session) => {
      const { jobs, merged, updated, deleted } = await mergeUpdateDelete(session, 'my_table');
      return {
        jobs: ids(jobs),
        values: {
          merge: { ...merged.result },
          afterMerge: merged.rows,
          update: { ...updated.result },
          afterUpdate: updated.rows,
          delete: { ...deleted.result },
          afterDelete: deleted.rows,
        },
      };
    },
    expected: {
      merge: { rowsInserted: 2, rowsUpdated: 2, rowsDeleted: 0 },
      afterMerge: [
        { KEY: 10n, VALUE: 'new' },
        { KEY: 10n, VALUE: 'new' },
        { KEY: 11n, VALUE: 'old' },
        { KEY: 12n, VALUE: 'new' },
        { KEY: 13n, VALUE: 'old' },
      ],
      update: { rowsUpdated: 2, multiJoinedRowsUpdated: 0 },
      afterUpdate: [
        { KEY: 10n, VALUE: 'newest' },
        { KEY: 10n, VALUE: 'newest' },
        { KEY: 11n, VALUE: 'old' },
        { KEY: 12n, VALUE: 'new' },
        { KEY: 13n, VALUE: 'old' },
      ],
      delete: { rowsDeleted: 2 },
      afterDelete: [
        { KEY: 10n, VALUE: 'newest' },
        { KEY: 10n, VALUE: 'newest' },
        { KEY: 11n, VALUE: 'old' },
      ],
    },
  },
  {
    number: 8,
    title: 'cancel a running query',
    run: async (session) => {
      const { jobs, status } = await cancelRunning(session);
      return { jobs: ids(jobs), values: { status } };
    },
    expected: { status: 'cancelled' },
  },
  {
    number: 9,
    title: 'a job from a query ID',
    run: async (session) => {
      const { job, ...values } = await fromQueryId(session, await startQuery(session));
      return { jobs: [job.id], values: { ...values, table: plainTable(values.table) } };
    },
    expected: {
      query: 'select 1 as A, 2 as B, 3 as C',
      rows: [{ A: 1n, B: 2n, C: 3n }],
      table: { types: ['A: Int64', 'B: Int64', 'C: Int64'], rows: [{ A: 1n, B: 2n, C: 3n }] },
      selected: [{ D: 1n, B: 2n }],
    },
  },
];
