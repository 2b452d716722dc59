import type {
  Expression,
  ExpressionItem,
  GroupBy,
  GroupItem,
  Identifier,
  Select,
  SelectItem,
  StarItem,
} from '../ast.js';
import { MAX_ITEMS, type Reader } from '../reader.js';
import { NOT_A_COLUMN_ALIAS } from '../words.js';
import { overHierarchy, parseHierarchy } from './connect-by.js';
import { parseFrom } from './from.js';
import { oneOrMore, parseStarColumns, starQualifier } from './star.js';

/** A comma may stand behind the last item. */
function parseItems(reader: Reader): readonly SelectItem[] {
  const items = [parseItem(reader)];
  while (reader.acceptSymbol(',') && !reader.isWord('FROM')) {
    if (items.length === MAX_ITEMS) throw reader.unsupported(`more than ${MAX_ITEMS} items of one SELECT`);
    items.push(parseItem(reader));
  }
  return items;
}

export function parseSelect(reader: Reader): Select {
  const { start } = reader;
  reader.countQuery();
  reader.expect('SELECT');
  const distinct = reader.accept('DISTINCT');
  if (!distinct) reader.accept('ALL');
  const top = parseTop(reader);
  const items = parseItems(reader);
  const into = reader.accept('INTO') ? reader.list(() => parseIntoTarget(reader)) : [];
  const from = reader.accept('FROM') ? parseFrom(reader) : [];
  const where = parseClause(reader, 'WHERE');
  const hierarchy = parseHierarchy(reader);
  const groupBy = reader.isPhrase('GROUP BY') ? parseGroupBy(reader) : undefined;
  const having = parseClause(reader, 'HAVING');
  const qualify = parseClause(reader, 'QUALIFY');
  if (reader.isWord('WINDOW')) throw reader.unsupported('WINDOW clause');
  const select: Select = {
    kind: 'select',
    distinct,
    ...(top && { top }),
    items,
    into,
    from,
    ...(where && { where }),
    ...(groupBy && { groupBy }),
    ...(having && { having }),
    ...(qualify && { qualify }),
    ...reader.since(start),
  };
  return hierarchy === undefined ? select : overHierarchy(select, hierarchy, reader);
}

const parseClause = (reader: Reader, word: string): Expression | undefined =>
  reader.accept(word) ? reader.grammar.expression(reader) : undefined;

/** TOP is no reserved word: it counts as one only in front of a number. */
function parseTop(reader: Reader): Expression | undefined {
  if (!reader.isWord('TOP') || reader.ahead(1).kind !== 'number') return undefined;
  reader.next();
  const { start } = reader;
  return { kind: 'number', text: String(reader.integer()), ...reader.since(start) };
}

/** `:x` or `x` behind INTO. */
/** A variable behind INTO. */
export function parseIntoTarget(reader: Reader): string {
  reader.acceptSymbol(':');
  return reader.name().name;
}

function parseItem(reader: Reader): SelectItem {
  const { start } = reader;
  const qualifier = starQualifier(reader);
  if (qualifier !== null) return parseStar(reader, start, qualifier);
  const expression = reader.grammar.expression(reader);
  const span = reader.since(start);
  const alias = parseColumnAlias(reader);
  const item: ExpressionItem = { kind: 'expression', expression, ...(alias && { alias }), ...span };
  return item;
}

function parseColumnAlias(reader: Reader): Identifier | undefined {
  if (reader.accept('AS')) return reader.name();
  const { kind, value } = reader.token;
  return reader.isName() && !(kind === 'word' && NOT_A_COLUMN_ALIAS.has(value)) ? reader.name() : undefined;
}

function parseStar(reader: Reader, start: number, qualifier: readonly Identifier[]): StarItem {
  const columns = parseStarColumns(reader, qualifier);
  const replace = reader.accept('REPLACE') ? oneOrMore(reader, () => parseReplacement(reader)) : [];
  const rename = reader.accept('RENAME') ? oneOrMore(reader, () => parseRenaming(reader)) : [];
  return { kind: 'star', ...columns, replace, rename, ...reader.since(start) };
}

function parseReplacement(reader: Reader) {
  const expression = reader.grammar.expression(reader);
  reader.expect('AS');
  return { expression, column: reader.anyName() };
}

function parseRenaming(reader: Reader) {
  const column = reader.anyName();
  reader.expect('AS');
  return { column, to: reader.anyName() };
}

function parseGroupBy(reader: Reader): GroupBy {
  const { start } = reader;
  reader.expect('GROUP BY');
  if (reader.accept('ALL')) return { kind: 'all', ...reader.since(start) };
  return { kind: 'items', items: reader.list(() => parseGroupItem(reader)), ...reader.since(start) };
}

function parseGroupItem(reader: Reader): GroupItem {
  if (reader.accept('GROUPING SETS')) {
    return { kind: 'grouping_sets', sets: reader.parenthesised(() => parseGroupingSet(reader)) };
  }
  // No key at all: one group, as of nothing but aggregates.
  if (reader.acceptEmpty()) return { kind: 'grouping_sets', sets: [[]] };
  const word = reader.isSymbol('(', 1) ? reader.acceptOneOf('ROLLUP', 'CUBE') : undefined;
  if (word === undefined) return { kind: 'expression', expression: reader.grammar.expression(reader) };
  const sets = reader.parenthesised(() => parseGroupingSet(reader));
  return { kind: word === 'ROLLUP' ? 'rollup' : 'cube', sets };
}

/** `a`, `(a, b)` or `()`. */
function parseGroupingSet(reader: Reader): readonly Expression[] {
  if (reader.acceptEmpty()) return [];
  if (reader.isWord('ROLLUP', 'CUBE', 'GROUPING')) throw reader.unsupported('nested grouping sets');
  const expression = reader.grammar.expression(reader);
  return expression.kind === 'row' ? expression.items : [expression];
}
