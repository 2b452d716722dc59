import { alternatives, isHexadecimal, type NumberFormat, type Piece, parseNumberFormat, placesOf } from './format.js';

/** The plain decimal text of a text that follows one of the alternatives of a format of TO_NUMBER, else null. */
export function readNumber(text: string, format: string): string | null {
  for (const alternative of alternatives(format)) {
    const read = readBy(text.trim(), parseNumberFormat(alternative));
    if (read !== null) return read;
  }
  return null;
}

function readBy(text: string, model: NumberFormat): string | null {
  const match = new RegExp(`^${model.pieces.map((piece) => patternOf(piece, model)).join('')}$`, 'i').exec(text);
  const { lead = '', sign = '', amount = '' } = match?.groups ?? {};
  if (match === null) return null;
  const minus = lead === '-' || sign === '-' ? '-' : '';
  if (isHexadecimal(model)) return `${minus}${BigInt(`0x${amount}`)}`;
  const read = model.minimal === undefined ? inPlaces(amount, model) : amount;
  if (read === null) return null;
  return model.pieces.some((piece) => piece.kind === 'percent') ? `${minus}${read}e-2` : minus + read;
}

function patternOf(piece: Piece, model: NumberFormat): string {
  switch (piece.kind) {
    case 'literal':
      return escaped(piece.text);
    case 'percent':
      return '%';
    case 'sign':
      return piece.plus === '+' ? '(?<sign>[+-])\\s*' : '\\s*(?<sign>[+-]?)\\s*';
    case 'number': {
      const isSigned = model.pieces.some((each) => each.kind === 'sign');
      return `${isSigned ? '' : '(?<lead>[+-]?)\\s*'}${model.dollar ? '\\$' : ''}\\s*(?<amount>${amountOf(model)})`;
    }
    default:
      return unreachable(piece);
  }
}

function amountOf(model: NumberFormat): string {
  const exponent = '[eE][+-]?\\d{1,3}';
  switch (model.minimal) {
    case 'positional':
      return '\\d+\\.?\\d*|\\.\\d+';
    case 'scientific':
      return `(?:\\d+\\.?\\d*|\\.\\d+)${exponent}`;
    case 'shorter':
      return `(?:\\d+\\.?\\d*|\\.\\d+)(?:${exponent})?`;
    case undefined:
      return isHexadecimal(model)
        ? `[0-9a-f]{1,${placesOf(model)}}`
        : `[\\d,]*(?:\\.\\d*)?${model.exponent === '' ? '' : `(?:${exponent})?`}`;
    default:
      return unreachable(model.minimal);
  }
}

/** Digits that have a place each; a place of `0` wants its digit, and a comma stands where the format has one. */
function inPlaces(amount: string, model: NumberFormat): string | null {
  const [, written = '', fraction = '', exponent = ''] = /^([\d,]*)(?:\.(\d*))?(e.*)?$/i.exec(amount) ?? [];
  const whole = written.replaceAll(',', '');
  if (written !== whole && written !== inGroups(whole, model)) return null;
  const places = model.whole.filter((item) => item !== ',');
  const zeros = places.indexOf('0');
  const least = zeros >= 0 ? places.length - zeros : model.blankZero || places.length === 0 ? 0 : 1;
  if (whole.length > places.length || whole.length < least) return null;
  if (fraction.length > model.fraction.length || fraction.length < model.fraction.lastIndexOf('0') + 1) return null;
  if (whole + fraction === '') return null;
  return `${whole || '0'}${fraction === '' ? '' : `.${fraction}`}${exponent}`;
}

/** `digits` with commas where the format has them, counted from the point. */
function inGroups(digits: string, model: NumberFormat): string {
  let left = digits;
  let text = '';
  for (const item of [...model.whole].reverse()) {
    if (left === '') break;
    text = (item === ',' ? ',' : left.slice(-1)) + text;
    if (item !== ',') left = left.slice(0, -1);
  }
  return left + text;
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&').replace(/ +/g, ' +');

function unreachable(kind: never): never {
  throw new Error(`Unknown element ${JSON.stringify(kind)}`);
}
