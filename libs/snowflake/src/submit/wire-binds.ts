import { type Bind, type Statement, UsageError } from '@firn/snowpark';

/** One value for one `?`. Its wire type is derived from the JavaScript type, nothing else. */
type PlainBind = string | number | boolean | null;

/**
 * A whole number is FIXED on the wire, another one REAL, a boolean BOOLEAN, all else TEXT, as with the driver. What has no such type
 * without losing a digit goes as text; the statement casts it.
 */
function plainBind(bind: Bind): PlainBind {
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

type Columns = NonNullable<Statement['arrayBinds']>;

function refuseRagged(columns: Columns): void {
  const rowCount = columns[0]?.length ?? 0;
  const ragged = columns.findIndex((column) => column.length !== rowCount);
  if (ragged < 0) return;
  const lengths = `${columns[ragged]?.length} values, column 1 has ${rowCount}`;
  throw new UsageError('invalid_argument', `Column ${ragged + 1} of a bulk insert has ${lengths}.`);
}

/** What a request has of the binds of a statement, a bulk insert's columns as lists; nothing where there are none. */
export function wireBindings({ binds, arrayBinds }: Statement) {
  if (arrayBinds === undefined) return binds.length === 0 ? {} : { bindings: wireBinds(binds) };
  refuseRagged(arrayBinds);
  const columns = arrayBinds.map((value, index) => [String(index + 1), { type: 'TEXT', value }] as const);
  return { bindings: Object.fromEntries(columns) };
}

/** Binds in the form of the wire. */
export function wireBinds(binds: readonly Bind[]): Record<string, { type: string; value: string | null }> {
  return Object.fromEntries(binds.map((bind, index) => [String(index + 1), wireBind(plainBind(bind))]));
}

function wireBind(value: PlainBind): { type: string; value: string | null } {
  switch (typeof value) {
    case 'number':
      return { type: Number.isInteger(value) ? 'FIXED' : 'REAL', value: JSON.stringify(value) };
    case 'boolean':
      return { type: 'BOOLEAN', value: JSON.stringify(value) };
    default:
      return { type: 'TEXT', value };
  }
}
