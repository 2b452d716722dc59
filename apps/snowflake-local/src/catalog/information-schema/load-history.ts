import { objects, RELATION_KINDS, type SystemView } from './catalog-rows.js';
import { nullColumns, numberColumn, textColumn, timeColumn } from './view-column.js';

/** The name of a file in its stage: in front of it stands whose stage that is. */
const FILE = "regexp_replace(h.file, '^[^/]*/[^/]*/', '')";
const ERRORS = 'h.rows_parsed - h.rows_loaded';

/** What COPY INTO has looked at, by table and file; a later load of the same file takes the place of an earlier one. */
export const LOAD_HISTORY: SystemView = {
  columns: [
    textColumn('SCHEMA_NAME', 'o.schema_name'),
    textColumn('FILE_NAME', FILE),
    textColumn('TABLE_NAME', 'o.name'),
    timeColumn('LAST_LOAD_TIME', 'h.loaded_on'),
    textColumn('STATUS', 'h.status'),
    numberColumn('ROW_COUNT', 'h.rows_loaded'),
    numberColumn('ROW_PARSED', 'h.rows_parsed'),
    textColumn('FIRST_ERROR_MESSAGE', 'h.first_error'),
    numberColumn('FIRST_ERROR_LINE_NUMBER', 'NULL'),
    numberColumn('FIRST_ERROR_CHARACTER_POSITION', 'NULL'),
    ...nullColumns('FIRST_ERROR_COL_NAME'),
    numberColumn('ERROR_COUNT', ERRORS),
    numberColumn('ERROR_LIMIT', 'NULL'),
  ],
  from: (scope) =>
    `(SELECT * FROM ${objects(RELATION_KINDS, scope)}) o JOIN _sf.load_history h ON h.object_id = o.object_id`,
};
