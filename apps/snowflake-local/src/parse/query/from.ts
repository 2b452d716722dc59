import type { Expression, FromItem, Join, ObjectName, QuerySource, TableAlias } from '../ast.js';
import { parseCall } from '../expression/call.js';
import { isQueryContinued, isQueryStart } from '../expression/parenthesis.js';
import type { Reader } from '../reader.js';
import { NOT_A_TABLE_ALIAS } from '../words.js';
import { parseObjectName } from './name.js';
import { parseArrowOptions } from './options.js';
import { parseRowChange } from './row-change.js';
import { isLocation, parseLocation } from './stage.js';

/** What stands behind FROM, or behind USING of a DELETE. */
export const parseFrom = (reader: Reader): FromItem[] => reader.list(() => parseFromItem(reader));

/** One item with its joins; these lean to the left, read in a loop. */
export function parseFromItem(reader: Reader): FromItem {
  const { start } = reader;
  let left = parseSource(reader);
  for (;;) {
    const join = parseJoin(reader, start, left);
    if (join === null) return left;
    left = join;
  }
}

function parseJoin(reader: Reader, start: number, left: FromItem): Join | null {
  if (reader.accept('ASOF JOIN')) return parseAsOfJoin(reader, start, left);
  const natural = reader.accept('NATURAL');
  const join = parseJoinKind(reader);
  if (join === null) {
    if (natural) throw reader.unexpected();
    return null;
  }
  const right = parseSource(reader);
  const condition = parseJoinCondition(reader);
  // Snowflake takes an inner join without a condition for a cross join.
  if (condition === undefined && !natural && join !== 'cross' && join !== 'inner') throw reader.unexpected();
  return { kind: 'join', join, natural, left, right, ...(condition && { condition }), ...reader.since(start) };
}

/** Every row of the left side with the nearest of the right side, or with none. */
function parseAsOfJoin(reader: Reader, start: number, left: FromItem): Join {
  const right = parseSource(reader);
  reader.expect('MATCH_CONDITION');
  reader.enter();
  reader.expectSymbol('(');
  const match = reader.grammar.expression(reader);
  reader.expectSymbol(')');
  reader.leave();
  const condition = parseJoinCondition(reader);
  return {
    kind: 'join',
    join: 'asof',
    natural: false,
    left,
    right,
    match,
    ...(condition && { condition }),
    ...reader.since(start),
  };
}

function parseJoinKind(reader: Reader): Join['join'] | null {
  const word = reader.acceptOneOf('INNER', 'LEFT', 'RIGHT', 'FULL', 'CROSS');
  if (word === 'LEFT' || word === 'RIGHT' || word === 'FULL') reader.accept('OUTER');
  reader.accept('DIRECTED'); // a hint about the order of evaluation, without effect on the rows
  if (!reader.accept('JOIN')) {
    if (word !== undefined) throw reader.unexpected();
    return null;
  }
  switch (word) {
    case undefined:
    case 'INNER':
      return 'inner';
    case 'LEFT':
      return 'left';
    case 'RIGHT':
      return 'right';
    case 'FULL':
      return 'full';
    case 'CROSS':
      return 'cross';
    default:
      return word;
  }
}

function parseJoinCondition(reader: Reader): Join['condition'] {
  if (reader.accept('ON')) return { kind: 'on', expression: reader.grammar.expression(reader) };
  if (reader.accept('USING')) return { kind: 'using', columns: reader.parenthesised(() => reader.anyName()) };
  return undefined;
}

function parseSource(reader: Reader): FromItem {
  const { start } = reader;
  let source = withAlias(reader, start, parseSourceItself(reader));
  for (;;) {
    refuseSuffix(reader);
    const changed = parseRowChange(reader, start, source);
    if (changed === null) return source;
    source = withAlias(reader, start, changed);
  }
}

function withAlias(reader: Reader, start: number, source: FromItem): FromItem {
  const alias = parseTableAlias(reader);
  if (alias === undefined) return source;
  if (source.kind === 'join' || source.alias !== undefined) throw reader.unexpected();
  return { ...source, alias, ...reader.since(start) };
}

function parseSourceItself(reader: Reader): FromItem {
  const { start } = reader;
  if (reader.isSymbol('(')) return parseGroup(reader);
  if (reader.isWord('VALUES')) return parseValues(reader);
  if (isLocation(reader)) {
    const location = parseLocation(reader);
    const options = reader.isSymbol('(') ? parseArrowOptions(reader) : [];
    return { kind: 'stage', location, options, ...reader.since(start) };
  }
  if (reader.isWord('DIRECTORY') && reader.isSymbol('(', 1)) return parseDirectory(reader);
  if (reader.accept('LATERAL')) return parseLateral(reader, start);
  if (reader.isWord('TABLE') && reader.isSymbol('(', 1)) return parseTableFunction(reader);
  if (reader.isWord('SEMANTIC_VIEW') && reader.isSymbol('(', 1)) throw reader.unsupported('SEMANTIC_VIEW');
  if (reader.token.kind === 'position') return parseEarlierResult(reader);
  const name = parseObjectName(reader);
  return { kind: 'table', name, ...reader.since(start) };
}

