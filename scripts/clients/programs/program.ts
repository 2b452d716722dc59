import { DataFrame, Decimal, type Session, SnowDate, SnowTime, SnowTimestamp } from '@firn/snowpark';

/** What a program of a user gives: a frame, values of actions, or a list of these. */
export type Program = (session: Session) => unknown;

/** A frame as its columns and rows, a value as JSON tells it. */
export async function answerOf(given: unknown): Promise<unknown> {
  if (Array.isArray(given)) return Promise.all(given.map(answerOf));
  if (!(given instanceof DataFrame)) return cellOf(given);
  const rows = await given.collect();
  const columns = rows[0]?.names ?? (await given.columns());
  return { columns: [...columns], rows: rows.map((row) => row.toArray().map(cellOf)) };
}

function cellOf(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value === 'number' && Number.isNaN(value)) return 'NaN';
  if (value instanceof Decimal || value instanceof SnowDate || value instanceof SnowTime) return value.toString();
  // Python's timestamps have no nanoseconds.
  if (value instanceof SnowTimestamp) return value.toString().replace(/(\.\d{6})\d{3}$/, '$1');
  return value;
}
