import { compilationError, type SqlError } from '../../errors.js';
import type { FunctionSpec } from '../../functions/registry.js';
import type { FrameShape, WindowUse } from '../../functions/window-use.js';
import type { FrameBound, FunctionCall, Span, WindowFrame, WindowSpecification } from '../../parse/ast.js';
import type { Frame } from '../frame.js';
import { boundRank } from './frame-bound.js';

/** What stands behind OVER. */
export function frameShape({ frame, orderBy }: Pick<WindowSpecification, 'frame' | 'orderBy'>): FrameShape {
  if (frame === undefined) return orderBy.length === 0 ? 'unordered' : 'ordered';
  const bounds = [frame.from, frame.to];
  const unbounded = bounds.filter(({ kind }) => kind === 'unbounded_preceding' || kind === 'unbounded_following');
  const span = (['sliding', 'cumulative', 'whole'] as const)[unbounded.length] ?? 'whole';
  if (frame.unit === 'rows' || span === 'whole') return `${frame.unit} ${span}`;
  return bounds.some(isOffset) ? `range offset ${span}` : `range ${span}`;
}

export const isOffset = ({ kind }: FrameBound): boolean => kind === 'preceding' || kind === 'following';

/** Throws unless the call may stand where it does: with its window, or without one. */
export function checkWindow(spec: FunctionSpec, name: string, call: FunctionCall, frame: Frame): void {
  checkDistinct(spec, name, call, frame);
  const { window } = spec;
  if (call.over === undefined) {
    if (window?.required !== true) return;
    const detail = `Missing window specification for window function [${frame.textOf(call)}].`;
    throw compilationError('002300', '42601', detail, frame.positionOf(call));
  }
  if (window === undefined) {
    throw compilationError('002301', '42601', `Invalid function type [${name}] for window function.`);
  }
  checkFrame(window, name, call, call.over, frame);
}

function checkDistinct(spec: FunctionSpec, name: string, call: FunctionCall, frame: Frame): void {
  if (!call.distinct || spec.distinct === true) return;
  const args = call.args.map((argument) => frame.textOf(argument)).join(', ');
  throw compilationError('001076', '42601', `invalid use of 'distinct' for function '${name}(DISTINCT ${args})'`);
}

function checkFrame(use: WindowUse, name: string, call: FunctionCall, over: WindowSpecification, frame: Frame): void {
  const shape = frameShape(over);
  if (over.frame !== undefined && over.orderBy.length === 0) {
    throw refusal('Window frame requires an ORDER BY clause.', over, frame);
  }
  if (!use.takes.has(shape)) throw notTaken(use, shape, name, call, over, frame);
  if (over.frame !== undefined) checkBounds(over.frame, frame);
  // The whole partition in any order is what it would be without the ORDER BY.
  if (shape === 'unordered' || shape === 'rows whole') return;
  if (call.distinct) throw refusal('distinct cannot be used with a window frame or an order.', over, frame);
  if (call.withinGroup === undefined) return;
  const detail = 'WITHIN GROUP clause is not supported when the OVER clause contains an ORDER BY clause.';
  throw refusal(detail, over, frame);
}

function notTaken(
  use: WindowUse,
  shape: FrameShape,
  name: string,
  call: FunctionCall,
  over: WindowSpecification,
  frame: Frame,
): SqlError {
  if (shape === 'unordered') {
    const detail = `Window function type [${name}] requires ORDER BY in window specification.`;
    return compilationError('002302', '42601', detail);
  }
  if (shape === 'range whole' && !use.required) {
    const detail = `Aggregate window function with order by clause is not supported: [${frame.textOf(call)}].`;
    return compilationError('002303', '0A000', detail);
  }
  return unsupportedFrame(name, over, frame);
}

/** A frame that the function, or the type of what it is ordered by, does not know. */
export function unsupportedFrame(name: string, over: WindowSpecification, frame: Frame): SqlError {
  const word = frameShape(over).endsWith('sliding') ? 'Sliding' : 'Cumulative';
  return refusal(`${word} window frame unsupported for function ${name}`, over.frame ?? over, frame);
}

function checkBounds(written: WindowFrame, frame: Frame): void {
  if (boundRank(written.from, 'from', frame) <= boundRank(written.to, 'to', frame)) return;
  throw refusal('Invalid window frame: it ends before it starts.', written, frame);
}

const refusal = (detail: string, node: Span, frame: Frame): SqlError =>
  compilationError('002303', '0A000', detail, frame.positionOf(node));
