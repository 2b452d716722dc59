import type { BindContext } from '../../bind/context.js';
import type { FormatOptions } from '../../catalog/entries.js';
import { countOption, flagOption, readOptions, withoutEffect } from '../../commands/options.js';
import { SqlError, unsupported } from '../../errors.js';
import type { Option } from '../../parse/ast.js';
import { fileFormatOptions } from '../file-format.js';
import { overFormat, type StagedFormat, stagedFormat } from '../staged-format.js';

/** How COPY INTO a stage writes its files. */
export interface UnloadSettings {
  readonly format: StagedFormat;
  /** One file, named exactly as the path says. */
  readonly single: boolean;
  readonly overwrite: boolean;
  readonly header: boolean;
  /** Bytes at which the next file begins. */
  readonly maxFileBytes: number;
  readonly detailedOutput: boolean;
  readonly includeQueryId: boolean;
  /** Files lie in folders that an expression names, one for each of its values. */
  readonly isPartitioned: boolean;
}

/**
 * `preset`: the format of the stage.
 *
 * @throws SqlError 001420 or 001008 for an option or value that there is not, 000002 for options that exclude each other.
 */
export function unloadSettings(
  options: readonly Option[],
  isPartitioned: boolean,
  preset: FormatOptions,
  context: BindContext,
): UnloadSettings {
  let settings: UnloadSettings = {
    format: stagedFormat(preset),
    single: false,
    overwrite: false,
    header: false,
    maxFileBytes: 16_777_216,
    detailedOutput: false,
    includeQueryId: isPartitioned,
    isPartitioned,
  };
  const set = (change: Partial<UnloadSettings>): void => {
    settings = { ...settings, ...change };
  };
  readOptions(
    options,
    {
      FILE_FORMAT: (value) => set({ format: stagedFormat(overFormat(preset, fileFormatOptions(value, context))) }),
      SINGLE: (value, name) => set({ single: flagOption(value, name) }),
      OVERWRITE: (value, name) => set({ overwrite: flagOption(value, name) }),
      HEADER: (value, name) => set({ header: flagOption(value, name) }),
      MAX_FILE_SIZE: (value, name) => set({ maxFileBytes: countOption(value, name) }),
      DETAILED_OUTPUT: (value, name) => set({ detailedOutput: flagOption(value, name) }),
      INCLUDE_QUERY_ID: (value, name) => set({ includeQueryId: flagOption(value, name) }),
      ENCRYPTION: withoutEffect,
      VALIDATION_MODE: () => {
        throw unsupported('VALIDATION_MODE of COPY INTO location: run the query itself');
      },
    },
    'COPY INTO location',
    context.text,
  );
  refuseCombination(settings);
  return settings;
}

function refuseCombination({ single, overwrite, includeQueryId, isPartitioned }: UnloadSettings): void {
  const excluded = (one: string, other: string): SqlError =>
    new SqlError(
      '001420',
      '22023',
      `SQL compilation error:\ninvalid combination of copy options: '${one}' and '${other}'`,
    );
  if (isPartitioned && single) throw excluded('PARTITION BY', 'SINGLE = TRUE');
  if (isPartitioned && overwrite) throw excluded('PARTITION BY', 'OVERWRITE = TRUE');
  if (isPartitioned && !includeQueryId) throw excluded('PARTITION BY', 'INCLUDE_QUERY_ID = FALSE');
  if (includeQueryId && single) throw excluded('INCLUDE_QUERY_ID = TRUE', 'SINGLE = TRUE');
  if (includeQueryId && overwrite) throw excluded('INCLUDE_QUERY_ID = TRUE', 'OVERWRITE = TRUE');
}
