import { choose } from '../../functions/conditional.js';
import type { CaseExpression } from '../../parse/ast.js';
import { asBoolean, compare } from '../../types/operators/comparison.js';
import type { Emitted } from '../../types/typed.js';
import type { Frame } from '../frame.js';
import { located } from './located.js';

/** Both forms of CASE: with an operand, each WHEN is compared with it. */
export function bindCase(expression: CaseExpression, frame: Frame): Emitted {
  const operand = expression.operand && frame.bind(expression.operand);
  const branches = frame.each(expression.branches, expression.branches, ({ when, result }) => {
    const value = frame.bind(when);
    const condition = located(when, frame, () =>
      operand === undefined ? asBoolean(value, frame.values) : compare('=', operand, value, frame.values),
    );
    return { when: condition, result: frame.bind(result) };
  });
  const otherwise = expression.otherwise && frame.bind(expression.otherwise);
  return located(expression, frame, () => choose(branches, otherwise, frame.values));
}
