import type { ColumnReference, Expression, FromItem, Pivot, PivotValues, Sample, Unpivot } from '../ast.js';
import { parseCall } from '../expression/call.js';
import { parseOrderItems } from '../expression/order.js';
import { isQueryStart } from '../expression/parenthesis.js';
import type { Reader } from '../reader.js';

/** What stands behind a source and makes other rows of it: PIVOT, UNPIVOT, SAMPLE; null for nothing of these. */
export function parseRowChange(reader: Reader, start: number, source: FromItem): Pivot | Unpivot | Sample | null {
  if (reader.isWord('PIVOT') && reader.isSymbol('(', 1)) return parsePivot(reader, start, source);
  if (reader.isWord('UNPIVOT') && (reader.isSymbol('(', 1) || reader.isWordAhead(1, 'INCLUDE', 'EXCLUDE'))) {
    return parseUnpivot(reader, start, source);
  }
  return reader.acceptOneOf('SAMPLE', 'TABLESAMPLE') === undefined ? null : parseSample(reader, start, source);
}

function parsePivot(reader: Reader, start: number, source: FromItem): Pivot {
  reader.enter();
  reader.expect('PIVOT');
  reader.expectSymbol('(');
  const at = reader.start;
  const { parts } = reader.path();
  const aggregate = parseCall(reader, at, parts);
  if (reader.isSymbol(',')) throw reader.unsupported('several aggregates of PIVOT');
  reader.expect('FOR');
  const column = parseColumn(reader);
  reader.expect('IN');
  reader.expectSymbol('(');
  const values = parsePivotValues(reader);
  reader.expectSymbol(')');
  const otherwise = reader.accept('DEFAULT ON NULL')
    ? reader.parenthesised(() => reader.grammar.expression(reader))[0]
    : undefined;
  reader.expectSymbol(')');
  reader.leave();
  return { kind: 'pivot', source, aggregate, column, values, ...(otherwise && { otherwise }), ...reader.since(start) };
}

function parseColumn(reader: Reader): ColumnReference {
  const { parts, start, end } = reader.path();
  return { kind: 'column', parts, start, end };
}

function parsePivotValues(reader: Reader): PivotValues {
  const { start } = reader;
  if (reader.accept('ANY')) {
    const orderBy = reader.accept('ORDER BY') ? parseOrderItems(reader) : [];
    return { kind: 'any', orderBy, ...reader.since(start) };
  }
  if (isQueryStart(reader)) return { kind: 'query', query: reader.grammar.query(reader), ...reader.since(start) };
  const items = reader.list(() => {
    const from = reader.start;
    const expression = reader.grammar.expression(reader);
    const alias = reader.accept('AS') || reader.isName() ? reader.name() : undefined;
    return { kind: 'expression' as const, expression, ...(alias && { alias }), ...reader.since(from) };
  });
  return { kind: 'list', items };
}

function parseUnpivot(reader: Reader, start: number, source: FromItem): Unpivot {
  reader.expect('UNPIVOT');
  const word = reader.acceptOneOf('INCLUDE', 'EXCLUDE');
  if (word !== undefined) reader.expect('NULLS');
  reader.expectSymbol('(');
  const value = reader.name();
  reader.expect('FOR');
  const name = reader.name();
  reader.expect('IN');
  const columns = reader.parenthesised(() => {
    const column = reader.anyName();
    const shown = reader.accept('AS') ? shownName(reader) : undefined;
    return { column, ...(shown && { shown }) };
  });
  reader.expectSymbol(')');
  return { kind: 'unpivot', source, value, name, columns, includeNulls: word === 'INCLUDE', ...reader.since(start) };
}

/** What stands for a column's name in the rows: a name or a text. */
function shownName(reader: Reader) {
  if (reader.token.kind !== 'text') return reader.name();
  const { value, start, end } = reader.next();
  return { name: value, quoted: true, start, end };
}

function parseSample(reader: Reader, start: number, source: FromItem): Sample {
  const word = reader.acceptOneOf('BERNOULLI', 'ROW', 'SYSTEM', 'BLOCK');
  const method = word === 'SYSTEM' || word === 'BLOCK' ? 'block' : 'row';
  reader.expectSymbol('(');
  const count: Expression = reader.grammar.operand(reader);
  const kind = reader.accept('ROWS') ? 'rows' : 'percent';
  reader.expectSymbol(')');
  const seed =
    reader.acceptOneOf('SEED', 'REPEATABLE') === undefined
      ? undefined
      : reader.parenthesised(() => reader.grammar.operand(reader))[0];
  return { kind: 'sample', source, method, size: { kind, count }, ...(seed && { seed }), ...reader.since(start) };
}
