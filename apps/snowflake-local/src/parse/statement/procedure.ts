import type { CreateProcedure, DataType, DropRoutine } from '../ast.js';
import { parseType } from '../expression/type.js';
import { parseObjectName } from '../query/name.js';
import type { Reader } from '../reader.js';
import { isBlockStart, parseBlock } from './script.js';

type Opening = Pick<CreateProcedure, 'start' | 'orReplace' | 'persistence'>;

/** What follows CREATE PROCEDURE. Only blocks of Snowflake's own language are bodies here. */
export function parseCreateProcedure(reader: Reader, { start, orReplace, persistence }: Opening): CreateProcedure {
  const before = reader.accept('IF NOT EXISTS');
  const name = parseObjectName(reader);
  const parameters = parseParameters(reader);
  const ifNotExists = reader.accept('IF NOT EXISTS') || before;
  reader.accept('COPY GRANTS');
  reader.expect('RETURNS');
  const returns = reader.accept('TABLE') ? undefined : parseType(reader);
  const columns = returns === undefined ? parseReturnedColumns(reader) : undefined;
  if (reader.accept('NOT NULL') === false) reader.accept('NULL');
  let comment: string | undefined;
  for (;;) {
    if (reader.accept('LANGUAGE')) {
      if (!reader.accept('SQL')) throw reader.unsupported(`procedure in LANGUAGE ${reader.token.value}`);
    } else if (reader.accept('COMMENT')) {
      reader.acceptSymbol('=');
      comment = reader.textLiteral();
    } else if (reader.accept('EXECUTE AS')) {
      if (reader.acceptOneOf('CALLER', 'OWNER') === undefined) throw reader.unexpected();
    } else if (reader.isWord('STRICT') || reader.isPhrase('RETURNS NULL ON NULL INPUT')) {
      throw reader.unsupported('STRICT procedure');
    } else if (!['CALLED ON NULL INPUT', 'VOLATILE', 'IMMUTABLE'].some((phrase) => reader.accept(phrase))) break;
  }
  reader.expect('AS');
  const body = parseBody(reader);
  return {
    ...{ kind: 'create_procedure', orReplace, ifNotExists, persistence, name, parameters, body },
    ...(returns && { returns }),
    ...(columns && { columns }),
    ...(comment !== undefined && { comment }),
    ...reader.since(start),
  };
}

export function parseParameters(reader: Reader): CreateProcedure['parameters'] {
  if (reader.acceptEmpty()) return [];
  return reader.parenthesised(() => {
    const name = reader.anyName();
    const type = parseType(reader);
    const preset = reader.accept('DEFAULT') ? reader.grammar.operand(reader) : undefined;
    return { name, type, ...(preset && { default: preset }) };
  });
}

/** The columns of a table that is returned; none where its block alone tells them. */
export function parseReturnedColumns(reader: Reader): NonNullable<CreateProcedure['columns']> {
  if (reader.acceptEmpty()) return [];
  return reader.parenthesised(() => {
    const name = reader.anyName();
    return { name, type: parseType(reader) };
  });
}

/** A text, or the block itself. */
function parseBody(reader: Reader): string {
  if (reader.token.kind === 'text') return reader.textLiteral();
  if (!reader.isWord('DECLARE') && !isBlockStart(reader)) throw reader.unexpected();
  const { start } = reader;
  parseBlock(reader);
  return reader.text.slice(start, reader.since(start).end);
}

/** What follows DROP PROCEDURE and DROP FUNCTION. */
export function parseDropRoutine(reader: Reader, start: number, object: DropRoutine['object']): DropRoutine {
  const ifExists = reader.accept('IF EXISTS');
  const name = parseObjectName(reader);
  const types = parseSignature(reader);
  return { kind: 'drop_routine', object, ifExists, name, types, ...reader.since(start) };
}

/** The types that tell routines of one name apart. */
export function parseSignature(reader: Reader): readonly DataType[] {
  reader.expectSymbol('(');
  const types = reader.isSymbol(')') ? [] : reader.list(() => parseType(reader));
  reader.expectSymbol(')');
  return types;
}
