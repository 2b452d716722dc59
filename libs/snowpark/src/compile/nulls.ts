import { UsageError } from '../errors.js';
import { constant } from '../plan/constant.js';
import type { DropNull, Expr, FillNull, Literal, Replace } from '../plan/plan.js';
import { unknownColumn } from '../resolve/scope.js';
import type { ResultColumn } from '../values/result-column.js';
import { type Build, describedColumns } from './build.js';
import { filter, limit } from './clauses.js';
import { Item } from './items.js';
import { put } from './project.js';
import type { Relation } from './relation.js';

// What depends on the types of the columns: the input has been described for it.

const column = (name: string): Expr => ({ kind: 'column', name });
const literal = (value: string): Expr => ({ kind: 'literal', type: { kind: 'double' }, value });
const isNull = (name: string): Expr => ({ kind: 'is_null', operand: column(name), negated: false });
const isNan = (name: string): Expr => ({ kind: 'binary', op: 'eq', left: column(name), right: literal('NaN') });

/** NULL, or a NaN of a FLOAT. */
const isMissing = ({ name, type }: ResultColumn): Expr =>
  type === 'real' ? { kind: 'connected', op: 'or', operands: [isNull(name), isNan(name)] } : isNull(name);

const iff = (when: Expr, value: Expr, otherwise: Expr): Expr => ({
  kind: 'call',
  name: 'IFF',
  args: [when, value, otherwise],
});

/** Of the described columns those that are named; all without names. */
export function chosen(names: readonly string[] | null, columns: readonly ResultColumn[]): readonly ResultColumn[] {
  if (names === null) return columns;
  const byName = new Map(columns.toReversed().map((each) => [each.name, each]));
  return names.map((name) => {
    const found = byName.get(name);
    if (found === undefined)
      throw unknownColumn(
        name,
        columns.map((each) => each.name),
      );
    return found;
  });
}

export function dropNull(node: DropNull, of: Relation, build: Build): Relation {
  const columns = chosen(node.names, describedColumns(node.input, build));
  const least = node.least === 'all' ? columns.length : node.least;
  if (least < 1 || columns.length === 0) return of;
  if (least > columns.length) return limit(of, 0, 0, build);
  const present = columns.map((each): Expr => iff(isMissing(each), constant(0), constant(1)));
  const total = present.reduce((left, right): Expr => ({ kind: 'binary', op: 'plus', left, right }));
  return filter(of, { kind: 'binary', op: 'geq', left: total, right: constant(least) }, build);
}

export function fillNull(node: FillNull, of: Relation, build: Build): Relation {
  const described = describedColumns(node.input, build);
  const filled = new Map<string, Item<string>>();
  for (const { names, value } of node.fills) {
    for (const each of chosen(names, described)) {
      if (filled.has(each.name) || !holds(each, value, node.decimals)) continue;
      filled.set(each.name, new Item(each.name, iff(isMissing(each), value, column(each.name))));
    }
  }
  return filled.size === 0 ? of : put(of, [...filled.values()], false, build);
}

export function replace(node: Replace, of: Relation, build: Build): Relation {
  const replaced = chosen(node.names, describedColumns(node.input, build)).flatMap((each): Item<string>[] => {
    const pairs = node.pairs.filter(({ from, to }) => [from, to].every((value) => holds(each, value, node.decimals)));
    if (pairs.length === 0) return [];
    const branches = pairs.map(({ from, to }) => ({ when: equals(each, from), value: to }));
    return [new Item(each.name, { kind: 'case', branches, otherwise: column(each.name) })];
  });
  return replaced.length === 0 ? of : put(of, replaced, false, build);
}

const equals = ({ name }: ResultColumn, value: Literal): Expr =>
  value.value === null ? isNull(name) : { kind: 'binary', op: 'eq', left: column(name), right: value };

/** Whether a value fits into a column as it is: whole numbers into whole numbers and FLOAT, others by their own type. */
function holds({ type, scale }: ResultColumn, value: Literal, decimals: boolean): boolean {
  if (value.value === null) return true;
  const whole = type === 'fixed' && (scale ?? 0) === 0;
  const exact = type === 'fixed' && !whole && decimals;
  switch (value.type.kind) {
    case 'integer':
      return whole || type === 'real' || exact;
    case 'double':
      return type === 'real' || exact;
    case 'decimal':
      return exact || (type === 'fixed' && !whole);
    case 'string':
      return type === 'text';
    case 'boolean':
    case 'date':
    case 'time':
    case 'binary':
    case 'variant':
    case 'array':
    case 'object':
    case 'map':
      return type === value.type.kind;
    case 'timestamp':
      return type === `timestamp_${value.type.zone}`;
    case 'null':
      return true;
    default:
      throw new UsageError('invalid_argument', `A value of type ${value.type.kind} stands for no NULL.`);
  }
}
