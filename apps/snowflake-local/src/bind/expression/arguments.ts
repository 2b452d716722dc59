import { unsupported, wrongArgumentCount } from '../../errors.js';
import type { FunctionSpec } from '../../functions/registry.js';
import type { Argument, ColumnReference, FunctionCall } from '../../parse/ast.js';
import { textLiteral } from '../../types/literal.js';
import type { Emitted } from '../../types/typed.js';
import { unreachable } from '../../unreachable.js';
import type { Frame } from '../frame.js';
import { useOuterColumn } from '../resolve.js';
import { chosenColumns, starSource } from '../select/star.js';

/**
 * Arguments in their order. A bare name that stands where `spec` wants a word of the language, such as a part of a date, is
 * no column; an argument with a name goes to the place that `spec` gives it, behind those without.
 */
export function bindArguments(
  name: string,
  call: FunctionCall,
  frame: Frame,
  spec: Pick<FunctionSpec, 'words' | 'argumentNames'> = {},
): readonly Emitted[] {
  if (isCountOfRows(name, call)) return [];
  if (name === 'COUNT' && call.args.length === 0)
    throw wrongArgumentCount(frame.textOf(call).toUpperCase(), 1, 0, frame.positionOf(call));
  const given = inOrder(name, call.args, spec.argumentNames ?? [], frame);
  const bind = (argument: Argument, index: number): readonly Emitted[] =>
    spec.words?.includes(index) === true && isBareWord(argument)
      ? [textLiteral(argument.value.parts[0]?.name ?? '')]
      : bindArgument(name, argument, frame);
  return frame.each(call.args, given, bind).flat();
}

function inOrder(
  name: string,
  given: readonly Argument[],
  names: readonly string[],
  frame: Frame,
): readonly Argument[] {
  const placed: Argument[] = [];
  for (const argument of given) {
    const called = argument.kind === 'value' ? argument.name : undefined;
    const place = called === undefined ? placed.length : names.indexOf(called);
    // In their order and without gaps, as the functions that have such names want them.
    if (place !== placed.length) throw unsupported(`named argument ${called} of ${name}`, frame.positionOf(argument));
    placed.push(argument);
  }
  return placed;
}

/** `year` or, as Snowpark writes it, `"YEAR"`. */
const isBareWord = (
  argument: Argument,
): argument is Extract<Argument, { kind: 'value' }> & { readonly value: ColumnReference } =>
  argument.kind === 'value' && argument.value.kind === 'column' && argument.value.parts.length === 1;

function bindArgument(name: string, argument: Argument, frame: Frame): readonly Emitted[] {
  switch (argument.kind) {
    case 'value':
      return [frame.bind(argument.value)];
    case 'star':
      return bindStar(name, argument, frame);
    case 'lambda':
      throw unsupported(`lambda expression as an argument of ${name}`, frame.positionOf(argument));
    case 'query':
      throw unsupported(`query as an argument of ${name}`, frame.positionOf(argument));
    default:
      return unreachable(argument);
  }
}

/** `COUNT(*)` counts rows, without an argument; with DISTINCT the star is all columns, as elsewhere. */
const isCountOfRows = (name: string, { args, distinct }: FunctionCall): boolean =>
  name === 'COUNT' &&
  !distinct &&
  args[0]?.kind === 'star' &&
  args[0].qualifier.length + args[0].exclude.length === 0 &&
  args[0].ilike === undefined;

/** All columns, with their names for an object. */
function bindStar(name: string, argument: Extract<Argument, { kind: 'star' }>, frame: Frame): readonly Emitted[] {
  const { columns, of } = starSource(argument, frame);
  return chosenColumns(argument, columns, frame).flatMap((column) => {
    const value = useOuterColumn(column, argument, frame, of);
    return name.startsWith('OBJECT_CONSTRUCT') ? [textLiteral(column.name), value] : [value];
  });
}
