import type { BinaryOperator, Expression, LikeExpression } from '../ast.js';
import type { Reader } from '../reader.js';
import { isQueryStart } from './parenthesis.js';
import { parsePostfix } from './postfix.js';
import { parsePrimary } from './primary.js';

/** How tightly an operator binds. All of them group from the left. */
const LEVEL = { or: 1, and: 2, not: 3, comparison: 4, sum: 5, product: 6, sign: 7 } as const;
type Level = number;

const SYMBOLS: Readonly<Record<string, readonly [Level, BinaryOperator]>> = {
  '=': [LEVEL.comparison, '='],
  '<>': [LEVEL.comparison, '<>'],
  '!=': [LEVEL.comparison, '<>'],
  '<': [LEVEL.comparison, '<'],
  '<=': [LEVEL.comparison, '<='],
  '>': [LEVEL.comparison, '>'],
  '>=': [LEVEL.comparison, '>='],
  '+': [LEVEL.sum, '+'],
  '-': [LEVEL.sum, '-'],
  '||': [LEVEL.sum, '||'],
  '*': [LEVEL.product, '*'],
  '/': [LEVEL.product, '/'],
  '%': [LEVEL.product, '%'],
};

export const parseExpression = (reader: Reader): Expression => parseAbove(reader, LEVEL.or);

/** An operand that AND does not end: the bounds of BETWEEN, the arguments of POSITION(a IN b). */
export const parseOperand = (reader: Reader): Expression => parseAbove(reader, LEVEL.sum);

/** Precedence climbing. Operators of one level are read in the loop, so that a long chain takes no stack. */
function parseAbove(reader: Reader, least: Level): Expression {
  const { start } = reader;
  let left = parsePrefix(reader);
  for (;;) {
    const infix = infixAt(reader);
    if (infix === null || infix[0] < least) return left;
    left = parseInfix(reader, start, left, infix[0], infix[1]);
  }
}

function parsePrefix(reader: Reader): Expression {
  const { start } = reader;
  const sign = reader.isSymbol('-') ? '-' : reader.isSymbol('+') ? '+' : null;
  if (sign === null && !reader.isWord('NOT')) return parsePostfix(reader, start, parsePrimary(reader));
  reader.enter();
  reader.next();
  const operand = parseAbove(reader, sign === null ? LEVEL.not : LEVEL.sign);
  reader.leave();
  return { kind: 'unary', operator: sign ?? 'not', operand, ...reader.since(start) };
}

function infixAt(reader: Reader): readonly [Level, BinaryOperator | null] | null {
  const { kind, value } = reader.token;
  if (kind === 'symbol') return SYMBOLS[value] ?? null;
  if (kind !== 'word') return null;
  switch (value) {
    case 'OR':
      return [LEVEL.or, 'or'];
    case 'AND':
      return [LEVEL.and, 'and'];
    case 'IS':
    case 'IN':
    case 'BETWEEN':
    case 'LIKE':
    case 'ILIKE':
    case 'RLIKE':
    case 'REGEXP':
      return [LEVEL.comparison, null];
    case 'NOT':
      return reader.isWordAhead(1, 'IN', 'BETWEEN', 'LIKE', 'ILIKE', 'RLIKE', 'REGEXP')
        ? [LEVEL.comparison, null]
        : null;
    default:
      return null;
  }
}

function parseInfix(
  reader: Reader,
  start: number,
  left: Expression,
  level: Level,
  operator: BinaryOperator | null,
): Expression {
  if (operator === null) return parsePredicate(reader, start, left);
  reader.next();
  const quantifier = level === LEVEL.comparison ? reader.acceptOneOf('ANY', 'SOME', 'ALL') : undefined;
  if (quantifier !== undefined) return parseQuantified(reader, start, left, operator, quantifier);
  const right = parseAbove(reader, level + 1);
  return { kind: 'binary', operator, left, right, ...reader.since(start) };
}

