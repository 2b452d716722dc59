import type { OutColumn } from '../../bind/query.js';
import { coerceTo } from '../../types/cast/cast.js';
import { quoteText } from '../../types/duck-text.js';
import { type SnowType, text } from '../../types/snow-type.js';
import type { ValueContext } from '../../types/typed.js';
import type { CsvFormat } from '../csv-format.js';

/** The DuckDB expression over c0 to cn that gives a row as one CSV line, without its record delimiter. */
export function lineExpression(columns: readonly OutColumn[], format: CsvFormat, values: ValueContext): string {
  const context = withFormats(format, values);
  const fields = columns.map((column, at) => {
    const { type, physical, nullable } = column;
    const value = coerceTo({ sql: `c${at}`, type, physical, nullable }, text(), context).sql;
    const shown = isEnclosed(type, format) ? enclosedSql(value, format) : escapedSql(value, format);
    return `coalesce(${shown}, ${quoteText(nullText(format))})`;
  });
  return `concat(${fields.join(`, ${quoteText(format.fieldDelimiter ?? '')}, `)})`;
}

/** The header line: names are texts, and enclosed where texts are. */
export function headerLine(columns: readonly OutColumn[], format: CsvFormat): string {
  const names = columns.map(({ name }) =>
    format.enclosedBy === null ? escaped(name, format) : enclosed(name, format.enclosedBy, format),
  );
  return names.join(format.fieldDelimiter ?? '');
}

const nullText = ({ nullIf }: CsvFormat): string => nullIf[0] ?? '';

/** Numbers and booleans hold nothing that needs quotes. */
const isEnclosed = (type: SnowType, format: CsvFormat): boolean =>
  format.enclosedBy !== null && type.kind !== 'fixed' && type.kind !== 'real' && type.kind !== 'boolean';

/** Characters that must not stand in a field as they are: those that a field's or a record's end begins with. */
const specialCharacters = ({ fieldDelimiter, recordDelimiter }: CsvFormat): readonly string[] => [
  ...new Set(
    [fieldDelimiter ?? '', ...(recordDelimiter === null ? ['\r', '\n'] : [recordDelimiter])].flatMap(
      (end) => end[0] ?? [],
    ),
  ),
];

function escapedSql(value: string, format: CsvFormat): string {
  const mark = format.escape ?? format.escapeUnenclosed;
  if (mark === null) return value;
  return replacements(mark, format).reduce(
    (sql, [from, to]) => `replace(${sql}, ${quoteText(from)}, ${quoteText(to)})`,
    value,
  );
}

function escaped(value: string, format: CsvFormat): string {
  const mark = format.escape ?? format.escapeUnenclosed;
  if (mark === null) return value;
  return replacements(mark, format).reduce((done, [from, to]) => done.replaceAll(from, () => to), value);
}

/** The escape character itself first, or it would escape what the later ones put in. */
const replacements = (mark: string, format: CsvFormat): readonly (readonly [string, string])[] =>
  [mark, ...specialCharacters(format)].map((special) => [special, `${mark}${special}`]);

function enclosedSql(value: string, format: CsvFormat): string {
  const quote = quoteText(format.enclosedBy ?? '');
  const inside = enclosedReplacements(format).reduce(
    (sql, [from, to]) => `replace(${sql}, ${quoteText(from)}, ${quoteText(to)})`,
    value,
  );
  return `(${quote} || ${inside} || ${quote})`;
}

const enclosed = (value: string, quote: string, format: CsvFormat): string =>
  `${quote}${enclosedReplacements(format).reduce((done, [from, to]) => done.replaceAll(from, () => to), value)}${quote}`;

/** A quote inside quotes is doubled, or escaped when the format has an ESCAPE. */
function enclosedReplacements({ escape: mark, enclosedBy }: CsvFormat): readonly (readonly [string, string])[] {
  const quote = enclosedBy ?? '';
  if (mark === null || mark === enclosedBy) return [[quote, `${quote}${quote}`]];
  return [
    [mark, `${mark}${mark}`],
    [quote, `${mark}${quote}`],
  ];
}

/** The session's output formats, with those of the file format over them. */
function withFormats(format: CsvFormat, values: ValueContext): ValueContext {
  const own = new Map<string, string>();
  const set = (names: readonly string[], value: string): void => {
    if (value.toUpperCase() !== 'AUTO') for (const name of names) own.set(name, value);
  };
  set(['DATE_OUTPUT_FORMAT'], format.dateFormat);
  set(['TIME_OUTPUT_FORMAT'], format.timeFormat);
  set(TIMESTAMP_FORMATS, format.timestampFormat);
  own.set('BINARY_OUTPUT_FORMAT', format.binaryFormat);
  return { ...values, parameter: (name) => own.get(name) ?? values.parameter(name) };
}

const TIMESTAMP_FORMATS = [
  'TIMESTAMP_OUTPUT_FORMAT',
  'TIMESTAMP_NTZ_OUTPUT_FORMAT',
  'TIMESTAMP_LTZ_OUTPUT_FORMAT',
  'TIMESTAMP_TZ_OUTPUT_FORMAT',
] as const;
