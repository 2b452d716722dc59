import { nextNumber } from '../catalog/counter.js';
import { displayPath } from '../catalog/names.js';
import { ambiguousColumn, invalidIdentifier, unsupported } from '../errors.js';
import type { Span } from '../parse/ast.js';
import type { Emitted } from '../types/typed.js';
import { refuseAggregate, refuseWindow } from './clauses.js';
import type { BoundItem, Frame } from './frame.js';
import type { ScopeColumn, ScopeTable } from './scope.js';

/** A statement's text may not grow beyond this by names that stand for whole expressions. */
const LONGEST_ALIAS = 1_000_000;
/** Up to this length an alias is written out at each use, which is faster for the engine. */
const WRITTEN_ALIAS = 1_000;

/**
 * The value that a column's name means: a column of this SELECT, an item of its select list by alias, a column of a
 * SELECT around it. ORDER BY looks at aliases first, every other clause at columns first, as Snowflake does.
 *
 * @param parts folded names, the column last
 * @throws SqlError 000904 when there is no such column, 002028 when there are several.
 */
export function resolveColumn(parts: readonly string[], node: Span, frame: Frame): Emitted {
  const value = resolveIn(parts, node, frame) ?? nextOfSequence(parts, frame);
  if (value !== undefined) return value;
  throw invalidIdentifier(displayPath(parts), frame.positionOf(node));
}

/** `sequence.NEXTVAL`: another number wherever it stands, and for each row. */
function nextOfSequence(parts: readonly string[], { environment }: Frame): Emitted | undefined {
  if (parts.length < 2 || parts.at(-1) !== 'NEXTVAL') return undefined;
  const { context, state } = environment;
  const sequence = context.catalog.findSequence(parts.slice(0, -1), context.session);
  if (sequence === undefined) return undefined;
  state.volatileCalls += 1;
  return nextNumber(sequence.counter);
}

/** As `resolveColumn`, or undefined when there is no such column. */
export function resolveIn(parts: readonly string[], node: Span, start: Frame): Emitted | undefined {
  for (let frame: Frame | null = start; frame !== null; frame = frame.outer) {
    const value = resolveHere(parts, node, frame);
    if (value !== undefined) {
      frame.ownNames += 1;
      return value;
    }
    frame.outerNames += 1;
  }
  return undefined;
}

function resolveHere(parts: readonly string[], node: Span, frame: Frame): Emitted | undefined {
  const name = parts.at(-1) ?? '';
  const alone = parts.length === 1;
  if (alone && frame.clause === 'order') {
    const item = frame.aliases.find(name);
    if (item !== undefined) return useAlias(item, name, node, frame);
  }
  const column = findColumn(parts.slice(0, -1), name, node, frame);
  if (column !== undefined) return useColumn(column, parts, node, frame);
  if (!alone) return undefined;
  const item = frame.aliases.find(name);
  if (item !== undefined) return useAlias(item, name, node, frame);
  return frame.bareVariables ? bareVariable(name, frame) : undefined;
}

function bareVariable(name: string, frame: Frame): Emitted | undefined {
  const known = frame.environment.context.scriptVariables?.has(name) === true;
  return known ? frame.bind({ kind: 'host_variable', name, start: 0, end: 0 }) : undefined;
}

/** A column of `of`, the SELECT around `start` or that one itself, as if it had been named. */
export function useOuterColumn(column: ScopeColumn, node: Span, start: Frame, of: Frame): Emitted {
  for (let frame: Frame | null = start; frame !== null && frame !== of; frame = frame.outer) frame.outerNames += 1;
  of.ownNames += 1;
  return useColumn(column, [column.name], node, of);
}

/** A column that GROUP BY names is its key, also where a sub-query uses it; any other one is noted. */
function useColumn(column: ScopeColumn, parts: readonly string[], node: Span, frame: Frame): Emitted {
  if (frame.insideAggregate) return column.value;
  const key = frame.keys.get(column.value.sql);
  if (key === undefined) frame.uses.push({ name: displayPath(parts), node });
  return key ?? column.value;
}

function findColumn(qualifier: readonly string[], name: string, node: Span, frame: Frame): ScopeColumn | undefined {
  const columns =
    qualifier.length === 0
      ? frame.from.columns
      : frame.from.tables.filter((table) => isNamed(table, qualifier)).flatMap((table) => table.columns);
  const [found, another] = columnsNamed(columns, name);
  if (another !== undefined) throw ambiguousColumn(displayPath([...qualifier, name]), frame.positionOf(node));
  return found;
}

const byName = new WeakMap<readonly ScopeColumn[], ReadonlyMap<string, readonly ScopeColumn[]>>();

/** Columns of one name; lists are long in wide tables, so each is indexed once. */
function columnsNamed(columns: readonly ScopeColumn[], name: string): readonly ScopeColumn[] {
  let index = byName.get(columns);
  if (index === undefined) {
    const made = new Map<string, ScopeColumn[]>();
    for (const column of columns) {
      const same = made.get(column.name);
      if (same === undefined) made.set(column.name, [column]);
      else same.push(column);
    }
    index = made;
    byName.set(columns, index);
  }
  return index.get(name) ?? [];
}

/** Whether `qualifier` ends the table's path: `T`, `S.T` and `DB.S.T` name the same table. */
export function isNamed(table: ScopeTable, qualifier: readonly string[]): boolean {
  if (qualifier.length > table.path.length) return false;
  const end = table.path.slice(table.path.length - qualifier.length);
  return end.every((part, at) => part === qualifier[at]);
}

/**
 * An alias stands for its whole expression. What a function computes anew each time cannot be repeated, and neither can
 * text that doubles with every use.
 */
function useAlias(item: BoundItem, name: string, node: Span, frame: Frame): Emitted {
  const position = frame.positionOf(node);
  if (item.volatile && frame.clause !== 'order') {
    throw unsupported(`alias ${name} of a volatile expression, used in the same SELECT`, position);
  }
  if (item.value.sql.length > LONGEST_ALIAS) throw unsupported(`alias ${name} of so long an expression`, position);
  if (item.aggregates) refuseAggregate(name, node, frame);
  const isNested = item.windows && frame.nests && !frame.insideAggregate;
  if (item.windows && !isNested) refuseWindow(name, node, frame);
  frame.aggregates ||= item.aggregates;
  frame.windows ||= item.windows;
  if (!frame.insideAggregate) for (const use of item.uses) frame.uses.push(use);
  if (isNested) return frame.nested.add(item.value);
  const isShared = frame.sharesAliases && item.value.sql.length > WRITTEN_ALIAS && frame.clause !== 'order';
  return isShared && !item.aggregates && !item.windows ? frame.share(item) : item.value;
}
