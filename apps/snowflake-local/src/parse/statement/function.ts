import type { CreateFunction } from '../ast.js';
import { parseType } from '../expression/type.js';
import { parseObjectName } from '../query/name.js';
import type { Reader } from '../reader.js';
import { parseParameters, parseReturnedColumns } from './procedure.js';

type Opening = Pick<CreateFunction, 'start' | 'orReplace' | 'persistence' | 'secure'>;

/** What follows CREATE FUNCTION. Only expressions and queries are bodies here. */
export function parseCreateFunction(
  reader: Reader,
  { start, orReplace, persistence, secure }: Opening,
): CreateFunction {
  const before = reader.accept('IF NOT EXISTS');
  const name = parseObjectName(reader);
  const parameters = parseParameters(reader);
  const ifNotExists = reader.accept('IF NOT EXISTS') || before;
  reader.accept('COPY GRANTS');
  reader.expect('RETURNS');
  const returns = reader.accept('TABLE') ? { columns: parseReturnedColumns(reader) } : parseType(reader);
  if (!reader.accept('NOT NULL')) reader.accept('NULL');
  let comment: string | undefined;
  let strict = false;
  for (;;) {
    if (reader.accept('LANGUAGE')) {
      if (!reader.accept('SQL')) throw reader.unsupported(`function in LANGUAGE ${reader.token.value}`);
    } else if (reader.accept('COMMENT')) {
      reader.acceptSymbol('=');
      comment = reader.textLiteral();
    } else if (reader.accept('STRICT') || reader.accept('RETURNS NULL ON NULL INPUT')) strict = true;
    else if (!['CALLED ON NULL INPUT', 'VOLATILE', 'IMMUTABLE', 'MEMOIZABLE'].some((words) => reader.accept(words)))
      break;
  }
  reader.expect('AS');
  const body = reader.textLiteral();
  return {
    ...{
      kind: 'create_function',
      orReplace,
      ifNotExists,
      persistence,
      secure,
      name,
      parameters,
      returns,
      strict,
      body,
    },
    ...(comment !== undefined && { comment }),
    ...reader.since(start),
  };
}
