import { UsageError } from '../errors.js';
import type { FileSchema, Files } from '../plan/plan.js';
import type { ReadFileType } from '../plan/words.js';
import { objectName } from '../sql/identifier.js';
import { checked, FORMAT_ALIASES, type KnownOptions, type Options } from './options.js';

/** What Snowflake's file formats take when files are read, by type. */
const OF_TYPE: Readonly<Record<ReadFileType, KnownOptions>> = {
  csv: {
    COMPRESSION: 'word',
    RECORD_DELIMITER: 'text',
    FIELD_DELIMITER: 'text',
    MULTI_LINE: 'boolean',
    PARSE_HEADER: 'boolean',
    SKIP_HEADER: 'number',
    SKIP_BLANK_LINES: 'boolean',
    DATE_FORMAT: 'text',
    TIME_FORMAT: 'text',
    TIMESTAMP_FORMAT: 'text',
    BINARY_FORMAT: 'word',
    ESCAPE: 'text',
    ESCAPE_UNENCLOSED_FIELD: 'text',
    TRIM_SPACE: 'boolean',
    FIELD_OPTIONALLY_ENCLOSED_BY: 'text',
    NULL_IF: 'list',
    ERROR_ON_COLUMN_COUNT_MISMATCH: 'boolean',
    REPLACE_INVALID_CHARACTERS: 'boolean',
    EMPTY_FIELD_AS_NULL: 'boolean',
    SKIP_BYTE_ORDER_MARK: 'boolean',
    ENCODING: 'text',
  },
  json: {
    COMPRESSION: 'word',
    DATE_FORMAT: 'text',
    TIME_FORMAT: 'text',
    TIMESTAMP_FORMAT: 'text',
    BINARY_FORMAT: 'word',
    TRIM_SPACE: 'boolean',
    MULTI_LINE: 'boolean',
    NULL_IF: 'list',
    ENABLE_OCTAL: 'boolean',
    ALLOW_DUPLICATE: 'boolean',
    STRIP_OUTER_ARRAY: 'boolean',
    STRIP_NULL_VALUES: 'boolean',
    REPLACE_INVALID_CHARACTERS: 'boolean',
    IGNORE_UTF8_ERRORS: 'boolean',
    SKIP_BYTE_ORDER_MARK: 'boolean',
  },
  parquet: {
    COMPRESSION: 'word',
    SNAPPY_COMPRESSION: 'boolean',
    BINARY_AS_TEXT: 'boolean',
    USE_LOGICAL_TYPE: 'boolean',
    USE_VECTORIZED_SCANNER: 'boolean',
    TRIM_SPACE: 'boolean',
    REPLACE_INVALID_CHARACTERS: 'boolean',
    NULL_IF: 'list',
  },
  avro: { COMPRESSION: 'word', TRIM_SPACE: 'boolean', REPLACE_INVALID_CHARACTERS: 'boolean', NULL_IF: 'list' },
  orc: { TRIM_SPACE: 'boolean', REPLACE_INVALID_CHARACTERS: 'boolean', NULL_IF: 'list' },
  xml: {
    COMPRESSION: 'word',
    IGNORE_UTF8_ERRORS: 'boolean',
    PRESERVE_SPACE: 'boolean',
    STRIP_OUTER_ELEMENT: 'boolean',
    DISABLE_AUTO_CONVERT: 'boolean',
    REPLACE_INVALID_CHARACTERS: 'boolean',
    SKIP_BYTE_ORDER_MARK: 'boolean',
  },
};

/** How files are read, beside their format. */
const OF_READER: KnownOptions = { PATTERN: 'text', FORMAT_NAME: 'text', TRY_CAST: 'boolean', INFER_SCHEMA: 'boolean' };

const READ_ALIASES: Readonly<Record<string, string>> = {
  ...FORMAT_ALIASES,
  HEADER: 'PARSE_HEADER',
  FILENAMEPATTERN: 'PATTERN',
  INFERSCHEMA: 'INFER_SCHEMA',
};

