import type { OptionValue } from '../plan/action.js';
import { constantSql, quoteText } from './literal.js';

/** Options of a file format or a copy as SQL: `NAME = value` for each. */
export const optionTexts = (options: Readonly<Record<string, OptionValue>>): readonly string[] =>
  Object.entries(options).map(([name, value]) => `${name} = ${optionSql(value)}`);

function optionSql(value: OptionValue): string {
  if (typeof value === 'object') return `(${value.map(quoteText).join(', ')})`;
  return typeof value === 'string' && /^(?:none|auto)$/i.test(value) ? value.toUpperCase() : constantSql(value);
}
