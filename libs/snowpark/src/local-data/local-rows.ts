import { UsageError } from '../errors.js';
import type { Field, LocalData } from '../plan/plan.js';
import { realName, shownName } from '../sql/identifier.js';
import { typeSql } from '../types/type-text.js';
import type { JsonCell } from '../values/json-cell.js';
import { fieldsOfRows, valuesOfRow } from './collected-rows.js';
import { cure, named } from './cure.js';
import { inferType } from './infer.js';
import { objectEntries } from './json-text.js';
import { toCell } from './to-cell.js';

/** What the caller said about the columns: everything, only their names, or nothing. */
export type GivenSchema = { readonly fields: readonly Field[] } | { readonly names: readonly string[] } | null;

/**
 * Rows as local data. A row is a list, an object or a single value; objects are read by folded name, lists by position.
 * What an object lacks is NULL: a member that is not there or undefined. In a list, undefined is a mistake.
 *
 * @throws UsageError if rows differ in length, a value does not fit, or there is nothing to tell the columns from.
 */
export function localRows(rows: readonly unknown[], schema: GivenSchema): Pick<LocalData, 'fields' | 'rows'> {
  if (rows.length === 0 && (schema === null || !('fields' in schema))) {
    throw new UsageError('schema_needed', 'Empty data has no columns to infer: give a schema.');
  }
  const collected = schema === null ? fieldsOfRows(rows) : null;
  if (collected !== null) return localRows(rows, { fields: collected });
  const records = Array.from(rows, recordOf);
  if (rows.length > 0 && records.every((record) => widthOf(record) === 0)) {
    throw new UsageError('schema_needed', 'The rows have no columns: give each at least one value.');
  }
  const names =
    schema !== null && 'fields' in schema
      ? schema.fields.map((field) => field.name)
      : namesOf(records, schema?.names ?? []);
  refuseTwice(names);
  const table = records.map((record, at) =>
    record instanceof Map ? byName(record, names) : byPosition(record, names, at),
  );
  const fields = schema !== null && 'fields' in schema ? schema.fields : inferFields(names, table);
  return {
    fields,
    rows: Object.freeze(
      table.map((row, at) => Object.freeze(row.map((value, column) => cellOf(value, fields[column], at)))),
    ),
  };
}

type NamedRow = Map<string, unknown>;

const widthOf = (record: NamedRow | readonly unknown[]): number =>
  record instanceof Map ? record.size : record.length;

function given(value: unknown, at: number, column: number): unknown {
  if (value !== undefined) return value;
  throw new UsageError('unsupported_value', `Row ${at + 1}: value ${column + 1} is undefined. For NULL write null.`);
}

function recordOf(row: unknown, at: number): NamedRow | readonly unknown[] {
  if (Array.isArray(row)) return Array.from(row, (value: unknown, column) => given(value, at, column));
  const collected = valuesOfRow(row);
  const entries = collected ?? objectEntries(row);
  if (entries === null) return [given(row, at, 0)];
  const named = new Map(entries.map(([name, value]) => [collected === null ? realName(name) : name, value]));
  if (named.size === entries.length) return named;
  const names = entries.map(([name]) => name).join(', ');
  throw new UsageError(
    'duplicate_column',
    `Row ${at + 1} has a column twice: of ${names} two are one name in Snowflake.`,
  );
}

/** Names of objects come from the objects, in order of appearance; those of lists from the caller, the rest is numbered. */
function namesOf(records: readonly (NamedRow | readonly unknown[])[], given: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  let width = 0;
  for (const record of records) {
    if (record instanceof Map) for (const name of record.keys()) seen.add(name);
    else width = Math.max(width, record.length);
  }
  const real = given.map(realName);
  if (seen.size > 0) return real.length > 0 ? real : [...seen];
  if (real.length > width) {
    throw new UsageError('column_count_differs', `${real.length} names were given for rows of ${width} values.`);
  }
  return Array.from({ length: width }, (_, at) => real[at] ?? `_${at + 1}`);
}

function refuseTwice(names: readonly string[]): void {
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw new UsageError('duplicate_column', `Column ${shownName(twice)} is there twice.`);
}

function byName(record: NamedRow, names: readonly string[]): readonly unknown[] {
  const unknown = [...record.keys()].find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new UsageError('unknown_column', `A row has ${shownName(unknown)}, which is not in the schema.`);
  return names.map((name) => record.get(name) ?? null);
}

function byPosition(row: readonly unknown[], names: readonly string[], at: number): readonly unknown[] {
  if (row.length !== names.length) {
    throw new UsageError('column_count_differs', `Row ${at + 1} has ${row.length} values; ${names.length} are needed.`);
  }
  return row;
}

const inferFields = (names: readonly string[], table: readonly (readonly unknown[])[]): readonly Field[] =>
  Object.freeze(
    names.map((name, column) =>
      // What more of the same data may hold, these rows do not say.
      Object.freeze({
        name,
        type: inferType(
          table.map((row) => row[column]),
          shownName(name),
        ),
        nullable: true,
      }),
    ),
  );

function cellOf(value: unknown, field: Field | undefined, at: number): JsonCell {
  if (field === undefined) throw new Error('A row is longer than its schema.');
  const cell = toCell(value, field.type);
  if (cell === undefined || (cell === null && !field.nullable)) {
    const what =
      cell === null
        ? 'NULL, which it may not hold.'
        : `${named(value)}, which is no ${typeSql(field.type)}.${cure(value, field.type)}`;
    throw new UsageError('unsupported_value', `Row ${at + 1}, column ${shownName(field.name)}: ${what}`);
  }
  return cell;
}
