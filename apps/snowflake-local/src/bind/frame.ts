import { type Position, positionAt } from '../errors.js';
import type { FunctionContext } from '../functions/registry.js';
import { hasManySources, joinedBy } from '../generate/join-conditions.js';
import type { Expression, Query, Select, Span } from '../parse/ast.js';
import type { Emitted } from '../types/typed.js';
import type { CommonTables } from './common-tables.js';
import type { BindContext } from './context.js';
import { NestedWindows } from './nested-windows.js';
import type { Relation } from './relation.js';
import { type FromClause, factorsOf, NO_FROM, type ScopeTable } from './scope.js';
import type { StatementState } from './statement-state.js';

/**
 * The binder's entry points. Expressions hold queries and queries hold expressions, so files get them from the
 * environment and imports point one way.
 */
export interface Binders {
  expression(expression: Expression, frame: Frame): Emitted;
  query(query: Query, environment: Environment, outer: Frame | null): Relation;
  /** A SELECT over rows that are bound already. */
  selectFrom(select: Select, from: FromClause, environment: Environment, outer: Frame | null): Relation;
}

/** What surrounds a query: the same for all of its clauses. */
export interface Environment {
  readonly context: BindContext;
  readonly state: StatementState;
  readonly tables: CommonTables;
  readonly binders: Binders;
}

/** The clause that is being bound: it decides what may stand there. */
export type Clause = 'values' | 'from' | 'where' | 'group' | 'select' | 'having' | 'qualify' | 'order';

/** A column that was used outside of aggregates, for the check against GROUP BY. */
export interface ColumnUse {
  readonly name: string;
  readonly node: Span;
}

/** What an item of the select list turned out to hold. */
export interface BoundItem {
  readonly value: Emitted;
  readonly aggregates: boolean;
  readonly windows: boolean;
  readonly volatile: boolean;
  readonly uses: readonly ColumnUse[];
}

/** Items of the select list by alias; binding one may ask for others. */
export interface AliasLookup {
  find(name: string): BoundItem | undefined;
}

/** Where in a SELECT an expression is being bound, and what was found there so far. */
type Place = Pick<Frame, 'clause' | 'insideAggregate' | 'insideWindow' | 'nests' | 'aggregates' | 'windows'>;

const NO_ALIASES: AliasLookup = { find: () => undefined };

/**
 * One SELECT while its clauses are bound: what its names mean, and what was found so far.
 * Columns are resolved here first, then in `outer`: that is correlation.
 */
export class Frame {
  clause: Clause = 'select';
  /** Inside the arguments of an aggregate, where columns need not be grouped. */
  insideAggregate = false;
  insideWindow = false;
  /** Inside the argument of a window function that takes values of other windows. */
  nests = false;
  aggregates = false;
  windows = false;
  /** GROUP BY expressions by their SQL, once they are known. */
  keys: ReadonlyMap<string, Emitted> = new Map();
  /** Columns used outside of aggregates and of GROUP BY expressions. */
  readonly uses: ColumnUse[] = [];
  /** Names that meant a column or alias of this SELECT, and names bound here or below that meant one further out. */
  ownNames = 0;
  outerNames = 0;
  aliases: AliasLookup = NO_ALIASES;
  /** Windows whose values others count, computed before them. */
  readonly nested = new NestedWindows(() => this.environment.state.nextTable());
  /** Whether GROUP BY makes the rows that windows see: then nothing is computed before it. */
  isGrouped = false;
  /** Whether a long alias may become a column of the FROM clause: not where GROUP BY would have to know it. */
  sharesAliases = false;
  /** Its number in the statement. */
  readonly number: number;
  private readonly shared = new Map<BoundItem, Emitted>();
  private readonly sharedSources: string[] = [];

  constructor(
    readonly environment: Environment,
    readonly from: FromClause = NO_FROM,
    readonly outer: Frame | null = null,
    /** Whether a bare name may be a variable of the block around: in a block's own expressions. */
    readonly bareVariables = false,
  ) {
    this.number = environment.context.turns?.nextFrame() ?? 0;
  }

  /** Sources that expressions have added to those of FROM. */
  get added(): number {
    return this.shared.size + this.nested.size;
  }

  get values(): FunctionContext {
    return this.environment.context.values;
  }