function parseQuantified(
  reader: Reader,
  start: number,
  operand: Expression,
  operator: BinaryOperator,
  word: 'ANY' | 'SOME' | 'ALL',
): Expression {
  const compared = COMPARISONS.find((comparison) => comparison === operator);
  if (compared === undefined) throw reader.unexpected();
  reader.enter();
  reader.expectSymbol('(');
  if (!isQueryStart(reader)) throw reader.unsupported(`${word} over a list`);
  const query = reader.grammar.query(reader);
  reader.expectSymbol(')');
  reader.leave();
  const quantifier = word === 'ALL' ? 'all' : 'any';
  return { kind: 'quantified', operator: compared, quantifier, operand, query, ...reader.since(start) };
}

const COMPARISONS = ['=', '<>', '<', '<=', '>', '>='] as const;

function parsePredicate(reader: Reader, start: number, operand: Expression): Expression {
  if (reader.accept('IS')) return parseIs(reader, start, operand);
  const negated = reader.accept('NOT');
  if (reader.accept('IN')) return parseIn(reader, start, operand, negated);
  if (reader.accept('BETWEEN')) {
    const low = parseOperand(reader);
    reader.expect('AND');
    const high = parseOperand(reader);
    return { kind: 'between', operand, negated, low, high, ...reader.since(start) };
  }
  return parseLike(reader, start, operand, negated);
}

function parseIs(reader: Reader, start: number, operand: Expression): Expression {
  const negated = reader.accept('NOT');
  if (reader.accept('DISTINCT FROM')) {
    const other = parseOperand(reader);
    return { kind: 'is', operand, negated, test: { kind: 'distinct_from', other }, ...reader.since(start) };
  }
  const word = reader.acceptOneOf('NULL', 'TRUE', 'FALSE');
  if (word === undefined) throw reader.unexpected();
  const kind = word === 'NULL' ? 'null' : word === 'TRUE' ? 'true' : 'false';
  return { kind: 'is', operand, negated, test: { kind }, ...reader.since(start) };
}

function parseIn(reader: Reader, start: number, operand: Expression, negated: boolean): Expression {
  if (!reader.isSymbol('(')) throw reader.unexpected();
  reader.enter();
  reader.next();
  const source = isQueryStart(reader)
    ? { kind: 'query' as const, query: reader.grammar.query(reader) }
    : listOrQuery(
        reader,
        reader.list(() => parseExpression(reader)),
      );
  reader.expectSymbol(')');
  reader.leave();
  return { kind: 'in', operand, negated, source, ...reader.since(start) };
}

/** `IN ((SELECT ...))` is a query in needless parentheses. */
function listOrQuery(reader: Reader, items: readonly Expression[]) {
  const [first] = items;
  if (items.length !== 1 || first?.kind !== 'subquery') return { kind: 'list' as const, items };
  return { kind: 'query' as const, query: reader.grammar.continueQuery(reader, first.query) };
}

const LIKE_OPERATORS = { LIKE: 'like', ILIKE: 'ilike', RLIKE: 'rlike', REGEXP: 'rlike' } as const;

function parseLike(reader: Reader, start: number, operand: Expression, negated: boolean): LikeExpression {
  const word = reader.acceptOneOf('LIKE', 'ILIKE', 'RLIKE', 'REGEXP');
  if (word === undefined) throw reader.unexpected();
  const operator = LIKE_OPERATORS[word];
  const several = operator === 'rlike' ? undefined : reader.acceptOneOf('ANY', 'ALL');
  const patterns = several === undefined ? [parseOperand(reader)] : reader.parenthesised(() => parseExpression(reader));
  const escaped = operator !== 'rlike' && reader.accept('ESCAPE') ? parseOperand(reader) : undefined;
  return {
    kind: 'like',
    operator,
    quantifier: several === undefined ? 'one' : several === 'ANY' ? 'any' : 'all',
    operand,
    negated,
    patterns,
    ...(escaped && { escape: escaped }),
    ...reader.since(start),
  };
}
