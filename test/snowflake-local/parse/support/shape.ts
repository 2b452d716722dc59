import type { Expression } from '../../../../apps/snowflake-local/src/parse/ast.js';

/** An expression with every grouping shown, so that a test can say how a text was read in one line. */
export function shape(expression: Expression): string {
  const all = (items: readonly Expression[]) => items.map(shape).join(', ');
  switch (expression.kind) {
    case 'null':
      return 'null';
    case 'boolean':
      return String(expression.value);
    case 'number':
      return expression.text;
    case 'text':
      return JSON.stringify(expression.value);
    case 'typed_literal':
      return `${expression.type.name} ${JSON.stringify(expression.value)}`;
    case 'interval':
      return `interval ${JSON.stringify(expression.value)}`;
    case 'column':
      return expression.parts.map(({ name, quoted }) => (quoted ? `"${name}"` : name)).join('.');
    case 'dynamic_column':
      return `identifier(${shape(expression.value)})`;
    case 'position':
      return [...expression.qualifier.map(({ name }) => name), `$${expression.index}`].join('.');
    case 'session_variable':
      return `$${expression.name}`;
    case 'bind':
      return `?${expression.index}`;
    case 'host_variable':
      return `:${expression.name}`;
    case 'default':
      return 'default';
    case 'unary':
      return `(${expression.operator} ${shape(expression.operand)})`;
    case 'binary':
      return `(${shape(expression.left)} ${expression.operator} ${shape(expression.right)})`;
    case 'row':
      return `row(${all(expression.items)})`;
    case 'array':
      return `[${all(expression.items)}]`;
    case 'object':
      return `{${expression.entries.map(({ key, value }) => `${key}: ${shape(value)}`).join(', ')}}`;
    case 'call':
      return callShape(expression);
    case 'case': {
      const branches = expression.branches.map(({ when, result }) => `${shape(when)}→${shape(result)}`);
      const ends = [
        expression.operand && shape(expression.operand),
        ...branches,
        expression.otherwise && shape(expression.otherwise),
      ];
      return `case(${ends.filter((part) => part !== undefined).join('; ')})`;
    }
    case 'cast': {
      const args = expression.type.args.length > 0 ? `(${expression.type.args.join(',')})` : '';
      return `(${shape(expression.operand)} ${expression.lenient ? 'try_as' : 'as'} ${expression.type.name}${args})`;
    }
    case 'in': {
      const source = expression.source.kind === 'query' ? 'query' : `(${all(expression.source.items)})`;
      return `(${shape(expression.operand)} ${not(expression)}in ${source})`;
    }
    case 'between':
      return `(${shape(expression.operand)} ${not(expression)}between ${shape(expression.low)} ${shape(expression.high)})`;
    case 'like': {
      const quantifier = expression.quantifier === 'one' ? '' : ` ${expression.quantifier}`;
      const ending = expression.escape ? ` escape ${shape(expression.escape)}` : '';
      return `(${shape(expression.operand)} ${not(expression)}${expression.operator}${quantifier} ${all(expression.patterns)}${ending})`;
    }
    case 'is': {
      const other = expression.test.kind === 'distinct_from' ? ` ${shape(expression.test.other)}` : '';
      return `(${shape(expression.operand)} is ${not(expression)}${expression.test.kind}${other})`;
    }
    case 'quantified':
      return `(${shape(expression.operand)} ${expression.operator} ${expression.quantifier} query)`;
    case 'exists':
      return 'exists(query)';
    case 'subquery':
      return 'query';
    case 'path': {
      const steps = expression.steps.map((step) => (step.kind === 'key' ? `:${step.key}` : `[${shape(step.index)}]`));
      return `${shape(expression.operand)}${steps.join('')}`;
    }
    case 'collate':
      return `(${shape(expression.operand)} collate ${expression.specification})`;
  }
}

const not = ({ negated }: { readonly negated: boolean }): string => (negated ? 'not ' : '');

function callShape(call: Extract<Expression, { kind: 'call' }>): string {
  const args = call.args.map((argument) => {
    if (argument.kind === 'star') return [...argument.qualifier.map(({ name }) => name), '*'].join('.');
    if (argument.kind === 'lambda') {
      return `(${argument.parameters.map(({ name, type }) => `${name.name}${type === undefined ? '' : ` ${type.name}`}`)} -> ${shape(argument.body)})`;
    }
    const value = argument.kind === 'query' ? 'query' : shape(argument.value);
    return argument.name === undefined ? value : `${argument.name} => ${value}`;
  });
  const name = call.name.map((part) => part.name).join('.');
  const marks = [
    call.withinGroup && `within group ${call.withinGroup.length}`,
    call.fromLast && 'from last',
    call.nulls && `${call.nulls} nulls`,
    call.over &&
      `over(${call.over.partitionBy.length}, ${call.over.orderBy.length}${call.over.frame ? `, ${call.over.frame.unit}` : ''})`,
  ];
  const suffix = marks
    .filter((mark) => mark)
    .map((mark) => ` ${mark}`)
    .join('');
  return `${name}${call.parentheses ? `(${call.distinct ? 'distinct ' : ''}${args.join(', ')})` : ''}${suffix}`;
}
