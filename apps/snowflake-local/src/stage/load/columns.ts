import type { BindContext } from '../../bind/context.js';
import { snowType } from '../../bind/data-type.js';
import type { ColumnEntry } from '../../catalog/entries.js';
import type { Expression, Query } from '../../parse/ast.js';
import { attempt, castTo, coerceTo } from '../../types/cast/cast.js';
import { type SnowType, text } from '../../types/snow-type.js';
import type { Emitted, ValueContext } from '../../types/typed.js';
import { unreachable } from '../../unreachable.js';
import type { CsvFormat } from '../csv-format.js';
import { fieldName } from './file.js';

/** Where a column's value comes from: a field of the file, possibly through a cast of the COPY's own query. */
export interface LoadColumn {
  readonly target: ColumnEntry;
  /** Counts from 1. */
  readonly field: number;
  readonly via: SnowType | null;
}

/**
 * The fields that a transformation takes, when each of its items is `$n` or a cast of it; null for anything more,
 * which is then left to the query itself.
 */
export function transformedFields(
  query: Query,
  context: BindContext,
): readonly Pick<LoadColumn, 'field' | 'via'>[] | null {
  const { body } = query;
  if (body.kind !== 'select' || query.with.length > 0 || query.limit !== undefined) return null;
  if (body.where !== undefined || body.distinct || body.groupBy !== undefined || body.qualify !== undefined)
    return null;
  const fields = body.items.map((item) => (item.kind === 'expression' ? fieldOf(item.expression, context) : null));
  const known = fields.filter((field) => field !== null);
  return known.length === fields.length ? known : null;
}

function fieldOf(expression: Expression, context: BindContext): Pick<LoadColumn, 'field' | 'via'> | null {
  if (expression.kind === 'position') return { field: expression.index, via: null };
  if (expression.kind !== 'cast' || expression.lenient || expression.operand.kind !== 'position') return null;
  return { field: expression.operand.index, via: snowType(expression.type, context) };
}

/** The value of a column as DuckDB computes it from the file's row. It fails where the field does not fit. */
export function loadedValue({ target, field, via }: LoadColumn, truncate: boolean, values: ValueContext): Emitted {
  const raw = rawField(field);
  const cast = via === null ? raw : castTo(raw, via, values);
  return truncate ? castTo(cast, target.type, values) : coerceTo(cast, target.type, values);
}

/** The same, NULL where it fails. */
export const attemptedValue = (column: LoadColumn, truncate: boolean, values: ValueContext): Emitted =>
  attempt(rawField(column.field), (raw) => {
    const cast = column.via === null ? raw : castTo(raw, column.via, values);
    return truncate ? castTo(cast, column.target.type, values) : coerceTo(cast, column.target.type, values);
  });

const rawField = (field: number): Emitted => ({
  sql: fieldName(field),
  type: text(),
  physical: 'varchar',
  nullable: true,
});

/** Whether the row's field cannot be loaded into the column. */
export function isBad(column: LoadColumn, truncate: boolean, values: ValueContext): string {
  const missing = column.target.nullable ? 'false' : `${fieldName(column.field)} IS NULL`;
  return `(${missing} OR (${fieldName(column.field)} IS NOT NULL AND ${attemptedValue(column, truncate, values).sql} IS NULL))`;
}

/** What is wrong with a field, in Snowflake's words. */
export function badField(
  type: SnowType,
  value: string | null,
): { readonly code: string; readonly sqlState: string; readonly message: string } {
  if (value === null) {
    return { code: '100072', sqlState: '22000', message: 'NULL result in a non-nullable column' };
  }
  switch (type.kind) {
    case 'fixed':
    case 'real':
    case 'decfloat':
      return { code: '100038', sqlState: '22018', message: `Numeric value '${value}' is not recognized` };
    case 'boolean':
      return { code: '100037', sqlState: '22018', message: `Boolean value '${value}' is not recognized` };
    case 'date':
      return { code: '100040', sqlState: '22007', message: `Date '${value}' is not recognized` };
    case 'time':
      return { code: '100108', sqlState: '22007', message: `Time '${value}' is not recognized` };
    case 'timestamp_ntz':
    case 'timestamp_ltz':
    case 'timestamp_tz':
      return { code: '100035', sqlState: '22007', message: `Timestamp '${value}' is not recognized` };
    case 'text':
      return {
        code: '100074',
        sqlState: '22000',
        message: `User character length limit (${type.length}) exceeded by string '${value.slice(0, 200)}'`,
      };
    case 'binary':
      return {
        code: '100115',
        sqlState: '22000',
        message: `The following string is not a legal hex-encoded value: '${value}'`,
      };
    case 'variant':
    case 'object':
    case 'array':
      return { code: '100069', sqlState: '22P02', message: `Error parsing JSON: ${value.slice(0, 200)}` };
    default:
      return unreachable(type);
  }
}

/** The session's input formats, with those of the file format over them. */
export function withInputFormats(format: CsvFormat, values: ValueContext): ValueContext {
  const own = new Map<string, string>([
    ['DATE_INPUT_FORMAT', format.dateFormat],
    ['TIME_INPUT_FORMAT', format.timeFormat],
    ['TIMESTAMP_INPUT_FORMAT', format.timestampFormat],
    ['BINARY_INPUT_FORMAT', format.binaryFormat],
  ]);
  return { ...values, parameter: (name) => own.get(name) ?? values.parameter(name) };
}
