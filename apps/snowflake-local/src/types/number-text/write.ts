import { exact, rescale, write } from '../exact-text.js';
import { type NumberFormat, parseNumberFormat } from './format.js';

/** A plain decimal text by a format of TO_CHAR; `#` in every place where the number has more digits than the format. */
export function writeNumber(decimal: string, format: string): string {
  const model = parseNumberFormat(format);
  if (model.minimal) return decimal;
  const { units, scale } = rescale(exact(decimal), model.fraction.length);
  const negative = units < 0n;
  const [whole = '', fraction = ''] = write({ units: negative ? -units : units, scale }).split('.');
  const places = model.whole.filter((item) => item !== ',').length;
  const significant = whole.replace(/^0+/, '');
  const body =
    significant.length > places ? overflow(model) : layOut(model, significant.padStart(places, ' '), fraction);
  return withSign(model, body, negative);
}

const overflow = (model: NumberFormat): string =>
  [...model.whole, ...(model.point ? ['.', ...model.fraction] : [])].map(() => '#').join('');

function layOut(model: NumberFormat, digits: string, fraction: string): string {
  let started = false;
  let next = 0;
  let text = '';
  const last = model.whole.lastIndexOf('9');
  model.whole.forEach((item, index) => {
    if (item === ',') {
      text += started ? ',' : ' ';
      return;
    }
    const digit = digits.charAt(next);
    next += 1;
    // A format of nines alone still writes a zero before the point where there is nothing else to write.
    const zero = item === '0' || (!model.point && index === last && digit === ' ');
    started = started || digit !== ' ' || zero;
    text += digit !== ' ' ? digit : started ? '0' : ' ';
  });
  if (!model.point) return text;
  const shown = model.fill ? fraction.replace(/0+$/, '').padEnd(model.fraction.lastIndexOf('0') + 1, '0') : fraction;
  return `${text}.${shown}`;
}

function withSign(model: NumberFormat, body: string, negative: boolean): string {
  const digits = body.trimStart();
  const blanks = model.fill ? '' : ' '.repeat(body.length - digits.length);
  const amount = model.dollar ? `$${digits}` : digits;
  const minus = negative ? '-' : model.fill ? '' : ' ';
  switch (model.sign) {
    case 'plain':
    case 'minus_lead':
      return `${blanks}${minus}${amount}`;
    case 'lead':
      return `${blanks}${negative ? '-' : '+'}${amount}`;
    case 'trail':
      return `${blanks}${amount}${negative ? '-' : '+'}`;
    case 'minus_trail':
      return `${blanks}${amount}${minus}`;
    default:
      return unreachable(model.sign);
  }
}

function unreachable(sign: never): never {
  throw new Error(`Unknown sign ${JSON.stringify(sign)}`);
}
