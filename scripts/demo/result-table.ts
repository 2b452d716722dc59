import { Decimal } from '@firn/snowpark';

/** A value of an example as text: rows as a table, anything else on one line. */
export function resultTable(name: string, value: unknown): string {
  if (!Array.isArray(value) || value.length === 0 || !value.every(isPlainObject)) return `    ${name}: ${cell(value)}`;
  const columns = Object.keys(value[0] ?? {});
  const lines = [columns, ...value.map((row) => columns.map((column) => cell(row[column])))];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => (line[index] ?? '').length)));
  const rule = `    +${widths.map((width) => '-'.repeat(width + 2)).join('+')}+`;
  const [head, ...rows] = lines.map(
    (line) => `    |${line.map((text, index) => ` ${text.padEnd(widths[index] ?? 0)} `).join('|')}|`,
  );
  return [`    ${name}:`, rule, head, rule, ...rows, rule].join('\n');
}

const isPlainObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

function cell(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value instanceof Decimal) return String(value);
  return JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? Number(inner) : inner));
}
