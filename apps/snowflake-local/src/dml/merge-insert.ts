import type { Frame } from '../bind/frame.js';
import type { StatementContext } from '../commands/statement-context.js';
import type { Expression, MergeClause } from '../parse/ast.js';
import { assigned } from './assigned.js';
import { defaultValue } from './default-value.js';
import { countMismatch } from './insert-source.js';
import type { BoundTarget } from './scope.js';
import type { Incoming } from './storage.js';
import { targetColumns } from './target.js';

/** `INSERT [(columns)] VALUES (…)` of a MERGE: every column of the table with its value or default. */
export function insertedValues(
  clause: Extract<MergeClause, { kind: 'not_matched_insert' }> & { readonly values: readonly Expression[] },
  { table, shown }: BoundTarget,
  frame: Frame,
  context: StatementContext,
): readonly Incoming[] {
  const columns = clause.columns.length === 0 ? table.columns : targetColumns(clause.columns, table, context);
  if (columns.length !== clause.values.length) throw countMismatch(columns.length, clause.values.length);
  return table.columns.map((column) => {
    const item = clause.values[columns.findIndex((each) => each.name === column.name)];
    const bound =
      item === undefined || item.kind === 'default'
        ? defaultValue(column, context)
        : frame.within('values', () => frame.bind(item));
    return { column, value: assigned(bound, column, shown, frame.values) };
  });
}
