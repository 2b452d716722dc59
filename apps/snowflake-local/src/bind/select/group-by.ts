import { unsupported } from '../../errors.js';
import { lookupFunction } from '../../functions/lookup.js';
import { isColumnText } from '../../generate/query.js';
import type { Expression, GroupBy, GroupItem, Select } from '../../parse/ast.js';
import { sortKey } from '../../types/forms.js';
import type { Emitted } from '../../types/typed.js';
import { anyExpression } from '../any-expression.js';
import { notAGroup } from '../clauses.js';
import type { Frame } from '../frame.js';
import type { Aliases } from './items.js';

/** GROUP BY for DuckDB, and what its expressions are in the clauses behind it. */
export interface Grouping {
  readonly text: string | null;
  /** By the SQL of the expression. */
  readonly keys: ReadonlyMap<string, Emitted>;
}

export const NO_GROUPING: Grouping = { text: null, keys: new Map() };

/** No column at all to group by: one group, but none for no rows. */
const CONSTANT_KEY = 'CAST(NULL AS BOOLEAN)';

export function bindGroupBy(groupBy: GroupBy, select: Select, aliases: Aliases, frame: Frame): Grouping {
  const items = groupBy.kind === 'all' ? itemsWithoutAggregates(select, frame) : groupBy.items;
  const sets = items.some((item) => item.kind !== 'expression');
  const keys = new Map<string, Emitted>();
  const texts = items.flatMap((item) => groupText(item, select, aliases, frame, keys, sets));
  if (texts.length > 0) return { text: texts.join(', '), keys };
  // GROUP BY ALL over nothing but aggregates is no grouping at all.
  return groupBy.kind === 'all' && items.length === 0 ? NO_GROUPING : { text: CONSTANT_KEY, keys };
}

function itemsWithoutAggregates(select: Select, frame: Frame): readonly GroupItem[] {
  return select.items.flatMap((item): GroupItem[] => {
    if (item.kind === 'star') throw unsupported('GROUP BY ALL with *', frame.positionOf(item));
    const aggregates = anyExpression(item.expression, isAggregate);
    return aggregates ? [] : [{ kind: 'expression', expression: item.expression }];
  });
}

const isAggregate = (expression: Expression): boolean =>
  expression.kind === 'call' &&
  expression.over === undefined &&
  lookupFunction(expression.name[0]?.name ?? '')?.kind === 'aggregate';

function groupText(
  item: GroupItem,
  select: Select,
  aliases: Aliases,
  frame: Frame,
  keys: Map<string, Emitted>,
  sets: boolean,
): readonly string[] {
  const bindKey = (expression: Expression) => keyText(expression, select, aliases, frame, keys, sets);
  if (item.kind === 'expression') return bindKey(item.expression);
  const members = item.sets.map((set) => `(${set.flatMap(bindKey).join(', ')})`);
  return [`${item.kind === 'grouping_sets' ? 'GROUPING SETS' : item.kind.toUpperCase()} (${members.join(', ')})`];
}

/** One expression to group by; none for a constant, which DuckDB would take for a position. A column is never one. */
function keyText(
  expression: Expression,
  select: Select,
  aliases: Aliases,
  frame: Frame,
  keys: Map<string, Emitted>,
  sets: boolean,
): readonly string[] {
  if (expression.kind === 'row') {
    return expression.items.flatMap((item) => keyText(item, select, aliases, frame, keys, sets));
  }
  const value = bindKeyValue(expression, select, aliases, frame);
  if (value.literal !== undefined && !isColumnText(value.sql)) return [];
  const key = sortKey(value, frame.values);
  if (key === value.sql) {
    // What GROUPING SETS leaves out of a group is NULL there.
    keys.set(value.sql, sets ? { ...value, nullable: true } : value);
    return [value.sql];
  }
  // Values with equal keys are one group: any of them may stand for it. What a set leaves out of a group is NULL there.
  const one = `any_value(${value.sql})`;
  const sql = sets ? `CASE WHEN grouping(${key}) = 0 THEN ${one} END` : one;
  keys.set(value.sql, { ...value, sql, nullable: sets || value.nullable });
  return [key];
}

/** A number means an item by its position; a name a column, or else an item by its alias. */
function bindKeyValue(expression: Expression, select: Select, aliases: Aliases, frame: Frame): Emitted {
  if (expression.kind === 'number') return frame.within('group', () => frame.bind(itemAt(expression, select, frame)));
  const named = expression.kind === 'column' && expression.parts.length === 1 ? expression.parts[0]?.name : undefined;
  const aliased = named === undefined ? undefined : aliases.expression(named);
  if (named === undefined || aliased === undefined) return frame.within('group', () => frame.bind(expression));
  const isColumn = frame.from.columns.some((column) => column.name === named);
  return frame.within('group', () => frame.bind(isColumn ? expression : aliased));
}

function itemAt(position: Extract<Expression, { kind: 'number' }>, select: Select, frame: Frame): Expression {
  const item = select.items[Number(position.text) - 1];
  if (item?.kind === 'expression') return item.expression;
  throw notAGroup(position.text, frame.positionOf(position));
}