function parseDirectory(reader: Reader): FromItem {
  const { start } = reader;
  reader.expect('DIRECTORY');
  reader.expectSymbol('(');
  const location = parseLocation(reader);
  reader.expectSymbol(')');
  return { kind: 'stage', location, isDirectory: true, options: [], ...reader.since(start) };
}

/** `$1`: what the statement before gave. The chain around puts the result's ID in before the step is bound. */
function parseEarlierResult(reader: Reader): FromItem {
  const { start } = reader;
  const steps = Number(reader.next().value);
  const span = reader.since(start);
  reader.noteEarlierResult(steps, span);
  const name = { name: 'RESULT_SCAN', quoted: false, ...span };
  return {
    kind: 'function_source',
    lateral: false,
    call: { kind: 'call', name: [name], parentheses: true, args: [], distinct: false, ...span },
    ...span,
  };
}

/** A parenthesis in FROM: a query, VALUES, or a source in needless parentheses. */
function parseGroup(reader: Reader): FromItem {
  const { start } = reader;
  reader.enter();
  reader.expectSymbol('(');
  const inner = isQueryStart(reader) ? parseQuerySource(reader, false) : parseInner(reader);
  reader.expectSymbol(')');
  reader.leave();
  return { ...inner, ...reader.since(start) };
}

function parseInner(reader: Reader): FromItem {
  const { start } = reader;
  const item = parseFromItem(reader);
  if (item.kind !== 'subquery' || item.alias !== undefined || !isQueryContinued(reader)) return item;
  const query = reader.grammar.continueQuery(reader, item.query);
  return { kind: 'subquery', lateral: false, query, ...reader.since(start) };
}

function parseQuerySource(reader: Reader, lateral: boolean): QuerySource {
  const { start } = reader;
  return { kind: 'subquery', lateral, query: reader.grammar.query(reader), ...reader.since(start) };
}

export function parseRows(reader: Reader): Expression[][] {
  return reader.list(() => reader.parenthesised(() => reader.grammar.expression(reader)));
}

function parseValues(reader: Reader): FromItem {
  const { start } = reader;
  reader.expect('VALUES');
  return { kind: 'values_source', rows: parseRows(reader), ...reader.since(start) };
}

function parseLateral(reader: Reader, start: number): FromItem {
  if (reader.isSymbol('(')) {
    reader.enter();
    reader.expectSymbol('(');
    const source = parseQuerySource(reader, true);
    reader.expectSymbol(')');
    reader.leave();
    return { ...source, ...reader.since(start) };
  }
  if (reader.isWord('TABLE') && reader.isSymbol('(', 1)) {
    const source = parseTableFunction(reader);
    return source.kind === 'function_source' ? { ...source, lateral: true } : source;
  }
  return parseFunction(reader, true);
}

function parseFunction(reader: Reader, lateral: boolean): FromItem {
  const { start } = reader;
  const { parts } = reader.path();
  if (!reader.isSymbol('(')) throw reader.unexpected();
  const call = parseCall(reader, start, parts);
  return { kind: 'function_source', lateral, call, ...reader.since(start) };
}

/** `TABLE(f(...))`, or `TABLE('name')` and `TABLE($variable)`, which name a table. */
function parseTableFunction(reader: Reader): FromItem {
  const { start } = reader;
  reader.enter();
  reader.expect('TABLE');
  reader.expectSymbol('(');
  const source: FromItem = reader.isName()
    ? parseFunction(reader, false)
    : { kind: 'table', name: dynamicName(reader), ...reader.since(start) };
  reader.expectSymbol(')');
  reader.leave();
  return { ...source, ...reader.since(start) };
}

function dynamicName(reader: Reader): ObjectName {
  const { start } = reader;
  return { kind: 'dynamic', value: reader.grammar.expression(reader), ...reader.since(start) };
}

/** Constructs that follow a source, known and not supported. */
function refuseSuffix(reader: Reader): void {
  if (reader.isWord('AT', 'BEFORE', 'CHANGES') && reader.isSymbol('(', 1)) {
    throw reader.unsupported(`${reader.token.value} (time travel)`);
  }
  if (reader.isWord('MATCH_RECOGNIZE') && reader.isSymbol('(', 1)) throw reader.unsupported(reader.token.value);
}

export function parseTableAlias(reader: Reader): TableAlias | undefined {
  const { start, token } = reader;
  const named = reader.accept('AS');
  if (!named && !(reader.isName() && !(token.kind === 'word' && NOT_A_TABLE_ALIAS.has(token.value)))) return undefined;
  const name = reader.name();
  const columns = reader.isSymbol('(') ? reader.parenthesised(() => reader.anyName()) : [];
  return { name, columns, ...reader.since(start) };
}
