import type { Argument, Expression } from '../parse/ast.js';
import { unreachable } from '../unreachable.js';

/** Whether `test` holds for an expression or a part of it. Queries inside are not looked into. */
export function anyExpression(expression: Expression, test: (part: Expression) => boolean): boolean {
  const open: Expression[] = [expression];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    if (test(part)) return true;
    open.push(...partsOf(part));
  }
  return false;
}

function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'unary':
    case 'cast':
    case 'exists':
    case 'quantified':
    case 'collate':
      return 'operand' in expression ? [expression.operand] : [];
    case 'binary':
      return [expression.left, expression.right];
    case 'row':
    case 'array':
      return expression.items;
    case 'object':
      return expression.entries.map(({ value }) => value);
    case 'call':
      return callParts(expression);
    case 'case':
      return caseParts(expression);
    case 'in':
      return [expression.operand, ...(expression.source.kind === 'list' ? expression.source.items : [])];
    case 'between':
      return [expression.operand, expression.low, expression.high];
    case 'like':
      return [expression.operand, ...expression.patterns];
    case 'is':
      return expression.test.kind === 'distinct_from'
        ? [expression.operand, expression.test.other]
        : [expression.operand];
    case 'path':
      return [expression.operand, ...expression.steps.flatMap((step) => (step.kind === 'index' ? [step.index] : []))];
    case 'null':
    case 'boolean':
    case 'number':
    case 'text':
    case 'typed_literal':
    case 'interval':
    case 'column':
    case 'dynamic_column':
    case 'position':
    case 'session_variable':
    case 'bind':
    case 'host_variable':
    case 'default':
    case 'subquery':
      return [];
    default:
      return unreachable(expression);
  }
}

function callParts(call: Extract<Expression, { kind: 'call' }>): readonly Expression[] {
  const args = call.args.flatMap((argument: Argument) => (argument.kind === 'value' ? [argument.value] : []));
  const order = [...(call.withinGroup ?? []), ...(call.over?.orderBy ?? [])];
  const keys = order.flatMap(({ expression }) => (expression === 'all' ? [] : [expression]));
  return [...args, ...keys, ...(call.over?.partitionBy ?? [])];
}

function caseParts({ operand, branches, otherwise }: Extract<Expression, { kind: 'case' }>): readonly Expression[] {
  const parts = branches.flatMap(({ when, result }) => [when, result]);
  return [...(operand ? [operand] : []), ...parts, ...(otherwise ? [otherwise] : [])];
}
