import { quoteName } from './duck-name.js';
import type { TableEntry } from './entries.js';

/**
 * The column that tells the rows of a table apart for good, once a stream follows it: DuckDB's own `rowid` may change when
 * it merges what deleted rows have left. No name of a user's can be this one, see `holdsReservedCharacter`.
 */
export const ROW_ID = quoteName('\u0002ROW');

export const ROW_ID_COUNTER = '_sf."row_ids"';
export const CREATE_ROW_IDS = `CREATE SEQUENCE IF NOT EXISTS ${ROW_ID_COUNTER}`;

/** Of DuckDB's CREATE TABLE. No DEFAULT: DuckDB cannot read a log again that gives a column one with a function in it. */
export const ROW_ID_DEFINITION = `${ROW_ID} BIGINT`;

/** What an INSERT adds: the column, and its value for each new row. */
export const newRowId = ({
  rowIds,
}: Pick<TableEntry, 'rowIds'>): { readonly names: readonly string[]; readonly values: readonly string[] } =>
  rowIds === true ? { names: [ROW_ID], values: [`nextval('${ROW_ID_COUNTER}')`] } : { names: [], values: [] };

/** Gives the rows of a table identifiers. */
export const giveRowIds = ({ duckName, rowIds }: TableEntry): readonly string[] =>
  rowIds === true
    ? []
    : [
        `ALTER TABLE ${duckName} ADD COLUMN ${ROW_ID_DEFINITION}`,
        `UPDATE ${duckName} SET ${ROW_ID} = nextval('${ROW_ID_COUNTER}')`,
      ];
