import { SqlError } from '../errors.js';
import type { ScriptStatement } from '../parse/ast.js';
import type { Frame } from './frame.js';
import { resultRows } from './rows.js';
import type { ChildStatements } from './statements.js';
import { converted, type Evaluator, nullValue } from './values.js';

/** OPEN runs the cursor's query. */
export async function openCursor(
  { name, using }: Extract<ScriptStatement, { kind: 'open_cursor' }>,
  frame: Frame,
  evaluator: Evaluator,
  children: ChildStatements,
): Promise<void> {
  const cursor = frame.expect(name, 'cursor');
  const outcome = await children.cursorResult(cursor.source, frame, using);
  cursor.open = { rows: resultRows(outcome, evaluator.execution) };
}

/** FETCH puts the next row into variables; behind the last row they keep their values. */
export async function fetchCursor(
  { name, into }: Extract<ScriptStatement, { kind: 'fetch_cursor' }>,
  frame: Frame,
  evaluator: Evaluator,
): Promise<void> {
  const { open } = frame.expect(name, 'cursor');
  if (open === null) throw new SqlError('090301', '24000', `Cursor '${name}' is not open. OPEN it before FETCH.`);
  const { done, value } = await open.rows.next();
  if (done === true) return;
  for (const [at, variable] of into.entries()) {
    const slot = frame.expect(variable, 'value');
    slot.value = await converted(value[at] ?? nullValue(slot.type), slot.type, evaluator);
  }
}

export function closeCursor(name: string, frame: Frame): void {
  frame.expect(name, 'cursor').open = null;
}
