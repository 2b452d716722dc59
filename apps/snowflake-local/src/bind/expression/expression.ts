import { syntaxError, unsupported } from '../../errors.js';
import { FLAT } from '../../generate/nest-meter.js';
import { MOST_WORK } from '../../generate/nesting.js';
import type { Expression } from '../../parse/ast.js';
import { MAX_NESTING, tooDeep } from '../../parse/reader.js';
import { castTo, tryCastTo } from '../../types/cast/cast.js';
import { collated } from '../../types/cast/cast-text.js';
import { booleanLiteral, nullLiteral, numberLiteral, textLiteral } from '../../types/literal.js';
import type { Emitted } from '../../types/typed.js';
import { unreachable } from '../../unreachable.js';
import { snowType } from '../data-type.js';
import { dynamicParts } from '../dynamic-name.js';
import type { Frame } from '../frame.js';
import { resolveColumn } from '../resolve.js';
import { bindCall } from './call.js';
import { bindCase } from './case.js';
import { located } from './located.js';
import { bindBinary, bindUnary } from './operators.js';
import { bindBetween, bindIn, bindIs, bindLike } from './predicates.js';
import { bindArray, bindObject, bindPath } from './semi-structured.js';
import { bindExists, bindQuantified, bindScalar } from './subquery.js';
import { bindHostVariable, bindParameter, bindPosition, bindSessionVariable } from './variables.js';

/**
 * Gives an expression its type and its DuckDB text, in one pass: each node is bound once, so that deep expressions
 * stay linear. Where the whole of it is a GROUP BY expression, its columns need no grouping of their own.
 */
export function bindExpression(expression: Expression, frame: Frame): Emitted {
  const { turns } = frame.environment.context;
  const known = turns?.knownExpression(expression, frame);
  if (known !== undefined) return known;
  const start = turns?.startExpression(expression, frame);
  const value = bindGrouped(expression, frame);
  turns?.keepExpression(expression, frame, start, value);
  return value;
}

function bindGrouped(expression: Expression, frame: Frame): Emitted {
  const uses = frame.uses.length;
  const { state } = frame.environment;
  state.expressionDepth += 1;
  const bound = bindNode(expression, frame);
  if (state.expressionDepth > FLAT) {
    // A nest that takes seconds is refused before it is megabytes.
    state.expressionWork += bound.sql.length;
    if (state.expressionWork > MOST_WORK) throw tooDeep(frame.positionOf(expression));
  }
  state.expressionDepth -= 1;
  const isUnfolded = state.lambdas === 0 && state.expressionDepth % CONSTANT_LEVELS === CONSTANT_LEVELS - 1;
  const value = isUnfolded ? unfolded(bound) : bound;
  if (frame.keys.size === 0 || frame.insideAggregate) return value;
  const key = frame.keys.get(value.sql);
  if (key === undefined) return value;
  frame.uses.length = uses;
  return key;
}

/**
 * DuckDB computes what is constant while it binds, at each level anew: its cost is cubic in their number, and 300 take
 * minutes. It computes no sub-query, so that one of these in a nest of constants makes all around it plain work. A lambda
 * expression cannot hold one.
 */
const CONSTANT_LEVELS = 16;

const unfolded = (value: Emitted): Emitted =>
  value.literal !== undefined || NOT_CONSTANT.test(value.sql) ? value : { ...value, sql: `(SELECT ${value.sql})` };

/** Columns, what a lambda names, and queries. */
const NOT_CONSTANT = /\b[tw]\d+\b|^"|\(SELECT\b/;

function bindNode(expression: Expression, frame: Frame): Emitted {
  switch (expression.kind) {
    case 'null':
      return nullLiteral();
    case 'boolean':
      return booleanLiteral(expression.value);
    case 'number':
      return numberLiteral(expression.text);
    case 'text':
      return textLiteral(expression.value);
    case 'typed_literal':
    case 'cast':
      return bindCast(expression, frame);
    case 'interval':
      throw unsupported('INTERVAL outside of an addition or subtraction', frame.positionOf(expression));
    case 'column':
      return resolveColumn(
        expression.parts.map((part) => part.name),
        expression,
        frame,
      );
    case 'dynamic_column':
      return resolveColumn(dynamicParts(expression.value, frame), expression, frame);
    case 'position':
      return bindPosition(expression, frame);
    case 'session_variable':
      return bindSessionVariable(expression, frame);
    case 'bind':
      return bindParameter(expression, frame);
    case 'host_variable':
      return bindHostVariable(expression, frame);
    case 'default':
      throw syntaxError('DEFAULT', frame.positionOf(expression));
    case 'unary':
      return bindUnary(expression, frame);
    case 'binary':
      return bindBinary(expression, frame);
    case 'row':
      throw unsupported('row of values outside of a comparison', frame.positionOf(expression));
    case 'array':
      return bindArray(expression, frame);
    case 'object':
      return bindObject(expression, frame);
    case 'path':
      return bindPath(expression, frame);
    case 'call':
      return bindCall(expression, frame);
    case 'case':
      return bindCase(expression, frame);
    case 'in':
      return bindIn(expression, frame);
    case 'between':
      return bindBetween(expression, frame);
    case 'like':
      return bindLike(expression, frame);
    case 'is':
      return bindIs(expression, frame);
    case 'quantified':
      return bindQuantified(expression, frame);
    case 'exists':
      return bindExists(expression, frame);
    case 'subquery':
      return bindScalar(expression, frame);
    case 'collate':
      return bindCollate(expression, frame);
    default:
      return unreachable(expression);
  }
}

type Cast = Extract<Expression, { kind: 'cast' | 'typed_literal' }>;

function bindCast(expression: Cast, frame: Frame): Emitted {
  if (expression.kind === 'typed_literal') {
    const type = snowType(expression.type, frame.environment.context);
    return located(expression, frame, () => castTo(textLiteral(expression.value), type, frame.values));
  }
  // `a::t::u` leans to the left: its casts are walked in a loop.
  const casts = [expression];
  let first = expression.operand;
  for (; first.kind === 'cast'; first = first.operand) casts.push(first);
  // Those of a literal are carried out here; each of the others is a level of DuckDB's.
  const isCarriedOut = first.kind === 'text' || first.kind === 'number';
  if (casts.length > MAX_NESTING && !isCarriedOut) throw tooDeep(frame.positionOf(expression));
  return casts.reduceRight((value, node) => {
    const to = snowType(node.type, frame.environment.context);
    const cast = node.lenient ? tryCastTo : castTo;
    return located(node, frame, () => cast(value, to, frame.values));
  }, frame.bind(first));
}

function bindCollate(expression: Extract<Expression, { kind: 'collate' }>, frame: Frame): Emitted {
  const value = frame.bind(expression.operand);
  return located(expression, frame, () => collated(value, expression.specification, frame.values));
}
