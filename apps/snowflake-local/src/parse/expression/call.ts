import type { Argument, FrameBound, FunctionCall, Identifier, WindowFrame, WindowSpecification } from '../ast.js';
import { parseStarColumns, starQualifier } from '../query/star.js';
import type { Reader } from '../reader.js';
import { isLambda, parseLambda } from './lambda.js';
import { parseOrderItems } from './order.js';
import { isQueryStart } from './parenthesis.js';

/** A call whose name has been read and whose parenthesis comes next. */
export function parseCall(reader: Reader, start: number, name: readonly Identifier[]): FunctionCall {
  reader.enter();
  reader.expectSymbol('(');
  const distinct = reader.accept('DISTINCT');
  if (!distinct) reader.accept('ALL');
  const args = reader.isSymbol(')') ? [] : reader.list(() => parseArgument(reader));
  const call = finishCall(reader, start, name, args, distinct);
  reader.leave();
  return call;
}

/** As `parseCall`, from behind the first argument. */
export function parseCallRest(
  reader: Reader,
  start: number,
  name: readonly Identifier[],
  first: readonly Argument[],
): FunctionCall {
  const args = [...first];
  while (reader.acceptSymbol(',')) args.push(parseArgument(reader));
  return finishCall(reader, start, name, args, false);
}

function finishCall(
  reader: Reader,
  start: number,
  name: readonly Identifier[],
  args: readonly Argument[],
  distinct: boolean,
): FunctionCall {
  // Snowflake takes IGNORE NULLS on either side of the parenthesis.
  const nullsInside = parseNulls(reader);
  if (reader.isWord('ORDER')) throw reader.unsupported('ORDER BY among arguments');
  reader.expectSymbol(')');
  const withinGroup = parseWithinGroup(reader);
  const fromLast = parseFromEnd(reader);
  const nulls = parseNulls(reader) ?? nullsInside;
  const overStart = reader.start;
  const over = reader.accept('OVER') ? parseWindow(reader, overStart) : undefined;
  return {
    kind: 'call',
    name,
    parentheses: true,
    args,
    distinct,
    ...(withinGroup && { withinGroup }),
    ...(nulls && { nulls }),
    ...(fromLast && { fromLast }),
    ...(over && { over }),
    ...reader.since(start),
  };
}

function parseArgument(reader: Reader): Argument {
  const { start } = reader;
  const star = parseStarArgument(reader);
  if (star !== null) return star;
  if (isLambda(reader)) return parseLambda(reader);
  const name = reader.isSymbol('=>', 1) ? reader.anyName().name : undefined;
  if (name !== undefined) reader.expectSymbol('=>');
  const named = name !== undefined && { name };
  if (isQueryStart(reader)) {
    return { kind: 'query', query: reader.grammar.query(reader), ...named, ...reader.since(start) };
  }
  if (reader.isPhrase('TABLE') && reader.isSymbol('(', 1)) throw reader.unsupported('TABLE(...) as an argument');
  const value = reader.grammar.expression(reader);
  return { kind: 'value', value, ...named, ...reader.since(start) };
}

function parseStarArgument(reader: Reader): Argument | null {
  const { start } = reader;
  const qualifier = starQualifier(reader);
  return qualifier === null ? null : { kind: 'star', ...parseStarColumns(reader, qualifier), ...reader.since(start) };
}

function parseNulls(reader: Reader): 'ignore' | 'respect' | undefined {
  if (reader.accept('IGNORE NULLS')) return 'ignore';
  return reader.accept('RESPECT NULLS') ? 'respect' : undefined;
}

function parseWithinGroup(reader: Reader) {
  if (!reader.accept('WITHIN GROUP')) return undefined;
  reader.expectSymbol('(');
  reader.expect('ORDER BY');
  const items = parseOrderItems(reader);
  reader.expectSymbol(')');
  return items;
}

/** `NTH_VALUE(x, 2) FROM LAST`. A FROM of any other kind is the query's. */
function parseFromEnd(reader: Reader): boolean {
  if (reader.isPhrase('FROM FIRST') && reader.isWordAhead(2, 'OVER', 'IGNORE', 'RESPECT')) {
    reader.expect('FROM FIRST');
    return false;
  }
  if (!reader.isPhrase('FROM LAST') || !reader.isWordAhead(2, 'OVER', 'IGNORE', 'RESPECT')) return false;
  reader.expect('FROM LAST');
  return true;
}

/** `start` is where OVER stands. */
function parseWindow(reader: Reader, start: number): WindowSpecification {
  if (!reader.isSymbol('(')) throw reader.unexpected();
  reader.next();
  const partitionBy = reader.accept('PARTITION BY') ? reader.list(() => reader.grammar.expression(reader)) : [];
  const orderBy = reader.accept('ORDER BY') ? parseOrderItems(reader) : [];
  const frame = parseFrame(reader);
  reader.expectSymbol(')');
  return { partitionBy, orderBy, ...(frame && { frame }), ...reader.since(start) };
}

function parseFrame(reader: Reader): WindowFrame | undefined {
  const { start } = reader;
  if (reader.isWord('GROUPS')) throw reader.unsupported('GROUPS window frame');
  const unit = reader.acceptOneOf('ROWS', 'RANGE');
  if (unit === undefined) return undefined;
  const between = reader.accept('BETWEEN');
  const from = parseBound(reader);
  if (between) reader.expect('AND');
  const to: FrameBound = between ? parseBound(reader) : { kind: 'current_row' };
  return { unit: unit === 'ROWS' ? 'rows' : 'range', from, to, ...reader.since(start) };
}

function parseBound(reader: Reader): FrameBound {
  if (reader.accept('UNBOUNDED PRECEDING')) return { kind: 'unbounded_preceding' };
  if (reader.accept('UNBOUNDED FOLLOWING')) return { kind: 'unbounded_following' };
  if (reader.accept('CURRENT ROW')) return { kind: 'current_row' };
  const offset = reader.grammar.operand(reader);
  if (reader.accept('PRECEDING')) return { kind: 'preceding', offset };
  reader.expect('FOLLOWING');
  return { kind: 'following', offset };
}
