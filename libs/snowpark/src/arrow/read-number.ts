const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
/** Digits of which a JavaScript number holds all. */
const MOST_DIGITS = 15;

/**
 * The digits between `start` and `end` as one whole number, with exactly `scale` of them behind a point; NaN for what is written
 * otherwise or has more digits than a number holds exactly.
 */
export function readUnscaled(bytes: Uint8Array, start: number, end: number, scale: number): number {
  const first = bytes[start] === MINUS ? start + 1 : start;
  const point = scale === 0 ? end : end - scale - 1;
  if (point <= first || end - first > MOST_DIGITS + 1) return Number.NaN;
  let value = 0;
  for (let at = first; at < end; at += 1) {
    if (at === point) {
      if (bytes[at] !== POINT) return Number.NaN;
      continue;
    }
    const digit = (bytes[at] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  if (value >= 1e15) return Number.NaN;
  return first === start ? value : -value;
}

/** `count` digits as a number; NaN where one is none. */
export function readDigits(bytes: Uint8Array, start: number, count: number): number {
  let value = 0;
  for (let at = start; at < start + count; at += 1) {
    const digit = (bytes[at] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

/** Powers of ten that a double holds exactly, so that one division by them rounds correctly. */
const EXACT_POWERS = Array.from({ length: 23 }, (_, exponent) => 10 ** exponent);

/** A FLOAT without exponent whose digits a number holds exactly; NaN for all others, which the JSON parser reads. */
export function readReal(bytes: Uint8Array, start: number, end: number): number {
  const first = bytes[start] === MINUS ? start + 1 : start;
  let value = 0;
  let point = end;
  for (let at = first; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === POINT && point === end) {
      point = at;
      continue;
    }
    const digit = byte - ZERO;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  const fraction = point === end ? 0 : end - point - 1;
  if (end === first || value > Number.MAX_SAFE_INTEGER || fraction >= EXACT_POWERS.length) return Number.NaN;
  const size = value / (EXACT_POWERS[fraction] ?? Number.NaN);
  return first === start ? size : -size;
}
