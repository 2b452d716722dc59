import type {
  AssignedValue,
  Block,
  ConditionalBranch,
  CursorSource,
  Declaration,
  ExceptionHandler,
  ScriptStatement,
  Statement,
  TableResult,
} from '../ast.js';
import { parseType } from '../expression/type.js';
import type { Reader } from '../reader.js';
import { isLoopStart, parseLoop } from './loop.js';

/** `[DECLARE ...] BEGIN ... [EXCEPTION ...] END`. */
export function parseBlock(reader: Reader): Block {
  const { start } = reader;
  reader.enter();
  const declarations = reader.accept('DECLARE') ? parseDeclarations(reader) : [];
  reader.expect('BEGIN');
  const body = parseBody(reader, 'EXCEPTION', 'END');
  const handlers = reader.accept('EXCEPTION') ? parseHandlers(reader) : [];
  reader.expect('END');
  if (reader.isName() && !reader.isEnd) reader.next(); // a label
  reader.leave();
  return { kind: 'block', declarations, body, handlers, ...reader.since(start) };
}

/** Statements, each with its semicolon, up to one of these words. */
export function parseBody(reader: Reader, ...stops: readonly string[]): ScriptStatement[] {
  const statements: ScriptStatement[] = [];
  while (!reader.isWord(...stops)) {
    statements.push(parseScriptStatement(reader));
    reader.expectSymbol(';');
  }
  return statements;
}

function parseDeclarations(reader: Reader): Declaration[] {
  const declarations: Declaration[] = [];
  while (!reader.isWord('BEGIN')) {
    declarations.push(parseDeclaration(reader));
    reader.expectSymbol(';');
  }
  return declarations;
}

function parseDeclaration(reader: Reader): Declaration {
  const { start } = reader;
  const { name } = reader.name();
  if (reader.accept('CURSOR')) {
    reader.expect('FOR');
    return { kind: 'cursor', name, source: parseCursorSource(reader), ...reader.since(start) };
  }
  if (reader.accept('RESULTSET')) {
    if (!acceptAssignment(reader)) return { kind: 'resultset', name, ...reader.since(start) };
    const async = reader.accept('ASYNC');
    const value = parseResultset(reader);
    return { kind: 'resultset', name, value, ...(async && { async }), ...reader.since(start) };
  }
  if (reader.accept('EXCEPTION'))
    return { kind: 'exception', name, ...parseExceptionDetails(reader), ...reader.since(start) };
  const type =
    reader.isWord('DEFAULT') || reader.isSymbol(':=') || reader.isSymbol(';') ? undefined : parseType(reader);
  const value = acceptAssignment(reader) ? reader.grammar.expression(reader) : undefined;
  return { kind: 'variable', name, ...(type && { type }), ...(value && { value }), ...reader.since(start) };
}

const acceptAssignment = (reader: Reader): boolean => reader.accept('DEFAULT') || reader.acceptSymbol(':=');

function parseExceptionDetails(reader: Reader): { number?: number; message?: string } {
  if (!reader.acceptSymbol('(')) return {};
  const sign = reader.acceptSymbol('-') ? -1 : 1;
  const number = sign * reader.integer();
  const message = reader.acceptSymbol(',') ? reader.textLiteral() : undefined;
  reader.expectSymbol(')');
  return { number, ...(message !== undefined && { message }) };
}

function parseCursorSource(reader: Reader): CursorSource {
  if (reader.isName()) return { kind: 'resultset', name: reader.name().name };
  return { kind: 'query', query: reader.grammar.query(reader) };
}

/** The statement whose rows a RESULTSET gets, in parentheses. */
function parseResultset(reader: Reader): Statement {
  reader.expectSymbol('(');
  reader.enter();
  const statement = reader.grammar.statement(reader);
  reader.leave();
  reader.expectSymbol(')');
  return statement;
}

