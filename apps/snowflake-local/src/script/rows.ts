import { nullOf, readRows } from '../commands/evaluate.js';
import type { ChildOutcome, ExecutionContext } from '../execute/statement.js';
import type { ScriptValue } from './frame.js';

const ROWS_AT_ONCE = 1_000;

/** The rows of a result, read page by page so that a large one is never held whole. */
export async function* resultRows(
  outcome: ChildOutcome,
  { duck }: ExecutionContext,
): AsyncGenerator<readonly ScriptValue[]> {
  for (let offset = 0; offset < outcome.rowCount; offset += ROWS_AT_ONCE) {
    const page = `SELECT * FROM (${outcome.relation}) LIMIT ${ROWS_AT_ONCE} OFFSET ${offset}`;
    yield* await readRows(outcome.columns, page, duck);
  }
}

/** A cursor between OPEN and CLOSE. */
export interface OpenCursor {
  readonly rows: AsyncIterator<readonly ScriptValue[]>;
}

/** Columns by name; of two with the same name the first counts. */
export function rowFields(outcome: ChildOutcome, row: readonly ScriptValue[]): ReadonlyMap<string, ScriptValue> {
  const fields = new Map<string, ScriptValue>();
  outcome.columns.forEach(({ name, type, physical }, at) => {
    if (!fields.has(name)) fields.set(name, row[at] ?? nullOf({ type, physical }));
  });
  return fields;
}
