import { exact, plainDecimal, rescale, write } from '../exact-text.js';
import { isHexadecimal, type NumberFormat, type Piece, parseNumberFormat, placesOf } from './format.js';

/** The digits of a number by a format, without their sign; blanks that belong on their left are apart. */
interface Digits {
  readonly blanks: number;
  readonly text: string;
  /** Two's complement has its sign in its digits. */
  readonly unsigned?: boolean;
}

/**
 * A number, plain (`-12.50`) or with an exponent (`1e+20`), by a format of TO_CHAR; `#` in every place where the number has
 * more digits than the format, or is none (`inf`, `NaN`).
 */
export function writeNumber(given: string, format: string): string {
  const model = parseNumberFormat(format);
  const decimal = plainDecimal(given);
  if (decimal === null) return laidOut(model, overflow(model), given.startsWith('-'));
  const percent = model.pieces.some((piece) => piece.kind === 'percent');
  const amount = percent ? hundredfold(decimal) : decimal;
  const negative = exact(amount).units < 0n;
  const digits = amount.replace('-', '');
  if (model.minimal !== undefined) return laidOut(model, { blanks: 0, text: minimal(model, digits) }, negative);
  if (isHexadecimal(model)) return laidOut(model, hexadecimal(model, digits, negative), negative);
  if (model.exponent !== '') return laidOut(model, scientific(model, digits), negative);
  const { units, scale } = rescale(exact(digits), model.fraction.length);
  return laidOut(model, inPlaces(model, write({ units, scale })), negative && units !== 0n);
}

/** `0.25` is `25`, `1.005` is `100.5`. */
function hundredfold(decimal: string): string {
  const { units, scale } = exact(decimal);
  return scale >= 2 ? write({ units, scale: scale - 2 }) : write({ units: units * 10n ** BigInt(2 - scale), scale: 0 });
}

/** Sign, dollar and blanks around the digits, and what else the format writes. */
function laidOut(model: NumberFormat, digits: Digits, negative: boolean): string {
  const isSigned = model.pieces.some((piece) => piece.kind === 'sign');
  const blanks = model.compact ? '' : ' '.repeat(digits.blanks);
  const amount = `${model.dollar ? '$' : ''}${digits.text}`;
  const isPlain = isSigned || digits.unsigned === true;
  const noSign = model.compact || model.minimal !== undefined || model.exponent !== '' ? '' : ' ';
  const number = `${isPlain ? '' : negative ? '-' : noSign}${amount}`;
  // A leading S stands next to the digits, a leading MI before the blanks.
  const floats = model.pieces.findIndex((piece) => piece.kind === 'sign' && piece.plus === '+');
  const first = model.pieces.findIndex((piece) => piece.kind === 'number');
  const leads = floats >= 0 && floats < first;
  return model.pieces
    .map((piece, index) => {
      if (piece.kind === 'number') return `${leads ? '' : blanks}${number}`;
      const text = around(piece, model, negative);
      return leads && index === floats ? `${blanks}${text}` : text;
    })
    .join('');
}

function around(piece: Exclude<Piece, { kind: 'number' }>, model: NumberFormat, negative: boolean): string {
  switch (piece.kind) {
    case 'sign':
      return negative ? '-' : piece.plus === ' ' && model.compact ? '' : piece.plus;
    case 'percent':
      return '%';
    case 'literal':
      return piece.text;
    default:
      return unreachable(piece);
  }
}

const overflow = (model: NumberFormat): Digits => ({
  blanks: 0,
  text: [
    ...model.whole.map((item) => (item === ',' ? ',' : '#')),
    ...(model.point ? ['.', ...model.fraction.map(() => '#')] : []),
  ].join(''),
});

function inPlaces(model: NumberFormat, decimal: string): Digits {
  const [whole = '', fraction = ''] = decimal.split('.');
  const significant = whole.replace(/^0+/, '');
  if (significant.length > placesOf(model)) return overflow(model);
  const before = grouped(model, significant.padStart(placesOf(model), ' '));
  const after = model.point ? `.${fractionOf(model, fraction)}` : '';
  const text = before.trimStart();
  return { blanks: before.length - text.length, text: text + after };
}

