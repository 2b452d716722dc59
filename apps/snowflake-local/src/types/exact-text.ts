/** A decimal of any size: `units` of 10^-scale. */
interface Exact {
  readonly units: bigint;
  readonly scale: number;
}

/** The product of two plain decimal texts, rounded half away from zero to `scale` digits. */
export function multiplyText(left: string, right: string, scale: number): string {
  const [a, b] = [exact(left), exact(right)];
  return write(rescale({ units: a.units * b.units, scale: a.scale + b.scale }, scale));
}

/** The quotient of two plain decimal texts, the second not zero, rounded half away from zero to `scale` digits. */
export function divideText(left: string, right: string, scale: number): string {
  const [a, b] = [exact(left), exact(right)];
  const shift = scale + b.scale - a.scale;
  const numerator = shift >= 0 ? a.units * 10n ** BigInt(shift) : a.units;
  const denominator = shift >= 0 ? b.units : b.units * 10n ** BigInt(-shift);
  return write({ units: roundedQuotient(numerator, denominator), scale });
}

export function rescale(value: Exact, scale: number): Exact {
  const shift = scale - value.scale;
  if (shift >= 0) return { units: value.units * 10n ** BigInt(shift), scale };
  return { units: roundedQuotient(value.units, 10n ** BigInt(-shift)), scale };
}

function roundedQuotient(numerator: bigint, denominator: bigint): bigint {
  const negative = numerator < 0n !== denominator < 0n;
  const [n, d] = [absolute(numerator), absolute(denominator)];
  const quotient = (2n * n + d) / (2n * d);
  return negative ? -quotient : quotient;
}

export function exact(text: string): Exact {
  const [whole = '', fraction = ''] = text.split('.');
  return { units: BigInt(whole + fraction), scale: fraction.length };
}

export function write({ units, scale }: Exact): string {
  const digits = String(absolute(units)).padStart(scale + 1, '0');
  const sign = units < 0n ? '-' : '';
  const point = digits.length - scale;
  return scale === 0 ? sign + digits : `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** Digits without an exponent, or null for what is no number: `1e+20`, `-2.5e-3` and `inf` are what FLOATs are as text. */
export function plainDecimal(text: string): string | null {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(text);
  if (match === null) return null;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const scale = fraction.length - Number(exponent);
  const units = BigInt(sign + whole + fraction);
  return scale >= 0 ? write({ units, scale }) : write({ units: units * 10n ** BigInt(-scale), scale: 0 });
}

const absolute = (value: bigint): bigint => (value < 0n ? -value : value);
