import type { Field, LocalData } from '../../plan/plan.js';
import { bind, type Fragment, list, sql, text } from '../../sql/fragment.js';
import { quotedName } from '../../sql/identifier.js';
import { TIMESTAMP_BINDS } from '../../sql/literal.js';
import type { Bind, BindType, Statement } from '../../sql/statement.js';
import type { DataType } from '../../types/data-type.js';
import { typeSql } from '../../types/type-text.js';
import { unreachable } from '../../unreachable.js';
import { type Build, newObject } from '../build.js';

/** From this many cells on, local data is loaded into a table first; below it, it travels inside the statement. */
export const LARGE_CELLS = 512;

/** Cells in one INSERT: large enough for few round trips, small enough for the driver to send it inline. */
const CELLS_PER_INSERT = 50_000;

/** Local rows as a query. Cells travel as text, so that one column has one type whatever its values; the projection types them. */
export function localQuery(data: LocalData, build: Build): Fragment {
  const { fields, rows } = data;
  const large = rows.length * fields.length >= LARGE_CELLS;
  if (rows.length === 0 || (large && build.describing)) return emptyQuery(fields);
  if (large) return loadedQuery(data, build);
  const values = rows.map((row) => sql`(${list(row.map(cellText))})`);
  return sql`SELECT ${typed(data)} FROM VALUES ${list(values)}`;
}

const cellText = (cell: LocalData['rows'][number][number]): Fragment =>
  cell === null ? text('NULL') : bind('TEXT', String(cell));

/** No rows, yet with columns that VALUES can type. */
const emptyQuery = (fields: readonly Field[]): Fragment => {
  const nothing = list(fields.map(() => text('NULL')));
  return sql`SELECT ${typed({ fields, rows: [fields.map(() => null)] })} FROM VALUES (${nothing}) WHERE FALSE`;
};

/**
 * The columns in their types. Snowflake takes a column of VALUES without a NULL for NOT NULL, and a table made from it would
 * refuse NULL for ever; where the schema allows NULL, NULLIF with nothing to compare says so and changes no value.
 */
const typed = ({ fields, rows }: Pick<LocalData, 'fields' | 'rows'>): Fragment =>
  list(
    fields.map(({ name, type, nullable }, at) => {
      const column = `$${at + 1}`;
      const opened = nullable && rows.every((row) => row[at] !== null) ? `NULLIF(${column}, NULL)` : column;
      return text(`${fromTransport(opened, type)} AS ${quotedName(name)}`);
    }),
  );

function loadedQuery({ fields, rows }: LocalData, build: Build): Fragment {
  const name = newObject(build);
  const kind = build.context.temporary.kind === 'session' ? 'TEMPORARY' : 'TRANSIENT';
  const columns = fields.map(
    ({ name: column, type, nullable }) =>
      `${quotedName(column)} ${transportOf(type).column}${nullable ? '' : ' NOT NULL'}`,
  );
  build.created.push({ kind: 'table', name, lifetime: 'action' });
  build.setup.push({ text: `CREATE ${kind} TABLE ${name} (${columns.join(', ')})`, binds: [] });
  const rowsPerInsert = Math.max(1, Math.floor(CELLS_PER_INSERT / fields.length));
  for (let from = 0; from < rows.length; from += rowsPerInsert) {
    build.setup.push(insert(name, fields, rows.slice(from, from + rowsPerInsert)));
  }
  build.cleanup.push({ text: `DROP TABLE IF EXISTS ${name}`, binds: [] });
  const projection = fields.map((field) => {
    const column = quotedName(field.name);
    const value = fromTable(column, field.type);
    return value === column ? column : `${value} AS ${column}`;
  });
  return text(`SELECT ${projection.join(', ')} FROM ${name}`);
}

function insert(name: string, fields: readonly Field[], rows: LocalData['rows']): Statement {
  const binds = fields.map(({ type }): Bind => ({ type: transportOf(type).bind, value: null }));
  const arrayBinds = fields.map((_, at) => rows.map((row) => textOrNull(row[at] ?? null)));
  const columns = fields.map((field) => quotedName(field.name)).join(', ');
  return { text: `INSERT INTO ${name} (${columns}) VALUES (${fields.map(() => '?').join(', ')})`, binds, arrayBinds };
}

const textOrNull = (cell: LocalData['rows'][number][number]): string | null => (cell === null ? null : String(cell));

/** A transported value in its own type. `column` is SQL. */
function fromTransport(column: string, type: DataType): string {
  switch (type.kind) {
    case 'null':
      return `${column}::VARCHAR`;
    case 'string':
    case 'boolean':
    case 'integer':
    case 'decimal':
    case 'double':
    case 'decfloat':
    case 'date':
    case 'time':
    case 'timestamp':
      return `${column}::${typeSql(type)}`;
    case 'binary':
      return `TO_BINARY(${column}, 'HEX')`;
    case 'variant':
      return `PARSE_JSON(${column})`;
    case 'array':
    case 'object':
    case 'map':
    case 'vector':
      return `PARSE_JSON(${column})::${typeSql(type)}`;
    case 'geography':
      return `TO_GEOGRAPHY(${column})`;
    case 'geometry':
      return `TO_GEOMETRY(${column})`;
    case 'file':
      return `TO_FILE(${column})`;
    case 'interval':
      return `${column}::${typeSql(type)}`;
    default:
      return unreachable(type);
  }
}

/** How a column is kept in the loading table: in its own type where an INSERT converts text to it without a loss, else as text. */
function transportOf(type: DataType): { readonly column: string; readonly bind: BindType } {
  switch (type.kind) {
    case 'boolean':
      return { column: 'BOOLEAN', bind: 'BOOLEAN' };
    case 'integer':
    case 'decimal':
      return { column: typeSql(type), bind: 'FIXED' };
    case 'double':
      return { column: 'FLOAT', bind: 'REAL' };
    case 'date':
      return { column: 'DATE', bind: 'DATE' };
    case 'time':
      return { column: typeSql(type), bind: 'TIME' };
    case 'timestamp':
      return { column: typeSql(type), bind: TIMESTAMP_BINDS[type.zone] };
    case 'string':
      return { column: typeSql(type), bind: 'TEXT' };
    case 'null':
    case 'decfloat':
    case 'binary':
    case 'variant':
    case 'array':
    case 'object':
    case 'map':
    case 'vector':
    case 'geography':
    case 'geometry':
    case 'file':
    case 'interval':
      return { column: 'VARCHAR', bind: 'TEXT' };
    default:
      return unreachable(type);
  }
}

const fromTable = (column: string, type: DataType): string =>
  transportOf(type).column === typeSql(type) ? column : fromTransport(column, type);