/** Digits and commas before the point; blanks where nothing has begun. */
function grouped(model: NumberFormat, digits: string): string {
  const last = model.whole.findLastIndex((item) => item !== ',');
  let started = false;
  let next = 0;
  let text = '';
  model.whole.forEach((item, index) => {
    if (item === ',') {
      text += started ? ',' : ' ';
      return;
    }
    const digit = digits.charAt(next);
    next += 1;
    // The place before the point shows a zero where there is nothing else to show, unless B stands before it.
    const zero = item === '0' || (index === last && !model.blankZero);
    started = started || digit !== ' ' || zero;
    text += digit !== ' ' ? digit : started ? '0' : ' ';
  });
  return text;
}

/** Zeros on the right that a 9 stands for are blanks, or nothing after FM. */
function fractionOf(model: NumberFormat, fraction: string): string {
  const shown = fraction.replace(/0+$/, '').padEnd(model.fraction.lastIndexOf('0') + 1, '0');
  return model.compact ? shown : shown.padEnd(fraction.length, ' ');
}

/** Without a sign element a negative number is written in two's complement, as wide as the format. */
function hexadecimal(model: NumberFormat, digits: string, negative: boolean): Digits {
  const places = placesOf(model);
  const { units } = rescale(exact(digits), 0);
  const isSigned = model.pieces.some((piece) => piece.kind === 'sign');
  const wraps = negative && !isSigned && units !== 0n;
  const value = wraps ? 16n ** BigInt(places) - units : units;
  if (value < 0n || value.toString(16).length > places) return { ...overflow(model), unsigned: true };
  const written = value.toString(16);
  const shown = model.lower ? written : written.toUpperCase();
  const zeros = model.whole.indexOf('0');
  const text = zeros < 0 ? shown : shown.padStart(places - zeros, '0');
  return { blanks: places - text.length, text, unsigned: true };
}

/** The first digit before the point, an exponent behind. */
function scientific(model: NumberFormat, digits: string): Digits {
  const { significant, exponent } = normal(digits);
  const places = Math.max(1, placesOf(model));
  const { units, scale } = rescale(exact(`${significant.charAt(0)}.${significant.slice(1)}0`), model.fraction.length);
  const rounded = write({ units, scale });
  const isTen = rounded.startsWith('10');
  const shown = isTen ? write(rescale({ units: 1n, scale: 0 }, scale)) : rounded;
  const body = model.point && scale === 0 ? `${shown}.` : shown;
  return {
    blanks: places - 1,
    text: `${body}${exponentText(model.exponent, exponent + (isTen ? 1 : 0))}`,
  };
}

function exponentText(element: string, exponent: number): string {
  const letter = element.charAt(0);
  if (element.length === 2) return `${letter}${exponent}`;
  const size = String(Math.abs(exponent)).padStart(element.length - 2, '0');
  const sign = exponent < 0 ? '-' : '+';
  return `${letter}${sign}${size.length > element.length - 2 ? '#'.repeat(element.length - 2) : size}`;
}

/** Significant digits and the exponent of the first one; zero has none of either. */
function normal(digits: string): { significant: string; exponent: number } {
  const [whole = '', fraction = ''] = digits.split('.');
  const all = (whole + fraction).replace(/^0+/, '');
  const leading = (whole + fraction).length - all.length;
  if (all === '') return { significant: '0', exponent: 0 };
  return { significant: all.replace(/0+$/, ''), exponent: whole.length - leading - 1 };
}

function minimal(model: NumberFormat, digits: string): string {
  const positional = inGroups(model.digits === undefined ? digits : atMost(digits, model.digits), model.group);
  const { significant, exponent } = normal(digits);
  const rest = significant.slice(1);
  const inPowers = `${significant.charAt(0)}${rest === '' ? '' : `.${rest}`}${model.lower ? 'e' : 'E'}${exponent}`;
  switch (model.minimal) {
    case 'scientific':
      return inPowers;
    case 'shorter':
      return inPowers.length < positional.length ? inPowers : positional;
    default:
      return positional;
  }
}

function atMost(digits: string, fraction: number): string {
  const value = exact(digits);
  return value.scale <= fraction ? digits : write(rescale(value, fraction));
}

function inGroups(digits: string, size: number | undefined): string {
  if (size === undefined || size === 0) return digits;
  const [whole = '', fraction] = digits.split('.');
  const grouped = whole.replace(new RegExp(`\\B(?=(?:\\d{${size}})+$)`, 'g'), ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

function unreachable(piece: never): never {
  throw new Error(`Unknown piece ${JSON.stringify(piece)}`);
}
