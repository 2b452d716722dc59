import type { AlterDynamicTable, CreateDynamicTable } from '../ast.js';
import { parseObjectName } from '../query/name.js';
import { parseOptions } from '../query/options.js';
import type { Reader } from '../reader.js';
import { acceptRowAccess } from './policy.js';
import { parseViewColumn } from './view-column.js';

/** Behind `CREATE [OR REPLACE] [TRANSIENT] DYNAMIC TABLE`. */
export function parseCreateDynamicTable(
  reader: Reader,
  opening: Pick<CreateDynamicTable, 'orReplace' | 'transient' | 'start'>,
): CreateDynamicTable {
  const ifNotExists = reader.accept('IF NOT EXISTS');
  const name = parseObjectName(reader);
  if (reader.isWord('CLONE')) throw reader.unsupported('CREATE DYNAMIC TABLE ... CLONE');
  const columns = reader.isSymbol('(') ? reader.parenthesised(() => parseViewColumn(reader)) : [];
  if (columns.some(({ masking }) => masking !== undefined))
    throw reader.unsupported('MASKING POLICY of a dynamic table');
  const options = parseOptions(reader);
  if (acceptRowAccess(reader) !== undefined) throw reader.unsupported('ROW ACCESS POLICY of a dynamic table');
  reader.expect('AS');
  const query = reader.grammar.query(reader);
  return {
    kind: 'create_dynamic_table',
    ...opening,
    ifNotExists,
    name,
    columns,
    options,
    query,
    end: reader.since(0).end,
  };
}

/** Behind `ALTER DYNAMIC TABLE`. */
export function parseAlterDynamicTable(reader: Reader, start: number): AlterDynamicTable {
  const ifExists = reader.accept('IF EXISTS');
  const name = parseObjectName(reader);
  return { kind: 'alter_dynamic_table', ifExists, name, action: parseAction(reader), ...reader.since(start) };
}

function parseAction(reader: Reader): AlterDynamicTable['action'] {
  if (reader.accept('REFRESH')) {
    if (reader.isPhrase('COPY SESSION')) throw reader.unsupported('REFRESH COPY SESSION');
    return { kind: 'refresh' };
  }
  if (reader.accept('SUSPEND')) return { kind: 'suspend' };
  if (reader.accept('RESUME')) return { kind: 'resume' };
  if (reader.accept('SET')) return { kind: 'set', options: parseOptions(reader) };
  if (reader.accept('UNSET COMMENT')) return { kind: 'unset_comment' };
  if (reader.isWord('RENAME', 'SWAP', 'CLUSTER', 'UNSET', 'ADD', 'DROP', 'ALTER', 'MODIFY')) {
    throw reader.unsupported(`ALTER DYNAMIC TABLE ... ${reader.token.value}`);
  }
  throw reader.unexpected();
}
