import type { CommonTable, Expression, FromItem, Identifier, Query, Select, SelectItem, Span } from '../ast.js';
import type { Reader } from '../reader.js';
import { mapExpressions } from './map-expressions.js';

/** What stands behind START WITH and CONNECT BY. */
export interface Hierarchy extends Span {
  readonly startWith?: Expression;
  readonly connectBy: Expression;
}

/** Names that no statement writes, but for LEVEL, which is a column to whoever asks for it. */
const CONNECTED = '~connected';
const PRIOR = '~prior';
const LEVEL = 'LEVEL';

/** `START WITH condition CONNECT BY condition [, condition ...]`, in any order; undefined where neither stands. */
export function parseHierarchy(reader: Reader): Hierarchy | undefined {
  const { start } = reader;
  let startWith: Expression | undefined;
  let connectBy: Expression | undefined;
  for (;;) {
    if (startWith === undefined && reader.accept('START WITH')) startWith = reader.grammar.expression(reader);
    else if (connectBy === undefined && reader.accept('CONNECT BY')) connectBy = parseConditions(reader);
    else break;
  }
  if (connectBy === undefined) {
    if (startWith !== undefined) throw reader.unexpected();
    return undefined;
  }
  return { ...(startWith && { startWith }), connectBy, ...reader.since(start) };
}

/** Conditions that a comma parts must all hold. PRIOR is an operator here and nowhere else. */
function parseConditions(reader: Reader): Expression {
  if (reader.isWord('NOCYCLE')) throw reader.unsupported('CONNECT BY NOCYCLE');
  return reader.withPrior(() =>
    reader
      .list(() => reader.grammar.expression(reader))
      .reduce((left, right) => ({ kind: 'binary', operator: 'and', left, right, start: left.start, end: right.end })),
  );
}

/** The operand of PRIOR: a column of the row above. */
export function prior(operand: Expression, reader: Reader): Expression {
  const name = operand.kind === 'column' ? operand.parts.at(-1) : undefined;
  if (name === undefined) throw reader.unsupported('PRIOR of an expression');
  return { ...operand, kind: 'column', parts: [hidden(PRIOR, operand), name] };
}

const hidden = (name: string, { start, end }: Span): Identifier => ({ name, quoted: true, start, end });

/** Whether a column is one that the rewriting below makes: it has no name of its own. */
export const isHidden = (name: string): boolean => name.startsWith('~');

/** A column that every row of the hierarchy carries, made at its root and from the row above. */
interface Carried {
  readonly name: string;
  readonly atRoot: Expression;
  readonly below: Expression;
}

/**
 * The same SELECT over a recursive common table: its anchor is the rows of START WITH, and each step joins what CONNECT BY
 * connects. CONNECT_BY_ROOT and SYS_CONNECT_BY_PATH become columns of it, which a star does not show.
 */
export function overHierarchy(select: Select, hierarchy: Hierarchy, reader: Reader): Select {
  const [source] = select.from;
  const place: Span = { start: hierarchy.start, end: hierarchy.end };
  const own = source === undefined ? undefined : nameOf(source);
  if (source === undefined || own === undefined || select.from.length > 1)
    throw reader.unsupported('CONNECT BY over anything but one named table, view or sub-query');
  const carried: Carried[] = [
    {
      name: LEVEL,
      atRoot: { kind: 'number', text: '1', ...place },
      below: {
        kind: 'binary',
        operator: '+',
        left: above(LEVEL, place),
        right: { kind: 'number', text: '1', ...place },
        ...place,
      },
    },
  ];
  const rewrite = (expression: Expression): Expression =>
    mapExpressions(expression, (part) => carriedColumn(part, carried, place));
  const items = select.items.map((item): SelectItem => {
    if (item.kind === 'expression') return { ...item, expression: rewrite(item.expression) };
    return { ...item, replace: item.replace.map((one) => ({ ...one, expression: rewrite(one.expression) })) };
  });
  const where = select.where && rewrite(select.where);
  const having = select.having && rewrite(select.having);
  const qualify = select.qualify && rewrite(select.qualify);
  const table = recursiveTable(source, own, hierarchy, carried, place);
  const query: Query = {
    kind: 'query_expression',
    with: [table],
    body: selectOf(
      [{ kind: 'star', qualifier: [], exclude: [], replace: [], rename: [], ...place }],
      [named(CONNECTED, CONNECTED, place)],
      undefined,
      place,
    ),
    orderBy: [],
    ...place,
  };
  const from: FromItem = {
    kind: 'subquery',
    lateral: false,
    query,
    alias: { name: own, columns: [], ...place },
    ...place,
  };
  const unseen = carried.map(({ name }) => hidden(name, place));
  return {
    ...select,
    items: items.map((item) => (item.kind === 'star' ? { ...item, exclude: [...item.exclude, ...unseen] } : item)),
    from: [from],
    ...(where && { where }),
    ...(having && { having }),
    ...(qualify && { qualify }),
  };
}

