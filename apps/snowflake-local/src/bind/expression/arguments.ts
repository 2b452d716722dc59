import { invalidIdentifier, unsupported } from '../../errors.js';
import type { Argument, FunctionCall } from '../../parse/ast.js';
import { textLiteral } from '../../types/literal.js';
import type { Emitted } from '../../types/typed.js';
import { unreachable } from '../../unreachable.js';
import type { Frame } from '../frame.js';
import { isNamed } from '../resolve.js';

/** `words`: arguments where a bare name is a word of the language, such as a part of a date, and no column. */
export function bindArguments(
  name: string,
  call: FunctionCall,
  frame: Frame,
  words: readonly number[] = [],
): readonly Emitted[] {
  return call.args.flatMap((argument, index) =>
    words.includes(index) && isBareWord(argument)
      ? [textLiteral(frame.textOf(argument))]
      : bindArgument(name, argument, frame),
  );
}

const isBareWord = (argument: Argument): boolean =>
  argument.kind === 'value' &&
  argument.value.kind === 'column' &&
  argument.value.parts.length === 1 &&
  argument.value.parts[0]?.quoted === false;

function bindArgument(name: string, argument: Argument, frame: Frame): readonly Emitted[] {
  switch (argument.kind) {
    case 'value':
      if (argument.name !== undefined) {
        throw unsupported(`named argument ${argument.name} of ${name}`, frame.positionOf(argument));
      }
      return [frame.bind(argument.value)];
    case 'star':
      return bindStar(name, argument, frame);
    case 'query':
      throw unsupported(`query as an argument of ${name}`, frame.positionOf(argument));
    default:
      return unreachable(argument);
  }
}

/** `COUNT(*)` counts rows, without an argument; elsewhere a star is all columns, with their names for an object. */
function bindStar(name: string, argument: Extract<Argument, { kind: 'star' }>, frame: Frame): readonly Emitted[] {
  const { tables, columns } = frame.from;
  const qualifier = argument.qualifier.map((part) => part.name);
  if (qualifier.length === 0 && name === 'COUNT') return [];
  const named = qualifier.length === 0 ? columns : tables.find((table) => isNamed(table, qualifier))?.columns;
  if (named === undefined) throw invalidIdentifier(frame.textOf(argument), frame.positionOf(argument));
  return named.flatMap((column) =>
    name.startsWith('OBJECT_CONSTRUCT') ? [textLiteral(column.name), column.value] : [column.value],
  );
}
