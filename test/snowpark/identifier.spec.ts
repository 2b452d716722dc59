import { objectName, quoteName, realName } from '@firn/snowpark';
import { objectKey, objectSql, quoteText } from '@firn/snowpark/internal';
import * as fc from 'fast-check';

/** No statement holds NUL. */
const anyName = fc.string({ minLength: 1, unit: 'binary' }).filter((name) => !name.includes('\0'));

describe('an identifier', () => {
  it.each([
    ['a', 'A'],
    ['_x$1', '_X$1'],
    ['"a"', 'a'],
    ['"a""b"', 'a"b'],
    ['a b', 'a b'],
    ['1a', '1a'],
    ['é', 'é'],
    ['$1', '$1'],
  ])('%s is %s', (text, name) => expect(realName(text)).toBe(name));

  it.each(['', '"', '"a"b"', 'a"b'])('%j is none', (text) => expect(() => realName(text)).toThrow('Not an identifier'));

  it('in quotes keeps its name, whatever it is', () => {
    fc.assert(fc.property(anyName, (name) => expect(realName(quoteName(name))).toBe(name)));
  });

  it('never ends before its own quote', () => {
    fc.assert(fc.property(anyName, (name) => expect(quoteName(name)).toMatch(/^"(?:[^"]|"")+"$/)));
  });
});

describe('the name of an object', () => {
  it('has up to three parts', () => {
    expect(objectName('t')).toEqual(['T']);
    expect(objectName('db.sc."my.t"')).toEqual(['DB', 'SC', 'my.t']);
    expect(objectName('db..t')).toEqual(['DB', '', 'T']);
    expect(objectSql(['DB', '', 't'])).toBe('"DB".."t"');
    expect(objectKey('db.T')).toBe(objectKey(['DB', 'T']));
  });

  it.each(['', '.', 't.', '.t', 'a.b.c.d', 'a...b', 't; drop table x', 'a b', '"a"b', 't--', '..t'])(
    '%j is none',
    (text) => {
      expect(() => objectName(text)).toThrow('Not the name of an object');
    },
  );

  it('reads back what it writes', () => {
    fc.assert(
      fc.property(fc.array(anyName, { minLength: 1, maxLength: 3 }), (parts) =>
        expect(objectName(objectSql(parts))).toEqual(parts),
      ),
    );
  });
});

describe('a text literal', () => {
  it('is one literal, whatever is in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const quoted = quoteText(value);
        expect(quoted).toMatch(/^'(?:[^'\\\0]|''|\\\\|\\u0000)*'$/u);
        const read = quoted.slice(1, -1).replaceAll("''", "'");
        expect(read.replace(/\\(\\|u0000)/g, (_, escaped) => (escaped === 'u0000' ? '\0' : '\\'))).toBe(value);
      }),
    );
  });
});
