import type { MultiInsert, MultiInsertBranch, MultiInsertTarget } from '../ast.js';
import { parseInsertColumns } from '../query/insert-columns.js';
import { parseObjectName } from '../query/name.js';
import type { Reader } from '../reader.js';

/** From ALL or FIRST on; `start` is where INSERT stands. */
export function parseMultiInsert(reader: Reader, start: number, overwrite: boolean): MultiInsert {
  const first = reader.acceptOneOf('ALL', 'FIRST') === 'FIRST';
  const branches: MultiInsertBranch[] = [];
  if (reader.isWord('INTO') && !first) branches.push({ takes: 'all', into: parseTargets(reader) });
  else branches.push(...parseBranches(reader));
  const query = reader.grammar.query(reader);
  return { kind: 'multi_insert', overwrite, first, branches, query, ...reader.since(start) };
}

function parseBranches(reader: Reader): readonly MultiInsertBranch[] {
  const branches: MultiInsertBranch[] = [];
  do {
    reader.expect('WHEN');
    const condition = reader.grammar.expression(reader);
    reader.expect('THEN');
    branches.push({ takes: { condition }, into: parseTargets(reader) });
  } while (reader.isWord('WHEN'));
  if (reader.accept('ELSE')) branches.push({ takes: 'else', into: parseTargets(reader) });
  return branches;
}

function parseTargets(reader: Reader): readonly MultiInsertTarget[] {
  const into: MultiInsertTarget[] = [];
  do into.push(parseTarget(reader));
  while (reader.isWord('INTO'));
  return into;
}

function parseTarget(reader: Reader): MultiInsertTarget {
  const { start } = reader;
  reader.expect('INTO');
  const target = parseObjectName(reader);
  const columns = parseInsertColumns(reader);
  const values = reader.accept('VALUES') ? reader.parenthesised(() => reader.grammar.expression(reader)) : undefined;
  return { target, columns, ...(values && { values }), ...reader.since(start) };
}
