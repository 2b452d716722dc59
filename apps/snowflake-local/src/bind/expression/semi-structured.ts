import type { ArrayLiteral, ObjectLiteral, PathExpression } from '../../parse/ast.js';
import { textLiteral } from '../../types/literal.js';
import { pathOf } from '../../types/semi-structured.js';
import type { Emitted } from '../../types/typed.js';
import type { Frame } from '../frame.js';
import { callByName } from './call-by-name.js';
import { located } from './located.js';

/** `[a, b]` is ARRAY_CONSTRUCT. */
export const bindArray = (expression: ArrayLiteral, frame: Frame): Emitted =>
  callByName('ARRAY_CONSTRUCT', frame.bindAll(expression.items), expression, frame);

/** `{'k': v}` is OBJECT_CONSTRUCT. */
export function bindObject(expression: ObjectLiteral, frame: Frame): Emitted {
  const { entries } = expression;
  const pairs = frame.each(entries, entries, ({ key, value }) => [textLiteral(key), frame.bind(value)]);
  return callByName('OBJECT_CONSTRUCT', pairs.flat(), expression, frame);
}

export function bindPath(expression: PathExpression, frame: Frame): Emitted {
  const operand = frame.bind(expression.operand);
  const steps = expression.steps.map((step) => {
    if (step.kind === 'key') return step.key;
    const index = frame.bind(step.index);
    return index.literal?.kind === 'number' ? Number(index.literal.digits) : index;
  });
  return located(expression, frame, () => pathOf(operand, steps, frame.values));
}
