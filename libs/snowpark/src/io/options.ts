import { closest } from '../arguments/closest.js';
import { membersOf } from '../arguments/members.js';
import { at, part, type Reader, wrong } from '../arguments/reader.js';
import { isPlain, shown } from '../arguments/shown.js';
import { textFault } from '../arguments/text.js';
import { UsageError } from '../errors.js';
import type { FileFormat, OptionValue } from '../plan/action.js';

export type OptionKind = 'text' | 'number' | 'boolean' | 'list' | 'word';

export type KnownOptions = Readonly<Record<string, OptionKind>>;

/** What Snowflake's file formats take when data is unloaded, by type. A text or word may always be NONE, a number AUTO. */
const OF_FORMAT: Readonly<Record<FileFormat, KnownOptions>> = {
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
export const FORMAT_ALIASES: Readonly<Record<string, string>> = {
  SEP: 'FIELD_DELIMITER',
  DELIMITER: 'FIELD_DELIMITER',
  LINESEP: 'RECORD_DELIMITER',
  QUOTE: 'FIELD_OPTIONALLY_ENCLOSED_BY',
  NULLVALUE: 'NULL_IF',
  DATEFORMAT: 'DATE_FORMAT',
  TIMESTAMPFORMAT: 'TIMESTAMP_FORMAT',
};

const OF_COPY: KnownOptions = {
  OVERWRITE: 'boolean',
  SINGLE: 'boolean',
  MAX_FILE_SIZE: 'number',
  INCLUDE_QUERY_ID: 'boolean',
  DETAILED_OUTPUT: 'boolean',
};

export type Options = Readonly<Record<string, OptionValue>>;

/** Options with their names in upper case. @throws UsageError that names an option which Snowflake does not have here. */
export const formatOptions = (type: FileFormat | undefined, given: Options): Options =>
  checked(given, OF_FORMAT[type ?? 'csv'], `${type ?? 'csv'} format option`, FORMAT_ALIASES);

export const copyOptions = (given: Options): Options => checked(given, OF_COPY, 'copy option', {});

/** Options with their names in upper case, by the kinds of those that there are. */
export function checked(
  given: Options,
  known: KnownOptions,
  what: string,
  aliases: Readonly<Record<string, string>>,
): Options {
  const read = new Map<string, OptionValue>();
  for (const [key, value] of Object.entries(given)) {
    const upper = key.toUpperCase();
    const name = Object.hasOwn(aliases, upper) ? (aliases[upper] ?? upper) : upper;
    const kind = Object.hasOwn(known, name) ? known[name] : undefined;
    if (kind === undefined) {
      const near = closest(name, Object.keys(known));
      const hint = near === undefined ? '' : ` Did you mean ${near}?`;
      throw new UsageError('invalid_argument', `No ${what} ${key}.${hint} There are ${Object.keys(known).join(', ')}.`);
    }
    if (!fits(kind, value))
      throw new UsageError('invalid_argument', `The ${what} ${key} takes a ${WANTED[kind]}, not ${shown(value)}.`);
    if (read.has(name)) throw new UsageError('invalid_argument', `The ${what} ${name} is there twice: as ${key}, too.`);
    read.set(name, kind === 'list' ? [value].flat().map(String) : value);
  }
  return Object.fromEntries(read);
}

const WANTED: Readonly<Record<OptionKind, string>> = {
  text: 'text',
  word: 'word',
  number: 'whole number',
  boolean: 'boolean',
  list: 'list of texts',
};

function fits(kind: OptionKind, value: OptionValue): boolean {
  switch (kind) {
    case 'text':
      return isText(value);
    case 'word':
      return typeof value === 'string' && /^[A-Za-z_0-9]+$/.test(value);
    case 'number':
      return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
    case 'boolean':
      return typeof value === 'boolean';
    case 'list':
      return [value].flat().every(isText);
  }
}

const isText = (value: unknown): boolean => typeof value === 'string' && textFault(value) === null;

const isOptionValue = (value: unknown): value is OptionValue =>
  ['string', 'number', 'boolean'].includes(typeof value) || (Array.isArray(value) && value.every(isText));

/** One value of them. */
export const OPTION_VALUE: Reader<OptionValue, OptionValue> = {
  allowed: 'a text, a number, true, false or a list of texts',
  read(given, place) {
    if (!isOptionValue(given)) throw wrong(place, this.allowed, given);
    return given;
  },
};

const isOptions = (given: unknown): given is Options => isPlain(given) && Object.values(given).every(isOptionValue);

/** Which of them a file format has is known once its type is: `formatOptions` looks. */
export const FORMAT_OPTIONS: Reader<Options, Options> = {
  allowed: 'an object of format options, each a text, a number, true, false or a list of texts',
  read(given, place) {
    const bad = isPlain(given) ? membersOf(given, place).find(([, value]) => !isOptionValue(value)) : undefined;
    if (bad === undefined && isOptions(given)) return given;
    if (bad === undefined) throw wrong(place, this.allowed, given);
    throw wrong(part(place, bad[0]), 'a text, a number, true, false or a list of texts', bad[1]);
  },
};

export const COPY_OPTIONS: Reader<Options, Options> = {
  allowed: 'an object of copy options',
  read: (given, place) => {
    const read = FORMAT_OPTIONS.read(given, place);
    return at(place, () => copyOptions(read));
  },
};