function parseHandlers(reader: Reader): ExceptionHandler[] {
  const handlers: ExceptionHandler[] = [];
  while (reader.isWord('WHEN')) {
    const { start } = reader;
    reader.expect('WHEN');
    const names = [reader.name().name];
    while (reader.accept('OR')) names.push(reader.name().name);
    if (reader.isWord('EXIT', 'CONTINUE')) throw reader.unsupported(`${reader.token.value} handler`);
    reader.expect('THEN');
    handlers.push({ names, body: parseBody(reader, 'WHEN', 'END'), ...reader.since(start) });
  }
  if (handlers.length === 0) throw reader.unexpected();
  return handlers;
}

function parseScriptStatement(reader: Reader): ScriptStatement {
  if (reader.isWord('LET')) return parseLet(reader);
  if (reader.isWord('IF')) return parseIf(reader);
  if (reader.isWord('CASE')) return parseCase(reader);
  if (isLoopStart(reader)) return parseLoop(reader, parseBody);
  if (reader.isWord('RETURN')) return parseReturn(reader);
  if (reader.isWord('DECLARE') || isBlockStart(reader)) return parseBlock(reader);
  const job = parseJob(reader);
  if (job !== null) return job;
  const isAssignment = reader.isSymbol(':=', 1) || (reader.isSymbol(':') && reader.isSymbol(':=', 2));
  if (isAssignment) return parseAssignment(reader);
  return parseSimple(reader) ?? parseSql(reader);
}

/** `ASYNC (statement)`, `AWAIT rs`, `AWAIT ALL`, `CANCEL rs`. */
function parseJob(reader: Reader): ScriptStatement | null {
  const { start } = reader;
  if (reader.isWord('ASYNC') && reader.isSymbol('(', 1)) {
    reader.next();
    return { kind: 'async', statement: parseResultset(reader), ...reader.since(start) };
  }
  if (reader.isSymbol(':=', 1) || !reader.isWord('AWAIT', 'CANCEL')) return null;
  const isAwait = reader.next().value === 'AWAIT';
  if (isAwait && reader.accept('ALL')) return { kind: 'await', ...reader.since(start) };
  return { kind: isAwait ? 'await' : 'cancel', name: reader.name().name, ...reader.since(start) };
}

/** BEGIN opens a block unless what follows makes it the start of a transaction. */
export const isBlockStart = (reader: Reader): boolean =>
  reader.isWord('BEGIN') &&
  !reader.isWordAhead(1, 'TRANSACTION', 'WORK', 'NAME') &&
  !reader.isSymbol(';', 1) &&
  reader.ahead(1).kind !== 'end';

function parseSql(reader: Reader): ScriptStatement {
  const { start } = reader;
  return { kind: 'sql', statement: reader.grammar.statement(reader), ...reader.since(start) };
}

function parseLet(reader: Reader): ScriptStatement {
  const { start } = reader;
  reader.expect('LET');
  return { kind: 'let', declaration: parseDeclaration(reader), ...reader.since(start) };
}

function parseAssignment(reader: Reader): ScriptStatement {
  const { start } = reader;
  reader.acceptSymbol(':');
  const { name } = reader.name();
  reader.expectSymbol(':=');
  return { kind: 'assign', name, value: parseAssigned(reader), ...reader.since(start) };
}

const STATEMENT_WORDS: readonly string[] = [
  'SHOW',
  'DESCRIBE',
  'DESC',
  'EXECUTE',
  'CALL',
  'LIST',
  'LS',
  'INSERT',
  'UPDATE',
  'DELETE',
  'MERGE',
  'COPY',
];

/** A query in parentheses may be a scalar as well: what it is for, the variable's kind tells. */
function parseAssigned(reader: Reader): AssignedValue {
  if (reader.isWord('ASYNC') && reader.isSymbol('(', 1)) {
    reader.next();
    return { kind: 'statement', statement: parseResultset(reader), async: true };
  }
  const inner = reader.ahead(1);
  if (
    reader.isSymbol('(') &&
    inner.kind === 'word' &&
    STATEMENT_WORDS.includes(inner.value) &&
    !reader.isSymbol('(', 2)
  ) {
    return { kind: 'statement', statement: parseResultset(reader) };
  }
  const expression = reader.grammar.expression(reader);
  if (expression.kind !== 'subquery') return { kind: 'expression', expression };
  const { query } = expression;
  return { kind: 'statement', statement: { kind: 'query', query, start: query.start, end: query.end } };
}

