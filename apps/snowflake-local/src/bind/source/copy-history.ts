import { displayPath } from '../../catalog/names.js';
import { objectMissing } from '../../errors.js';
import { parseObjectPath } from '../../parse/parse.js';
import { compare } from '../../types/operators/comparison.js';
import { duckType, narrowForm } from '../../types/physical.js';
import { fixed, type SnowType, text, timestamp } from '../../types/snow-type.js';
import type { Environment } from '../frame.js';
import type { OutColumn } from '../query.js';
import { type Relation, relationColumns } from '../relation.js';
import type { TableArguments } from './table-arguments.js';

const FUNCTION = /^(?:[^.]*\.)?INFORMATION_SCHEMA\.COPY_HISTORY$/;

export const isCopyHistory = (name: string): boolean => FUNCTION.test(name);

const [TEXT, NUMBER, TIME] = [text(), fixed(38, 0), timestamp('timestamp_ltz', 3)];
const STATUS =
  "CASE h.status WHEN 'LOADED' THEN 'Loaded' WHEN 'LOAD_FAILED' THEN 'Load failed' ELSE 'Partially loaded' END";

/** Its columns, and their values over a row of the loads; NULL is what this server does not know or have, such as pipes. */
const COLUMNS: readonly (readonly [name: string, type: SnowType, sql: string])[] = [
  ['FILE_NAME', TEXT, "regexp_replace(h.file, '^[^/]*/[^/]*/', '')"],
  ['STAGE_LOCATION', TEXT, 'NULL'],
  ['LAST_LOAD_TIME', TIME, 'make_timestamp(h.loaded_on * 1000)'],
  ['ROW_COUNT', NUMBER, 'h.rows_loaded'],
  ['ROW_PARSED', NUMBER, 'h.rows_parsed'],
  ['FILE_SIZE', NUMBER, 'NULL'],
  ['FIRST_ERROR_MESSAGE', TEXT, 'h.first_error'],
  ['FIRST_ERROR_LINE_NUMBER', NUMBER, 'NULL'],
  ['FIRST_ERROR_CHARACTER_POS', NUMBER, 'NULL'],
  ['FIRST_ERROR_COLUMN_NAME', TEXT, 'NULL'],
  ['ERROR_COUNT', NUMBER, 'h.rows_parsed - h.rows_loaded'],
  ['ERROR_LIMIT', NUMBER, 'NULL'],
  ['STATUS', TEXT, STATUS],
  ['TABLE_CATALOG_NAME', TEXT, 'o.database_name'],
  ['TABLE_SCHEMA_NAME', TEXT, 'o.schema_name'],
  ['TABLE_NAME', TEXT, 'o.name'],
  ['PIPE_CATALOG_NAME', TEXT, 'NULL'],
  ['PIPE_SCHEMA_NAME', TEXT, 'NULL'],
  ['PIPE_NAME', TEXT, 'NULL'],
  ['PIPE_RECEIVED_TIME', TIME, 'NULL'],
  ['FIRST_COMMIT_TIME', TIME, 'make_timestamp(h.loaded_on * 1000)'],
];

/** `INFORMATION_SCHEMA.COPY_HISTORY(TABLE_NAME => 't', START_TIME => ..., END_TIME => ...)`. */
export function copyHistory(args: TableArguments, environment: Environment): Relation {
  const { context, state } = environment;
  const written = args.text('TABLE_NAME');
  const from = args.take('START_TIME');
  const to = args.take('END_TIME');
  args.finish();
  if (written === undefined) throw args.missing('TABLE_NAME');
  if (from === undefined) throw args.missing('START_TIME');
  const parts = parseObjectPath(written);
  const table = context.catalog.findRelation(parts, context.session);
  if (table === undefined || !('objectId' in table)) throw objectMissing('Table', displayPath(parts));
  const columns = COLUMNS.map(
    ([column, type]): OutColumn => ({ name: column, type, physical: narrowForm(type), nullable: true }),
  );
  const items = COLUMNS.map(([, type, sql], at) => `CAST(${sql} AS ${duckType(type, narrowForm(type))}) AS c${at}`);
  const loads = `SELECT ${items.join(', ')} FROM _sf.objects o JOIN _sf.load_history h ON h.object_id = o.object_id WHERE o.object_id = ${table.objectId}`;
  const rows = state.nextTable();
  const time = relationColumns(rows, columns).find(({ name }) => name === 'LAST_LOAD_TIME')?.value;
  if (time === undefined) throw new Error('A history has times');
  const conditions = [
    compare('>=', time, from, context.values).sql,
    ...(to === undefined ? [] : [compare('<=', time, to, context.values).sql]),
  ];
  const kept = columns.map((_, index) => `${rows}.c${index} AS c${index}`).join(', ');
  const sql = `SELECT ${kept} FROM (${state.embed(loads)}) AS ${rows} WHERE ${conditions.join(' AND ')} ORDER BY ${time.sql} DESC`;
  return { sql, columns };
}
