import { VARCHAR } from '@duckdb/node-api';
import type { NativeFunction } from './native-function.js';

const CODES: Readonly<Record<string, string>> = {
  ...{ B: '1', F: '1', P: '1', V: '1', C: '2', G: '2', J: '2', K: '2', Q: '2', S: '2', X: '2', Z: '2' },
  ...{ D: '3', T: '3', L: '4', M: '5', N: '5', R: '6' },
};

/** Letter and three digits. Letters of one code beside each other, or with H or W between them, are one. */
function soundexOf(text: string, keepsSecond: boolean): string {
  const letters = [...text.toUpperCase()].filter((letter) => /[A-Z]/.test(letter));
  const [first] = letters;
  if (first === undefined) return '';
  let code = first;
  let last = CODES[first] ?? '';
  for (const [at, letter] of letters.slice(1).entries()) {
    const digit = CODES[letter] ?? '';
    if (digit !== '' && (digit !== last || (keepsSecond && at === 0))) code += digit;
    if (letter !== 'H' && letter !== 'W') last = digit;
  }
  return code.padEnd(4, '0').slice(0, 4);
}

const soundex = (name: string, keepsSecond: boolean): NativeFunction => ({
  name,
  parameters: [VARCHAR],
  returns: VARCHAR,
  takesLong: 'with long values',
  body: (text) => soundexOf(String(text), keepsSecond),
});

/** Characters that both texts have near the same place, in the order of each; and how many stand elsewhere in the other. */
function jaro(a: readonly string[], b: readonly string[]): number {
  const reach = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1);
  const taken = new Set<number>();
  const ofA = a.filter((letter, at) => {
    for (let other = Math.max(0, at - reach); other <= Math.min(b.length - 1, at + reach); other += 1) {
      if (b[other] !== letter || taken.has(other)) continue;
      taken.add(other);
      return true;
    }
    return false;
  });
  if (ofA.length === 0) return 0;
  const ofB = b.filter((_, at) => taken.has(at));
  const moved = Math.floor(ofA.filter((letter, at) => letter !== ofB[at]).length / 2);
  const share = ofA.length;
  return (share / a.length + share / b.length + (share - moved) / share) / 3;
}

/** 0 to 100, in which a common start counts more; letters in any case are alike. */
const jaroWinkler: NativeFunction = {
  name: 'sf_jarowinkler',
  parameters: [VARCHAR, VARCHAR],
  returns: VARCHAR,
  takesLong: 'with long values',
  body: (left, right) => {
    const [a, b] = [[...String(left).toLowerCase()], [...String(right).toLowerCase()]];
    const plain = jaro(a, b);
    const start = a.slice(0, 4).findIndex((letter, at) => letter !== b[at]);
    const common = start < 0 ? Math.min(4, a.length, b.length) : start;
    return String(Math.floor((plain + common * 0.1 * (1 - plain)) * 100 + 1e-9));
  },
};

export const PHONETIC: readonly NativeFunction[] = [
  soundex('sf_soundex', false),
  soundex('sf_soundex_p123', true),
  jaroWinkler,
];
