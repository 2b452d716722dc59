import type { FormatOptions } from '../catalog/entries.js';
import { invalidOption, unsupported } from '../errors.js';
import { type Compression, compressionNamed } from './compression.js';
import { flagOf, noneAsNull, textOf, textsOf } from './csv-format.js';

/** A JSON file format with every option filled in. */
export interface JsonFormat {
  readonly compression: Compression;
  /** Of files that are written; null: `json` and what the compression adds. */
  readonly fileExtension: string | null;
  readonly replaceInvalidCharacters: boolean;
  /** Each item of the one array that a file holds is a row. */
  readonly stripOuterArray: boolean;
  readonly stripNullValues: boolean;
  /** The last of several entries with one key counts. */
  readonly allowDuplicate: boolean;
  readonly trimSpace: boolean;
  /** Texts that are NULL. */
  readonly nullIf: readonly string[];
}

const DEFAULTS: JsonFormat = {
  compression: 'AUTO',
  fileExtension: null,
  replaceInvalidCharacters: false,
  stripOuterArray: false,
  stripNullValues: false,
  allowDuplicate: false,
  trimSpace: false,
  nullIf: [],
};

type Reader = (value: FormatOptions[string], name: string) => Partial<JsonFormat>;

const onlyAuto: Reader = (value, name) => {
  if (textOf(value, name).toUpperCase() !== 'AUTO') throw unsupported(`${name} of TYPE = JSON`);
  return {};
};

/** What says what is done anyway. */
const fixedFlag =
  (wanted: boolean): Reader =>
  (value, name) => {
    if (flagOf(value, name) !== wanted) throw unsupported(`${name} = ${wanted ? 'FALSE' : 'TRUE'} of TYPE = JSON`);
    return {};
  };

/** Every option of TYPE = JSON, by name. */
const OPTIONS: Readonly<Record<string, Reader>> = {
  TYPE: () => ({}),
  COMPRESSION: (value, name) => ({ compression: compressionNamed(textOf(value, name)) }),
  DATE_FORMAT: onlyAuto,
  TIME_FORMAT: onlyAuto,
  TIMESTAMP_FORMAT: onlyAuto,
  BINARY_FORMAT: (value, name) => {
    if (textOf(value, name).toUpperCase() !== 'HEX') throw unsupported(`${name} of TYPE = JSON`);
    return {};
  },
  FILE_EXTENSION: (value, name) => ({ fileExtension: noneAsNull(textOf(value, name)) }),
  TRIM_SPACE: (value, name) => ({ trimSpace: flagOf(value, name) }),
  NULL_IF: (value) => ({ nullIf: textsOf(value) }),
  ENABLE_OCTAL: fixedFlag(false),
  ALLOW_DUPLICATE: (value, name) => ({ allowDuplicate: flagOf(value, name) }),
  STRIP_OUTER_ARRAY: (value, name) => ({ stripOuterArray: flagOf(value, name) }),
  STRIP_NULL_VALUES: (value, name) => ({ stripNullValues: flagOf(value, name) }),
  REPLACE_INVALID_CHARACTERS: (value, name) => ({ replaceInvalidCharacters: flagOf(value, name) }),
  IGNORE_UTF8_ERRORS: (value, name) => ({ replaceInvalidCharacters: flagOf(value, name) }),
  SKIP_BYTE_ORDER_MARK: fixedFlag(true),
  MULTI_LINE: fixedFlag(true),
};

/** @throws SqlError 001420 for an option or value that JSON files do not have. */
export function jsonFormat(options: FormatOptions): JsonFormat {
  let format = DEFAULTS;
  for (const [name, value] of Object.entries(options)) {
    const read = Object.hasOwn(OPTIONS, name) ? OPTIONS[name] : undefined;
    if (read === undefined) throw invalidOption(name, 'FILE_FORMAT');
    format = { ...format, ...read(value, name) };
  }
  return format;
}
