import type { KeyEntry, TableEntry } from '../../catalog/entries.js';
import { qualify } from '../../catalog/names.js';
import type { StatementContext } from '../statement-context.js';
import { type ListedRow, type Listing, listed, type ShowScope, schemasIn, sorted } from './listing.js';

function tablesIn(scope: ShowScope, context: StatementContext): readonly TableEntry[] {
  return schemasIn(scope, context)
    .flatMap((schema) => sorted(context.catalog.relations(schema)))
    .filter((relation): relation is TableEntry => relation.kind !== 'view')
    .filter((table) => scope.kind !== 'relation' || table.name === scope.name);
}

const keyListing = (kind: 'primary' | 'unique'): Listing => ({
  columns: listed(
    'created_on:time',
    'database_name',
    'schema_name',
    'table_name',
    'column_name',
    'key_sequence:number',
    'constraint_name',
    'rely',
    'comment',
  ),
  terse: ['created_on', 'database_name', 'schema_name', 'table_name', 'column_name', 'key_sequence', 'constraint_name'],
  rows: (scope, context) =>
    tablesIn(scope, context).flatMap((table) =>
      table.keys
        .filter((key) => key.kind === kind)
        .flatMap((key) =>
          key.columns.map((column, at) => ({
            name: table.name,
            cells: [
              ...[new Date(table.createdOn), table.database, table.schema, table.name, column, at + 1],
              ...[key.name, 'false', null],
            ],
          })),
        ),
    ),
});

export const PRIMARY_KEYS = keyListing('primary');
export const UNIQUE_KEYS = keyListing('unique');

const FOREIGN_COLUMNS = listed(
  'created_on:time',
  'pk_database_name',
  'pk_schema_name',
  'pk_table_name',
  'pk_column_name',
  'fk_database_name',
  'fk_schema_name',
  'fk_table_name',
  'fk_column_name',
  'key_sequence:number',
  'update_rule',
  'delete_rule',
  'fk_name',
  'pk_name',
  'deferrability',
  'rely',
  'comment',
);

/** The foreign keys of the tables in scope. */
export const IMPORTED_KEYS: Listing = {
  columns: FOREIGN_COLUMNS,
  rows: (scope, context) => foreignKeys(tablesIn(scope, context)).flatMap(foreignRows),
};

/** The foreign keys, wherever they are, that refer to the tables in scope. */
export const EXPORTED_KEYS: Listing = {
  columns: FOREIGN_COLUMNS,
  rows: (scope, context) => {
    const inScope = new Set(tablesIn(scope, context).map(addressOf));
    const all = foreignKeys(tablesIn({ kind: 'account' }, context));
    return all.filter(({ target }) => inScope.has(addressOf(target))).flatMap(foreignRows);
  },
};

type Address = Pick<TableEntry, 'database' | 'schema' | 'name'>;
const addressOf = ({ database, schema, name }: Address): string => JSON.stringify([database, schema, name]);

interface ForeignKey {
  readonly table: TableEntry;
  readonly key: KeyEntry;
  readonly target: Address;
}

const foreignKeys = (tables: readonly TableEntry[]): readonly ForeignKey[] =>
  tables.flatMap((table) =>
    table.keys.flatMap((key) => {
      if (key.kind !== 'foreign' || key.references === null) return [];
      const { database, schema } = table;
      return [{ table, key, target: qualify(key.references.table, { sessionId: '', database, schema }, 'SHOW') }];
    }),
  );

function foreignRows({ table, key, target }: ForeignKey): readonly ListedRow[] {
  const { database, schema } = table;
  return key.columns.map((column, at) => ({
    name: table.name,
    cells: [
      ...[
        new Date(table.createdOn),
        target.database,
        target.schema,
        target.name,
        key.references?.columns[at] ?? column,
      ],
      ...[database, schema, table.name, column, at + 1, 'NO ACTION', 'NO ACTION', key.name, null],
      ...['NOT DEFERRABLE', 'false', null],
    ],
  }));
}
