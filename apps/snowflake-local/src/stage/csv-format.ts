import type { FormatOptions, FormatValue } from '../catalog/entries.js';
import { invalidOption, SqlError, unsupported } from '../errors.js';
import { type Compression, compressionNamed } from './compression.js';

/** A CSV file format with every option filled in. null: NONE. */
export interface CsvFormat {
  readonly compression: Compression;
  /** null: a line feed, alone or behind a carriage return. */
  readonly recordDelimiter: string | null;
  readonly fieldDelimiter: string | null;
  readonly fileExtension: string | null;
  readonly parseHeader: boolean;
  readonly skipHeader: number;
  readonly skipBlankLines: boolean;
  /** AUTO: the session's formats. */
  readonly dateFormat: string;
  readonly timeFormat: string;
  readonly timestampFormat: string;
  readonly binaryFormat: string;
  readonly escape: string | null;
  readonly escapeUnenclosed: string | null;
  readonly enclosedBy: string | null;
  readonly trimSpace: boolean;
  readonly nullIf: readonly string[];
  readonly errorOnColumnCountMismatch: boolean;
  readonly replaceInvalidCharacters: boolean;
  readonly emptyFieldAsNull: boolean;
  readonly skipByteOrderMark: boolean;
}

const DEFAULTS: CsvFormat = {
  compression: 'AUTO',
  recordDelimiter: null,
  fieldDelimiter: ',',
  fileExtension: null,
  parseHeader: false,
  skipHeader: 0,
  skipBlankLines: false,
  dateFormat: 'AUTO',
  timeFormat: 'AUTO',
  timestampFormat: 'AUTO',
  binaryFormat: 'HEX',
  escape: null,
  escapeUnenclosed: '\\',
  enclosedBy: null,
  trimSpace: false,
  nullIf: ['\\N'],
  errorOnColumnCountMismatch: true,
  replaceInvalidCharacters: false,
  emptyFieldAsNull: true,
  skipByteOrderMark: true,
};

type Reader = (value: FormatValue, name: string) => Partial<CsvFormat>;

/** Every option of TYPE = CSV, by name. */
const OPTIONS: Readonly<Record<string, Reader>> = {
  TYPE: () => ({}),
  COMPRESSION: (value, name) => ({ compression: compressionNamed(textOf(value, name)) }),
  RECORD_DELIMITER: (value, name) => ({ recordDelimiter: recordDelimiter(delimiterOf(value, name)) }),
  FIELD_DELIMITER: (value, name) => ({ fieldDelimiter: delimiterOf(value, name) }),
  FILE_EXTENSION: (value, name) => ({ fileExtension: noneAsNull(textOf(value, name)) }),
  PARSE_HEADER: (value, name) => ({ parseHeader: flagOf(value, name) }),
  SKIP_HEADER: (value, name) => ({ skipHeader: countOf(value, name) }),
  SKIP_BLANK_LINES: (value, name) => ({ skipBlankLines: flagOf(value, name) }),
  DATE_FORMAT: (value, name) => ({ dateFormat: textOf(value, name) }),
  TIME_FORMAT: (value, name) => ({ timeFormat: textOf(value, name) }),
  TIMESTAMP_FORMAT: (value, name) => ({ timestampFormat: textOf(value, name) }),
  BINARY_FORMAT: (value, name) => ({ binaryFormat: oneOf(value, name, ['HEX', 'BASE64', 'UTF8', 'UTF-8']) }),
  ESCAPE: (value, name) => ({ escape: characterOf(value, name) }),
  ESCAPE_UNENCLOSED_FIELD: (value, name) => ({ escapeUnenclosed: characterOf(value, name) }),
  FIELD_OPTIONALLY_ENCLOSED_BY: (value, name) => ({ enclosedBy: characterOf(value, name) }),
  TRIM_SPACE: (value, name) => ({ trimSpace: flagOf(value, name) }),
  NULL_IF: (value) => ({ nullIf: textsOf(value) }),
  ERROR_ON_COLUMN_COUNT_MISMATCH: (value, name) => ({ errorOnColumnCountMismatch: flagOf(value, name) }),
  REPLACE_INVALID_CHARACTERS: (value, name) => ({ replaceInvalidCharacters: flagOf(value, name) }),
  EMPTY_FIELD_AS_NULL: (value, name) => ({ emptyFieldAsNull: flagOf(value, name) }),
  SKIP_BYTE_ORDER_MARK: (value, name) => ({ skipByteOrderMark: flagOf(value, name) }),
  MULTI_LINE: (value, name) => {
    if (!flagOf(value, name)) throw unsupported('MULTI_LINE = FALSE');
    return {};
  },
  ENCODING: (value, name) => {
    if (!['UTF8', 'UTF-8'].includes(textOf(value, name).toUpperCase())) {
      throw unsupported(`ENCODING = ${textOf(value, name)}`);
    }
    return {};
  },
};