const COPY = `It is of a load: write frame.copyIntoTable(table, { copyOptions }), and read the table.`;
const NOT_OF_A_READ: ReadonlyMap<string, string> = new Map([
  ...[
    'ON_ERROR SIZE_LIMIT PURGE RETURN_FAILED_ONLY MATCH_BY_COLUMN_NAME ENFORCE_LENGTH TRUNCATECOLUMNS FORCE',
    'LOAD_UNCERTAIN_FILES INCLUDE_METADATA VALIDATION_MODE TARGET_COLUMNS TRANSFORMATIONS COPY_OPTIONS',
  ]
    .join(' ')
    .split(' ')
    .map((name): [string, string] => [name, COPY]),
  ['FILES', 'Write a PATTERN, or the path of one file.'],
  ['PATHGLOBFILTER', 'Snowflake has no globs: write a PATTERN, a regular expression over whole paths.'],
  ['FILE_FORMAT', 'Write FORMAT_NAME for a named format, or its options one by one.'],
  ['FORMAT_TYPE_OPTIONS', 'Write the options of the format one by one.'],
  ['ENFORCE_EXISTING_FILE_FORMAT', 'FORMAT_NAME alone says that the format is there.'],
  ['SAMPLING_RATIO', 'inferSchema looks at all of the files.'],
  ['SAMPLINGRATIO', 'inferSchema looks at all of the files.'],
  ['INFER_SCHEMA_OPTIONS', 'inferSchema looks at all of the files.'],
  ['ROWTAG', 'XML is read whole, as one VARIANT: take it apart with flatten, or XMLGET.'],
]);

/** Options of a file format that is read. @throws UsageError that names one which Snowflake does not have here. */
export function readFormatOptions(type: ReadFileType, given: Options): Options {
  const read = checked(given, OF_TYPE[type], `${type} format option`, READ_ALIASES);
  if (read.PARSE_HEADER === true && read.SKIP_HEADER !== undefined) {
    throw new UsageError('invalid_argument', 'PARSE_HEADER passes over the first line: leave SKIP_HEADER out.');
  }
  return read;
}

interface ReadOptions {
  readonly pattern?: string;
  readonly formatName?: readonly string[];
  readonly attempt: boolean;
  readonly formatOptions: Options;
}

/** Everything that a reader was told, apart: what is of the format, and what is of the read. */
export function readOptions(type: ReadFileType, given: Options): ReadOptions {
  const some = (own: boolean): Options =>
    Object.fromEntries(Object.entries(given).filter(([name]) => isOwn(name) === own));
  for (const name of Object.keys(given)) {
    const cure = NOT_OF_A_READ.get(name.toUpperCase());
    if (cure !== undefined) throw new UsageError('invalid_argument', `A read has no option ${name}. ${cure}`);
  }
  const { PATTERN, FORMAT_NAME, TRY_CAST, INFER_SCHEMA } = checked(
    some(true),
    OF_READER,
    'option of a read',
    READ_ALIASES,
  );
  if (INFER_SCHEMA === true) {
    const cure = `Ask for it first: const schema = await session.read.format('${type}').inferSchema(path), and give it with schema(schema).`;
    throw new UsageError('invalid_argument', `A frame asks nothing before an action, so it infers no schema. ${cure}`);
  }
  const formatOptions = readFormatOptions(type, some(false));
  if (FORMAT_NAME !== undefined && Object.keys(formatOptions).length > 0) {
    const names = Object.keys(formatOptions).join(', ');
    throw new UsageError('invalid_argument', `FORMAT_NAME names a format that has its options: leave ${names} out.`);
  }
  return {
    ...(typeof PATTERN === 'string' && { pattern: PATTERN }),
    ...(typeof FORMAT_NAME === 'string' && { formatName: objectName(FORMAT_NAME) }),
    attempt: TRY_CAST === true,
    formatOptions,
  };
}

function isOwn(name: string): boolean {
  const upper = name.toUpperCase();
  return Object.hasOwn(OF_READER, READ_ALIASES[upper] ?? upper);
}

/** @throws UsageError for a location, options or a schema that files of the type cannot have. */
export function checkFiles(plan: Files | FileSchema): void {
  const { location, type, formatName, formatOptions } = plan;
  if (!/^(?:@|snow:\/\/)./.test(location)) {
    const written = location.slice(0, 80);
    throw new UsageError(
      'invalid_argument',
      `Files are read at @stage/path or snow://…, not at '${written}'. A file of this machine goes to a stage first: session.file.put.`,
    );
  }
  const read = readFormatOptions(type, formatOptions);
  if (formatName !== undefined && Object.keys(read).length > 0) {
    throw new UsageError('invalid_argument', 'A named format has its options: leave other ones out.');
  }
  if (plan.kind === 'files' && type === 'csv' && plan.fields === undefined) {
    const cure = `Give one with schema(…), or ask for it: await session.read.format('csv').inferSchema(path).`;
    throw new UsageError('schema_needed', `CSV files are read with a schema. ${cure}`);
  }
  if (type === 'xml' && (plan.kind === 'file_schema' || plan.fields !== undefined)) {
    const cure = 'Leave the schema out, and take the VARIANT apart with flatten, or XMLGET.';
    throw new UsageError('invalid_argument', `XML files have no columns. ${cure}`);
  }
}
