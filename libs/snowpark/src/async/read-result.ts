import { UsageError } from '../errors.js';
import type { ResultStream } from '../execution/executor.js';
import { Row, rowHeader } from '../row.js';
import type { Untyped } from '../shape/shape.js';
import { unreachable } from '../unreachable.js';
import type { JobKind, JobResults } from './job-kinds.js';

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
      return (await import('../arrow/to-arrow.js')).arrowTable(stream);
    case 'arrowBatches':
      return (await import('../arrow/to-arrow.js')).arrowBatches(stream);
    case 'count':
      return countOf(await onlyRow(stream, kind), 0, kind);
    case 'first':
      return firstRow<S>(stream);
    case 'none':
      await drain(stream);
      return undefined;
    case 'merge': {
      const row = await onlyRow(stream, kind);
      return {
        rowsInserted: countNamed(row, 'inserted') ?? 0,
        rowsUpdated: countNamed(row, 'updated') ?? 0,
        rowsDeleted: countNamed(row, 'deleted') ?? 0,
      };
    }
    case 'update': {
      const row = await onlyRow(stream, kind);
      return {
        rowsUpdated: countOf(row, 0, kind),
        multiJoinedRowsUpdated: row.length > 1 ? countOf(row, 1, kind) : null,
      };
    }
    case 'delete':
      return { rowsDeleted: countOf(await onlyRow(stream, kind), 0, kind) };
    default:
      return unreachable(kind);
  }
}

async function* rowsOf<S extends object>(stream: ResultStream): AsyncGenerator<Row<S>, undefined, undefined> {
  const header = rowHeader(stream.columns);
  for await (const batch of stream.batches()) for (const cells of batch) yield Row.of<S>(header, cells);
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

async function onlyRow(stream: ResultStream, kind: JobKind): Promise<Row<Untyped>> {
  const row = await firstRow<Untyped>(stream);
  if (row === null) throw new UsageError('wrong_result_kind', `The result has no row to read as ${kind}.`);
  return row;
}

async function drain(stream: ResultStream): Promise<void> {
  for await (const _ of stream.batches());
}

function countOf(row: Row<Untyped>, position: number, kind: JobKind): number {
  const value: unknown = row.get(position);
  if (typeof value !== 'bigint') {
    throw new UsageError(
      'wrong_result_kind',
      `The result cannot be read as ${kind}: its first column is no count. Ask for rows.`,
    );
  }
  return Number(value);
}

/** Snowflake names the counts: `number of rows inserted`; columns of clauses that the statement lacks are missing. */
function countNamed(row: Row<Untyped>, word: string): number | null {
  const position = row.names.findIndex((name) => name.toLowerCase() === `number of rows ${word}`);
  return position === -1 ? null : countOf(row, position, 'merge');
}
