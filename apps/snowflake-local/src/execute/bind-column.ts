import { digitsOf } from '../types/literal.js';
import type { BindType } from './bind-value.js';

/** The column of values of an array bind: as DuckDB takes it, with what the statement needs to know of all of them. */
export interface BindColumn {
  readonly rows: number;
  /** A JSON list of texts and nulls. */
  readonly json: string;
  /** FIXED: digits in front of and behind the point that hold all of them, or the first one that is no number. */
  readonly digits: { readonly whole: number; readonly scale: number } | { readonly wrong: string } | null;
  /** Whether all are counts of units, and not dates or times in words; of a TIMESTAMP_TZ, an offset may follow. */
  readonly isCounted: boolean;
  /** Whether all are counts of nanoseconds that are whole microseconds. */
  readonly isWhole: boolean;
}

export function bindColumn(type: BindType, values: readonly (string | null)[]): BindColumn {
  const texts = values.filter((value) => value !== null);
  const isTime = type === 'DATE' || type === 'TIME' || type.startsWith('TIMESTAMP');
  const count = type === 'TIMESTAMP_TZ' ? /^[+-]?\d+( \d+)?$/ : /^[+-]?\d+$/;
  return {
    rows: values.length,
    json: JSON.stringify(values),
    digits: type === 'FIXED' ? digitsOfAll(texts) : null,
    isCounted: isTime && texts.every((text) => count.test(text)),
    isWhole: isTime && texts.every((text) => /^[+-]?(\d*000|0)( |$)/.test(text)),
  };
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)$/;

function digitsOfAll(texts: readonly string[]): BindColumn['digits'] {
  let [whole, scale] = [1, 0];
  for (const text of texts) {
    const written = text.trim();
    if (!NUMBER.test(written)) return { wrong: written };
    const digits = digitsOf(written);
    whole = Math.max(whole, digits.whole.length);
    scale = Math.max(scale, digits.fraction.length);
  }
  return { whole, scale };
}