function parseIf(reader: Reader): ScriptStatement {
  const { start } = reader;
  reader.enter();
  reader.expect('IF');
  const branches: ConditionalBranch[] = [];
  do {
    const condition = reader.grammar.expression(reader);
    reader.expect('THEN');
    branches.push({ condition, body: parseBody(reader, 'ELSEIF', 'ELSE', 'END') });
  } while (reader.accept('ELSEIF'));
  const otherwise = reader.accept('ELSE') ? parseBody(reader, 'END') : [];
  reader.expect('END IF');
  reader.leave();
  return { kind: 'if', branches, otherwise, ...reader.since(start) };
}

function parseCase(reader: Reader): ScriptStatement {
  const { start } = reader;
  reader.enter();
  reader.expect('CASE');
  const operand = reader.isWord('WHEN') ? undefined : reader.grammar.expression(reader);
  const branches: ConditionalBranch[] = [];
  while (reader.accept('WHEN')) {
    const condition = reader.grammar.expression(reader);
    reader.expect('THEN');
    branches.push({ condition, body: parseBody(reader, 'WHEN', 'ELSE', 'END') });
  }
  const otherwise = reader.accept('ELSE') ? parseBody(reader, 'END') : [];
  reader.expect('END');
  reader.accept('CASE');
  reader.leave();
  return { kind: 'case_of', ...(operand && { operand }), branches, otherwise, ...reader.since(start) };
}

function parseReturn(reader: Reader): ScriptStatement {
  const { start } = reader;
  reader.expect('RETURN');
  if (reader.isSymbol(';')) return { kind: 'return', ...reader.since(start) };
  if (reader.isWord('TABLE') && reader.isSymbol('(', 1)) {
    reader.next();
    return { kind: 'return_table', source: parseTableResult(reader), ...reader.since(start) };
  }
  return { kind: 'return', value: reader.grammar.expression(reader), ...reader.since(start) };
}

function parseTableResult(reader: Reader): TableResult {
  const isName = reader.isName(1) && reader.isSymbol(')', 2);
  const isHost = reader.isSymbol(':', 1) && reader.isName(2) && reader.isSymbol(')', 3);
  if (!isName && !isHost) return { kind: 'statement', statement: parseResultset(reader) };
  reader.expectSymbol('(');
  reader.acceptSymbol(':');
  const { name } = reader.name();
  reader.expectSymbol(')');
  return { kind: 'resultset', name };
}

/** Statements of one line; null when an SQL statement stands here. */
function parseSimple(reader: Reader): ScriptStatement | null {
  const { start } = reader;
  if (reader.accept('NULL')) return { kind: 'nothing', ...reader.since(start) };
  const jump = reader.acceptOneOf('BREAK', 'EXIT', 'CONTINUE', 'ITERATE');
  if (jump !== undefined) {
    const label = reader.isName() ? reader.name().name : undefined;
    const kind = jump === 'BREAK' || jump === 'EXIT' ? 'break' : 'continue';
    return { kind, ...(label !== undefined && { label }), ...reader.since(start) };
  }
  if (reader.accept('RAISE')) {
    const name = reader.isName() ? reader.name().name : undefined;
    return { kind: 'raise', ...(name !== undefined && { name }), ...reader.since(start) };
  }
  return parseCursorStatement(reader);
}

function parseCursorStatement(reader: Reader): ScriptStatement | null {
  const { start } = reader;
  const verb = reader.isName(1) ? reader.acceptOneOf('OPEN', 'FETCH', 'CLOSE') : undefined;
  if (verb === undefined) return null;
  const { name } = reader.name();
  if (verb === 'CLOSE') return { kind: 'close_cursor', name, ...reader.since(start) };
  if (verb === 'OPEN') {
    const using = reader.accept('USING') ? reader.parenthesised(() => reader.grammar.expression(reader)) : [];
    return { kind: 'open_cursor', name, using, ...reader.since(start) };
  }
  reader.expect('INTO');
  const into = reader.list(() => {
    reader.acceptSymbol(':');
    return reader.name().name;
  });
  return { kind: 'fetch_cursor', name, into, ...reader.since(start) };
}
