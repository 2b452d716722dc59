import type { StreamEntry } from '../../catalog/entries.js';
import { streamedTable } from '../../catalog/streamed-table.js';
import type { ExecutionContext, PreparedStatement } from '../../execute/statement.js';
import { createOffset, dropOffset, dropOffsets, fillOffset, offsetOf } from './offset.js';
import type { ReadStreams } from './read-streams.js';

/** A statement that writes what it reads of streams: their offsets move with its transaction. */
export function consuming(statement: PreparedStatement, streams: ReadStreams): PreparedStatement {
  if (streams.isEmpty) return statement;
  return {
    ...statement,
    transaction: 'write',
    locks: [...statement.locks, ...streams.locks()],
    run: (execution) => consume(streams, execution, () => statement.run(execution)),
  };
}

interface Advance {
  readonly drop: readonly string[];
  readonly entry: StreamEntry;
}

/**
 * Does `work`, which reads streams, and moves their offsets to what their tables held before it: rows that it writes into one
 * of them come next.
 */
export async function consume<T>(
  streams: ReadStreams,
  execution: ExecutionContext,
  work: () => Promise<T>,
): Promise<T> {
  const advances: Advance[] = [];
  for (const stream of streams.list()) {
    const advance = await taken(stream, execution);
    if (advance !== null) advances.push(advance);
  }
  const done = await work();
  if (advances.length === 0) return done;
  for (const sql of advances.flatMap(({ drop }) => drop)) await execution.duck.run(sql);
  await execution.catalog.change(
    execution.duck,
    advances.map(({ entry }) => ({ action: 'put', entry })),
  );
  return done;
}

/** null: its offset has moved in this transaction already. */
async function taken(known: StreamEntry, execution: ExecutionContext): Promise<Advance | null> {
  const { duck, session, view } = execution;
  const catalog = execution.catalog.view;
  const transaction = session.transaction?.id ?? null;
  const stream = catalog.stream(known);
  const table = stream && streamedTable(stream, catalog);
  if (stream === undefined || table === undefined) return null;
  if (transaction !== null && stream.consumed?.transaction === transaction) return null;
  const offset = offsetOf(stream, table.columns, stream.offset.number + 1, view.now);
  await duck.run(createOffset(offset));
  await duck.run(fillOffset(offset, table));
  const { consumed, ...rest } = stream;
  if (transaction === null) return { drop: dropOffsets(stream), entry: { ...rest, offset } };
  const entry = { ...rest, offset, consumed: { transaction, before: stream.offset } };
  return { drop: consumed === undefined ? [] : [dropOffset(consumed.before)], entry };
}
