import fc from 'fast-check';
import type { FormatOptions } from '../../../apps/snowflake-local/src/catalog/entries.js';
import { csvFormat } from '../../../apps/snowflake-local/src/stage/csv-format.js';
import { CsvParser, type CsvRecord } from '../../../apps/snowflake-local/src/stage/csv-parser.js';
import { propertyRuns } from '../../support/property-runs.js';

function read(text: string, options: FormatOptions = {}, pieces: readonly number[] = []): readonly CsvRecord[] {
  const parser = new CsvParser(csvFormat(options));
  const records: CsvRecord[] = [];
  let at = 0;
  for (const length of pieces) {
    records.push(...parser.push(text.slice(at, at + length)));
    at += length;
  }
  return [...records, ...parser.push(text.slice(at)), ...parser.end()];
}

const fields = (text: string, options: FormatOptions = {}) =>
  read(text, options).map((record) => (record.kind === 'row' ? record.fields : record.message));

describe('reading CSV as Snowflake does', () => {
  it.each<[string, string, FormatOptions, unknown]>([
    [
      'plain fields',
      'a,b\nc,d\n',
      {},
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    [
      'no line end at the end',
      'a,b\nc,d',
      {},
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    [
      'carriage returns',
      'a,b\r\nc,d\r\n',
      {},
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['an empty field is NULL', 'a,,c\n', {}, [['a', null, 'c']]],
    ['or empty text', 'a,,c\n', { EMPTY_FIELD_AS_NULL: false }, [['a', '', 'c']]],
    ['\\N is NULL', 'a,\\N\n', {}, [['a', null]]],
    ['NULL_IF of the format', 'a,NULL,nil\n', { NULL_IF: ['NULL', 'nil'] }, [['a', null, null]]],
    ['a quote is a letter without FIELD_OPTIONALLY_ENCLOSED_BY', '"a",b\n', {}, [['"a"', 'b']]],
    ['enclosed fields', '"a,1","b ""x""",c\n', { FIELD_OPTIONALLY_ENCLOSED_BY: '"' }, [['a,1', 'b "x"', 'c']]],
    ['an enclosed empty field is no NULL', '"",\n', { FIELD_OPTIONALLY_ENCLOSED_BY: '"' }, [['', null]]],
    [
      'a line end inside quotes',
      '"a\nb",c\nd,e\n',
      { FIELD_OPTIONALLY_ENCLOSED_BY: '"' },
      [
        ['a\nb', 'c'],
        ['d', 'e'],
      ],
    ],
    ['backslash outside quotes', 'a\\,b,c\\nd\n', {}, [['a,b', 'c\nd']]],
    ['backslash off', 'a\\b,c\n', { ESCAPE_UNENCLOSED_FIELD: 'NONE' }, [['a\\b', 'c']]],
    ['ESCAPE inside quotes', '"a\\"b",c\n', { FIELD_OPTIONALLY_ENCLOSED_BY: '"', ESCAPE: '\\' }, [['a"b', 'c']]],
    ['another delimiter', 'a|b||c\n', { FIELD_DELIMITER: '||' }, [['a|b', 'c']]],
    ['a delimiter by its code', 'a\u0001b\n', { FIELD_DELIMITER: '0x01' }, [['a', 'b']]],
    ['a tab', 'a\tb\n', { FIELD_DELIMITER: '\\t' }, [['a', 'b']]],
    [
      'another record delimiter',
      'a,b;c,d;',
      { RECORD_DELIMITER: ';' },
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['no field delimiter', 'a,b\n', { FIELD_DELIMITER: 'NONE' }, [['a,b']]],
    ['blanks kept', ' a , b \n', {}, [[' a ', ' b ']]],
    ['blanks trimmed', ' a , "b" \n', { TRIM_SPACE: true, FIELD_OPTIONALLY_ENCLOSED_BY: '"' }, [['a', 'b']]],
    ['a blank line is one NULL', 'a\n\nb\n', {}, [['a'], [null], ['b']]],
    ['or nothing', 'a\n\nb\n', { SKIP_BLANK_LINES: true }, [['a'], ['b']]],
    ['a byte order mark', '\ufeffa,b\n', {}, [['a', 'b']]],
    [
      'what follows a closed quote',
      '"a"x,b\nc,d\n',
      { FIELD_OPTIONALLY_ENCLOSED_BY: '"' },
      ["Found character 'x' instead of field delimiter ','", ['c', 'd']],
    ],
  ])('%s', (_, text, options, expected) => {
    expect(fields(text, options)).toEqual(expected);
  });

  it('tells the line of each record', () => {
    const records = read('"a\nb"\nc\n"d', { FIELD_OPTIONALLY_ENCLOSED_BY: '"' });
    expect(records.map(({ kind, line }) => [kind, line])).toEqual([
      ['row', 1],
      ['row', 3],
      ['error', 4],
    ]);
  });

  it('reads the same however the file is cut into pieces', () => {
    const text = fc.string({ unit: fc.constantFrom('a', ',', '\n', '\r', '"', '\\', ' ', 'N'), maxLength: 40 });
    const pieces = fc.array(fc.integer({ min: 0, max: 7 }), { maxLength: 20 });
    const options = fc.constantFrom<FormatOptions>(
      {},
      { FIELD_OPTIONALLY_ENCLOSED_BY: '"' },
      { FIELD_OPTIONALLY_ENCLOSED_BY: '"', ESCAPE: '\\', TRIM_SPACE: true },
      { FIELD_DELIMITER: 'a,' },
    );
    fc.assert(
      fc.property(text, pieces, options, (file, cuts, format) => {
        expect(read(file, format, cuts)).toEqual(read(file, format));
      }),
      { numRuns: propertyRuns(2_000) },
    );
  });

  it.each([
    [{ FIELD_SEPARATOR: ',' }, "invalid property 'FIELD_SEPARATOR' for 'FILE_FORMAT'"],
    [{ TYPE: 'PARQUET' }, "Unsupported feature 'TYPE = PARQUET'"],
    [{ COMPRESSION: 'ZSTD' }, "Unsupported feature 'COMPRESSION = ZSTD'"],
    [{ SKIP_HEADER: -1 }, "invalid value [-1] for parameter 'SKIP_HEADER'"],
    [{ FIELD_OPTIONALLY_ENCLOSED_BY: '""' }, 'invalid value [""] for parameter \'FIELD_OPTIONALLY_ENCLOSED_BY\''],
  ])('refuses %p by name', (options, message) => {
    expect(() => csvFormat(options)).toThrow(message);
  });
});
