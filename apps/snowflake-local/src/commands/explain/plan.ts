import { nameParts } from '../../bind/object-name.js';
import { displayPath, qualify } from '../../catalog/names.js';
import type { Expression, FromItem, Query, QueryBody, Select, Span, Statement } from '../../parse/ast.js';
import { unreachable } from '../../unreachable.js';
import type { StatementContext } from '../statement-context.js';

/** One operation of a statement, with those that it takes its rows from. */
export interface Operation {
  readonly operation: string;
  /** Full names of tables and views. */
  readonly objects?: readonly string[];
  readonly alias?: string;
  /** As the statement writes them. */
  readonly expressions: readonly string[];
  readonly inputs: readonly Operation[];
}

const JOINS = {
  inner: 'InnerJoin',
  left: 'LeftOuterJoin',
  right: 'RightOuterJoin',
  full: 'FullOuterJoin',
  cross: 'CartesianJoin',
  asof: 'AsofJoin',
} as const;

const SET_OPERATIONS = {
  union: 'Union',
  union_all: 'UnionAll',
  union_by_name: 'Union',
  union_all_by_name: 'UnionAll',
  intersect: 'Intersect',
  except: 'Except',
} as const;

/** What a statement does, step by step, in the words of Snowflake's plans: it follows the text, not DuckDB's optimizer. */
export function operationsOf(statement: Statement, context: StatementContext): Operation {
  const text = (node: Span): string => context.text.slice(node.start, node.end);
  switch (statement.kind) {
    case 'query':
      return result(queryOperation(statement.query, context));
    case 'insert': {
      const { source } = statement;
      const input =
        source.kind === 'query'
          ? queryOperation(source.query, context)
          : { operation: 'ValuesClause', expressions: source.rows.flat().map(text), inputs: [] };
      return change('Insert', statement.target, [input], context);
    }
    case 'update':
    case 'delete': {
      const { where, target } = statement;
      const others = statement.kind === 'update' ? statement.from : statement.using;
      const scan = scanOf(target.name, target.alias?.name.name, context);
      const rows = others.reduce(
        (left, item) => ({ operation: JOINS.inner, expressions: [], inputs: [left, source(item, context)] }),
        scan,
      );
      const kind = statement.kind === 'update' ? 'Update' : 'Delete';
      return change(kind, target.name, [filtered(rows, where, 'Filter', context)], context);
    }
    case 'merge': {
      const { target, on } = statement;
      const inputs = [scanOf(target.name, target.alias?.name.name, context), source(statement.source, context)];
      return change('Merge', target.name, [{ operation: JOINS.left, expressions: [text(on)], inputs }], context);
    }
    default:
      return result({ operation: statement.kind.toUpperCase(), expressions: [], inputs: [] });
  }
}

/** What comes out is what the outermost select list makes. */
function result(input: Operation): Operation {
  let made: Operation | undefined = input;
  while (made !== undefined && made.operation !== 'Project') made = made.inputs[0];
  return { operation: 'Result', expressions: made?.expressions ?? [], inputs: [input] };
}

function change(
  operation: string,
  target: Parameters<typeof nameParts>[0],
  inputs: readonly Operation[],
  context: StatementContext,
): Operation {
  return result({ operation, objects: [fullName(target, context)], expressions: [], inputs });
}

function queryOperation(query: Query, context: StatementContext): Operation {
  const text = (node: Span): string => context.text.slice(node.start, node.end);
  const body = bodyOperation(query.body, context);
  const tables = query.with.map((table) => ({
    operation: 'WithClause',
    expressions: [table.name.name],
    inputs: [queryOperation(table.query, context)],
  }));
  const rows = tables.length === 0 ? body : { operation: 'WithReference', expressions: [], inputs: [body, ...tables] };
  const order = query.orderBy.map(({ expression, start, end }) =>
    expression === 'all' ? 'ALL' : text({ start, end }),
  );
  const bounds = [
    ...(query.limit === undefined ? [] : [`rowCount: ${text(query.limit)}`]),
    ...(query.offset === undefined ? [] : [`offset: ${text(query.offset)}`]),
  ];
  if (order.length === 0 && bounds.length === 0) return rows;
  const operation = order.length === 0 ? 'Limit' : bounds.length === 0 ? 'Sort' : 'SortWithLimit';
  return { operation, expressions: [...order.map((item) => `sortKey: [${item}]`), ...bounds], inputs: [rows] };
}

