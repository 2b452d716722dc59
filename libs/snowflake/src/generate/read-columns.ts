import { type Session, UsageError } from '@firn/snowpark';

/** A column as INFORMATION_SCHEMA tells of it, under the name of the schema as the caller wants it called. */
export interface FoundColumn {
  readonly schema: string;
  readonly table: string;
  readonly tableComment: string | null;
  readonly name: string;
  readonly dataType: string;
  readonly scale: number;
  readonly nullable: boolean;
  readonly comment: string | null;
}

/** A schema by its real names; no database: the session's own. */
export interface WantedSchema {
  readonly database: string | null;
  readonly schema: string;
}

interface ColumnRow {
  TABLE_NAME: string;
  TABLE_COMMENT: string | null;
  COLUMN_NAME: string;
  DATA_TYPE: string;
  NUMERIC_SCALE: bigint | null;
  IS_NULLABLE: string;
  COMMENT: string | null;
}

/** What a schema is called among the types. */
export const calledBy = ({ database, schema }: WantedSchema): string =>
  database === null ? schema : `${database}.${schema}`;

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/**
 * The columns of all tables and views of a schema, in an order that does not change: tables by name, columns by position.
 *
 * @throws UsageError if there is no such schema, or it is empty
 */
export async function readColumns(session: Session, wanted: WantedSchema): Promise<readonly FoundColumn[]> {
  const from = wanted.database === null ? '' : `${quoted(wanted.database)}.`;
  const text = `select c.table_name, t.comment as table_comment, c.column_name, c.data_type, c.numeric_scale, c.is_nullable, c.comment
from ${from}information_schema.columns c
join ${from}information_schema.tables t on t.table_schema = c.table_schema and t.table_name = c.table_name
where c.table_schema = ?
order by c.table_name, c.ordinal_position`;
  const rows = await session.sql(text, [wanted.schema]).as<ColumnRow>().collect();
  const schema = calledBy(wanted);
  if (rows.length === 0) {
    throw new UsageError(
      'schema_needed',
      `There is no table or view in the schema ${schema}, or the role may see none. Name it as it is written in Snowflake.`,
    );
  }
  return rows.map((row) => ({
    schema,
    table: row.get('TABLE_NAME'),
    tableComment: row.get('TABLE_COMMENT'),
    name: row.get('COLUMN_NAME'),
    dataType: row.get('DATA_TYPE'),
    scale: Number(row.get('NUMERIC_SCALE') ?? 0n),
    nullable: row.get('IS_NULLABLE') === 'YES',
    comment: row.get('COMMENT'),
  }));
}
