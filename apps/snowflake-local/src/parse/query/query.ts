import type { CommonTable, Expression, Query, QueryBody, SetOperation } from '../ast.js';
import { parseOrderItems } from '../expression/order.js';
import type { Reader } from '../reader.js';
import { parseSelect } from './select.js';

/** Whoever reads a query inside something else counts the level: here it would count twice. */
export function parseQuery(reader: Reader): Query {
  const { start } = reader;
  const tables = reader.accept('WITH') ? parseCommonTables(reader) : [];
  return finishQuery(reader, start, tables, parseUnions(reader, parseIntersections(reader, parseBody(reader))));
}

/** Goes on behind `first`, a query in parentheses that has been read already. */
export function continueQuery(reader: Reader, first: Query): Query {
  const operand = withoutNeed(first);
  return finishQuery(reader, first.start, [], parseUnions(reader, parseIntersections(reader, operand)));
}

function finishQuery(reader: Reader, start: number, tables: readonly CommonTable[], body: QueryBody): Query {
  const orderBy = reader.accept('ORDER BY') ? parseOrderItems(reader) : [];
  const bounds = parseBounds(reader);
  if (reader.isPhrase('FOR UPDATE')) throw reader.unsupported('FOR UPDATE');
  return { kind: 'query_expression', with: tables, body, orderBy, ...bounds, ...reader.since(start) };
}

function parseCommonTables(reader: Reader): CommonTable[] {
  const recursive = reader.accept('RECURSIVE');
  return reader.list(() => {
    const { start } = reader;
    const name = reader.name();
    const columns = reader.isSymbol('(') ? reader.parenthesised(() => reader.anyName()) : [];
    reader.expect('AS');
    if (reader.isWord('PROCEDURE')) throw reader.unsupported('WITH ... AS PROCEDURE');
    reader.enter();
    reader.expectSymbol('(');
    const query = parseQuery(reader);
    reader.expectSymbol(')');
    reader.leave();
    return { name, columns, recursive, query, ...reader.since(start) };
  });
}

function parseBody(reader: Reader): QueryBody {
  if (!reader.isSymbol('(')) return parseSelect(reader);
  reader.enter();
  reader.expectSymbol('(');
  const query = parseQuery(reader);
  reader.expectSymbol(')');
  reader.leave();
  return withoutNeed(query);
}

/** A query in parentheses that adds nothing to its body is that body: fewer levels for everything that follows. */
const withoutNeed = (query: Query): QueryBody =>
  query.with.length === 0 && query.orderBy.length === 0 && !query.limit && !query.offset ? query.body : query;

type Operator = SetOperation['operator'];

// INTERSECT binds tighter than UNION and EXCEPT.
const parseUnions = (reader: Reader, first: QueryBody): QueryBody =>
  parseChain(reader, first, acceptUnion, () => parseIntersections(reader, parseBody(reader)));

const parseIntersections = (reader: Reader, first: QueryBody): QueryBody =>
  parseChain(reader, first, acceptIntersect, () => parseBody(reader));

/** A loop, and equal operators side by side, so that thousands of branches take neither stack nor depth. */
function parseChain(
  reader: Reader,
  first: QueryBody,
  acceptOperator: (reader: Reader) => Operator | undefined,
  parseOperand: () => QueryBody,
): QueryBody {
  let operands: QueryBody[] = [first];
  let operator: Operator | undefined;
  const chain = (): QueryBody =>
    operator === undefined ? first : { kind: 'set_operation', operator, operands, ...reader.since(first.start) };
  for (;;) {
    const next = acceptOperator(reader);
    if (next === undefined) return chain();
    if (operator !== undefined && next !== operator) operands = [chain()];
    operator = next;
    operands.push(parseOperand());
  }
}

function acceptUnion(reader: Reader): Operator | undefined {
  if (reader.accept('EXCEPT') || reader.accept('MINUS')) return 'except';
  if (!reader.accept('UNION')) return undefined;
  const all = reader.accept('ALL');
  if (!all) reader.accept('DISTINCT');
  if (reader.accept('BY NAME')) return all ? 'union_all_by_name' : 'union_by_name';
  return all ? 'union_all' : 'union';
}

const acceptIntersect = (reader: Reader): Operator | undefined =>
  reader.accept('INTERSECT') ? 'intersect' : undefined;

/** LIMIT and OFFSET, or OFFSET and FETCH. */
function parseBounds(reader: Reader): { limit?: Expression; offset?: Expression } {
  const limit = reader.accept('LIMIT') ? reader.grammar.operand(reader) : undefined;
  const offset = reader.accept('OFFSET') ? reader.grammar.operand(reader) : undefined;
  if (offset) reader.acceptOneOf('ROWS', 'ROW');
  const fetch = limit === undefined && reader.accept('FETCH') ? parseFetch(reader) : undefined;
  const rows = limit ?? fetch;
  return { ...(rows && { limit: rows }), ...(offset && { offset }) };
}

function parseFetch(reader: Reader): Expression {
  reader.acceptOneOf('FIRST', 'NEXT');
  const rows = reader.grammar.operand(reader);
  reader.acceptOneOf('ROWS', 'ROW');
  reader.accept('ONLY');
  return rows;
}