  bind(expression: Expression): Emitted {
    return this.environment.binders.expression(expression, this);
  }

  bindAll(expressions: readonly Expression[]): Emitted[] {
    return this.each(expressions, expressions, (expression) => this.bind(expression));
  }

  /** `bind` of each item of a list, which may take several turns. `list`: an object that the syntax tree has for it alone. */
  each<I, T>(list: object, items: readonly I[], bind: (item: I, at: number) => T): T[] {
    const { turns } = this.environment.context;
    return turns === undefined ? items.map(bind) : turns.each(list, items, this, bind);
  }

  query(query: Query): Relation {
    return this.environment.binders.query(query, this.environment, this);
  }

  /** Binds in `clause`; columns used there do not count against GROUP BY unless the clause comes after it. */
  within<T>(clause: Clause, bind: () => T): T {
    const before = this.clause;
    this.clause = clause;
    const result = bind();
    this.clause = before;
    if (clause === 'values' || clause === 'where' || clause === 'group' || clause === 'from') this.uses.length = 0;
    return result;
  }

  /** Binds one item of the select list on its own, whatever is being bound around it. */
  item(bind: () => Emitted): BoundItem {
    const { state } = this.environment;
    const volatileCalls = state.volatileCalls;
    const around = this.exchange(
      {
        clause: 'select',
        insideAggregate: false,
        insideWindow: false,
        nests: false,
        aggregates: false,
        windows: false,
      },
      [],
    );
    const value = bind();
    const volatile = state.volatileCalls > volatileCalls;
    const found = this.exchange(around.place, around.uses);
    const { aggregates, windows } = found.place;
    return { value, aggregates, windows, volatile, uses: onceEach(found.uses) };
  }

  /** Puts another place and other uses in, and gives those that were there. */
  private exchange(place: Place, uses: readonly ColumnUse[]): { place: Place; uses: readonly ColumnUse[] } {
    const { clause, insideAggregate, insideWindow, nests, aggregates, windows } = this;
    const before = {
      place: { clause, insideAggregate, insideWindow, nests, aggregates, windows },
      uses: this.uses.splice(0),
    };
    this.clause = place.clause;
    this.insideAggregate = place.insideAggregate;
    this.insideWindow = place.insideWindow;
    this.nests = place.nests;
    this.aggregates = place.aggregates;
    this.windows = place.windows;
    this.uses.push(...uses);
    return before;
  }

  /** An item as a column that is computed once, beside those of FROM, for text that would grow with each use. */
  share(item: BoundItem): Emitted {
    const known = this.shared.get(item);
    if (known !== undefined) return known;
    const { type, physical, nullable, sql } = item.value;
    const table = this.environment.state.nextTable();
    const value: Emitted = { type, physical, nullable, sql: `${table}.c0` };
    this.sharedSources.push(`LATERAL (SELECT ${sql} AS c0) AS ${table}`);
    this.shared.set(item, value);
    return value;
  }

  /** The sources of shared items. */
  sharedTables(): readonly ScopeTable[] {
    return [...this.shared.values()].map((value) => ({ path: [], columns: [{ name: '', value }] }));
  }

  /** The text behind FROM, shared items included, and that behind WHERE for rows that meet all of `conditions`; null for none. */
  rows(conditions: readonly string[]): { readonly from: string | null; readonly where: string | null } {
    const factors = this.from === NO_FROM ? [] : factorsOf(this.from);
    const { from, where } = hasManySources(factors)
      ? joinedBy(factors, conditions)
      : { from: factors.length === 0 ? null : this.from.sql(), where: conditions };
    const sources = from === null ? this.sharedSources : [from, ...this.sharedSources];
    return {
      from: sources.length === 0 ? null : sources.join(', '),
      where: where.length === 0 ? null : where.join(' AND '),
    };
  }

  positionOf(node: Span): Position {
    return positionAt(this.environment.context.text, node.start);
  }

  textOf(node: Span): string {
    return this.environment.context.text.slice(node.start, node.end);
  }
}

/** A column is noted once: an item that names others of its list twice would double the list with each. */
const onceEach = (uses: readonly ColumnUse[]): readonly ColumnUse[] =>
  uses.length < 2 ? uses : [...new Map(uses.toReversed().map((use) => [use.name, use])).values()].reverse();