/**
 * Reads the options of a CSV format, names in upper case.
 *
 * @throws SqlError 001420 for an option or value that CSV does not have, 000002 for a file type that is not supported.
 */
export function csvFormat(options: FormatOptions): CsvFormat {
  const type = String(options.TYPE ?? 'CSV').toUpperCase();
  if (type !== 'CSV') throw unsupported(`TYPE = ${type}`);
  let format = DEFAULTS;
  for (const [name, value] of Object.entries(options)) {
    const read = Object.hasOwn(OPTIONS, name) ? OPTIONS[name] : undefined;
    if (read === undefined) throw invalidOption(name, 'FILE_FORMAT');
    format = { ...format, ...read(value, name) };
  }
  if (format.parseHeader && format.skipHeader > 0) {
    throw new SqlError(
      '001420',
      '22023',
      "SQL compilation error:\ninvalid combination of properties: 'SKIP_HEADER' and 'PARSE_HEADER'",
    );
  }
  return format;
}

const invalidValue = (value: FormatValue, name: string): SqlError =>
  new SqlError('001420', '22023', `SQL compilation error:\ninvalid value [${String(value)}] for parameter '${name}'`);

export function textOf(value: FormatValue, name: string): string {
  if (typeof value === 'string') return value;
  throw invalidValue(value, name);
}

function oneOf(value: FormatValue, name: string, allowed: readonly string[]): string {
  const text = textOf(value, name).toUpperCase();
  if (!allowed.includes(text)) throw invalidValue(value, name);
  return text.replace('-', '');
}

export function flagOf(value: FormatValue, name: string): boolean {
  if (typeof value === 'boolean') return value;
  const word = String(value).toUpperCase();
  if (word === 'TRUE') return true;
  if (word === 'FALSE') return false;
  throw invalidValue(value, name);
}

function countOf(value: FormatValue, name: string): number {
  const count = Number(value);
  if (!Number.isSafeInteger(count) || count < 0 || value === '') throw invalidValue(value, name);
  return count;
}

export const textsOf = (value: FormatValue): readonly string[] => (typeof value === 'object' ? value : [String(value)]);

export const noneAsNull = (text: string): string | null => (text.toUpperCase() === 'NONE' ? null : text);

/** One character or NONE; `0x5c` and `\134` name it by its code. */
function characterOf(value: FormatValue, name: string): string | null {
  const character = delimiterOf(value, name);
  if (character !== null && character.length !== 1) throw invalidValue(value, name);
  return character;
}

function delimiterOf(value: FormatValue, name: string): string | null {
  const text = noneAsNull(textOf(value, name));
  if (text === null || text === '') return null;
  const hex = /^(?:0x([0-9a-f]{2}))+$/i.test(text) ? text.replace(/0x/gi, '') : null;
  if (hex !== null) return Buffer.from(hex, 'hex').toString('latin1');
  if (text === '\\') return text;
  return text.replace(/\\(?:([0-7]{3})|x([0-9a-f]{2})|(.))/gi, (_, octal?: string, code?: string, letter?: string) => {
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
    return ESCAPES[letter ?? ''] ?? letter ?? '';
  });
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

/** A line feed also stands for carriage return and line feed, so it is kept as "any line end". */
const recordDelimiter = (text: string | null): string | null => (text === '\n' || text === '\r\n' ? null : text);
