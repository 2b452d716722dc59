import { ambiguousColumn, compilationError, invalidIdentifier, unsupported } from '../errors.js';
import { callFunction, lookupFunction } from '../functions/lookup.js';
import { type JoinKind, joinText } from '../generate/join.js';
import type { Identifier, Join } from '../parse/ast.js';
import { asBoolean, compare } from '../types/operators/comparison.js';
import type { Emitted } from '../types/typed.js';
import { located } from './expression/located.js';
import { type Environment, Frame } from './frame.js';
import { positionIn } from './placed.js';
import { type FromClause, factorsOf, nullableColumn, nullableTable, type ScopeColumn } from './scope.js';

/** Joins two sources. Columns of a side that can be missing become nullable; shared columns of USING come once, first. */
export function joinSources(
  join: Join,
  left: FromClause,
  right: FromClause,
  environment: Environment,
  outer: Frame | null,
): FromClause {
  if (right.after !== undefined) {
    if (join.condition === undefined && !join.natural && (join.join === 'inner' || join.join === 'cross')) {
      return right.after(left);
    }
    const construct = 'lateral table function called with OUTER JOIN syntax or a join predicate (ON clause)';
    throw unsupported(construct, positionIn(environment, join));
  }
  const leftSide = join.join === 'right' || join.join === 'full' ? nullable(left) : left;
  const rightSide = join.join === 'left' || join.join === 'full' || join.join === 'asof' ? nullable(right) : right;
  const shared = sharedNames(join, left, right);
  const both: FromClause = {
    sql: () => null,
    tables: [...leftSide.tables, ...rightSide.tables],
    columns: [...leftSide.columns, ...rightSide.columns],
  };
  const condition =
    shared === null
      ? onCondition(join, both, environment, outer)
      : sharedCondition(shared, left, right, join, environment);
  const match = matchCondition(join, both, environment, outer);
  const conditions = [condition, match].filter((each) => each !== null).join(' AND ');
  const kind = kindOf(join, condition);
  return {
    ...both,
    columns: shared === null ? both.columns : mergedColumns(shared, leftSide, rightSide, join, environment),
    sql: () => joinText(kind, left.sql() ?? '', right.sql() ?? '', conditions === '' ? null : conditions),
    ...(kind === 'cross' ? { factors: () => [...factorsOf(left), ...factorsOf(right)] } : { isJoin: true }),
  };
}

const nullable = (side: FromClause): FromClause => ({
  ...side,
  tables: side.tables.map(nullableTable),
  columns: side.columns.map(nullableColumn),
});

/** An inner join without a condition is a cross join. */
const kindOf = ({ join }: Join, condition: string | null): JoinKind =>
  condition === null && (join === 'inner' || join === 'cross') ? 'cross' : join === 'cross' ? 'inner' : join;

/** The columns of USING and of NATURAL; null for ON and for no condition. */
function sharedNames(join: Join, left: FromClause, right: FromClause): readonly Identifier[] | null {
  if (join.condition?.kind === 'using') return join.condition.columns;
  if (!join.natural) return null;
  const others = new Set(right.columns.map((column) => column.name));
  const names = new Set(left.columns.map((column) => column.name).filter((name) => others.has(name)));
  return [...names].map((name) => ({ name, quoted: true, start: join.start, end: join.end }));
}

function onCondition(join: Join, both: FromClause, environment: Environment, outer: Frame | null): string | null {
  if (join.condition?.kind !== 'on') return null;
  const { expression } = join.condition;
  const frame = new Frame(environment, both, outer);
  const value = frame.within('from', () => frame.bind(expression));
  return located(expression, frame, () => asBoolean(value, frame.values)).sql;
}

/** The nearest row is found by one comparison, of the left side with the right side. */
function matchCondition(
  { match }: Join,
  both: FromClause,
  environment: Environment,
  outer: Frame | null,
): string | null {
  if (match === undefined) return null;
  const frame = new Frame(environment, both, outer);
  if (match.kind !== 'binary' || !['<', '<=', '>', '>='].includes(match.operator)) {
    const detail = `MATCH_CONDITION must compare a column of each side by <, <=, > or >=: [${frame.textOf(match)}].`;
    throw compilationError('002039', '42601', detail, frame.positionOf(match));
  }
  return frame.within('from', () => frame.bind(match)).sql;
}

function sharedCondition(
  names: readonly Identifier[],
  left: FromClause,
  right: FromClause,
  join: Join,
  environment: Environment,
): string | null {
  const frame = new Frame(environment);
  const equal = names.map((name) => {
    const [a, b] = [sharedColumn(name, left, environment), sharedColumn(name, right, environment)];
    return located(name, frame, () => compare('=', a.value, b.value, frame.values)).sql;
  });
  if (equal.length > 0) return equal.join(' AND ');
  if (join.join === 'inner' || join.join === 'cross') return null;
  throw unsupported('NATURAL JOIN of tables without a common column', positionIn(environment, join));
}

function sharedColumn(name: Identifier, side: FromClause, environment: Environment): ScopeColumn {
  const [column, another] = side.columns.filter((candidate) => candidate.name === name.name);
  if (column === undefined) throw invalidIdentifier(name.name, positionIn(environment, name));
  if (another !== undefined) throw ambiguousColumn(name.name, positionIn(environment, name));
  return column;
}

function mergedColumns(
  names: readonly Identifier[],
  left: FromClause,
  right: FromClause,
  join: Join,
  environment: Environment,
): readonly ScopeColumn[] {
  const shared = new Set(names.map((name) => name.name));
  const merged = names.map((name) => {
    const [a, b] = [sharedColumn(name, left, environment), sharedColumn(name, right, environment)];
    if (join.join === 'right') return b;
    return join.join === 'full' ? { name: name.name, value: firstOf(a.value, b.value, environment) } : a;
  });
  const others = [...left.columns, ...right.columns].filter((column) => !shared.has(column.name));
  return [...merged, ...others];
}

/** Where either side may be missing, the shared value is that of the side that is there. */
function firstOf(left: Emitted, right: Emitted, environment: Environment): Emitted {
  const spec = lookupFunction('COALESCE');
  if (spec === undefined) throw new Error('COALESCE is a function');
  return callFunction(spec, { name: 'COALESCE', args: [left, right] }, environment.context.values);
}
