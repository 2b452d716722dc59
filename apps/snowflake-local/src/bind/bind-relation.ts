import { boundsText } from '../generate/query.js';
import type { Query, QueryBody, SetOperation } from '../parse/ast.js';
import { unreachable } from '../unreachable.js';
import { byName } from './by-name.js';
import { bindCommonTables } from './common-table.js';
import { type Environment, Frame } from './frame.js';
import { type Relation, relationColumns } from './relation.js';
import { atMost } from './select/at-most.js';
import { bindBounds } from './select/limit.js';
import { outputOrder } from './select/order-by.js';
import { bindSelect } from './select/select.js';
import { combine } from './set-operation.js';
import { bindUnder } from './source/pivot-values.js';

/** Binds a query, its WITH tables first. `outer` is the SELECT it stands in, whose columns it may use. */
export function bindRelation(query: Query, environment: Environment, outer: Frame | null): Relation {
  if (query.with.length === 0) return bindOrdered(query, environment, outer);
  const { tables, definitions } = bindCommonTables(query.with, environment, outer, bindBody);
  const relation = bindUnder(definitions, () => bindOrdered(query, { ...environment, tables }, outer));
  return { ...relation, sql: `${definitions(relation.sql)}${relation.sql}` };
}

/** ORDER BY and LIMIT of a plain SELECT see its columns; those of anything else see only what it gives. */
function bindOrdered(query: Query, environment: Environment, outer: Frame | null): Relation {
  const { body } = query;
  if (body.kind === 'select') return bindSelect(body, environment, outer, query);
  const relation = bindBody(body, environment, outer);
  if (query.orderBy.length === 0 && query.limit === undefined && query.offset === undefined) return relation;
  const table = environment.state.nextTable();
  const columns = relationColumns(table, relation.columns);
  const from = { sql: () => `(${relation.sql}) AS ${table}`, tables: [], columns };
  const frame = new Frame(environment, from, outer);
  const order = outputOrder(query.orderBy, columns, frame);
  const bounds = bindBounds(query, frame);
  const items = columns.map(({ value }, index) => `${value.sql} AS c${index}`).join(', ');
  const sql = `SELECT ${items} FROM ${from.sql()}${order}${boundsText(bounds)}`;
  return { ...relation, sql, ...atMost(relation.atMost, bounds.limit) };
}

/** A query without ORDER BY, LIMIT and WITH of its own. */
export function bindBody(body: QueryBody, environment: Environment, outer: Frame | null): Relation {
  switch (body.kind) {
    case 'select':
      return bindSelect(body, environment, outer, null);
    case 'query_expression':
      return bindRelation(body, environment, outer);
    case 'set_operation':
      return bindSetOperation(body, environment, outer);
    default:
      return unreachable(body);
  }
}

/** A later UNION makes what was before it distinct, however that was combined: a chain of both kinds is one UNION, then UNION ALL. */
function bindSetOperation(body: SetOperation, environment: Environment, outer: Frame | null): Relation {
  const frame = outer ?? new Frame(environment);
  const all = (operands: readonly QueryBody[]) =>
    frame.each(operands[0] ?? body, operands, (operand) => bindBody(operand, environment, outer));
  if (body.operator === 'union_by_name' || body.operator === 'union_all_by_name') {
    const operator = body.operator === 'union_by_name' ? 'union' : 'union_all';
    return combine(operator, byName(all(body.operands), body, environment), body, environment);
  }
  const { distinct, others } = unionsOf(body);
  if (distinct.length === 0) return combine(body.operator, all(body.operands), body, environment);
  const first = combine('union', all(distinct), body, environment);
  return others.length === 0 ? first : combine('union_all', [first, ...all(others)], body, environment);
}

interface Unions {
  /** Operands up to the last UNION, empty for a chain that is of one kind. */
  readonly distinct: readonly QueryBody[];
  readonly others: readonly QueryBody[];
}

function unionsOf(body: SetOperation): Unions {
  const parts: SetOperation[] = [];
  let first: QueryBody = body;
  while (first.kind === 'set_operation' && isUnion(first)) {
    parts.push(first);
    const next: QueryBody | undefined = first.operands[0];
    if (next === undefined) break;
    first = next;
  }
  const last = parts.findIndex(({ operator }) => operator === 'union');
  if (parts.length < 2 || last === -1) return { distinct: [], others: [] };
  const rest = (part: SetOperation) => part.operands.slice(1);
  const operands = (some: readonly SetOperation[]) => some.toReversed().flatMap(rest);
  return { distinct: [first, ...operands(parts.slice(last))], others: operands(parts.slice(0, last)) };
}

const isUnion = ({ operator }: SetOperation): boolean => operator === 'union' || operator === 'union_all';
