import { unknownFunction } from '../../errors.js';
import { callFunction, lookupFunction } from '../../functions/lookup.js';
import type { Span } from '../../parse/ast.js';
import type { Emitted } from '../../types/typed.js';
import type { Frame } from '../frame.js';
import { located } from './located.js';

/** Calls a built-in that another construct stands for. */
export function callByName(name: string, args: readonly Emitted[], node: Span, frame: Frame): Emitted {
  const spec = lookupFunction(name);
  if (spec === undefined) throw unknownFunction(name, frame.positionOf(node));
  const position = frame.positionOf(node);
  return located(node, frame, () => callFunction(spec, { name, args, position }, frame.values));
}
