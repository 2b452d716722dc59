import type { FormatOptions, FormatValue, StageEntry } from '../../catalog/entries.js';
import { type CsvFormat, csvFormat } from '../../stage/csv-format.js';
import type { Cell } from '../show/listing.js';

export const PROPERTY_COLUMNS = ['property', 'property_type', 'property_value', 'property_default'] as const;

type Read = (format: CsvFormat) => string | number | boolean | readonly string[] | null;

/** Every property of a CSV format, with how to read it. */
const PROPERTIES: readonly (readonly [string, string, Read])[] = [
  ['TYPE', 'String', () => 'CSV'],
  ['RECORD_DELIMITER', 'String', (format) => format.recordDelimiter ?? '\\n'],
  ['FIELD_DELIMITER', 'String', (format) => format.fieldDelimiter],
  ['FILE_EXTENSION', 'String', (format) => format.fileExtension ?? ''],
  ['SKIP_HEADER', 'Integer', (format) => format.skipHeader],
  ['PARSE_HEADER', 'Boolean', (format) => format.parseHeader],
  ['DATE_FORMAT', 'String', (format) => format.dateFormat],
  ['TIME_FORMAT', 'String', (format) => format.timeFormat],
  ['TIMESTAMP_FORMAT', 'String', (format) => format.timestampFormat],
  ['BINARY_FORMAT', 'String', (format) => format.binaryFormat],
  ['ESCAPE', 'String', (format) => format.escape],
  ['ESCAPE_UNENCLOSED_FIELD', 'String', (format) => format.escapeUnenclosed],
  ['TRIM_SPACE', 'Boolean', (format) => format.trimSpace],
  ['FIELD_OPTIONALLY_ENCLOSED_BY', 'String', (format) => format.enclosedBy],
  ['NULL_IF', 'List', (format) => format.nullIf],
  ['COMPRESSION', 'String', (format) => format.compression],
  ['ERROR_ON_COLUMN_COUNT_MISMATCH', 'Boolean', (format) => format.errorOnColumnCountMismatch],
  ['SKIP_BLANK_LINES', 'Boolean', (format) => format.skipBlankLines],
  ['REPLACE_INVALID_CHARACTERS', 'Boolean', (format) => format.replaceInvalidCharacters],
  ['EMPTY_FIELD_AS_NULL', 'Boolean', (format) => format.emptyFieldAsNull],
  ['SKIP_BYTE_ORDER_MARK', 'Boolean', (format) => format.skipByteOrderMark],
  ['ENCODING', 'String', () => 'UTF8'],
];

/** Every property of a JSON format, with what it is where nothing is said of it. */
const JSON_PROPERTIES: readonly (readonly [string, string, FormatValue])[] = [
  ['TYPE', 'String', 'CSV'],
  ['FILE_EXTENSION', 'String', ''],
  ['DATE_FORMAT', 'String', 'AUTO'],
  ['TIME_FORMAT', 'String', 'AUTO'],
  ['TIMESTAMP_FORMAT', 'String', 'AUTO'],
  ['BINARY_FORMAT', 'String', 'HEX'],
  ['TRIM_SPACE', 'Boolean', false],
  ['MULTI_LINE', 'Boolean', true],
  ['NULL_IF', 'List', []],
  ['COMPRESSION', 'String', 'AUTO'],
  ['ENABLE_OCTAL', 'Boolean', false],
  ['ALLOW_DUPLICATE', 'Boolean', false],
  ['STRIP_OUTER_ARRAY', 'Boolean', false],
  ['STRIP_NULL_VALUES', 'Boolean', false],
  ['IGNORE_UTF8_ERRORS', 'Boolean', false],
  ['REPLACE_INVALID_CHARACTERS', 'Boolean', false],
  ['SKIP_BYTE_ORDER_MARK', 'Boolean', true],
];

export function formatProperties(options: FormatOptions): readonly (readonly Cell[])[] {
  const type = String(options.TYPE ?? 'CSV').toUpperCase();
  if (type === 'JSON') {
    return JSON_PROPERTIES.map(([name, kind, preset]) => [name, kind, shown(options[name] ?? preset), shown(preset)]);
  }
  if (type !== 'CSV') {
    const given = Object.entries(options).filter(([name]) => name !== 'TYPE');
    return [['TYPE', 'String', type, 'CSV'], ...given.map(([name, value]) => [name, 'String', shown(value), ''])];
  }
  const format = csvFormat(options);
  const preset = csvFormat({});
  return PROPERTIES.map(([name, type, read]) => [name, type, shown(read(format)), shown(read(preset))]);
}

export const stageProperties = (stage: StageEntry): readonly (readonly Cell[])[] => [
  ...formatProperties(stage.fileFormat).map((row) => ['STAGE_FILE_FORMAT', ...row]),
  ['STAGE_LOCATION', 'URL', 'String', '', ''],
  ['DIRECTORY', 'ENABLE', 'Boolean', String(stage.directory), 'false'],
];

function shown(value: ReturnType<Read> | FormatValue): string {
  if (value === null) return 'NONE';
  return typeof value === 'object' ? `[${value.join(', ')}]` : String(value);
}