function bodyOperation(body: QueryBody, context: StatementContext): Operation {
  switch (body.kind) {
    case 'select':
      return selectOperation(body, context);
    case 'query_expression':
      return queryOperation(body, context);
    case 'set_operation': {
      const inputs = body.operands.map((operand) => bodyOperation(operand, context));
      return { operation: SET_OPERATIONS[body.operator], expressions: [], inputs };
    }
    default:
      return unreachable(body);
  }
}

function selectOperation(select: Select, context: StatementContext): Operation {
  const text = (node: Span): string => context.text.slice(node.start, node.end);
  const items = select.items.map(text);
  const [first, ...others] = select.from.map((item) => source(item, context));
  const rows: Operation =
    first === undefined
      ? { operation: 'Generator', expressions: ['1'], inputs: [] }
      : others.reduce((left, right) => ({ operation: JOINS.cross, expressions: [], inputs: [left, right] }), first);
  const kept = filtered(rows, select.where, 'Filter', context);
  const { groupBy } = select;
  const keys =
    groupBy?.kind === 'all' ? ['ALL'] : groupBy === undefined ? [] : [text(groupBy).replace(/^group by\s+/i, '')];
  const grouped: Operation =
    keys.length === 0 && !select.distinct
      ? { ...kept }
      : {
          operation: 'Aggregate',
          expressions: [
            `aggExprs: [${items.join(', ')}]`,
            `groupKeys: [${select.distinct ? items.join(', ') : keys.join(', ')}]`,
          ],
          inputs: [kept],
        };
  const chosen = filtered(grouped, select.having, 'Filter', context);
  const qualified = filtered(chosen, select.qualify, 'Filter', context);
  return { operation: 'Project', expressions: items, inputs: [qualified] };
}

function filtered(
  input: Operation,
  condition: Expression | undefined,
  operation: string,
  { text }: StatementContext,
): Operation {
  if (condition === undefined) return input;
  return { operation, expressions: [text.slice(condition.start, condition.end)], inputs: [input] };
}

function source(item: FromItem, context: StatementContext): Operation {
  const text = (node: Span): string => context.text.slice(node.start, node.end);
  const alias = item.kind === 'join' ? undefined : item.alias?.name.name;
  const named = alias === undefined ? {} : { alias };
  switch (item.kind) {
    case 'table':
      return scanOf(item.name, alias, context);
    case 'stage':
      return { operation: 'ExternalScan', objects: [text(item.location)], expressions: [], inputs: [], ...named };
    case 'subquery':
      return { ...queryOperation(item.query, context), ...named };
    case 'values_source':
      return { operation: 'ValuesClause', expressions: item.rows.flat().map(text), inputs: [], ...named };
    case 'function_source':
      return { operation: 'TableFunction', expressions: [text(item.call)], inputs: [], ...named };
    case 'pivot':
    case 'unpivot':
    case 'sample': {
      const operation = { pivot: 'Pivot', unpivot: 'Unpivot', sample: 'Sample' }[item.kind];
      return { operation, expressions: [], inputs: [source(item.source, context)], ...named };
    }
    case 'join': {
      const { condition, match } = item;
      const on =
        condition === undefined
          ? []
          : [condition.kind === 'on' ? text(condition.expression) : condition.columns.map(text).join(', ')];
      const inputs = [source(item.left, context), source(item.right, context)];
      const expressions = [...on.map((each) => `joinKey: (${each})`), ...(match === undefined ? [] : [text(match)])];
      return { operation: item.natural ? `Natural${JOINS[item.join]}` : JOINS[item.join], expressions, inputs };
    }
    default:
      return unreachable(item);
  }
}

function scanOf(
  name: Parameters<typeof nameParts>[0],
  alias: string | undefined,
  context: StatementContext,
): Operation {
  const parts = nameParts(name, context);
  const relation = context.catalog.findRelation(parts, context.session);
  const named = alias === undefined ? {} : { alias };
  if (relation === undefined)
    return { operation: 'WithReference', expressions: [displayPath(parts)], inputs: [], ...named };
  const columns = relation.columns.map((column) => column.name);
  const operation = relation.kind === 'view' || relation.kind === 'system' ? 'ViewScan' : 'TableScan';
  return { operation, objects: [fullName(name, context)], expressions: columns, inputs: [], ...named };
}

function fullName(name: Parameters<typeof nameParts>[0], context: StatementContext): string {
  const { database, schema, name: last } = qualify(nameParts(name, context), context.session);
  return displayPath([database, schema, last]);
}