/** What a source is called, by itself or by its alias. */
function nameOf(source: FromItem): Identifier | undefined {
  if ('alias' in source && source.alias !== undefined) return source.alias.name;
  return source.kind === 'table' && source.name.kind === 'path' ? source.name.parts.at(-1) : undefined;
}

const above = (name: string, place: Span): Expression => ({
  kind: 'column',
  parts: [hidden(PRIOR, place), hidden(name, place)],
  ...place,
});

/** CONNECT_BY_ROOT and SYS_CONNECT_BY_PATH as columns that the rows carry; undefined for anything else. */
function carriedColumn(part: Expression, carried: Carried[], place: Span): Expression | undefined {
  if (part.kind !== 'call' || part.name.length !== 1) return undefined;
  const [operand, separator] = part.args.map((argument) => (argument.kind === 'value' ? argument.value : undefined));
  const isRoot = part.name[0]?.name === 'CONNECT_BY_ROOT';
  const isPath = part.name[0]?.name === 'SYS_CONNECT_BY_PATH' && separator !== undefined && part.args.length === 2;
  if (operand === undefined || !(isRoot || isPath)) return undefined;
  const name = `~carried${carried.length}`;
  if (isRoot) carried.push({ name, atRoot: operand, below: above(name, place) });
  else if (separator !== undefined) {
    const step: Expression = { kind: 'binary', operator: '||', left: separator, right: operand, ...place };
    const below: Expression = { kind: 'binary', operator: '||', left: above(name, place), right: step, ...place };
    carried.push({ name, atRoot: step, below });
  }
  return { kind: 'column', parts: [hidden(name, part)], start: part.start, end: part.end };
}

function recursiveTable(
  source: FromItem,
  own: Identifier,
  { startWith, connectBy }: Hierarchy,
  carried: readonly Carried[],
  place: Span,
): CommonTable {
  const rows: SelectItem = { kind: 'star', qualifier: [own], exclude: [], replace: [], rename: [], ...place };
  const columns = (of: (column: Carried) => Expression): readonly SelectItem[] => [
    rows,
    ...carried.map(
      (column): SelectItem => ({
        kind: 'expression',
        expression: of(column),
        alias: hidden(column.name, place),
        ...place,
      }),
    ),
  ];
  // A name alone is of the row that the condition may connect, and never of the one above; so is LEVEL.
  const ofRow = (expression: Expression): Expression =>
    mapExpressions(expression, (part) => {
      const [name, ...more] = part.kind === 'column' ? part.parts : [];
      if (part.kind !== 'column' || name === undefined || more.length > 0) return undefined;
      return name.name === LEVEL ? carried[0]?.below : { ...part, parts: [own, name] };
    });
  return {
    name: hidden(CONNECTED, place),
    columns: [],
    recursive: true,
    query: {
      kind: 'query_expression',
      with: [],
      body: {
        kind: 'set_operation',
        operator: 'union_all',
        operands: [
          selectOf(
            columns(({ atRoot }) => atRoot),
            [source],
            startWith,
            place,
          ),
          selectOf(
            columns(({ below }) => ofRow(below)),
            [source, named(CONNECTED, PRIOR, place)],
            ofRow(connectBy),
            place,
          ),
        ],
        ...place,
      },
      orderBy: [],
      ...place,
    },
    ...place,
  };
}

const named = (table: string, alias: string, place: Span): FromItem => ({
  kind: 'table',
  name: { kind: 'path', parts: [hidden(table, place)], ...place },
  alias: { name: hidden(alias, place), columns: [], ...place },
  ...place,
});

const selectOf = (
  items: readonly SelectItem[],
  from: readonly FromItem[],
  where: Expression | undefined,
  place: Span,
): Select => ({ kind: 'select', distinct: false, items, into: [], from, ...(where && { where }), ...place });
