import { quoteName } from './duck-name.js';
import type { TableEntry } from './entries.js';

/**
 * The column that tells the rows of a table apart for good, once a stream follows it: DuckDB's own `rowid` may change when
 * it merges what deleted rows have left. No name of a user's can be this one, see `holdsReservedCharacter`.
 */
export const ROW_ID = quoteName('\u0002ROW');

const COUNTER = '_sf."row_ids"';
export const ROW_ID_COUNTER = COUNTER;
export const CREATE_ROW_IDS = `CREATE SEQUENCE IF NOT EXISTS ${COUNTER}`;

const PRESET = `DEFAULT nextval('${COUNTER}')`;
/** Of DuckDB's CREATE TABLE: every INSERT names its columns, so that new rows get their identifiers by themselves. */
export const ROW_ID_DEFINITION = `${ROW_ID} BIGINT ${PRESET}`;

/** Gives the rows of a table identifiers, those that are there and those that come. */
export const giveRowIds = ({ duckName, rowIds }: TableEntry): readonly string[] =>
  rowIds === true ? [] : [`ALTER TABLE ${duckName} ADD COLUMN ${ROW_ID_DEFINITION}`];

/** Behind a copy of all columns, which takes no defaults along. */
export const keepRowIds = ({ duckName, rowIds }: TableEntry): readonly string[] =>
  rowIds === true ? [`ALTER TABLE ${duckName} ALTER ${ROW_ID} SET ${PRESET}`] : [];
