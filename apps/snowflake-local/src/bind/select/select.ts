import { compilationError, unsupported } from '../../errors.js';
import { hasManySources } from '../../generate/join-conditions.js';
import { orderKeyText } from '../../generate/order.js';
import { itemText, type SelectText, selectText } from '../../generate/query.js';
import type { Expression, OrderItem, Query, Select, Span } from '../../parse/ast.js';
import { asBoolean } from '../../types/operators/comparison.js';
import { introduced } from '../../types/raise.js';
import type { Emitted } from '../../types/typed.js';
import { notAGroup } from '../clauses.js';
import { wholeName } from '../column-name.js';
import { located } from '../expression/located.js';
import { type BoundItem, type Clause, type Environment, Frame } from '../frame.js';
import { bindFrom } from '../from.js';
import { columnOf, type Relation } from '../relation.js';
import { type FromClause, factorsOf, NO_FROM } from '../scope.js';
import type { WrittenQuery } from '../statement-state.js';
import { atMost } from './at-most.js';
import { distinctRows, hasEqualForms } from './distinct.js';
import { bindGroupBy, NO_GROUPING } from './group-by.js';
import { Aliases, type OutputItem, outputItems } from './items.js';
import { type Bounds, bindBounds, NO_BOUNDS, rowCount } from './limit.js';
import { distinctOrder, selectOrder } from './order-by.js';

/** Binds one SELECT. `query` gives the ORDER BY and LIMIT that belong to it, null when those belong to something around. */
export function bindSelect(
  select: Select,
  environment: Environment,
  outer: Frame | null,
  query: Query | null,
): Relation {
  return bindOver(bindFrom(select.from, environment, outer), select, environment, outer, query);
}

/** Binds a SELECT over rows that are bound already. */
export const bindSelectFrom = (
  select: Select,
  from: FromClause,
  environment: Environment,
  outer: Frame | null,
): Relation => bindOver(from, select, environment, outer, null);

function bindOver(
  from: FromClause,
  select: Select,
  environment: Environment,
  outer: Frame | null,
  query: Query | null,
): Relation {
  const frame = new Frame(environment, from, outer);
  const aliases = new Aliases(select, frame);
  frame.aliases = aliases;
  frame.isGrouped = select.groupBy !== undefined;
  frame.sharesAliases = !frame.isGrouped;
  if (from !== NO_FROM) environment.state.readsRows = true;
  const where = bindWhere(select.where, frame);
  aliases.reset();
  const grouping = select.groupBy ? bindGroupBy(select.groupBy, select, aliases, frame) : NO_GROUPING;
  aliases.reset();
  frame.keys = grouping.keys;

  const items = outputItems(select, frame);
  const bound = frame.each(select.items, items, (item) => item.bind());
  for (const item of bound) noteItem(item, frame);
  const having = bindCondition(select.having, 'having', frame);
  const qualify = bindQualify(select, frame);
  aliases.addOutputs(items, bound);
  const parts: SelectParts = { items, bound, where, groupBy: grouping.text, having, qualify };
  return finishSelect(select, parts, query, bindSelectBounds(select, query, frame), frame);
}

interface SelectParts extends Pick<SelectText, 'groupBy' | 'having' | 'qualify'> {
  /** Conditions that all must hold. */
  readonly where: readonly string[];
  readonly items: readonly OutputItem[];
  readonly bound: readonly BoundItem[];
}

function bindSelectBounds(select: Select, query: Query | null, frame: Frame): Bounds {
  const bounds = query === null ? NO_BOUNDS : bindBounds(query, frame);
  return select.top === undefined ? bounds : { ...bounds, limit: bounds.limit ?? rowCount(select.top, 'TOP', frame) };
}

function finishSelect(
  select: Select,
  { items, bound, where, ...clauses }: SelectParts,
  query: Query | null,
  bounds: Bounds,
  frame: Frame,
): Relation {
  const orderBy: readonly OrderItem[] = query?.orderBy ?? [];
  const outputs = bound.map(({ value }) => value);
  const columns = outputs.map((value, index) => columnOf(items[index]?.name ?? '', value, items[index]?.source));
  const introduction = isWritten(select, query, frame);
  const itemTexts = outputs.map((value, index) => {
    const item = itemText(value);
    return introduction === undefined ? item : introduced(item, introduction(index, columns[index]?.name ?? ''));
  });
  const text = (order: readonly string[], distinct: boolean, limits: Bounds): string =>
    selectText({
      ...clauses,
      ...limits,
      distinct,
      items: itemTexts,
      ...rowsOf(select, where, frame),
      orderBy: order,
    });
  const rows = knownRows(select, frame);
  if (!select.distinct) {
    const order = selectOrder(orderBy, outputs, frame);
    checkGrouped(select, frame);
    const sql = text(order, false, bounds);
    const isRow = sql === selectText({ ...ROW, items: itemTexts }) && outputs.every(isLiteral);
    return { sql, columns, ...atMost(rows, bounds.limit), ...(isRow && { literals: itemTexts }) };
  }
  const order = distinctOrder(orderBy, outputs, frame);
  checkGrouped(select, frame);
  if (outputs.some(hasEqualForms)) {
    return distinctRows({ sql: text([], false, NO_BOUNDS), columns }, frame.environment, order, bounds);
  }
  const positions = order.map((key) => orderKeyText(String(key.index + 1), key.descending, key.nullsFirst));
  return { sql: text(positions, true, bounds), columns, ...atMost(rows, bounds.limit) };
}

