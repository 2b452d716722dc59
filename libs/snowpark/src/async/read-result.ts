import { UsageError } from '../errors.js';
import type { ResultStream } from '../execution/executor.js';
import { Row, RowHeader } from '../row.js';
import type { Untyped } from '../shape/shape.js';
import { unreachable } from '../unreachable.js';
import type { JobKind, JobResults } from './job-kinds.js';

/** All rows of a finished execution. */
export const readRows = (stream: ResultStream): Promise<Row<Untyped>[]> => collectRows(rowsOf<Untyped>(stream));

/** Reads a finished execution's rows as one kind of answer. */
export async function readResult<S extends object>(
  stream: ResultStream,
  kind: JobKind,
): Promise<JobResults<S>[JobKind]> {
  switch (kind) {
    case 'rows':
      return collectRows(rowsOf<S>(stream));
    case 'iterator':
      return rowsOf<S>(stream);
    case 'arrow':
      return (await arrow()).arrowTable(stream);
    case 'arrowBatches':
      return (await arrow()).arrowBatches(stream);
    case 'count':
      return countRead(await onlyRow(stream, kind), kind);
    case 'first':
      return firstRow<S>(stream);
    case 'value':
      return (await firstRow<Untyped>(stream))?.get(0) ?? null;
    case 'none':
      await drain(stream);
      return undefined;
    case 'merge': {
      const counts = await countsOf(stream, kind);
      return {
        rowsInserted: counts.get(ROWS.inserted) ?? 0,
        rowsUpdated: counts.get(ROWS.updated) ?? 0,
        rowsDeleted: counts.get(ROWS.deleted) ?? 0,
      };
    }
    case 'update': {
      const counts = await countsOf(stream, kind);
      return {
        rowsUpdated: counts.get(ROWS.updated) ?? 0,
        multiJoinedRowsUpdated: counts.get(ROWS.multiJoined) ?? null,
      };
    }
    case 'delete':
      return { rowsDeleted: (await countsOf(stream, kind)).get(ROWS.deleted) ?? 0 };
    default:
      return unreachable(kind);
  }
}

/** Loaded where Arrow is asked for, and nowhere else. */
async function arrow(): Promise<typeof import('../arrow/index.js')> {
  try {
    return await import('../arrow/index.js');
  } catch (error) {
    if (!String(error).includes('apache-arrow')) throw error;
    const cure = 'Install it beside @firn/snowpark: npm install apache-arrow.';
    throw new UsageError('arrow_missing', `An Arrow answer needs the package apache-arrow. ${cure}`, { cause: error });
  }
}

async function* rowsOf<S extends object>(stream: ResultStream): AsyncGenerator<Row<S>, undefined, undefined> {
  const header = new RowHeader(stream.columns);
  for await (const batch of stream.batches()) for (const cells of batch) yield new Row<S>(header, cells);
}

async function collectRows<S extends object>(rows: AsyncIterable<Row<S>>): Promise<Row<S>[]> {
  const all: Row<S>[] = [];
  for await (const row of rows) all.push(row);
  return all;
}

async function firstRow<S extends object>(stream: ResultStream): Promise<Row<S> | null> {
  for await (const row of rowsOf<S>(stream)) return row;
  return null;
}

/** Snowflake's names of the counts of a DML statement, in small letters. Those of clauses that a MERGE lacks are missing. */
const ROWS = {
  inserted: 'number of rows inserted',
  updated: 'number of rows updated',
  deleted: 'number of rows deleted',
  multiJoined: 'number of multi-joined rows updated',
} as const;

/** The columns that tell a statement's counts from the rows of a query: all of them must be among these. */
const COUNTS: Readonly<Record<'merge' | 'update' | 'delete', readonly string[]>> = {
  merge: [ROWS.inserted, ROWS.updated, ROWS.deleted],
  update: [ROWS.updated, ROWS.multiJoined],
  delete: [ROWS.deleted],
};

async function countsOf(
  stream: ResultStream,
  kind: 'merge' | 'update' | 'delete',
): Promise<ReadonlyMap<string, number>> {
  const names = stream.columns.map((column) => column.name.toLowerCase());
  if (names.length === 0 || !names.every((name) => COUNTS[kind].includes(name))) {
    throw wrongKind(kind, `its columns are ${stream.columns.map((column) => column.name).join(', ') || 'none'}`);
  }
  const row = await onlyRow(stream, kind);
  return new Map(names.map((name, position) => [name, countAt(row, position, kind)]));
}

function countRead(row: Row<Untyped>, kind: JobKind): number {
  if (row.length !== 1) throw wrongKind(kind, `it has ${row.length} columns`);
  return countAt(row, 0, kind);
}

async function onlyRow(stream: ResultStream, kind: JobKind): Promise<Row<Untyped>> {
  let only: Row<Untyped> | null = null;
  for await (const row of rowsOf<Untyped>(stream)) {
    if (only !== null) throw wrongKind(kind, 'it has more than one row');
    only = row;
  }
  if (only === null) throw wrongKind(kind, 'it has no row');
  return only;
}

async function drain(stream: ResultStream): Promise<void> {
  for await (const _ of stream.batches());
}

function countAt(row: Row<Untyped>, position: number, kind: JobKind): number {
  const value: unknown = row.get(position);
  if (typeof value !== 'bigint') throw wrongKind(kind, `its column ${row.names[position]} holds no count`);
  return Number(value);
}

const wrongKind = (kind: JobKind, why: string): UsageError =>
  new UsageError('wrong_result_kind', `The result cannot be read as ${kind}: ${why}. Ask for rows.`);
