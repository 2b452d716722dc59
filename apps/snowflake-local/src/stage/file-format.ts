import type { BindContext } from '../bind/context.js';
import { placed } from '../bind/placed.js';
import type { FormatOptions } from '../catalog/entries.js';
import { missingFileObject } from '../catalog/missing.js';
import { qualify } from '../catalog/names.js';
import { formatOptions, invalidValue } from '../commands/options.js';
import { positionAt } from '../errors.js';
import type { OptionValue } from '../parse/ast.js';
import { parseObjectPath } from '../parse/parse.js';
import { unreachable } from '../unreachable.js';
import { overFormat, stagedFormat } from './staged-format.js';

/**
 * The options behind `FILE_FORMAT = (...)`, `FILE_FORMAT = name` and `FILE_FORMAT => 'name'`: those of a named format,
 * with what the statement adds over them.
 *
 * @throws SqlError for a format that does not exist, or an option that its type does not have.
 */
export function fileFormatOptions(value: OptionValue, context: BindContext): FormatOptions {
  const options = readFormat(value, context);
  stagedFormat(options);
  return options;
}

function readFormat(value: OptionValue, context: BindContext): FormatOptions {
  switch (value.kind) {
    case 'text':
      return namedFormat(parseObjectPath(value.value), context);
    case 'name':
      return namedFormat(
        value.name.parts.map((part) => part.name),
        context,
      );
    case 'options': {
      const named = value.options.find((option) => option.name === 'FORMAT_NAME');
      const given = value.options.filter((option) => option !== named);
      const preset = named === undefined ? {} : readFormat(named.value, context);
      const type = formatOptions(given.filter((option) => option.name === 'TYPE'));
      for (const option of given) {
        placed(
          () => positionAt(context.text, option.start),
          () => stagedFormat({ TYPE: preset.TYPE ?? 'CSV', ...type, ...formatOptions([option]) }),
        );
      }
      const own = formatOptions(given);
      return overFormat(preset, own);
    }
    case 'list':
    case 'flag':
    case 'number':
    case 'boolean':
    case 'null':
    case 'bind':
    case 'expressions':
      throw invalidValue(value, 'FILE_FORMAT');
    default:
      return unreachable(value);
  }
}

export function namedFormat(parts: readonly string[], context: BindContext): FormatOptions {
  const name = qualify(parts, context.session, 'SELECT');
  const found = context.catalog.fileFormat(name);
  if (found === undefined) throw missingFileObject('File format', name);
  return found.options;
}
