import { compilationError, invalidIdentifier, unsupported } from '../../errors.js';
import { lookupFunction } from '../../functions/lookup.js';
import type {
  Argument,
  ColumnReference,
  Expression,
  ExpressionItem,
  FunctionCall,
  Pivot,
  Select,
} from '../../parse/ast.js';
import { anyExpression } from '../any-expression.js';
import type { Environment, Frame } from '../frame.js';
import { positionIn } from '../placed.js';
import { relationColumns } from '../relation.js';
import type { FromClause, ScopeColumn } from '../scope.js';
import { renamed } from './alias.js';
import { pivotItems } from './pivot-values.js';

/** `PIVOT (f(x) FOR column IN (...))`: the rows grouped by every other column, with `f(x)` of those of each value beside each other. */
export function bindPivot(item: Pivot, source: FromClause, environment: Environment, outer: Frame | null): FromClause {
  const { aggregate, column } = item;
  const name = aggregate.name[0]?.name ?? '';
  if (lookupFunction(name)?.kind !== 'aggregate') {
    throw compilationError(
      '002035',
      '42601',
      `PIVOT needs an aggregate function, not ${name}.`,
      positionIn(environment, aggregate),
    );
  }
  const turned = columnOf(column, source, environment);
  const used = new Set([turned.name, ...namesIn(aggregate)]);
  const keys = source.columns.filter((each) => !used.has(each.name)).map((each) => referenceTo(each.name, item));
  const made = pivotItems(item, turned, source, environment, outer).map((value) => valueItem(value, item));
  const select: Select = {
    kind: 'select',
    distinct: false,
    items: [
      ...keys.map((expression): ExpressionItem => ({ kind: 'expression', expression, ...spanOf(item) })),
      ...made,
    ],
    into: [],
    from: [item.source],
    groupBy: { kind: 'items', items: keyItems(keys), ...spanOf(item) },
    ...spanOf(item),
  };
  const relation = environment.binders.selectFrom(select, source, environment, outer);
  const table = environment.state.nextTable();
  return renamed(
    `(${relation.sql}) AS ${table}`,
    { path: [], columns: relationColumns(table, relation.columns) },
    item.alias,
    environment,
  );
}

const spanOf = ({ start, end }: Pivot) => ({ start, end });

/** Without another column all rows are one group. */
const keyItems = (keys: readonly ColumnReference[]) =>
  keys.length === 0
    ? [{ kind: 'grouping_sets' as const, sets: [[]] }]
    : keys.map((expression) => ({ kind: 'expression' as const, expression }));

function referenceTo(name: string, { start, end }: Pivot): ColumnReference {
  return { kind: 'column', parts: [{ name, quoted: true, start, end }], start, end };
}

/** The aggregate over the rows that have the value. */
function valueItem(value: ExpressionItem, item: Pivot): ExpressionItem {
  const { aggregate, column, otherwise } = item;
  const [first, ...others] = aggregate.args;
  const when: Expression = { kind: 'binary', operator: '=', left: column, right: value.expression, ...spanOf(item) };
  const given: Expression = first?.kind === 'value' ? first.value : { kind: 'number', text: '1', ...spanOf(item) };
  const chosen: Argument = {
    kind: 'value',
    value: { kind: 'case', branches: [{ when, result: given }], ...spanOf(item) },
    ...spanOf(item),
  };
  const call: FunctionCall = { ...aggregate, args: [chosen, ...others] };
  if (otherwise === undefined) return { ...value, expression: call };
  const argument = (expression: Expression): Argument => ({ kind: 'value', value: expression, ...spanOf(item) });
  const name = { name: 'IFNULL', quoted: false, ...spanOf(item) };
  return {
    ...value,
    expression: {
      kind: 'call',
      name: [name],
      parentheses: true,
      distinct: false,
      args: [argument(call), argument(otherwise)],
      ...spanOf(item),
    },
  };
}

function columnOf(column: ColumnReference, source: FromClause, environment: Environment): ScopeColumn {
  const name = column.parts.at(-1)?.name ?? '';
  const found = source.columns.find((candidate) => candidate.name === name);
  if (found === undefined) throw invalidIdentifier(name, positionIn(environment, column));
  return found;
}

/** The columns that an aggregate is computed over. */
function namesIn(aggregate: FunctionCall): readonly string[] {
  const names: string[] = [];
  anyExpression(aggregate, (expression) => {
    if (expression.kind === 'column') names.push(expression.parts.at(-1)?.name ?? '');
    if (expression.kind === 'subquery' || expression.kind === 'exists') throw unsupported('sub-query in PIVOT');
    return false;
  });
  return names;
}
