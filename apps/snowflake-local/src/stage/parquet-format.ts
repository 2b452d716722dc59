import type { FormatOptions } from '../catalog/entries.js';
import { invalidOption, SqlError, unsupported } from '../errors.js';
import { flagOf, textOf, textsOf } from './csv-format.js';

/** A Parquet file format with every option filled in. */
export interface ParquetFormat {
  /** Columns of bytes without a type are texts. */
  readonly binaryAsText: boolean;
  /** Of files that are written; a file that is read says itself how it is packed. */
  readonly compression: 'snappy' | 'gzip' | 'uncompressed';
}

type Reader = (value: FormatOptions[string], name: string) => Partial<ParquetFormat>;

const withoutEffect: Reader = () => ({});

/** Every option of TYPE = PARQUET, by name. */
const OPTIONS: Readonly<Record<string, Reader>> = {
  TYPE: withoutEffect,
  COMPRESSION: (value, name) => ({ compression: compressionOf(textOf(value, name)) }),
  SNAPPY_COMPRESSION: (value, name) => ({ compression: flagOf(value, name) ? 'snappy' : 'uncompressed' }),
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
  let format: ParquetFormat = { binaryAsText: true, compression: 'snappy' };
  for (const [name, value] of Object.entries(options)) {
    const read = Object.hasOwn(OPTIONS, name) ? OPTIONS[name] : undefined;
    if (read === undefined) throw invalidOption(name, 'FILE_FORMAT');
    format = { ...format, ...read(value, name) };
  }
  return format;
}

function compressionOf(name: string): ParquetFormat['compression'] {
  switch (name.toUpperCase()) {
    case 'AUTO':
    case 'SNAPPY':
      return 'snappy';
    case 'GZIP':
      return 'gzip';
    case 'NONE':
      return 'uncompressed';
    case 'LZO':
      throw unsupported('COMPRESSION = LZO of TYPE = PARQUET');
    default:
      throw new SqlError(
        '001420',
        '22023',
        `SQL compilation error:\ninvalid value '${name}' for property 'COMPRESSION'`,
      );
  }
}
