import { nameParts } from '../bind/object-name.js';
import type { ColumnEntry, TableEntry } from '../catalog/entries.js';
import { displayPath } from '../catalog/names.js';
import { namedObject, writableTable } from '../commands/ddl/required.js';
import type { StatementContext } from '../commands/statement-context.js';
import { duplicateColumn, invalidIdentifier, positionAt } from '../errors.js';
import type { Identifier, ObjectName } from '../parse/ast.js';

/** The table that a statement writes to; a view, or nothing of that name, is an error. */
export const targetTable = (name: ObjectName, context: StatementContext, operation: string): TableEntry =>
  writableTable(namedObject(name, context, operation), context.catalog);

/** How the statement names that table, in messages. */
export const writtenName = (name: ObjectName, context: StatementContext): string =>
  displayPath(nameParts(name, context));

/** The columns of those names, each at most once. */
export function targetColumns(
  names: readonly Identifier[],
  table: TableEntry,
  context: StatementContext,
): readonly ColumnEntry[] {
  const seen = new Set<string>();
  return names.map((identifier) => {
    const position = positionAt(context.text, identifier.start);
    const column = table.columns.find((each) => each.name === identifier.name);
    if (column === undefined) throw invalidIdentifier(identifier.name, position);
    if (seen.has(column.name)) throw duplicateColumn(column.name);
    seen.add(column.name);
    return column;
  });
}
