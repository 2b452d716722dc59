import type {
  Assignment,
  Delete,
  DmlTarget,
  Expression,
  Insert,
  Merge,
  MergeClause,
  MultiInsert,
  Update,
} from '../ast.js';
import { parseFrom, parseFromItem, parseRows, parseTableAlias } from '../query/from.js';
import { parseInsertColumns } from '../query/insert-columns.js';
import { parseObjectName } from '../query/name.js';
import type { Reader } from '../reader.js';
import { parseMultiInsert } from './multi-insert.js';

export function parseInsert(reader: Reader): Insert | MultiInsert {
  const { start } = reader;
  reader.expect('INSERT');
  const overwrite = reader.accept('OVERWRITE');
  if (reader.isWord('ALL', 'FIRST')) return parseMultiInsert(reader, start, overwrite);
  reader.expect('INTO');
  const target = parseObjectName(reader);
  const columns = parseInsertColumns(reader);
  const source: Insert['source'] = reader.accept('VALUES')
    ? { kind: 'values', rows: parseRows(reader) }
    : { kind: 'query', query: reader.grammar.query(reader) };
  return { kind: 'insert', overwrite, target, columns, source, ...reader.since(start) };
}

export function parseUpdate(reader: Reader): Update {
  const { start } = reader;
  reader.expect('UPDATE');
  const target = parseTarget(reader);
  reader.expect('SET');
  const assignments = reader.list(() => parseAssignment(reader));
  const from = reader.accept('FROM') ? parseFrom(reader) : [];
  const where = parseWhere(reader);
  return { kind: 'update', target, assignments, from, ...where, ...reader.since(start) };
}

export function parseDelete(reader: Reader): Delete {
  const { start } = reader;
  reader.expect('DELETE FROM');
  const target = parseTarget(reader);
  const using = reader.accept('USING') ? parseFrom(reader) : [];
  const where = parseWhere(reader);
  return { kind: 'delete', target, using, ...where, ...reader.since(start) };
}

export function parseMerge(reader: Reader): Merge {
  const { start } = reader;
  reader.expect('MERGE INTO');
  const target = parseTarget(reader);
  reader.expect('USING');
  const source = parseFromItem(reader);
  reader.expect('ON');
  const on = reader.grammar.expression(reader);
  const clauses: MergeClause[] = [];
  do clauses.push(parseMergeClause(reader));
  while (reader.isWord('WHEN'));
  return { kind: 'merge', target, source, on, clauses, ...reader.since(start) };
}

function parseMergeClause(reader: Reader): MergeClause {
  const { start } = reader;
  reader.expect('WHEN');
  const matched = !reader.accept('NOT');
  reader.expect('MATCHED');
  if (reader.isPhrase('BY SOURCE') || reader.isPhrase('BY TARGET')) {
    throw reader.unsupported(`WHEN NOT MATCHED BY ${reader.ahead(1).value}`);
  }
  const condition = reader.accept('AND') ? reader.grammar.expression(reader) : undefined;
  const when = condition && { condition };
  reader.expect('THEN');
  if (!matched) return { kind: 'not_matched_insert', ...when, ...parseMergeInsert(reader), ...reader.since(start) };
  if (reader.accept('DELETE')) return { kind: 'matched_delete', ...when, ...reader.since(start) };
  reader.expect('UPDATE');
  if (reader.accept('ALL BY NAME'))
    return { kind: 'matched_update', ...when, assignments: 'by_name', ...reader.since(start) };
  reader.expect('SET');
  const assignments = reader.list(() => parseAssignment(reader));
  return { kind: 'matched_update', ...when, assignments, ...reader.since(start) };
}

function parseMergeInsert(reader: Reader) {
  reader.expect('INSERT');
  if (reader.accept('ALL BY NAME')) return { columns: [], values: 'by_name' as const };
  const columns = reader.isSymbol('(') ? reader.parenthesised(() => reader.anyName()) : [];
  reader.expect('VALUES');
  return { columns, values: reader.parenthesised(() => reader.grammar.expression(reader)) };
}

function parseTarget(reader: Reader): DmlTarget {
  const { start } = reader;
  const name = parseObjectName(reader);
  const alias = reader.isWord('SET', 'USING') ? undefined : parseTableAlias(reader);
  return { name, ...(alias && { alias }), ...reader.since(start) };
}

function parseAssignment(reader: Reader): Assignment {
  const { start } = reader;
  const parts = [reader.anyName()];
  while (reader.acceptSymbol('.')) parts.push(reader.anyName());
  const column = parts.at(-1);
  if (column === undefined) throw reader.unexpected();
  reader.expectSymbol('=');
  const value = reader.grammar.expression(reader);
  return { qualifier: parts.slice(0, -1), column, value, ...reader.since(start) };
}

function parseWhere(reader: Reader): { where?: Expression } {
  return reader.accept('WHERE') ? { where: reader.grammar.expression(reader) } : {};
}
