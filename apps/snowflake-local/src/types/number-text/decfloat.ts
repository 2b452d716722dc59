/**
 * DECFLOAT: 38 significant digits and an exponent of ten. A value is digits (without a zero at either end) and the power of
 * ten of the last one; zero has no digits.
 */
interface Decfloat {
  readonly negative: boolean;
  readonly digits: string;
  readonly exponent: number;
}

export type DecfloatOperator = '+' | '-' | '*' | '/' | '%';
export type Rounding = 'half' | 'cut' | 'up' | 'down';

const MOST_DIGITS = 38;
const HIGHEST = 16_384;
const LOWEST = -16_383;
/** Powers of ten from the first digit of one number to that of another beyond which a sum does not see the lesser. */
const FAR = MOST_DIGITS + 2;

const ZERO: Decfloat = { negative: false, digits: '', exponent: 0 };

/** The one spelling of a number: plain where that takes 38 digits at most, else `1.23e-40`. undefined: no number, or none that fits. */
export function decfloatText(written: string): string | undefined {
  const value = read(written);
  return value === undefined ? undefined : write(value);
}

/** undefined for a division by zero or a result without room. */
export function applyDecfloat(operator: DecfloatOperator, left: string, right: string): string | undefined {
  const [a, b] = [known(left), known(right)];
  switch (operator) {
    case '+':
      return write(sum(a, b));
    case '-':
      return write(sum(a, { ...b, negative: !b.negative }));
    case '*':
      return write(
        rounded(
          a.negative !== b.negative,
          a.digits === '' || b.digits === '' ? 0n : BigInt(a.digits) * BigInt(b.digits),
          a.exponent + b.exponent,
        ),
      );
    case '/':
      return b.digits === '' ? undefined : write(quotient(a, b));
    case '%':
      return b.digits === '' ? undefined : write(remainder(a, b));
    default:
      return unreachable(operator);
  }
}

/** The sum of many, separated by blanks, rounded once for each. */
export function sumDecfloats(list: string): string | undefined {
  let total = ZERO;
  for (const item of list.split(' ')) total = sum(total, known(item));
  return write(total);
}

/** `scale` digits after the point, or before it where negative. */
export function roundDecfloat(text: string, scale: number, way: Rounding): string | undefined {
  const value = known(text);
  const cut = -scale - value.exponent;
  if (cut <= 0 || value.digits === '') return write(value);
  const kept = cut >= value.digits.length ? 0n : BigInt(value.digits.slice(0, -cut));
  const first = cut > value.digits.length ? '0' : value.digits[value.digits.length - cut];
  const isUp =
    way === 'half' ? (first ?? '0') >= '5' : way === 'cut' ? false : way === 'up' ? !value.negative : value.negative;
  return write(rounded(value.negative, isUp ? kept + 1n : kept, -scale));
}

/** In the order of the values, as text. */
export function decfloatKey(text: string): string {
  const { negative, digits, exponent } = known(text);
  if (digits === '') return '1';
  const power = exponent + digits.length + 2 * HIGHEST;
  if (!negative) return `2${String(power).padStart(5, '0')}${digits}`;
  const turned = digits.replace(/\d/g, (digit) => String(9 - Number(digit)));
  return `0${String(99_999 - power).padStart(5, '0')}${turned}~`;
}

function read(written: string): Decfloat | undefined {
  const match = /^\s*([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,9}))?\s*$/.exec(written);
  const [, sign = '', whole = '', fraction = '', power = '0'] = match ?? [];
  if (match === null || whole + fraction === '') return undefined;
  return rounded(sign === '-', BigInt(whole + fraction), Number(power) - fraction.length);
}

function known(text: string): Decfloat {
  const value = read(text);
  if (value === undefined) throw new Error(`${JSON.stringify(text)} is held as a DECFLOAT`);
  return value;
}

/** Half away from zero, as NUMBERs are rounded. */
function rounded(negative: boolean, size: bigint, exponent: number): Decfloat {
  let digits = String(size);
  let power = exponent;
  const over = digits.length - MOST_DIGITS;
  if (over > 0) {
    const kept = BigInt(digits.slice(0, MOST_DIGITS));
    digits = String((digits[MOST_DIGITS] ?? '0') >= '5' ? kept + 1n : kept);
    power += over;
  }
  const trimmed = digits.replace(/0+$/, '');
  if (trimmed === '') return ZERO;
  return { negative, digits: trimmed, exponent: power + digits.length - trimmed.length };
}

function write({ negative, digits, exponent }: Decfloat): string | undefined {
  if (digits === '') return '0';
  const first = exponent + digits.length - 1;
  if (first > HIGHEST) return undefined;
  if (first < LOWEST) return '0';
  const sign = negative ? '-' : '';
  if (exponent >= 0 && first < MOST_DIGITS) return `${sign}${digits}${'0'.repeat(exponent)}`;
  if (exponent < 0 && -exponent <= MOST_DIGITS) {
    const padded = digits.padStart(1 - exponent, '0');
    return `${sign}${padded.slice(0, exponent)}.${padded.slice(exponent)}`;
  }
  const tail = digits.slice(1);
  return `${sign}${digits.slice(0, 1)}${tail === '' ? '' : `.${tail}`}e${first}`;
}

function sum(a: Decfloat, b: Decfloat): Decfloat {
  if (a.digits === '') return b;
  if (b.digits === '') return a;
  const first = ({ digits, exponent }: Decfloat) => digits.length + exponent;
  if (first(a) - first(b) > FAR + MOST_DIGITS) return a;
  if (first(b) - first(a) > FAR + MOST_DIGITS) return b;
  const exponent = Math.min(a.exponent, b.exponent);
  const total = scaled(a, exponent) + scaled(b, exponent);
  return rounded(total < 0n, total < 0n ? -total : total, exponent);
}

/** How often ten to the power of `exponent` is in `value`, with its sign. */
function scaled({ negative, digits, exponent }: Decfloat, to: number): bigint {
  const size = BigInt(digits) * 10n ** BigInt(exponent - to);
  return negative ? -size : size;
}

function quotient(a: Decfloat, b: Decfloat): Decfloat {
  if (a.digits === '') return ZERO;
  // One digit more than are kept, and a one behind them where anything is left over.
  const shift = Math.max(0, MOST_DIGITS + 2 + b.digits.length - a.digits.length);
  const [size, by] = [BigInt(a.digits) * 10n ** BigInt(shift), BigInt(b.digits)];
  const exact = size / by;
  const more = size % by === 0n ? 0n : 1n;
  return rounded(a.negative !== b.negative, exact * 10n + more, a.exponent - shift - b.exponent - 1);
}

function remainder(a: Decfloat, b: Decfloat): Decfloat {
  if (a.digits === '') return ZERO;
  const exponent = Math.min(a.exponent, b.exponent);
  const by = BigInt(b.digits) * 10n ** BigInt(b.exponent - exponent);
  const left = (BigInt(a.digits) * 10n ** BigInt(a.exponent - exponent)) % by;
  return rounded(a.negative, left, exponent);
}

function unreachable(operator: never): never {
  throw new Error(`Unknown operator ${JSON.stringify(operator)}`);
}
