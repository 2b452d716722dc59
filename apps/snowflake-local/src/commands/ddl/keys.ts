import { nameParts } from '../../bind/object-name.js';
import type { KeyEntry } from '../../catalog/entries.js';
import { invalidIdentifier, positionAt } from '../../errors.js';
import type { ColumnDefinition, Identifier, TableConstraint } from '../../parse/ast.js';
import type { StatementContext } from '../statement-context.js';

/** Keys written behind a column. */
export const columnKeys = (columns: readonly ColumnDefinition[], context: StatementContext): readonly KeyEntry[] =>
  columns.flatMap(({ name, keys }) =>
    keys.map((key): KeyEntry => {
      const references =
        key.kind === 'foreign'
          ? { table: nameParts(key.table, context), columns: key.columns.map((column) => column.name) }
          : null;
      return { kind: key.kind, name: keyName(key.name), columns: [name.name], references };
    }),
  );

/** Keys written as constraints of the table. `columns`: those of the table; empty when a query gives them. */
export const tableKeys = (
  constraints: readonly TableConstraint[],
  columns: readonly { readonly name: Identifier }[],
  context: StatementContext,
): readonly KeyEntry[] => {
  const known = new Set(columns.map((column) => column.name.name));
  return constraints.map((constraint) => keyEntry(constraint, known, context));
};

export function keyEntry(constraint: TableConstraint, known: ReadonlySet<string>, context: StatementContext): KeyEntry {
  for (const column of constraint.columns) {
    if (known.size > 0 && !known.has(column.name)) {
      throw invalidIdentifier(column.name, positionAt(context.text, column.start));
    }
  }
  return {
    kind: constraint.kind,
    name: keyName(constraint.name),
    columns: constraint.columns.map((column) => column.name),
    references:
      constraint.kind === 'foreign'
        ? { table: nameParts(constraint.table, context), columns: constraint.referenced.map((column) => column.name) }
        : null,
  };
}

/** Snowflake makes up a name for a key without one. */
const keyName = (name: Identifier | undefined): string => name?.name ?? `SYS_CONSTRAINT_${crypto.randomUUID()}`;