/** A SELECT of items alone. */
const ROW: Omit<SelectText, 'items'> = {
  ...NO_BOUNDS,
  distinct: false,
  from: null,
  where: null,
  groupBy: null,
  having: null,
  qualify: null,
  orderBy: [],
};

const isLiteral = ({ literal }: Emitted): boolean => literal !== undefined;

/** Whether the rows are written as they are; with groups, an item must stay the text that it is grouped by. */
function isWritten(select: Select, query: Query | null, frame: Frame): WrittenQuery['introduction'] | undefined {
  const { written } = frame.environment.state;
  const isPlain = select.groupBy === undefined && !select.distinct;
  return written !== null && written.query === query && isPlain ? written.introduction : undefined;
}

/** What the SELECT reads; where windows stand in others, those in them are computed first, over the rows that WHERE leaves. */
function rowsOf(select: Select, conditions: readonly string[], frame: Frame): Pick<SelectText, 'from' | 'where'> {
  const { from, where } = frame.rows(conditions);
  if (frame.nested.isEmpty) return { from, where };
  if (select.groupBy !== undefined || frame.aggregates) {
    throw unsupported('a window that others count, in a grouped query', frame.positionOf(select));
  }
  return { from: frame.nested.sql([...frame.from.tables, ...frame.sharedTables()], from, where), where: null };
}

function bindCondition(condition: Select['where'], clause: Clause, frame: Frame): string | null {
  if (condition === undefined) return null;
  const value = frame.within(clause, () => frame.bind(condition));
  return located(condition, frame, () => asBoolean(value, frame.values)).sql;
}

/** The conditions that AND joins, each on its own where they may go to different joins. */
function bindWhere(condition: Select['where'], frame: Frame): readonly string[] {
  if (condition === undefined) return [];
  const parts = hasManySources(factorsOf(frame.from)) ? operandsOfAnd(condition) : [condition];
  return parts.flatMap((part) => bindCondition(part, 'where', frame) ?? []);
}

function operandsOfAnd(condition: Expression): readonly Expression[] {
  const operands: Expression[] = [];
  const open = [condition];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.kind === 'binary' && next.operator === 'and') open.push(next.right, next.left);
    else operands.push(next);
  }
  return operands;
}

function bindQualify(select: Select, frame: Frame): string | null {
  if (select.qualify === undefined) return null;
  const qualify = bindCondition(select.qualify, 'qualify', frame);
  if (frame.windows) return qualify;
  throw compilationError(
    '002304',
    '42601',
    'found QUALIFY clause but no window function.',
    frame.positionOf(select.qualify),
  );
}

/** Adds what an item was found to hold to its SELECT. */
function noteItem(item: BoundItem, frame: Frame): void {
  frame.aggregates ||= item.aggregates;
  frame.windows ||= item.windows;
  for (const use of item.uses) frame.uses.push(use);
}

/** With aggregates or GROUP BY, a column outside of both has no one value. */
function checkGrouped(select: Select, frame: Frame): void {
  const grouped = select.groupBy !== undefined || select.having !== undefined || frame.aggregates;
  const [use] = frame.uses;
  if (!grouped || use === undefined) return;
  const name = wholeName(use.name, frame);
  const position = frame.positionOf(use.node);
  if (select.groupBy !== undefined && within(use.node, select.items)) {
    const detail = `'${name}' in select clause is neither an aggregate nor in the group by clause.`;
    throw compilationError('001104', '42601', detail, position);
  }
  throw notAGroup(name, position);
}

const within = ({ start, end }: Span, items: readonly Span[]): boolean =>
  items.some((item) => item.start <= start && end <= item.end);

/** One row comes out of no table, and of aggregates without groups. */
function knownRows(select: Select, frame: Frame): number | undefined {
  if (select.groupBy !== undefined) return undefined;
  return select.from.length === 0 || frame.aggregates ? 1 : undefined;
}
