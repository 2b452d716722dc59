import { UsageError } from '../errors.js';
import type { FileType, OptionValue } from '../plan/action.js';

type Kind = 'text' | 'number' | 'boolean' | 'list' | 'word';

/** What Snowflake's file formats take when data is unloaded, by type. A text or word may always be NONE, a number AUTO. */
const FORMAT_OPTIONS: Readonly<Record<FileType, Readonly<Record<string, Kind>>>> = {
  csv: {
    COMPRESSION: 'word',
    RECORD_DELIMITER: 'text',
    FIELD_DELIMITER: 'text',
    FILE_EXTENSION: 'text',
    ESCAPE: 'text',
    ESCAPE_UNENCLOSED_FIELD: 'text',
    DATE_FORMAT: 'text',
    TIME_FORMAT: 'text',
    TIMESTAMP_FORMAT: 'text',
    BINARY_FORMAT: 'word',
    FIELD_OPTIONALLY_ENCLOSED_BY: 'text',
    NULL_IF: 'list',
    EMPTY_FIELD_AS_NULL: 'boolean',
    ENCODING: 'text',
  },
  json: {
    COMPRESSION: 'word',
    FILE_EXTENSION: 'text',
    DATE_FORMAT: 'text',
    TIME_FORMAT: 'text',
    TIMESTAMP_FORMAT: 'text',
    BINARY_FORMAT: 'word',
  },
  parquet: { COMPRESSION: 'word', SNAPPY_COMPRESSION: 'boolean', NULL_IF: 'list' },
};

/** Other names that Spark users know, and what they mean. */
const FORMAT_ALIASES: Readonly<Record<string, string>> = {
  SEP: 'FIELD_DELIMITER',
  DELIMITER: 'FIELD_DELIMITER',
  LINESEP: 'RECORD_DELIMITER',
  QUOTE: 'FIELD_OPTIONALLY_ENCLOSED_BY',
  NULLVALUE: 'NULL_IF',
  DATEFORMAT: 'DATE_FORMAT',
  TIMESTAMPFORMAT: 'TIMESTAMP_FORMAT',
};

const COPY_OPTIONS: Readonly<Record<string, Kind>> = {
  OVERWRITE: 'boolean',
  SINGLE: 'boolean',
  MAX_FILE_SIZE: 'number',
  INCLUDE_QUERY_ID: 'boolean',
  DETAILED_OUTPUT: 'boolean',
};

export type Options = Readonly<Record<string, OptionValue>>;

/** Options with their names in upper case. @throws UsageError that names an option which Snowflake does not have here. */
export const formatOptions = (type: FileType | undefined, given: Options): Options =>
  checked(given, FORMAT_OPTIONS[type ?? 'csv'], `${type ?? 'csv'} format option`, FORMAT_ALIASES);

export const copyOptions = (given: Options): Options => checked(given, COPY_OPTIONS, 'copy option', {});

function checked(
  given: Options,
  known: Readonly<Record<string, Kind>>,
  what: string,
  aliases: Readonly<Record<string, string>>,
): Options {
  return Object.fromEntries(
    Object.entries(given).map(([key, value]): [string, OptionValue] => {
      const upper = key.toUpperCase();
      const name = Object.hasOwn(aliases, upper) ? (aliases[upper] ?? upper) : upper;
      const kind = Object.hasOwn(known, name) ? known[name] : undefined;
      if (kind === undefined) {
        throw new UsageError('invalid_argument', `No ${what} ${key}. There are ${Object.keys(known).join(', ')}.`);
      }
      if (!fits(kind, value))
        throw new UsageError(
          'invalid_argument',
          `The ${what} ${key} takes a ${WANTED[kind]}, not ${JSON.stringify(value)}.`,
        );
      return [name, kind === 'list' ? [value].flat().map(String) : value];
    }),
  );
}

const WANTED: Readonly<Record<Kind, string>> = {
  text: 'text',
  word: 'word',
  number: 'whole number',
  boolean: 'boolean',
  list: 'list of texts',
};

function fits(kind: Kind, value: OptionValue): boolean {
  switch (kind) {
    case 'text':
      return typeof value === 'string';
    case 'word':
      return typeof value === 'string' && /^[A-Za-z_0-9]+$/.test(value);
    case 'number':
      return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
    case 'boolean':
      return typeof value === 'boolean';
    case 'list':
      return typeof value === 'string' || Array.isArray(value);
  }
}
