import fc from 'fast-check';
import {
  decodeName,
  duckSchema,
  encodeName,
  temporarySchema,
} from '../../../apps/snowflake-local/src/catalog/duck-name.js';

const foldAscii = (text: string) => text.replace(/[a-z]/g, (letter) => letter.toUpperCase());

describe('names in DuckDB', () => {
  it('leaves a name without lower-case letters as it is', () => {
    expect(encodeName('ORDERS_1$')).toBe('ORDERS_1$');
  });

  const name = fc.string({ unit: fc.constantFrom('a', 'A', 'b', 'B', '1', '.', ' ', '"', 'é'), maxLength: 12 });

  it('keeps names apart that differ only in case, though DuckDB folds them', () =>
    fc.assert(
      fc.property(name, name, (left, right) => {
        expect(foldAscii(encodeName(left)) === foldAscii(encodeName(right))).toBe(left === right);
      }),
    ));

  it('gives every name back', () =>
    fc.assert(fc.property(name, (text) => expect(decodeName(encodeName(text))).toBe(text))));

  it('keeps schemas apart whose names hold dots', () => {
    expect(duckSchema('A.B', 'C')).not.toBe(duckSchema('A', 'B.C'));
    expect(duckSchema('A', 'B')).toBe('A.B');
    expect(temporarySchema('7', 'A', 'B')).toBe('~tmp.7.A.B');
  });
});
