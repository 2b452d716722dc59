import { at, type Reader, wrong } from '../arguments/reader.js';
import { UsageError } from '../errors.js';
import { checked, FORMAT_OPTIONS, type KnownOptions, type Options } from './options.js';

/** How files are loaded, beside their format. */
const OF_LOAD: KnownOptions = {
  ON_ERROR: 'text',
  SIZE_LIMIT: 'number',
  PURGE: 'boolean',
  RETURN_FAILED_ONLY: 'boolean',
  MATCH_BY_COLUMN_NAME: 'word',
  ENFORCE_LENGTH: 'boolean',
  TRUNCATECOLUMNS: 'boolean',
  FORCE: 'boolean',
  LOAD_UNCERTAIN_FILES: 'boolean',
};
const ON_ERROR = /^(?:CONTINUE|SKIP_FILE(?:_\d+%?)?|ABORT_STATEMENT)$/i;

/** Options of a load with their names in upper case. @throws UsageError that names one which Snowflake does not have. */
export function loadOptions(given: Options): Options {
  const read = checked(given, OF_LOAD, 'copy option', {});
  const onError = read.ON_ERROR;
  if (onError === undefined || (typeof onError === 'string' && ON_ERROR.test(onError))) return read;
  const allowed = 'CONTINUE, SKIP_FILE, SKIP_FILE_<number>, SKIP_FILE_<number>% or ABORT_STATEMENT';
  throw new UsageError(
    'invalid_argument',
    `The copy option ON_ERROR takes ${allowed}, not ${String(onError).slice(0, 80)}.`,
  );
}

/** The copy options of a load. */
export const LOAD_OPTIONS: Reader<Options, Options> = {
  allowed: 'an object of copy options',
  read: (given, place) => {
    const read = FORMAT_OPTIONS.read(given, place);
    return at(place, () => loadOptions(read));
  },
};

export const VALIDATION_MODE = /^RETURN_(?:ERRORS|ALL_ERRORS|[1-9]\d{0,9}_ROWS)$/i;

export const VALIDATION: Reader<string, string> = {
  allowed: 'RETURN_ERRORS, RETURN_ALL_ERRORS or RETURN_<number>_ROWS',
  read(given, place) {
    if (typeof given !== 'string' || !VALIDATION_MODE.test(given)) throw wrong(place, this.allowed, given);
    return given;
  },
};
