import { JsonFault, type JsonLimits, parseJson } from '@firn/contract';
import fc from 'fast-check';

const LIMITS: JsonLimits = { depth: 100, objects: 1_000, values: 10_000, members: 100 };
const read = (text: string | Uint8Array, limits = LIMITS) =>
  parseJson(typeof text === 'string' ? new TextEncoder().encode(text) : text, limits);

function faultOf(text: string | Uint8Array, limits = LIMITS): JsonFault {
  try {
    read(text, limits);
  } catch (error) {
    if (error instanceof JsonFault) return error;
    throw error;
  }
  throw new Error('It was taken.');
}

const bytes = (...parts: readonly (string | readonly number[])[]): Uint8Array =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))));

describe('parseJson', () => {
  it('gives what JSON.parse gives, of all that is well-formed', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5, stringUnit: 'binary' }), fc.constantFrom(0, 1, '\t'), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        // JSON.stringify escapes what is no character; the scanner refuses it.
        fc.pre(!/\\ud[89a-f]/.test(text));
        expect(read(text).json).toEqual(JSON.parse(text));
      }),
    );
  });

  it('takes and refuses the same texts as JSON.parse, but for members that are there twice', () => {
    const piece = fc.constantFrom(
      ...[
        '{',
        '}',
        '[',
        ']',
        ',',
        ':',
        '"a"',
        '"b"',
        '1',
        '-0.5e+3',
        '01',
        '1.',
        '-',
        'true',
        'nul',
        ' ',
        '\n',
        '\\',
        '"',
      ],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        let expected: unknown;
        let isJson = true;
        try {
          expected = JSON.parse(text);
        } catch {
          isJson = false;
        }
        try {
          expect(read(text).json).toEqual(expected);
        } catch (error) {
          if (!(error instanceof JsonFault)) throw error;
          if (isJson) expect(error.message).toBe('this member is there twice');
        }
        if (!isJson) expect(() => read(text)).toThrow(JsonFault);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['{"sql":"\\ud800"}', 'sql', 'half a surrogate pair'],
    ['{"sql":"\\udc00\\ud800"}', 'sql', 'half a surrogate pair'],
    ['{"sql":"\\ud800\\u0041"}', 'sql', 'half a surrogate pair'],
    ['{"a":{"list":[1,{"b":"x\\uDBFFy"}]}}', 'a.list[1].b', 'half a surrogate pair'],
    ['{"tags":{"\\ud800":"x"}}', 'tags', "a member's name"],
    ['{"a":1,"b":{"c":1,"c":2}}', 'b.c', 'twice'],
    ['{"a":1,"\\u0061":2}', 'a', 'twice'],
    ['{"\\ud83d\\ude00":1,"😀":2}', '😀', 'twice'],
    ['{"__proto__":1,"__proto__":2}', '__proto__', 'twice'],
    ['{"a":1,}', '', "a member's name"],
    ['{"a" 1}', 'a', '":" is expected'],
    ['[1,2', '[1]', '"," or "]" is expected, not the end'],
    ['"a\nb"', '', 'control character'],
    ['{"a":"\\x"}', 'a', 'escape'],
    ['1 2', '', 'follows the end'],
    ['', '', 'a value is expected, not the end'],
  ])('refuses %s and says where', (text, path, message) => {
    expect(faultOf(text)).toMatchObject({ kind: 'malformed', path, message: expect.stringContaining(message) });
  });

  it.each([
    ['bytes that begin nothing', [0xff, 0xfe]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['an overlong form', [0xc0, 0xaf]],
    ['more than Unicode has', [0xf4, 0x90, 0x80, 0x80]],
    ['a sequence that breaks off', [0xe2, 0x82]],
  ])('refuses %s as no UTF-8', (_, sequence) => {
    expect(faultOf(bytes('{"sql":"', sequence, '"}'))).toMatchObject({
      path: 'sql',
      at: 8,
      message: expect.stringContaining('UTF-8'),
    });
    expect(faultOf(bytes('{"', sequence, '":1}'))).toMatchObject({
      path: '',
      message: expect.stringMatching(/name.*UTF-8/),
    });
  });

  it('passes over one byte order mark at the start', () => {
    expect(read('\u{feff}{"a":"\u{feff}"}').json).toEqual({ a: '\u{feff}' });
    expect(() => read('\u{feff}\u{feff}1')).toThrow(JsonFault);
  });

  it('counts what it read', () => {
    expect(read('{"a":[1,{"b":[]}],"c":null}').size).toEqual({ bytes: 27, depth: 4, objects: 2, values: 6 });
  });

  it.each([
    ['[[[1]]]', { depth: 2 }, '[0][0]', 'nested more than 2 deep'],
    ['[{},{},{}]', { objects: 2 }, '[2]', 'more than 2 objects'],
    ['{"a":[1,2,3]}', { values: 4 }, 'a[2]', 'more than 4 values'],
    ['{"a":1,"b":2,"c":3}', { members: 2 }, 'c', 'more than 2 members'],
  ])('reads no further than a limit in %s', (text, limit, path, message) => {
    expect(faultOf(text, { ...LIMITS, ...limit })).toMatchObject({
      kind: 'too_large',
      path,
      message: expect.stringContaining(message),
    });
  });

  it('needs no stack for depth', () => {
    const deep = 100_000;
    expect(read(`${'['.repeat(deep)}${']'.repeat(deep)}`, { ...LIMITS, depth: deep, values: deep }).size.depth).toBe(
      deep,
    );
  });

  it('says nothing of the content, which may be a secret', () => {
    const { message, path } = faultOf('{"key": s3cret}');
    expect(`${message}${path}`).not.toMatch(/s3|cret/);
  });
});
