import { type Bind, type Statement, UsageError } from '@firn/snowpark';
import type { DriverBind } from '../connect/driver.js';

/**
 * The driver reads the wire type off the JavaScript value: a whole number is FIXED, another one REAL, a boolean BOOLEAN,
 * all else TEXT. What it cannot type without losing a digit goes as text; the statement casts it.
 */
export function driverBind(bind: Bind): DriverBind {
  if (bind.value === null) return null;
  switch (bind.type) {
    case 'FIXED': {
      const value = Number(bind.value);
      return Number.isSafeInteger(value) && String(value) === bind.value ? value : bind.value;
    }
    case 'REAL': {
      const value = Number(bind.value);
      return Number.isFinite(value) && !Number.isSafeInteger(value) ? value : bind.value;
    }
    case 'BOOLEAN':
      return bind.value === 'true' || bind.value === '1';
    default:
      return bind.value;
  }
}

/** A bulk insert's columns of values as the rows that the driver takes. */
export function driverBinds(statement: Statement): readonly DriverBind[] | readonly (readonly DriverBind[])[] {
  const columns = statement.arrayBinds;
  if (columns === undefined) return statement.binds.map(driverBind);
  const rowCount = rowCountOf(columns);
  return Array.from({ length: rowCount }, (_, row) => columns.map((column) => column[row] ?? null));
}

type Columns = NonNullable<Statement['arrayBinds']>;

function rowCountOf(columns: Columns): number {
  const rowCount = columns[0]?.length ?? 0;
  const ragged = columns.findIndex((column) => column.length !== rowCount);
  if (ragged < 0) return rowCount;
  const lengths = `${columns[ragged]?.length} values, column 1 has ${rowCount}`;
  throw new UsageError('invalid_argument', `Column ${ragged + 1} of a bulk insert has ${lengths}.`);
}

/** What a request has of the binds of a statement, a bulk insert's columns as lists; nothing where there are none. */
export function wireBindings({ binds, arrayBinds }: Statement) {
  if (arrayBinds === undefined) return binds.length === 0 ? {} : { bindings: wireBinds(binds) };
  rowCountOf(arrayBinds);
  const columns = arrayBinds.map((value, index) => [String(index + 1), { type: 'TEXT', value }] as const);
  return { bindings: Object.fromEntries(columns) };
}

/** The same binds in the form of the wire, for requests that do not go through the driver; typed as the driver types. */
export function wireBinds(binds: readonly Bind[]): Record<string, { type: string; value: string | null }> {
  return Object.fromEntries(binds.map((bind, index) => [String(index + 1), wireBind(driverBind(bind))]));
}

function wireBind(value: DriverBind): { type: string; value: string | null } {
  switch (typeof value) {
    case 'number':
      return { type: Number.isInteger(value) ? 'FIXED' : 'REAL', value: JSON.stringify(value) };
    case 'boolean':
      return { type: 'BOOLEAN', value: JSON.stringify(value) };
    default:
      return { type: 'TEXT', value };
  }
}
