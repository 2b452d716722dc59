import type { AlterTask, CreateTask, ExecuteTask, ObjectName, Option } from '../ast.js';
import { parseObjectName } from '../query/name.js';
import { parseOptions } from '../query/options.js';
import type { Reader } from '../reader.js';

/** Behind `CREATE [OR REPLACE] TASK`. Its clauses come in any order in front of AS. */
export function parseCreateTask(reader: Reader, start: number, orReplace: boolean): CreateTask {
  const before = reader.accept('IF NOT EXISTS');
  const name = parseObjectName(reader);
  const ifNotExists = reader.accept('IF NOT EXISTS') || before;
  if (reader.isWord('CLONE')) throw reader.unsupported('CREATE TASK ... CLONE');
  const options: Option[] = [];
  let after: readonly ObjectName[] = [];
  let finalize: ObjectName | undefined;
  let when: string | undefined;
  while (!reader.accept('AS')) {
    if (reader.isPhrase('EXECUTE AS')) throw reader.unsupported('EXECUTE AS of a task');
    if (reader.accept('AFTER')) after = reader.list(() => parseObjectName(reader));
    else if (reader.accept('FINALIZE')) finalize = parseRoot(reader);
    else if (reader.accept('WHEN')) when = parseCondition(reader);
    else {
      const read = parseOptions(reader);
      if (read.length === 0) throw reader.unexpected();
      options.push(...read);
    }
  }
  const definition = parseDefinition(reader);
  return {
    ...{ kind: 'create_task', orReplace, ifNotExists, name, options, after, definition },
    ...(finalize && { finalize }),
    ...(when !== undefined && { when }),
    ...reader.since(start),
  };
}

function parseRoot(reader: Reader): ObjectName {
  reader.expectSymbol('=');
  return parseObjectName(reader);
}

function parseCondition(reader: Reader): string {
  const { start, end } = reader.grammar.expression(reader);
  return reader.text.slice(start, end);
}

/** A statement, or a block, as it is written. */
function parseDefinition(reader: Reader): string {
  const { start, end } = reader.grammar.statement(reader);
  return reader.text.slice(start, end);
}

/** Behind `ALTER TASK`. */
export function parseAlterTask(reader: Reader, start: number): AlterTask {
  const ifExists = reader.accept('IF EXISTS');
  const name = parseObjectName(reader);
  return { kind: 'alter_task', ifExists, name, action: parseAction(reader), ...reader.since(start) };
}

function parseAction(reader: Reader): AlterTask['action'] {
  if (reader.accept('RESUME')) return { kind: 'resume' };
  if (reader.accept('SUSPEND')) return { kind: 'suspend' };
  if (reader.accept('REMOVE WHEN')) return { kind: 'remove_when' };
  if (reader.accept('UNSET FINALIZE')) return { kind: 'unset_finalize' };
  if (reader.accept('SET FINALIZE')) return { kind: 'finalize', root: parseRoot(reader) };
  if (reader.accept('MODIFY AS')) return { kind: 'definition', definition: parseDefinition(reader) };
  if (reader.accept('MODIFY WHEN')) return { kind: 'when', when: parseCondition(reader) };
  if (reader.accept('ADD AFTER')) return { kind: 'add_after', tasks: reader.list(() => parseObjectName(reader)) };
  if (reader.accept('REMOVE AFTER')) return { kind: 'remove_after', tasks: reader.list(() => parseObjectName(reader)) };
  if (reader.accept('UNSET')) return { kind: 'unset', names: reader.list(() => reader.anyName().name.toUpperCase()) };
  reader.expect('SET');
  const options = parseOptions(reader);
  if (options.length === 0) throw reader.unexpected();
  return { kind: 'set', options };
}

/** Behind `EXECUTE TASK`. */
export function parseExecuteTask(reader: Reader, start: number): ExecuteTask {
  const name = parseObjectName(reader);
  if (reader.isPhrase('RETRY LAST')) throw reader.unsupported('EXECUTE TASK ... RETRY LAST');
  let config: string | undefined;
  if (reader.accept('USING CONFIG')) {
    reader.expectSymbol('=');
    config = reader.textLiteral();
  }
  return { kind: 'execute_task', name, ...(config !== undefined && { config }), ...reader.since(start) };
}
