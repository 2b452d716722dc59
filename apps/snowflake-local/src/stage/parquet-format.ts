import type { FormatOptions } from '../catalog/entries.js';
import { invalidOption, unsupported } from '../errors.js';
import { flagOf, textsOf } from './csv-format.js';

/** A Parquet file format with every option filled in. */
export interface ParquetFormat {
  /** Columns of bytes without a type are texts. */
  readonly binaryAsText: boolean;
}

type Reader = (value: FormatOptions[string], name: string) => Partial<ParquetFormat>;

const withoutEffect: Reader = () => ({});

/** Every option of TYPE = PARQUET, by name. The file itself says how it is packed. */
const OPTIONS: Readonly<Record<string, Reader>> = {
  TYPE: withoutEffect,
  COMPRESSION: withoutEffect,
  SNAPPY_COMPRESSION: withoutEffect,
  USE_LOGICAL_TYPE: withoutEffect,
  USE_VECTORIZED_SCANNER: withoutEffect,
  REPLACE_INVALID_CHARACTERS: withoutEffect,
  BINARY_AS_TEXT: (value, name) => ({ binaryAsText: flagOf(value, name) }),
  TRIM_SPACE: (value, name) => {
    if (flagOf(value, name)) throw unsupported('TRIM_SPACE of TYPE = PARQUET');
    return {};
  },
  NULL_IF: (value) => {
    if (textsOf(value).length > 0) throw unsupported('NULL_IF of TYPE = PARQUET');
    return {};
  },
};

/** @throws SqlError 001420 for an option or value that Parquet files do not have. */
export function parquetFormat(options: FormatOptions): ParquetFormat {
  let format: ParquetFormat = { binaryAsText: true };
  for (const [name, value] of Object.entries(options)) {
    const read = Object.hasOwn(OPTIONS, name) ? OPTIONS[name] : undefined;
    if (read === undefined) throw invalidOption(name, 'FILE_FORMAT');
    format = { ...format, ...read(value, name) };
  }
  return format;
}
