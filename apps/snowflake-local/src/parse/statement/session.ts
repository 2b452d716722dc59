import type {
  Call,
  ExecuteImmediate,
  ExecuteTask,
  ObjectName,
  SetVariables,
  Transaction,
  UnsetVariables,
  Use,
} from '../ast.js';
import { parseObjectName } from '../query/name.js';
import { parseIntoTarget } from '../query/select.js';
import type { Reader } from '../reader.js';
import { parseExecuteTask } from './task.js';

export function parseUse(reader: Reader): Use {
  const { start } = reader;
  reader.expect('USE');
  const word =
    reader.isName(1) || reader.ahead(1).kind === 'variable'
      ? reader.acceptOneOf('DATABASE', 'SCHEMA', 'WAREHOUSE', 'ROLE', 'SECONDARY ROLES')
      : undefined;
  const object = parseUseKind(word);
  const name = object === 'secondary_roles' ? parseWord(reader) : parseObjectName(reader);
  return { kind: 'use', object, name, ...reader.since(start) };
}

/** `ALL` and `NONE`, the first of which is reserved. */
function parseWord(reader: Reader): ObjectName {
  const { start } = reader;
  const names = reader.list(() => reader.anyName());
  return { kind: 'path', parts: names, ...reader.since(start) };
}

function parseUseKind(word: string | undefined): Use['object'] {
  switch (word) {
    case 'DATABASE':
      return 'database';
    case 'SCHEMA':
      return 'schema';
    case 'WAREHOUSE':
      return 'warehouse';
    case 'ROLE':
      return 'role';
    case 'SECONDARY ROLES':
      return 'secondary_roles';
    default:
      return 'any';
  }
}

/** `SET x = 1`, `SET (x, y) = (1, 2)`. */
export function parseSet(reader: Reader): SetVariables {
  const { start } = reader;
  reader.expect('SET');
  const several = reader.isSymbol('(');
  const names = several ? reader.parenthesised(() => reader.name().name) : [reader.name().name];
  reader.expectSymbol('=');
  const values = several
    ? reader.parenthesised(() => reader.grammar.expression(reader))
    : [reader.grammar.expression(reader)];
  return { kind: 'set_variables', names, values, ...reader.since(start) };
}

export function parseUnset(reader: Reader): UnsetVariables {
  const { start } = reader;
  reader.expect('UNSET');
  const names = reader.isSymbol('(') ? reader.parenthesised(() => reader.name().name) : [reader.name().name];
  return { kind: 'unset_variables', names, ...reader.since(start) };
}

/** BEGIN of a transaction; that of a block is told apart before. */
export function parseTransaction(reader: Reader): Transaction {
  const { start } = reader;
  if (reader.acceptOneOf('BEGIN', 'START TRANSACTION') !== undefined) {
    reader.acceptOneOf('TRANSACTION', 'WORK');
    const name = reader.accept('NAME') ? reader.anyName() : undefined;
    return { kind: 'begin_transaction', ...(name && { name }), ...reader.since(start) };
  }
  const kind = reader.accept('COMMIT') ? 'commit' : 'rollback';
  if (kind === 'rollback') reader.expect('ROLLBACK');
  reader.accept('WORK');
  return { kind, ...reader.since(start) };
}

export function parseCall(reader: Reader): Call {
  const { start } = reader;
  reader.expect('CALL');
  const { parts } = reader.path();
  reader.expectSymbol('(');
  const args = reader.isSymbol(')') ? [] : reader.list(() => parseCallArgument(reader));
  reader.expectSymbol(')');
  const { end: callEnd } = reader.since(start);
  const into = reader.accept('INTO') ? { variable: parseIntoTarget(reader), callEnd } : undefined;
  return { kind: 'call_procedure', name: parts, args, ...(into && { into }), ...reader.since(start) };
}

function parseCallArgument(reader: Reader) {
  const name = reader.isSymbol('=>', 1) ? reader.anyName().name : undefined;
  if (name !== undefined) reader.expectSymbol('=>');
  const value = reader.grammar.expression(reader);
  return { ...(name !== undefined && { name }), value };
}

export function parseExecute(reader: Reader): ExecuteImmediate | ExecuteTask {
  const { start } = reader;
  reader.expect('EXECUTE');
  if (reader.accept('TASK')) return parseExecuteTask(reader, start);
  if (!reader.isWord('IMMEDIATE')) throw reader.unsupported(`EXECUTE ${reader.token.value}`);
  reader.next();
  if (reader.isWord('FROM')) throw reader.unsupported('EXECUTE IMMEDIATE FROM');
  const source = reader.grammar.expression(reader);
  const using = reader.accept('USING') ? reader.parenthesised(() => reader.grammar.expression(reader)) : [];
  return { kind: 'execute_immediate', source, using, ...reader.since(start) };
}
