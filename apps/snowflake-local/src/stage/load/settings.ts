import type { BindContext } from '../../bind/context.js';
import type { FormatOptions } from '../../catalog/entries.js';
import {
  countOption,
  flagOption,
  invalidValue,
  readOptions,
  textOption,
  withoutEffect,
} from '../../commands/options.js';
import type { Option, OptionValue } from '../../parse/ast.js';
import { fileFormatOptions } from '../file-format.js';
import { overFormat, type StagedFormat, stagedFormat } from '../staged-format.js';

/** What COPY INTO table does with a row that cannot be loaded. */
export type OnError =
  | { readonly kind: 'abort' }
  | { readonly kind: 'continue' }
  /** Skips a file that has this many such rows, or this share of them in per cent. */
  | { readonly kind: 'skip_file'; readonly errors: number; readonly percent: boolean };

export interface LoadSettings {
  readonly format: StagedFormat;
  /** Columns take what the file has under their names. */
  readonly byName: 'sensitive' | 'insensitive' | null;
  readonly pattern: string | undefined;
  /** Paths behind the location; null: all files there. */
  readonly files: readonly string[] | null;
  readonly onError: OnError;
  /** Loads files again that were loaded before. */
  readonly force: boolean;
  /** Removes what was loaded. */
  readonly purge: boolean;
  /** Cuts texts that are too long instead of refusing them. */
  readonly truncate: boolean;
  readonly failedOnly: boolean;
  /** What is answered instead of loading anything. */
  readonly validation: Validation | null;
  /** Bytes of files after which no further file is begun; null: any. */
  readonly sizeLimit: number | null;
}

/** VALIDATION_MODE: the first rows, or what is wrong with which rows; `loaded`: also of files that were loaded before. */
export type Validation =
  | { readonly kind: 'rows'; readonly rows: number }
  | { readonly kind: 'errors'; readonly loaded: boolean };

/** `preset`: the format of the stage. */
export function loadSettings(options: readonly Option[], preset: FormatOptions, context: BindContext): LoadSettings {
  let settings: LoadSettings = {
    format: stagedFormat(preset),
    byName: null,
    pattern: undefined,
    files: null,
    onError: { kind: 'abort' },
    force: false,
    purge: false,
    truncate: false,
    failedOnly: false,
    sizeLimit: null,
    validation: null,
  };
  const set = (change: Partial<LoadSettings>): void => {
    settings = { ...settings, ...change };
  };
  readOptions(
    options,
    {
      FILE_FORMAT: (value) => set({ format: stagedFormat(overFormat(preset, fileFormatOptions(value, context))) }),
      PATTERN: (value, name) => set({ pattern: textOption(value, name) }),
      FILES: (value, name) => set({ files: fileNames(value, name) }),
      ON_ERROR: (value, name) => set({ onError: onError(value, name) }),
      FORCE: (value, name) => set({ force: flagOption(value, name) }),
      PURGE: (value, name) => set({ purge: flagOption(value, name) }),
      TRUNCATECOLUMNS: (value, name) => set({ truncate: flagOption(value, name) }),
      ENFORCE_LENGTH: (value, name) => set({ truncate: !flagOption(value, name) }),
      RETURN_FAILED_ONLY: (value, name) => set({ failedOnly: flagOption(value, name) }),
      LOAD_UNCERTAIN_FILES: withoutEffect,
      MATCH_BY_COLUMN_NAME: (value, name) => {
        const how = textOption(value, name).toUpperCase();
        const known = { NONE: null, CASE_SENSITIVE: 'sensitive', CASE_INSENSITIVE: 'insensitive' } as const;
        if (how !== 'NONE' && how !== 'CASE_SENSITIVE' && how !== 'CASE_INSENSITIVE') throw invalidValue(value, name);
        set({ byName: known[how] });
      },
      SIZE_LIMIT: (value, name) => set({ sizeLimit: countOption(value, name) || null }),
      VALIDATION_MODE: (value, name) => set({ validation: validationMode(value, name) }),
    },
    'COPY INTO table',
    context.text,
  );
  return settings;
}

function validationMode(value: OptionValue, name: string): Validation {
  const word = textOption(value, name).toUpperCase();
  if (word === 'RETURN_ERRORS' || word === 'RETURN_ALL_ERRORS') {
    return { kind: 'errors', loaded: word === 'RETURN_ALL_ERRORS' };
  }
  const rows = /^RETURN_(\d+)_ROWS$/.exec(word)?.[1];
  if (rows === undefined) throw invalidValue(value, name);
  return { kind: 'rows', rows: Number(rows) };
}

/** The names in `FILES = ('a', 'b')`. */
export function fileNames(value: OptionValue, name: string): readonly string[] {
  if (value.kind !== 'list') throw invalidValue(value, name);
  return value.items.map((item) => textOption(item, name));
}

function onError(value: OptionValue, name: string): OnError {
  const word = textOption(value, name).toUpperCase();
  if (word === 'ABORT_STATEMENT') return { kind: 'abort' };
  if (word === 'CONTINUE') return { kind: 'continue' };
  const skip = /^SKIP_FILE(?:_(\d+)(%?))?$/.exec(word);
  if (skip === null) throw invalidValue(value, name);
  return { kind: 'skip_file', errors: Number(skip[1] ?? '1'), percent: skip[2] === '%' };
}
