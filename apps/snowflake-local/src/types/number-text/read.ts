import { parseNumberFormat } from './format.js';

/** The plain decimal text of a text that follows a format of TO_NUMBER, or null where it does not. */
export function readNumber(text: string, format: string): string | null {
  const model = parseNumberFormat(format);
  const trimmed = text.trim();
  const sign = /^[+-]|[+-]$/.exec(trimmed)?.[0] ?? '';
  const unsigned = trimmed.replace(/^[+-]\s*|\s*[+-]$/, '');
  const amount = model.dollar ? unsigned.replace(/^\$/, '') : unsigned;
  if (model.minimal) return /^(\d+\.?\d*|\.\d+)$/.test(amount) ? sign.replace('+', '') + amount : null;
  const pattern = model.whole.includes(',') ? /^(\d{1,3}(?:,\d{3})*|\d+)?(?:\.(\d*))?$/ : /^(\d*)(?:\.(\d*))?$/;
  const match = pattern.exec(amount);
  if (match === null) return null;
  const whole = (match[1] ?? '').replaceAll(',', '');
  const fraction = match[2] ?? '';
  const places = model.whole.filter((item) => item !== ',').length;
  if (whole.length > places || fraction.length > model.fraction.length || whole + fraction === '') return null;
  return `${sign === '-' ? '-' : ''}${whole || '0'}${fraction === '' ? '' : `.${fraction}`}`;
}
