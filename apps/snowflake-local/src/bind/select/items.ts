import type { Expression, ExpressionItem, Select, SelectItem, StarItem } from '../../parse/ast.js';
import { quotedSpans } from '../../parse/lexer.js';
import { isHidden } from '../../parse/query/connect-by.js';
import type { AliasLookup, BoundItem, Frame } from '../frame.js';
import type { OutColumn } from '../query.js';
import { isNamed } from '../resolve.js';
import type { ScopeColumn } from '../scope.js';
import { chosenColumns, noColumns, requireColumns, starSource } from './star.js';

/** One column of a select list: what it is called, and how it is bound. */
export interface OutputItem {
  readonly name: string;
  readonly bind: () => BoundItem;
  readonly source?: OutColumn['source'];
}

/** The select list as columns, stars expanded. */
export const outputItems = (select: Select, frame: Frame): readonly OutputItem[] =>
  select.items.flatMap((item) => (item.kind === 'star' ? expandStar(item, frame) : [expressionItem(item, frame)]));

function expressionItem(item: ExpressionItem, frame: Frame): OutputItem {
  const { expression } = item;
  const source = sourceOf(expression, frame);
  return {
    name: item.alias?.name ?? automaticName(item, frame),
    bind: () => frame.item(() => frame.bind(expression)),
    ...(source && { source }),
  };
}

/** An item without an alias is called by its column's name, or by its own text: what is not quoted in upper case. */
function automaticName({ expression, start, end }: SelectItem & ExpressionItem, frame: Frame): string {
  const column = expression.kind === 'column' ? (expression.parts.at(-1)?.name ?? '') : undefined;
  if (column !== undefined && !isHidden(column)) return column;
  return unquotedInUpperCase(frame.textOf({ start, end }));
}

/** Text literals and quoted names keep their case; of `x'4d'` the prefix is not quoted. */
export function unquotedInUpperCase(text: string): string {
  if (!QUOTES.test(text)) return text.toUpperCase();
  const parts: string[] = [];
  let at = 0;
  for (const { start, end } of quotedSpans(text)) {
    parts.push(text.slice(at, start).toUpperCase(), text.slice(start, end));
    at = end;
  }
  return [...parts, text.slice(at).toUpperCase()].join('');
}

const QUOTES = /['"$]/;

/** The stored column that an expression names, when it is nothing but that. */
function sourceOf(expression: Expression, frame: Frame): OutColumn['source'] {
  if (expression.kind !== 'column') return undefined;
  const parts = expression.parts.map((part) => part.name);
  const name = parts.at(-1);
  const qualifier = parts.slice(0, -1);
  const columns =
    qualifier.length === 0
      ? frame.from.columns
      : frame.from.tables.filter((table) => isNamed(table, qualifier)).flatMap((table) => table.columns);
  const found = columns.filter((column) => column.name === name);
  return found.length === 1 ? found[0]?.source : undefined;
}

function expandStar(item: StarItem, frame: Frame): OutputItem[] {
  const { columns } = starSource(item, frame);
  checkNames(item, columns, frame);
  const kept = chosenColumns(item, columns, frame);
  if (kept.length === 0) throw noColumns(item, frame);
  return kept.map((column) => starItem(item, column, frame));
}

function starItem(item: StarItem, column: ScopeColumn, frame: Frame): OutputItem {
  const renamed = item.rename.find((renaming) => renaming.column.name === column.name);
  const replaced = item.replace.find((replacement) => replacement.column.name === column.name);
  const name = renamed?.to.name ?? column.name;
  if (replaced !== undefined) return { name, bind: () => frame.item(() => frame.bind(replaced.expression)) };
  return { name, bind: () => starValue(item, column, frame), ...(column.source && { source: column.source }) };
}

/** A star's column is grouped when GROUP BY has its very value. */
function starValue(item: StarItem, column: ScopeColumn, frame: Frame): BoundItem {
  const { value } = column;
  const key = frame.keys.get(value.sql);
  const uses = key === undefined ? [{ name: column.name, node: item }] : [];
  return { value: key ?? value, aggregates: false, windows: false, volatile: false, uses };
}

function checkNames(item: StarItem, columns: readonly ScopeColumn[], frame: Frame): void {
  const given = [...item.replace.map(({ column }) => column), ...item.rename.map(({ column }) => column)];
  requireColumns(given, columns, frame);
}

/** Items by alias, each bound when it is first asked for and once. */
export class Aliases implements AliasLookup {
  private readonly bound = new Map<string, BoundItem>();
  private readonly binding = new Set<string>();
  private readonly byName: ReadonlyMap<string, ExpressionItem>;

  constructor(
    select: Select,
    private readonly frame: Frame,
  ) {
    const named = select.items.flatMap((item): [string, ExpressionItem][] =>
      item.kind === 'expression' && item.alias !== undefined ? [[item.alias.name, item]] : [],
    );
    // The first of two equal aliases counts.
    this.byName = new Map(named.reverse());
  }

  find(name: string): BoundItem | undefined {
    const known = this.bound.get(name);
    if (known !== undefined) return known;
    const item = this.byName.get(name);
    // Inside its own expression an alias means what it would without it.
    if (item === undefined || this.binding.has(name)) return undefined;
    this.binding.add(name);
    const made = this.frame.item(() => this.frame.bind(item.expression));
    this.binding.delete(name);
    this.bound.set(name, made);
    return made;
  }

  /** ORDER BY also knows columns without an alias by the names they have in the output, where these are unique. */
  addOutputs(items: readonly OutputItem[], bound: readonly BoundItem[]): void {
    const counts = new Map<string, number>();
    for (const { name } of items) counts.set(name, (counts.get(name) ?? 0) + 1);
    items.forEach(({ name }, index) => {
      const item = bound[index];
      if (item !== undefined && counts.get(name) === 1 && !this.byName.has(name)) this.bound.set(name, item);
    });
  }

  /** The expression that an alias stands for. */
  expression(name: string): Expression | undefined {
    return this.byName.get(name)?.expression;
  }

  /** Forgets what was bound before GROUP BY was known. */
  reset(): void {
    this.bound.clear();
  }
}
