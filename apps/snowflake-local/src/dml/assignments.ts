import type { Frame } from '../bind/frame.js';
import type { StatementContext } from '../commands/statement-context.js';
import { invalidIdentifier } from '../errors.js';
import type { Assignment } from '../parse/ast.js';
import { assigned } from './assigned.js';
import { defaultValue } from './default-value.js';
import { computedBefore } from './failed-column.js';
import type { BoundTarget } from './scope.js';
import type { Incoming } from './storage.js';
import { targetColumns } from './target.js';

/** `SET a = …, b = …`: the columns of `table` with their new values, which `frame` binds. */
export function boundAssignments(
  assignments: readonly Assignment[],
  { table, shown, alias }: Pick<BoundTarget, 'table' | 'shown' | 'alias'>,
  frame: Frame,
  context: StatementContext,
  /** Whether the values come out of a join, which is made before anything is written. */
  isJoined: boolean,
): readonly Incoming[] {
  for (const { qualifier } of assignments) {
    const last = qualifier.at(-1);
    if (last !== undefined && last.name !== (alias ?? table.name)) {
      throw invalidIdentifier(qualifier.map((part) => part.name).join('.'), frame.positionOf(last));
    }
  }
  const columns = targetColumns(
    assignments.map((assignment) => assignment.column),
    table,
    context,
  );
  return assignments.map(({ value }, index) => {
    const column = columns[index];
    if (column === undefined) throw new Error('an assignment has a column');
    const bound =
      value.kind === 'default' ? defaultValue(column, context) : frame.within('where', () => frame.bind(value));
    return { column, value: assigned(isJoined ? computedBefore(bound) : bound, column, shown, frame.values) };
  });
}
