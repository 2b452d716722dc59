import { displayName, displayPath } from '../../catalog/names.js';
import { notOrderable, unknownFunction, unknownUserFunction, unsupported } from '../../errors.js';
import { callFunction, lookupFunction } from '../../functions/lookup.js';
import type { Call, FunctionSpec } from '../../functions/registry.js';
import type { SortItem } from '../../functions/sort-item.js';
import type { Argument, FunctionCall } from '../../parse/ast.js';
import type { Emitted } from '../../types/typed.js';
import { overOwnColumns, overOwnRows, refuseAggregate, refuseWindow } from '../clauses.js';
import { wholeName } from '../column-name.js';
import type { Frame } from '../frame.js';
import { unquotedInUpperCase } from '../select/items.js';
import { chooseFunction, returnsRows, valueOfFunction } from '../user-function.js';
import { bindArguments } from './arguments.js';
import { located } from './located.js';
import { bindSpecialCall, rowNumberFor } from './special-call.js';
import { bindSystemCall, isSystemCall } from './system-call.js';
import { bindOrder, windowText } from './window.js';
import { checkWindow, frameShape } from './window-check.js';

/** A function by its name in the function table; a name that is not there is refused, never passed on. */
export function bindCall(call: FunctionCall, frame: Frame): Emitted {
  const name = call.name.map((part) => part.name).join('.');
  if (isSystemCall(name)) return bindSystemCall(name, call, frame);
  const special = bindSpecialCall(name, call, frame);
  if (special !== undefined) return special;
  const spec = call.name.length === 1 ? lookupFunction(name) : undefined;
  if (spec === undefined) return bindUserFunction(name, call, frame);
  checkWindow(spec, name, call, frame);
  if (call.withinGroup !== undefined && spec.ordered !== true) {
    throw unsupported(`WITHIN GROUP of ${name}`, frame.positionOf(call));
  }
  if (spec.volatile === true) frame.environment.state.volatileCalls += 1;
  if (call.over !== undefined) return bindWindowed(spec, name, call, frame);
  return spec.kind === 'aggregate' ? bindAggregate(spec, name, call, frame) : bindPlain(spec, name, call, frame);
}

/** A function that the user has made. */
function bindUserFunction(name: string, call: FunctionCall, frame: Frame): Emitted {
  const { catalog, session } = frame.environment.context;
  const parts = call.name.map((part) => part.name);
  const named = catalog.findFunctions(parts, session).filter((entry) => !returnsRows(entry));
  if (named.length === 0 || call.over !== undefined) {
    const position = frame.positionOf(call);
    throw parts.length === 1 ? unknownFunction(name, position) : unknownUserFunction(displayPath(parts), position);
  }
  const given = call.args.map((argument) => {
    if (argument.kind !== 'value')
      throw unsupported(`${argument.kind} as an argument of ${name}`, frame.positionOf(call));
    const value = frame.bind(argument.value);
    return argument.name === undefined ? { value } : { name: argument.name, value };
  });
  const chosen = chooseFunction(named, given, call, frame);
  return located(call, frame, () => valueOfFunction(chosen, frame.environment));
}

function bindPlain(spec: FunctionSpec, name: string, call: FunctionCall, frame: Frame): Emitted {
  return apply(spec, call, { name, args: bindArguments(name, call, frame, spec) }, frame);
}

/** Columns inside need not be grouped; the aggregate itself is one value of its group. */
function bindAggregate(spec: FunctionSpec, name: string, call: FunctionCall, frame: Frame): Emitted {
  refuseAggregate(writtenCall(name, call, frame), call, frame);
  frame.aggregates = true;
  frame.insideAggregate = true;
  const { args, order } = overOwnRows(call, frame, () => operands(spec, name, call, frame));
  frame.insideAggregate = false;
  return apply(spec, call, { name, args, ...(order && { order }) }, frame);
}

function operands(spec: FunctionSpec, name: string, call: FunctionCall, frame: Frame) {
  const args = bindArguments(name, call, frame, spec);
  return { args, order: groupOrder(call, args, frame) };
}

/** WITHIN GROUP. What DISTINCT leaves can be ordered by nothing else. */
function groupOrder(call: FunctionCall, args: readonly Emitted[], frame: Frame): readonly SortItem[] | undefined {
  if (call.withinGroup === undefined) return undefined;
  const order = bindOrder(call.withinGroup, frame);
  const other = order.findIndex(({ value }) => call.distinct && value.sql !== args[0]?.sql);
  const item = call.withinGroup[other];
  if (item === undefined) return order;
  throw notOrderable(frame.textOf(item), frame.positionOf(item));
}

function bindWindowed(spec: FunctionSpec, name: string, call: FunctionCall, frame: Frame): Emitted {
  if (call.over === undefined || spec.window === undefined) throw new Error('A window function has a window');
  const { insideWindow, nests } = frame;
  const isNested = nests && !frame.insideAggregate && (spec.names.includes('LAG') || spec.names.includes('LEAD'));
  if (!isNested) refuseWindow(frame.textOf(call), call, frame);
  frame.windows = true;
  frame.insideWindow = true;
  frame.nests = spec.window.nests === true;
  const { window } = spec;
  const specification = call.over;
  const { args, order, over } = overOwnColumns(call, frame, () => {
    const bound = operands(spec, name, call, frame);
    frame.nests = false;
    return { ...bound, over: windowText(specification, name, window, frame) };
  });
  frame.insideWindow = insideWindow;
  frame.nests = nests;
  const nest = (value: Emitted) => frame.nested.add(value);
  const shape = frameShape(call.over);
  const isMeasured = !frame.isGrouped && !frame.aggregates;
  const bound = { name, args, over, shape, nest, isMeasured, ...(order && { order }) };
  const value = apply(spec, call, bound, frame);
  return isNested ? nest(value) : value;
}

function apply(spec: FunctionSpec, call: FunctionCall, bound: Call, frame: Frame): Emitted {
  const given: Call = {
    ...bound,
    ...rowNumberFor(bound.name, call, frame),
    position: frame.positionOf(call),
    get text() {
      return writtenCall(bound.name, call, frame);
    },
    argumentText: (index) => writtenArgument(call.args[index], frame),
    ...(call.distinct && { distinct: true }),
    ...(call.nulls && { nulls: call.nulls }),
    ...(call.fromLast === true && { fromLast: true }),
  };
  return located(call, frame, () => callFunction(spec, given, frame.values));
}

/** As error texts quote it. */
const writtenCall = (name: string, { args }: FunctionCall, frame: Frame): string =>
  `${name}(${args.map((argument) => writtenArgument(argument, frame)).join(', ')})`;

/** What is not quoted in upper case, a column with its table. */
function writtenArgument(argument: Argument | undefined, frame: Frame): string {
  if (argument === undefined) return '';
  const value = argument.kind === 'value' ? argument.value : undefined;
  const [name, ...others] = value?.kind === 'column' ? value.parts : [];
  if (name !== undefined && others.length === 0) return wholeName(displayName(name.name), frame);
  return unquotedInUpperCase(frame.textOf(argument));
}
