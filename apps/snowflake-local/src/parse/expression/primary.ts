import { unreachable } from '../../unreachable.js';
import type { Expression, Identifier, TextLiteral } from '../ast.js';
import { prior } from '../query/connect-by.js';
import type { Reader } from '../reader.js';
import { BARE_FUNCTIONS, RESERVED, RESERVED_FUNCTIONS } from '../words.js';
import { parseCall } from './call.js';
import { parseParenthesis } from './parenthesis.js';
import { parseSpecial } from './special.js';

/** A literal, a name, a call, or anything in brackets. */
export function parsePrimary(reader: Reader): Expression {
  const { token, start } = reader;
  switch (token.kind) {
    case 'number':
      reader.next();
      return { kind: 'number', text: token.value, ...reader.since(start) };
    case 'text':
      return textLiteral(reader);
    case 'hex':
      reader.next();
      return {
        kind: 'typed_literal',
        type: { name: 'BINARY', args: [], start, end: start + 1 },
        value: token.value,
        ...reader.since(start),
      };
    case 'position':
      reader.next();
      return { kind: 'position', qualifier: [], index: Number(token.value), ...reader.since(start) };
    case 'variable':
      reader.next();
      return { kind: 'session_variable', name: token.value, ...reader.since(start) };
    case 'symbol':
      return parseSymbol(reader);
    case 'word':
      return parseOfHierarchy(reader) ?? parseSpecial(reader) ?? parseName(reader);
    case 'quoted_name':
      return parseName(reader);
    case 'stage':
    case 'end':
      throw reader.unexpected();
    default:
      return unreachable(token.kind);
  }
}

function textLiteral(reader: Reader): TextLiteral {
  const { start } = reader;
  return { kind: 'text', value: reader.textLiteral(), ...reader.since(start) };
}

function parseSymbol(reader: Reader): Expression {
  const { start } = reader;
  switch (reader.token.value) {
    case '(':
      return parseParenthesis(reader);
    case '[':
      return parseArray(reader);
    case '{':
      return parseObject(reader);
    case '?':
      reader.next();
      return { kind: 'bind', index: reader.nextBind(), ...reader.since(start) };
    case ':':
      return parseHostVariable(reader);
    default:
      throw reader.unexpected();
  }
}

/** `:1` is a bind, `:name` a variable of the block around. */
function parseHostVariable(reader: Reader): Expression {
  const { start } = reader;
  reader.expectSymbol(':');
  if (reader.token.kind === 'number') return { kind: 'bind', index: reader.integer(), ...reader.since(start) };
  return { kind: 'host_variable', name: reader.anyName().name, ...reader.since(start) };
}

function parseArray(reader: Reader): Expression {
  const { start } = reader;
  reader.enter();
  reader.expectSymbol('[');
  const items = reader.isSymbol(']') ? [] : reader.list(() => reader.grammar.expression(reader));
  reader.expectSymbol(']');
  reader.leave();
  return { kind: 'array', items, ...reader.since(start) };
}

const ODBC_LITERALS: Readonly<Record<string, string>> = { D: 'DATE', T: 'TIME', TS: 'TIMESTAMP' };

/** `{'key': value}`, and the ODBC forms `{d '2020-01-01'}` and `{fn f(x)}` that drivers send. */
function parseObject(reader: Reader): Expression {
  const { start } = reader;
  reader.enter();
  reader.expectSymbol('{');
  const inner = reader.token.kind === 'word' ? parseOdbc(reader) : parseEntries(reader);
  reader.expectSymbol('}');
  reader.leave();
  return { ...inner, ...reader.since(start) };
}

function parseOdbc(reader: Reader): Expression {
  const { start } = reader;
  if (reader.accept('FN')) return reader.grammar.expression(reader);
  const name = ODBC_LITERALS[reader.token.value];
  if (name === undefined) throw reader.unexpected();
  reader.next();
  const type = { name, args: [], ...reader.since(start) };
  return { kind: 'typed_literal', type, value: reader.textLiteral(), ...reader.since(start) };
}

function parseEntries(reader: Reader): Expression {
  const { start } = reader;
  if (reader.isSymbol('*')) throw reader.unsupported('object of all columns {*}');
  const entry = () => {
    const key = reader.textLiteral();
    reader.expectSymbol(':');
    return { key, value: reader.grammar.expression(reader) };
  };
  const entries = reader.isSymbol('}') ? [] : reader.list(entry);
  return { kind: 'object', entries, ...reader.since(start) };
}

/** `PRIOR column` and `CONNECT_BY_ROOT column`; undefined where the words are names. */
function parseOfHierarchy(reader: Reader): Expression | undefined {
  const { start } = reader;
  if (reader.isPrior) {
    reader.next();
    return prior(parseName(reader), reader);
  }
  if (!reader.isWord('CONNECT_BY_ROOT') || !reader.isName(1)) return undefined;
  const name = [reader.anyName()];
  const value = parseName(reader);
  const span = reader.since(start);
  const args = [{ kind: 'value', value, start: value.start, end: value.end }] as const;
  return { kind: 'call', name, parentheses: true, args, distinct: false, ...span };
}

/** A column, or a call when a parenthesis follows. */
function parseName(reader: Reader): Expression {
  const { token, start } = reader;
  const isCall = reader.isSymbol('(', 1);
  if (token.kind === 'word' && RESERVED.has(token.value) && !(isCall && RESERVED_FUNCTIONS.has(token.value))) {
    throw reader.unexpected();
  }
  if (token.kind === 'word' && BARE_FUNCTIONS.has(token.value) && !isCall) {
    const name = [reader.anyName()];
    return { kind: 'call', name, parentheses: false, args: [], distinct: false, ...reader.since(start) };
  }
  const parts: Identifier[] = [reader.anyName()];
  while (reader.isSymbol('.') && !reader.isSymbol('*', 1)) {
    reader.next();
    if (reader.token.kind === 'position') {
      const index = Number(reader.next().value);
      return { kind: 'position', qualifier: parts, index, ...reader.since(start) };
    }
    parts.push(reader.isSymbol('.') ? emptyName(reader.start) : reader.anyName());
  }
  return parseNamed(reader, start, parts);
}

const emptyName = (at: number): Identifier => ({ name: '', quoted: true, start: at, end: at });

function parseNamed(reader: Reader, start: number, parts: readonly Identifier[]): Expression {
  if (reader.isSymbol('!')) throw reader.unsupported('method call');
  if (reader.isSymbol('(')) {
    if (reader.isSymbol('+', 1) && reader.isSymbol(')', 2)) throw reader.unsupported('outer join operator (+)');
    return parseCall(reader, start, parts);
  }
  return { kind: 'column', parts, ...reader.since(start) };
}
