import type { CaseExpression, Expression } from '../ast.js';
import type { Reader } from '../reader.js';
import { parseCallRest } from './call.js';
import { parseType } from './type.js';

const LITERAL_TYPES: ReadonlySet<string> = new Set(
  'DATE TIME TIMESTAMP TIMESTAMP_NTZ TIMESTAMP_LTZ TIMESTAMP_TZ DATETIME DECFLOAT'.split(' '),
);

/** Expressions that start with a word of their own; null when the word is an ordinary name. */
export function parseSpecial(reader: Reader): Expression | null {
  const { start } = reader;
  const { value } = reader.token;
  const calls = reader.isSymbol('(', 1);
  switch (value) {
    case 'NULL':
      reader.next();
      return { kind: 'null', ...reader.since(start) };
    case 'TRUE':
    case 'FALSE':
      reader.next();
      return { kind: 'boolean', value: value === 'TRUE', ...reader.since(start) };
    case 'DEFAULT':
      if (calls || reader.isSymbol('.', 1)) return null;
      reader.next();
      return { kind: 'default', ...reader.since(start) };
    case 'CASE':
      return parseCase(reader);
    case 'EXISTS':
      return parseExists(reader);
    case 'CAST':
    case 'TRY_CAST':
      return parseCast(reader, value === 'TRY_CAST');
    case 'EXTRACT':
      return calls ? parseExtract(reader) : null;
    case 'POSITION':
      return calls ? parsePosition(reader) : null;
    case 'IDENTIFIER':
      return calls ? parseIdentifier(reader) : null;
    case 'PRIOR':
      if (reader.isName(1)) throw reader.unsupported('PRIOR outside of CONNECT BY');
      return null;
    default:
      return parsePrefixedLiteral(reader);
  }
}

/** `DATE '2020-01-01'`, `INTERVAL '1 day'`. */
function parsePrefixedLiteral(reader: Reader): Expression | null {
  const { start } = reader;
  const { value } = reader.token;
  if (reader.ahead(1).kind !== 'text') return null;
  if (value === 'INTERVAL') {
    reader.next();
    return { kind: 'interval', value: reader.textLiteral(), ...reader.since(start) };
  }
  if (!LITERAL_TYPES.has(value)) return null;
  const type = parseType(reader);
  return { kind: 'typed_literal', type, value: reader.textLiteral(), ...reader.since(start) };
}

function parseCase(reader: Reader): CaseExpression {
  const { start } = reader;
  reader.enter();
  reader.expect('CASE');
  const operand = reader.isWord('WHEN') ? undefined : reader.grammar.expression(reader);
  const branches: { when: Expression; result: Expression }[] = [];
  do {
    reader.expect('WHEN');
    const when = reader.grammar.expression(reader);
    reader.expect('THEN');
    branches.push({ when, result: reader.grammar.expression(reader) });
  } while (reader.isWord('WHEN'));
  const otherwise = reader.accept('ELSE') ? reader.grammar.expression(reader) : undefined;
  reader.expect('END');
  reader.leave();
  return {
    kind: 'case',
    ...(operand && { operand }),
    branches,
    ...(otherwise && { otherwise }),
    ...reader.since(start),
  };
}

function parseExists(reader: Reader): Expression {
  const { start } = reader;
  reader.enter();
  reader.expect('EXISTS');
  reader.expectSymbol('(');
  const query = reader.grammar.query(reader);
  reader.expectSymbol(')');
  reader.leave();
  return { kind: 'exists', query, ...reader.since(start) };
}

function parseCast(reader: Reader, lenient: boolean): Expression {
  const { start } = reader;
  reader.enter();
  reader.next();
  reader.expectSymbol('(');
  const operand = reader.grammar.expression(reader);
  reader.expect('AS');
  const type = parseType(reader);
  if (reader.isWord('RENAME', 'ADD')) throw reader.unsupported(`CAST ... ${reader.token.value} FIELDS`);
  reader.expectSymbol(')');
  reader.leave();
  return { kind: 'cast', operand, type, lenient, ...reader.since(start) };
}

/** `EXTRACT(part FROM value)` is DATE_PART with another spelling. */
function parseExtract(reader: Reader): Expression {
  const { start } = reader;
  reader.enter();
  const written = reader.anyName();
  reader.expectSymbol('(');
  const partStart = reader.start;
  const part = reader.token.kind === 'text' ? reader.textLiteral() : reader.anyName().name;
  const partSpan = reader.since(partStart);
  reader.expect('FROM');
  const value = reader.grammar.expression(reader);
  reader.expectSymbol(')');
  reader.leave();
  return {
    kind: 'call',
    name: [{ ...written, name: 'DATE_PART' }],
    parentheses: true,
    args: [
      { kind: 'value', value: { kind: 'text', value: part, ...partSpan }, ...partSpan },
      { kind: 'value', value, start: value.start, end: value.end },
    ],
    distinct: false,
    ...reader.since(start),
  };
}

/** `POSITION(a, b)` or `POSITION(a IN b)`, where IN is no operator. */
function parsePosition(reader: Reader): Expression {
  const { start } = reader;
  const name = reader.anyName();
  reader.expectSymbol('(');
  reader.enter();
  const first = reader.grammar.operand(reader);
  if (!reader.accept('IN')) {
    reader.leave();
    return parseCallRest(reader, start, [name], [{ kind: 'value', value: first, start: first.start, end: first.end }]);
  }
  const second = reader.grammar.operand(reader);
  reader.expectSymbol(')');
  reader.leave();
  const args = [first, second].map((value) => ({ kind: 'value' as const, value, start: value.start, end: value.end }));
  return { kind: 'call', name: [name], parentheses: true, args, distinct: false, ...reader.since(start) };
}

function parseIdentifier(reader: Reader): Expression {
  const { start } = reader;
  reader.next();
  reader.expectSymbol('(');
  const value = reader.grammar.expression(reader);
  reader.expectSymbol(')');
  return { kind: 'dynamic_column', value, ...reader.since(start) };
}
