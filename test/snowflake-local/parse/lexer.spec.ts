import { MAX_TOKENS, tokenize, tokenizeInTurns } from '../../../apps/snowflake-local/src/parse/lexer.js';
import { parseStatement } from '../../../apps/snowflake-local/src/parse/parse.js';

const tokens = (text: string) => tokenize(text).map(({ kind, value }) => `${kind} ${value}`);

describe('tokens', () => {
  it.each([
    ['select a_1$b', ['word SELECT', 'word A_1$B']],
    ['"a""b" "A"', ['quoted_name a"b', 'quoted_name A']],
    [`'it''s' '\\'' '\\\\' '\\n\\t\\x41\\u00e9\\101\\q'`, ["text it's", "text '", 'text \\', 'text \n\tAéAq']],
    ["$$a $ 'b' -- c$$", ["text a $ 'b' -- c"]],
    ['$1 $a_b ? :1 :x', ['position 1', 'variable A_B', 'symbol ?', 'symbol :', 'number 1', 'symbol :', 'word X']],
    ['1 1.5 .5 1. 1e10 1.5E-3', ['number 1', 'number 1.5', 'number .5', 'number 1.', 'number 1e10', 'number 1.5E-3']],
    ["X'4d' x", ['hex 4d', 'word X']],
    [
      '@a.b/c-d.csv @~/x @%t (@"a b".c/d)',
      ['stage @a.b/c-d.csv', 'stage @~/x', 'stage @%t', 'symbol (', 'stage @"a b".c/d', 'symbol )'],
    ],
    [
      'a::int b:=c d=>e f->g <> != <= >= ||',
      [
        'word A',
        'symbol ::',
        'word INT',
        'word B',
        'symbol :=',
        'word C',
        'word D',
        'symbol =>',
        'word E',
        'word F',
        'symbol ->',
        'word G',
        'symbol <>',
        'symbol !=',
        'symbol <=',
        'symbol >=',
        'symbol ||',
      ],
    ],
    ['a -- b\n/* c * / */ d // e', ['word A', 'word D']],
    ['put file:///a//b.csv @s', ['word PUT', 'text file:///a//b.csv', 'stage @s']],
    ['größe', ['word GRÖSSE']],
  ])('%s', (text, expected) => {
    expect(tokens(text)).toEqual([...expected, 'end <EOF>']);
  });

  it('knows where each token stands', () => {
    const text = `select 'a''b'\n , "x"`;
    expect(tokenize(text).map(({ start, end }) => text.slice(start, end))).toEqual([
      'select',
      "'a''b'",
      ',',
      '"x"',
      '',
    ]);
  });

  it.each([
    ["select 'abc", 'parse error line 1 at position 7 near'],
    ['select\n  "abc', 'parse error line 2 at position 2 near'],
    ['select $$abc', 'parse error line 1 at position 7 near'],
    ['select /* abc', 'parse error line 1 at position 7 near'],
    ['select \u0007', 'parse error line 1 at position 7 near'],
  ])('%j is cut nowhere', (text, message) => {
    expect(() => tokenize(text)).toThrow(message);
  });

  it('reads a text of many megabytes without growing its stack', () => {
    const [, value] = tokenize(`select '${"a''".repeat(1_000_000)}'`);
    expect(value?.value).toHaveLength(2_000_000);
  });
});

describe('a long text', () => {
  it.each([
    ['doubled quotes', `'${"''".repeat(200_000)}'`, "'".repeat(200_000)],
    ['escaped quotes', `'${"\\'".repeat(200_000)}é'`, `${"'".repeat(200_000)}é`],
    ['escapes of all kinds', `'${"\\n''\\u20ac\\q".repeat(20_000)}'`, "\n'€q".repeat(20_000)],
    ['pairs behind many quotes', `'${"''".repeat(20_000)}😀'`, `${"'".repeat(20_000)}😀`],
    ['a name of doubled quotes', `"${'""'.repeat(200_000)}é"`, `${'"'.repeat(200_000)}é`],
    ['a million comments', `${'--\n'.repeat(1_000_000)}'a'`, 'a'],
    ['a million blanks and comments', `${' /**/ -- x\n // y\n'.repeat(1_000_000)}'a'`, 'a'],
  ])('of %s is read as a short one is', (_, text, value) => {
    expect(tokenize(text)[0]?.value === value).toBe(true);
  });

  it('has as many SELECTs and items as can be bound in a turn of the event loop', () => {
    expect(() => parseStatement(`select 1${' union all select 1'.repeat(20_000)}`)).toThrow(
      'more than 15000 queries in one statement',
    );
    expect(() => parseStatement(`select 1${',1'.repeat(10_000)}`)).toThrow('more than 10000 items of one SELECT');
  });

  it('has its limit of tokens, which a refusal names with the place of the first one too many', async () => {
    const text = `select ${'1,'.repeat(MAX_TOKENS / 2)}1`;
    const refusal = {
      code: '000002',
      message: expect.stringContaining(`more than ${MAX_TOKENS} words, signs and values in one statement`),
      position: expect.objectContaining({ column: 'select '.length + MAX_TOKENS - 1 }),
    };
    expect(() => tokenize(text)).toThrow(expect.objectContaining(refusal));
    await expect(tokenizeInTurns(text)).rejects.toMatchObject(refusal);
    expect(await tokenizeInTurns(`select '${'x'.repeat(5_000_000)}'`)).toHaveLength(3);
  });

  it('is cut in several turns of the event loop as it is in one', async () => {
    const text = `select ${'"a" + \'b\', '.repeat(20_000)}1 -- end`;
    const turns: string[] = [];
    const other = setImmediate(() => turns.push('another turn'));
    expect(await tokenizeInTurns(text)).toEqual(tokenize(text));
    clearImmediate(other);
    expect(turns).toEqual(['another turn']);
  });

  it('may be one text of millions of quotes', () => {
    const [, quoted] = tokenize(`select '${"''\\'".repeat(1_000_000)}'`);
    expect(quoted?.value).toBe("'".repeat(2_000_000));
  });
});
